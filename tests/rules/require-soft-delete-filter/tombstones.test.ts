import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TABLE docs (id bigint PRIMARY KEY, url text NOT NULL, is_deleted boolean);
  CREATE TABLE notes (id bigint PRIMARY KEY, url text NOT NULL, is_deleted boolean DEFAULT false);
  CREATE TABLE pages (id bigint PRIMARY KEY, url text NOT NULL, is_deleted boolean NOT NULL);`;
const filters = drawn(requireSoftDeleteFilter, { schema });
const removals = drawn(noHardDelete, { schema });

describe("a flag that nobody has to set", () => {
  filters.invalid(
    "is not true in rows that were never marked",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`SELECT id FROM docs\`;
                              ~~~~ unfilteredRead: Add is_deleted IS NOT TRUE
    await sql\`select id from docs where url = \${"x"}\`;
                              ~~~~ unfilteredRead: Add is_deleted IS NOT TRUE
  `,
    {
      suggestions: [
        "SELECT id FROM docs WHERE is_deleted IS NOT TRUE",
        'where url = ${"x"} and is_deleted is not true',
      ],
    },
  );
  filters.invalid(
    "is told from one with a default or NOT NULL",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`SELECT id FROM notes\`;
                              ~~~~~ unfilteredRead: Add is_deleted = false
    await sql\`SELECT id FROM pages\`;
                              ~~~~~ unfilteredRead: Add is_deleted = false
  `,
  );
  filters.valid(
    "is asked for in either spelling",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`SELECT id FROM docs WHERE is_deleted IS NOT TRUE\`;
    await sql\`SELECT id FROM docs WHERE is_deleted = false OR is_deleted IS NULL\`;
    await sql\`SELECT id FROM docs WHERE NOT coalesce(is_deleted, false)\`;
  `,
  );
  filters.invalid(
    "has no change that a builder spells as = false",
    ts`
    import knex from "knex";
    const db = knex({ client: "pg" });
    export const list = async () => await db("docs").where("url", "x").select("id");
                                             ~~~~~~ unfilteredRead: Add is_deleted IS NOT TRUE
  `,
    { suggestions: [] },
  );
  removals.invalid(
    "is set in rows that were never marked",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`DELETE FROM docs WHERE url = \${"x"}\`;
                           ~~~~ hardDelete
  `,
    { suggestions: ['UPDATE docs SET is_deleted = true WHERE url = ${"x"} AND is_deleted IS NOT TRUE'] },
  );
});
