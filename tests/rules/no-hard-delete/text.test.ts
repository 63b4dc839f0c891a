import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { withSecondParser } from "../projects/second-parser.ts";

const { valid, invalid } = drawn(noHardDelete, {
  schema: `
    CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);
    CREATE TABLE logs (id bigint PRIMARY KEY, user_id bigint);
    CREATE TABLE flags (id bigint PRIMARY KEY, deleted boolean NOT NULL DEFAULT false);`,
});
const db = 'import postgres from "postgres";\nconst sql = postgres();\n';

invalid(
  "a DELETE by key",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`DELETE FROM users WHERE id = \${1}\`;
                         ~~~~~ hardDelete: "users"
`,
);
invalid(
  "a DELETE in lower case, over two lines, inside a CTE",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`with gone as (delete
    from users where email = 'x' returning id) select * from gone\`;
         ~~~~~ hardDelete
`,
);
invalid(
  "TRUNCATE, each target by itself",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`TRUNCATE logs, users\`;
                            ~~~~~ truncate
`,
);
invalid(
  "a condition that lets a live row through",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`DELETE FROM users WHERE deleted_at IS NOT NULL OR email = 'x'\`;
                         ~~~~~ hardDelete
`,
);
invalid(
  "a flag that is never NULL is no sign of deletion by IS NOT NULL",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`DELETE FROM flags WHERE deleted IS NOT NULL\`;
                         ~~~~~ hardDelete
`,
);
valid(
  "a purge of rows deleted long ago",
  `${db}await sql\`DELETE FROM users WHERE deleted_at < now() - interval '30 days'\`;`,
);
valid(
  "a purge by a subquery on the trash",
  `${db}await sql\`DELETE FROM users WHERE id IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)\`;`,
);
valid(
  "a table without the column, whatever it is joined with",
  `${db}await sql\`DELETE FROM logs USING users u WHERE u.id = user_id\`;`,
);
valid("a table the options name", `${db}await sql\`DELETE FROM users\`;`, {
  options: { ignoreTables: ["public.users"] },
});
invalid(
  "a table that an identifier helper names",
  ts`
  import { sql, type DatabasePool } from "slonik";
  const table = "users";
  export const remove = (pool: DatabasePool, other: string) => [
    pool.query(sql.unsafe\`delete from \${sql.identifier([table])} where id = 1\`),
                                          ~~~~~~~~~~~~~~~~~~~~~~~ hardDelete: "users"
    pool.query(sql.unsafe\`delete from \${sql.identifier([other])} where id = 1\`),
  ];
`,
);
invalid(
  "a table that a value names",
  ts`
  import knex from "knex";
  import pgPromise from "pg-promise";
  import postgres from "postgres";
  const db = knex({ client: "pg" });
  const sql = postgres();
  const pg = pgPromise()("postgres://localhost");
  const tables = { people: "users" } as const;
  export async function clear(name: string, ids: string[], other: string) {
    await db.raw("DELETE FROM ?? WHERE id = ?", [tables.people, name]);
                              ~~ hardDelete
    await db.raw("DELETE FROM :table: WHERE id = :name", { table: "public.users", name });
                              ~~~~~~~ hardDelete
    await pg.none("DELETE FROM $1:name WHERE id = $2", ["users", name]);
                               ~~~~~~~ hardDelete
    await sql\`DELETE FROM users WHERE id IN \${sql(ids)}\`;
                           ~~~~~ hardDelete
    await db.raw("DELETE FROM ?? WHERE id = ?", [other, name]);
    await db.raw("DELETE FROM ?? WHERE id = ?", [...ids]);
    await db.raw("DELETE FROM ?? WHERE id = ?", ["logs", name]);
  }
`,
);
valid(
  "a purge limited to trash by a fragment of a function",
  ts`
  import { sql, type DatabasePool } from "slonik";
  const trashed = (id: number) => sql.fragment\`users.deleted_at is not null and id = \${id}\`;
  export const purge = (pool: DatabasePool) => pool.query(sql.unsafe\`delete from users where \${trashed(1)}\`);
`,
);
invalid(
  "one way of a fragment that lets live rows through",
  ts`
  import { sql, type DatabasePool } from "slonik";
  const trashed = (id?: number) => (id ? sql.fragment\`id = \${id}\` : sql.fragment\`deleted_at is not null\`);
  export const clear = (pool: DatabasePool, id?: number) => pool.query(sql.unsafe\`delete from users where \${trashed(id)}\`);
                                                                                               ~~~~~ hardDelete
`,
);
invalid(
  "TRUNCATE of one table, as the UPDATE it was meant to be",
  ts`
  import { Pool } from "pg";
  await new Pool().query("TRUNCATE users");
                                   ~~~~~ truncate
`,
  { suggestions: ["UPDATE users SET deleted_at = now() WHERE deleted_at IS NULL"] },
);

describe("no-hard-delete without PostgreSQL's parser", () => {
  const { valid, invalid } = drawn(noHardDelete, withSecondParser);

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

describe("a table that is one of several", () => {
  invalid(
    "is told where it is used",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    const names = ["users", "flags"];
    export async function all() {
      for (const name of names) await pool.query(\`DELETE FROM \${name} WHERE id = 1\`);
                                                                  ~~~~ hardDelete: "flags"
    }
  `,
  );
  invalid(
    "and that a function gives, too",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    function tableOf(kind: string) { switch (kind) { case "a": return "users"; case "b": return "flags"; default: return "logs"; } }
    export const one = (kind: string) => pool.query(\`DELETE FROM \${tableOf(kind)} WHERE id = 1\`);
                                                                     ~~~~~~~~~~~~~ hardDelete: "users"
  `,
  );
  invalid(
    "is told where it is written where that is in the text itself",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export const one = (all: boolean) => pool.query(\`DELETE FROM \${all ? "logs" : "users"} WHERE id = 1\`);
                                                                                     ~~~~~ hardDelete: "users"
  `,
  );
  valid(
    "and keeps no deleted rows on any way",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    for (const name of ["logs", "others"]) await pool.query(\`DELETE FROM \${name} WHERE id = 1\`);
  `,
  );
});

describe("what is no client", () => {
  const schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);";
  const { valid } = drawn(noHardDelete, { schema });
  valid(
    "a cache",
    ts`
    const cache = new Map<string, number>();
    cache.delete("users");
  `,
  );
});

describe("files that are tests or migrations", () => {
  const { invalid } = drawn(noHardDelete, {
    schema: "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);",
  });
  invalid(
    "a migration destroys rows like any code",
    ts`
  import postgres from "postgres";
  const sql = postgres();
  export const up = () => sql\`DELETE FROM users\`;
                                           ~~~~~ hardDelete
  export const down = () => {};
`,
  );
});
