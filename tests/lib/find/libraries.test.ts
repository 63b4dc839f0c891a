import { describe, expect, test } from "vitest";
import { find } from "./find.ts";

const found = (setup: string, ...uses: readonly (readonly [use: string, site: string | null])[]): void => {
  for (const [use, site] of uses)
    expect(find(`${setup}\nasync function f(id) { ${use} }`), use).toEqual(site === null ? [] : [site]);
};

test("pg", () => {
  found(
    `import { Pool, Client, PoolClient, Query } from "pg"; const pool = new Pool(); const client = new Client();`,
    ["await pool.query('select 1')", "pg origin text result pool.query select 1"],
    ["await pool.query({ text: 'select $1', values: [id] })", "pg origin text result pool.query select $1"],
    ["await client.query({ name: 'a', text: `select 1` })", "pg origin text result client.query select 1"],
    ["const c = await pool.connect(); await c.query('select 1')", "pg origin text result c.query select 1"],
    ["pool.connect((error, c, release) => { c.query('select 1') })", "pg origin text result c.query select 1"],
    ["client.query(new Query('select 1'))", "pg origin text other Query select 1"],
    ["const text = 'select 1'; await pool.query(text)", "pg origin text result pool.query select 1"],
    ["const config = { text: 'select 1' }; await pool.query(config)", "pg origin text result pool.query select 1"],
    ["await pool.end('select 1')", null],
    ["pool.on('error', console.error)", null],
    ["pool.query()", null],
    ["pool.query(...args)", null],
  );
  found(`import Cursor from "pg-cursor"; import { Client } from "pg"; const client = new Client();`, [
    "client.query(new Cursor('select 1', [id]))",
    "pg origin text other Cursor select 1",
  ]);
});

test("postgres.js", () => {
  found(
    `import postgres from "postgres"; const sql = postgres("url");`,
    ["await sql`select ${id}`", "postgres.js origin tag rows sql select $"],
    ["await sql`select 1`.values()", "postgres.js origin tag other sql select 1"],
    ["await sql.unsafe('select 1', [id])", "postgres.js origin text rows sql.unsafe select 1"],
    ["await sql.begin(async (tx) => { await tx`select 1` })", "postgres.js origin tag rows tx select 1"],
    ["await sql.begin((tx) => [tx`delete from a`])", "postgres.js origin tag rows tx delete from a"],
    [
      "const where = sql`where id = ${id}`; await sql`select 1 ${where}`",
      "postgres.js origin tag rows sql select 1 where id = $",
    ],
    ["return sql`where id = ${id}`", "postgres.js origin tag fragment sql where id = $"],
    ["sql('name')", null],
    ["await sql.end({ timeout: 5 })", null],
  );
});

test("slonik", () => {
  found(
    `import { createPool, sql } from "slonik"; const pool = await createPool("url");`,
    ["await pool.one(sql.unsafe`select 1`)", "slonik origin tag row sql.unsafe select 1"],
    ["await pool.any(sql.type(Row)`select ${id}`)", "slonik origin tag rows sql.type(Row) select $"],
    ["await pool.maybeOne(sql`select 1`)", "slonik origin tag row-or-null sql select 1"],
    ["await pool.oneFirst(sql`select 1`)", "slonik origin tag value sql select 1"],
    [
      "await pool.query(sql.typeAlias('void')`delete from a`)",
      "slonik origin tag result sql.typeAlias('void') delete from a",
    ],
    ["await pool.transaction(async (t) => t.many(sql.unsafe`select 1`))", "slonik origin tag rows sql.unsafe select 1"],
    ["const query = sql.unsafe`select 1`; return pool.any(query)", "slonik origin tag rows sql.unsafe select 1"],
    ["return sql.fragment`a = ${id}`", "slonik origin tag fragment sql.fragment a = $"],
    ["return ({ one }) => one(sql`select 1`)", "slonik origin tag row sql select 1"],
    ["sql.identifier(['a'])", null],
  );
});

test("pg-promise", () => {
  found(
    `const pgp = require("pg-promise")({}); const db = pgp("url");`,
    ["await db.any('select 1')", "pg-promise origin text rows db.any select 1"],
    ["await db.one('select ${id}', { id })", "pg-promise origin text row db.one select ${id}"],
    ["await db.one('select 1', [], (row) => row.id)", "pg-promise origin text other db.one select 1"],
    [
      "await db.oneOrNone({ text: 'select 1', values: [] })",
      "pg-promise origin text row-or-null db.oneOrNone select 1",
    ],
    [
      "await db.tx('name', async (t) => { await t.none('delete from a') })",
      "pg-promise origin text other t.none delete from a",
    ],
    [
      "new pgp.PreparedStatement({ name: 'a', text: 'select 1' })",
      "pg-promise origin text other pgp.PreparedStatement select 1",
    ],
    ["db.$pool.end('select 1')", null],
  );
});

test("sql-template-strings and sql-template-tag", () => {
  found(
    `import SQL from "sql-template-strings"; import { Pool } from "pg"; const pool = new Pool();`,
    ["await pool.query(SQL`select ${id}`)", "sql-template-strings origin tag result SQL select $"],
    [
      "const text = SQL`select 1`; text.append(SQL` where a = ${id}`); await pool.query(text)",
      "sql-template-strings origin tag result SQL select 1 where a = $",
    ],
  );
  found(
    `import sql, { join, raw } from "sql-template-tag"; import { Pool } from "pg"; const pool = new Pool();`,
    ["await pool.query(sql`select ${id}`)", "sql-template-tag origin tag result sql select $"],
    ["return raw('now()')", "sql-template-tag origin text fragment raw now()"],
  );
});

test("@vercel/postgres, @neondatabase/serverless, @databases/pg, Bun", () => {
  found(
    `import { sql, db } from "@vercel/postgres";`,
    ["await sql`select ${id}`", "@vercel/postgres origin tag result sql select $"],
    ["await sql.query('select 1', [id])", "@vercel/postgres origin text result sql.query select 1"],
    [
      "const client = await db.connect(); await client.sql`select 1`",
      "@vercel/postgres origin tag result client.sql select 1",
    ],
  );
  found(
    `import { neon, Pool } from "@neondatabase/serverless"; const sql = neon("url");`,
    ["await sql`select ${id}`", "@neondatabase/serverless origin tag unsettled sql select $"],
    ["await sql.query('select 1')", "@neondatabase/serverless origin text unsettled sql.query select 1"],
    ["await sql.transaction([sql`delete from a`])", "@neondatabase/serverless origin tag unsettled sql delete from a"],
    ["await new Pool().query('select 1')", "@neondatabase/serverless origin text result new Pool().query select 1"],
  );
  found(
    `import createConnectionPool, { sql } from "@databases/pg"; const db = createConnectionPool();`,
    ["await db.query(sql`select ${id}`)", "@databases/pg origin tag rows sql select $"],
    ["await db.tx(async (tx) => { await tx.query(sql`select 1`) })", "@databases/pg origin tag rows sql select 1"],
  );
  found(
    `import { sql, SQL } from "bun"; const db = new SQL("url");`,
    ["await sql`select ${id}`", "bun origin tag rows sql select $"],
    ["await db`select 1`", "bun origin tag rows db select 1"],
    ["await Bun.sql`select 1`", "bun origin tag rows Bun.sql select 1"],
  );
});

test("kysely", () => {
  found(
    `import { CompiledQuery, Kysely, sql } from "kysely"; const db = new Kysely({});`,
    ["await sql<Row>`select ${id}`.execute(db)", "kysely origin tag result sql select $"],
    ["await db.executeQuery(CompiledQuery.raw('select 1'))", "kysely origin text other CompiledQuery.raw select 1"],
    ["db.selectFrom('a').where(sql`a = ${id}`)", "kysely origin tag fragment sql a = $"],
    ["db.selectFrom('a').select(sql`count(*)`.as('n'))", "kysely origin tag fragment sql count(*)"],
    ["const now = sql`now()`; db.updateTable('a').set({ now })", "kysely origin tag fragment sql now()"],
  );
});

test("drizzle", () => {
  found(
    `import { sql } from "drizzle-orm"; import { drizzle } from "drizzle-orm/node-postgres"; const db = drizzle("url");`,
    ["await db.execute(sql`select ${id}`)", "drizzle origin tag result sql select $"],
    ["await db.execute('select 1')", "drizzle origin text result db.execute select 1"],
    [
      "await db.transaction(async (tx) => { await tx.execute(sql`select 1`) })",
      "drizzle origin tag result sql select 1",
    ],
    ["db.select({ n: sql<number>`count(*)` }).from(a)", "drizzle origin tag fragment sql count(*)"],
    ["db.select().from(a).where(sql`${a.id} = ${id}`)", "drizzle origin tag fragment sql $ = $"],
    ["db.delete(users)", null],
  );
  found(`import { sql } from "drizzle-orm"; import { drizzle } from "drizzle-orm/mysql2"; const db = drizzle("url");`, [
    "await db.execute(sql`select 1`)",
    null,
  ]);
});

test("Prisma", () => {
  found(
    `import { PrismaClient, Prisma } from "@prisma/client"; const prisma = new PrismaClient();`,
    ["await prisma.$queryRaw`select ${id}`", "prisma origin tag rows prisma.$queryRaw select $"],
    ["await prisma.$executeRaw`delete from a`", "prisma origin tag other prisma.$executeRaw delete from a"],
    ["await prisma.$queryRawUnsafe('select $1', id)", "prisma origin text rows prisma.$queryRawUnsafe select $1"],
    [
      "await prisma.$executeRawUnsafe(`delete from a`)",
      "prisma origin text other prisma.$executeRawUnsafe delete from a",
    ],
    ["await prisma.$queryRaw(Prisma.sql`select ${id}`)", "prisma origin tag rows Prisma.sql select $"],
    [
      "await prisma.$transaction([prisma.$executeRaw`delete from a`])",
      "prisma origin tag other prisma.$executeRaw delete from a",
    ],
    [
      "await prisma.$transaction(async (tx) => { await tx.$queryRaw`select 1` })",
      "prisma origin tag rows tx.$queryRaw select 1",
    ],
    ["await prisma.user.delete({ where: { id } })", null],
  );
});

test("knex", () => {
  found(
    `import knex from "knex"; const db = knex({});`,
    ["await db.raw('select ?', [id])", "knex origin text result db.raw select ?"],
    ["await db('a').whereRaw('a = ?', [id])", "knex origin text fragment db('a').whereRaw a = ?"],
    [
      "await db('a').select('b').orderByRaw('b desc')",
      "knex origin text fragment db('a').select('b').orderByRaw b desc",
    ],
    ["await db.select(db.raw('count(*)')).from('a')", "knex origin text fragment db.raw count(*)"],
    ["await db.schema.raw('create table a ()')", "knex origin text other db.schema.raw create table a ()"],
    ["await db.transaction(async (trx) => { await trx.raw('select 1') })", "knex origin text result trx.raw select 1"],
    ["await db('a').where('id', 'select').delete()", null],
  );
});

test("TypeORM, Sequelize, MikroORM, objection, PGlite", () => {
  found(
    `import { DataSource, Repository } from "typeorm"; const source = new DataSource({}); const repository = source.getRepository(User);`,
    ["await source.query('select $1', [id])", "typeorm origin text unsettled source.query select $1"],
    ["await source.manager.query('select 1')", "typeorm origin text unsettled source.manager.query select 1"],
    [
      "await source.transaction(async (manager) => { await manager.query('select 1') })",
      "typeorm origin text unsettled manager.query select 1",
    ],
    [
      "const runner = source.createQueryRunner(); await runner.query('select 1')",
      "typeorm origin text unsettled runner.query select 1",
    ],
    ["await repository.query('select 1')", "typeorm origin text unsettled repository.query select 1"],
    ["await repository.delete(id)", null],
  );
  found(
    `const { Sequelize, literal } = require("sequelize"); const sequelize = new Sequelize("url");`,
    [
      "await sequelize.query('select :id', { replacements: { id } })",
      "sequelize origin text unsettled sequelize.query select :id",
    ],
    ["literal('count(*)')", "sequelize origin text fragment literal count(*)"],
    ["sequelize.literal('count(*)')", "sequelize origin text fragment sequelize.literal count(*)"],
    ["sequelize.define('select', {})", null],
  );
  found(
    `import { EntityManager } from "@mikro-orm/postgresql"; declare const em: EntityManager;`,
    ["await em.execute('select ?', [id])", "mikro-orm origin text rows em.execute select ?"],
    ["await em.getConnection().execute('select 1')", "mikro-orm origin text rows em.getConnection().execute select 1"],
    ["await em.nativeDelete(User, id)", null],
  );
  found(`import { raw } from "objection";`, [
    "raw('coalesce(??, ?)', 'a', id)",
    "objection origin text fragment raw coalesce(??, ?)",
  ]);
  found(
    `import { PGlite } from "@electric-sql/pglite"; const db = await PGlite.create();`,
    ["await db.query('select $1', [id])", "pglite origin text result db.query select $1"],
    ["await db.exec('create table a ()')", "pglite origin text unsettled db.exec create table a ()"],
    ["await db.sql`select ${id}`", "pglite origin tag result db.sql select $"],
    [
      "await db.transaction(async (tx) => { await tx.query('select 1') })",
      "pglite origin text result tx.query select 1",
    ],
  );
});

describe("look-alikes", () => {
  test("methods of the same name of other things are not found", () => {
    expect(
      find(
        `const cache = new Map(); cache.delete("delete from users"); axios.delete("/users"); document.querySelector("select"); router.query("select 1");`,
      ),
    ).toEqual([]);
  });

  test("clients and tags of other databases are not found", () => {
    expect(
      find(
        "import mysql from 'mysql2/promise'; const pool = mysql.createPool({}); pool.query('select * from users');",
        { tables: ["users"] },
      ),
    ).toEqual([]);
    expect(
      find("import Database from 'better-sqlite3'; const db = new Database('x'); db.prepare('delete from users');", {
        tables: ["users"],
      }),
    ).toEqual([]);
    expect(find("import sql from 'graphql-tag'; sql`select id from users`;", { tables: ["users"] })).toEqual([]);
    expect(
      find(
        "import { sql } from 'drizzle-orm'; import { mysqlTable } from 'drizzle-orm/mysql-core'; sql`select id from users`;",
        { tables: ["users"] },
      ),
    ).toEqual([]);
  });
});
