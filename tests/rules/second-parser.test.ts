import { describe, expect, it } from "vitest";
import { validate } from "../../lib/settings.ts";
import { noHardDelete } from "../../rules/no-hard-delete.ts";
import { noUnguardedNullableRead } from "../../rules/no-unguarded-nullable-read.ts";
import { noUnparameterizedSql } from "../../rules/no-unparameterized-sql.ts";
import { requireSoftDeleteFilter } from "../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../draw.ts";

const schema =
  "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, email text, deleted_at timestamptz); CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL);";
const settings = { parser: "pgsql-ast-parser" } as const;

describe("no-hard-delete without PostgreSQL's parser", () => {
  const { valid, invalid } = drawn(noHardDelete, { schema, settings });

  invalid(
    "a DELETE, the name alone underlined",
    ts`
    import { Pool } from "pg";
    export const remove = (id: number) => new Pool().query('DELETE FROM public."users" AS u WHERE u.id = $1', [id]);
                                                                        ~~~~~~~~~~~~~~ hardDelete: "users"
  `,
    { suggestions: [] },
  );

  valid(
    "a purge, and another table",
    ts`
    import { Pool } from "pg";
    export const purge = () => new Pool().query("DELETE FROM users WHERE deleted_at IS NOT NULL");
    export const remove = (id: number) => new Pool().query("DELETE FROM orders WHERE id = $1", [id]);
  `,
  );
});

describe("require-soft-delete-filter without PostgreSQL's parser", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, { schema, settings });

  invalid(
    "a join",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const orders = (id: number) => sql\`SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id = \${id}\`;
                                                                              ~~~~~ unfilteredRead
  `,
    { suggestions: [] },
  );

  valid(
    "filters, and a condition that is not known",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const user = (id: number) => sql\`SELECT id FROM users WHERE id = \${id} AND deleted_at IS NULL\`;
    export const users = (where: any) => sql\`SELECT id FROM users \${where}\`;
    export const some = (where: any) => sql\`SELECT id FROM users WHERE \${where}\`;
  `,
  );
});

describe("no-unparameterized-sql without PostgreSQL's parser", () => {
  const { valid, invalid } = drawn(noUnparameterizedSql, { schema, settings });

  invalid(
    "a value",
    ts`
    import { Pool } from "pg";
    export const find = (id: string) => new Pool().query(\`SELECT name FROM users WHERE id = \${id}\`);
                                                                                                ~~ splicedValue
  `,
    { output: null, suggestions: [] },
  );

  valid(
    "parameters",
    ts`
    import { Pool } from "pg";
    export const find = (id: string) => new Pool().query("SELECT name FROM users WHERE id = $1", [id]);
  `,
  );
});

describe("no-unguarded-nullable-read without PostgreSQL's parser", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, { schema, settings });

  invalid(
    "a property of a column that may be NULL",
    ts`
    import { Pool } from "pg";
    export async function domain(id: number) {
      const { rows } = await new Pool().query("SELECT email FROM users WHERE id = $1", [id]);
      return rows[0].email.split("@")[1];
                     ~~~~~ nullableRead
    }
  `,
  );

  valid(
    "a column that may not",
    ts`
    import { Pool } from "pg";
    export async function initial(id: number) {
      const { rows } = await new Pool().query("SELECT name FROM users WHERE id = $1", [id]);
      return rows[0].name.charAt(0);
    }
  `,
  );
});

describe("the setting", () => {
  it("names the parsers there are", () => {
    expect(validate(settings, "configure()", "/app").parser).toBe("pgsql-ast-parser");
    expect(validate({}, "configure()", "/app")).not.toHaveProperty("parser");
    expect(() => validate({ parser: "pg" }, "configure()", "/app")).toThrow(
      'configure().parser must be "libpg-query" or "pgsql-ast-parser", and is "pg".',
    );
  });
});
