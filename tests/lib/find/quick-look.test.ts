import { expect, test } from "vitest";
import { mayHoldSql } from "../../../lib/find/quick-look.ts";

test("files with a client, a tag or a statement are looked at", () => {
  for (const text of [
    "import { Pool } from 'pg'",
    "const knex = require('knex')",
    "import { drizzle } from 'drizzle-orm/node-postgres'",
    "f(sql`a`)",
    "this.sql<Row>`a`",
    "SQL`x`",
    "sql.type(z)`x`",
    "db.query('select id from users')",
    "q = `\n  SELECT *\n  FROM users`",
    "run('INSERT INTO users VALUES (1)')",
    "run('update users set a = 1')",
    "run('delete from users')",
    "run('TRUNCATE users')",
    "run('merge into users using x on true when matched then delete')",
    "run('with a as (select 1) select 1')",
    "prisma.$queryRawUnsafe(text)",
    "run(`${cte} select a from b`)",
    "db.query(listUsers, [id])",
    "await this.db.knex.raw(backfill())",
    "db\n  .query<{ id: string }>(text)",
    "sql.unsafe(seed)",
    "run('CREATE UNIQUE INDEX a ON b (c)')",
    "run('select auth.uid()')",
    "run('\\nINSERT INTO users VALUES (1)')",
    "db.knex.from<User>(TABLE).where({ id })",
    "await trx(USERS).del()",
    "ctx.db.user.findMany({ take: 1 })",
    "this.users.softDelete(id)",
    "await User.query().findById(1)",
    "repository.delete({ id })",
    "manager.delete(User, id)",
    "db\n  .selectFrom(x)",
    "db.select().from(users)",
  ])
    expect(mayHoldSql(text), text).toBe(true);
});

test("files without are not", () => {
  for (const text of [
    "import { Select } from './select';",
    "import {\n  Select,\n  Update,\n} from 'ui';",
    "cache.delete(key)",
    "const updated = new Set()",
    "// updates the set",
    "map.set(update, 1)",
    "const selection = from(x)",
    "const { data } = useQuery(options)",
    "const { query } = router",
    "create a table",
    "// drops the table",
    "String.raw`a`",
    "Array.from(rows)",
    "Buffer.from(text, 'hex')",
    "rows.find((row) => row.id)",
    "seen.delete(id)",
    "cache.delete(`total-${id}`)",
    "params.delete('page')",
    "headers.delete(CONTENT_TYPE)",
    "map.set('a', 1)",
  ])
    expect(mayHoldSql(text), text).toBe(false);
});
