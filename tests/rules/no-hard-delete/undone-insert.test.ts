import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(noHardDelete, {
  schema: "CREATE TABLE boxes (id text PRIMARY KEY, title text NOT NULL, deleted_at timestamptz);",
});

describe("a row that the same function has made", () => {
  valid(
    "may be removed for good",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    declare const newId: () => string;
    declare const upload: (id: string) => Promise<void>;
    export async function add(title: string) {
      const id = newId();
      await sql\`INSERT INTO boxes (id, title) VALUES (\${id}, \${title})\`;
      try {
        await upload(id);
      } catch (error) {
        await sql\`DELETE FROM boxes WHERE id = \${id}\`;
        throw error;
      }
    }
    export async function addAnother(title: string) {
      const [box] = await sql\`INSERT INTO boxes (title) VALUES (\${title}) RETURNING id\`;
      await upload(box.id).catch(() => sql\`DELETE FROM boxes WHERE id = \${box.id}\`);
    }
  `,
  );
  invalid(
    "is that row, and none of another key, column or time",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function replace(id: string, old: string, title: string) {
      await sql\`INSERT INTO boxes (id, title) VALUES (\${id}, \${title})\`;
      await sql\`DELETE FROM boxes WHERE id = \${old}\`;
                             ~~~~~ hardDelete
      await sql\`DELETE FROM boxes WHERE id = \${title}\`;
                             ~~~~~ hardDelete
    }
    export async function again(id: string, title: string) {
      await sql\`DELETE FROM boxes WHERE id = \${id}\`;
                             ~~~~~ hardDelete
      await sql\`INSERT INTO boxes (id, title) VALUES (\${id}, \${title})\`;
    }
  `,
  );
});
