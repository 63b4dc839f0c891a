import { noHardDelete } from "../../rules/no-hard-delete.ts";
import { drawn, ts } from "../draw.ts";

const { valid, invalid } = drawn(noHardDelete, {
  schema: `
    CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);
    CREATE TABLE logs (id bigint PRIMARY KEY, user_id bigint);
    CREATE TABLE flags (id bigint PRIMARY KEY, deleted boolean NOT NULL DEFAULT false);`,
});
const db = 'import postgres from "postgres";\nconst sql = postgres();\n';

invalid("a DELETE by key", ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`DELETE FROM users WHERE id = \${1}\`;
                         ~~~~~ hardDelete: "users"
`);
invalid("a DELETE in lower case, over two lines, inside a CTE", ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`with gone as (delete
    from users where email = 'x' returning id) select * from gone\`;
         ~~~~~ hardDelete
`);
invalid("TRUNCATE, each target by itself", ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`TRUNCATE logs, users\`;
                            ~~~~~ truncate
`);
invalid("a condition that lets a live row through", ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`DELETE FROM users WHERE deleted_at IS NOT NULL OR email = 'x'\`;
                         ~~~~~ hardDelete
`);
invalid("a flag that is never NULL is no sign of deletion by IS NOT NULL", ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`DELETE FROM flags WHERE deleted IS NOT NULL\`;
                         ~~~~~ hardDelete
`);
valid("a purge of rows deleted long ago", `${db}await sql\`DELETE FROM users WHERE deleted_at < now() - interval '30 days'\`;`);
valid("a purge by a subquery on the trash", `${db}await sql\`DELETE FROM users WHERE id IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)\`;`);
valid("a table without the column, whatever it is joined with", `${db}await sql\`DELETE FROM logs USING users u WHERE u.id = user_id\`;`);
valid("a table the options name", `${db}await sql\`DELETE FROM users\`;`, { options: { ignoreTables: ["public.users"] } });
