import { describe, expect, test } from "vitest";
import { find, sitesOf, written } from "./find.ts";

const tables = ["users", "orders"];
const text = `"select id, name from users where id = 1"`;
const silent = (...sources: readonly string[]): void => {
  for (const source of sources) expect(find(source, { tables }), source).toEqual([]);
};
const one = (source: string): void => {
  expect(find(source, { tables }), source).toHaveLength(1);
};

describe("texts of other databases", () => {
  test("by their client's package, in whatever form it is used", () => {
    silent(
      `import mysql from "mysql2/promise"; const pool = mysql.createPool({}); await pool.query(${text});`,
      `import type { Pool } from "mysql2/promise"; class Users { constructor(private readonly pool: Pool) {} all() { return this.pool.query(${text}) } }`,
      `import { createClient } from "@clickhouse/client"; const client = createClient(); await client.query({ query: ${text}, format: "JSON" });`,
      `import { createClient } from "@clickhouse/client"; const client = () => createClient(); const query = ${text}; await client().query({ query });`,
      `import { BigQuery } from "@google-cloud/bigquery"; const [job] = await new BigQuery().createQueryJob({ query: ${text} });`,
      `import snowflake from "snowflake-sdk"; snowflake.createConnection({}).execute({ sqlText: ${text} });`,
      `import { Spanner } from "@google-cloud/spanner"; await new Spanner().database("a").runTransaction(async (error, tx) => { await tx.run({ sql: ${text} }); });`,
      `import initSqlJs from "sql.js"; const SQL = await initSqlJs(); new SQL.Database().run(${text});`,
      `import { Client } from "@elastic/elasticsearch"; await new Client({}).sql.query({ body: { query: ${text} } });`,
    );
    one(`import { clients } from "@acme/clients"; await clients.main.query(${text});`);
  });

  test("through the project's own wrappers, in this file and in others", () => {
    const db = [
      `import mysql from "mysql2"; const pool = mysql.createPool({}); export const query = (text, values) => pool.query(text, values);`,
    ] as const;
    expect(
      sitesOf({
        files: [
          ["a.ts", `import { query } from "./db"; query(${text}); `],
          ["db.ts", db[0]],
        ],
        tables,
      }).map(written),
    ).toEqual([]);
    silent(
      `import mysql from "mysql2"; class Db { constructor() { this.pool = mysql.createPool({}); } run(text) { return this.pool.query(text) } all() { return this.run(${text}) } }`,
    );
    one(
      `export class Db { constructor(pool) { this.pool = pool; } run(text) { console.log(text); return this.pool.query(text) } all() { return this.run(${text}) } }`,
    );
  });

  test("of a library that is told to use another database", () => {
    silent(
      `const knex = require("knex")({ client: "mysql2" }); knex.raw(${text});`,
      `import { Sequelize } from "sequelize"; const db = new Sequelize("a", "b", "c", { dialect: "mariadb" }); db.query(${text});`,
      `import { Sequelize } from "sequelize"; const db = new Sequelize("sqlite::memory:"); db.query(${text});`,
      `import { DataSource } from "typeorm"; const source = new DataSource({ type: "mysql" }); source.manager.query(${text});`,
      "import { drizzle } from 'drizzle-orm/better-sqlite3'; import { sql } from 'drizzle-orm'; const db = drizzle('x.db'); db.run(sql`delete from users`);",
    );
    one(`const knex = require("knex")({ client: "pg" }); knex.raw(${text});`);
    one(
      `import { Sequelize } from "sequelize"; const db = new Sequelize("postgres://localhost/shop"); db.query(${text});`,
    );
  });

  test("by a call that only their clients have, or a global type of theirs", () => {
    silent(
      `export const all = (env) => env.DB.prepare(${text}).all();`,
      `export const all = (db: D1Database) => db.exec(${text});`,
    );
  });

  test("by words of their dialects", () => {
    silent(
      `client.query("select id from users final where id = 1")`,
      `client.query("select toDateTime(id) from users")`,
      `client.query("select id from users where id = {id: Int32}")`,
      "client.query('select id from `users`')",
      `client.query("select id from users limit 5, 10")`,
      `client.query("select id from users format JSONEachRow")`,
    );
  });

  test("a table whose name is not known proves nothing beside a catalog", () => {
    silent("store.put(`select id from ${table} where id = 1`)");
    one("store.put(`select id from ${schema}.users where id = 1`)");
    const files = (text: string) =>
      [
        ["a.ts", text],
        ["package.json", `{ "dependencies": { "mysql2": "3" } }`],
      ] as const;
    expect(sitesOf({ files: files("client.query(`select id from ${table} where id = 1`)"), tables })).toHaveLength(0);
    expect(
      sitesOf({ files: files("client.query(`select id from ${table} join users on true`)"), tables }),
    ).toHaveLength(1);
  });
});

describe("what does not run a text", () => {
  test("files, requests, failures, editors, examples", () => {
    silent(
      `import { writeFile } from "node:fs/promises"; await writeFile("seed.sql", ${text});`,
      `await fetch(url, { method: "POST", body: JSON.stringify({ query: ${text} }) });`,
      `axios.post(url, { sql: ${text} })`,
      `class Lost extends Error { constructor() { super(${text}) } }`,
      `next(createError(500, ${text}))`,
      `new HttpException(${text}, 400)`,
      `const [value, setValue] = useState(${text})`,
      `const examples = [{ label: "Users", code: ${text} }]`,
      `span.setAttributes({ "db.query.text": ${text} })`,
      `import { format } from "sql-formatter"; format(${text})`,
      `const seen = new Map(); seen.has(${text})`,
    );
  });

  test("near misses: what a hook, a map or a list gives may be a client", () => {
    one(`import { useContext } from "react"; useContext(Db).query(${text})`);
    one(`const pools = new Map(); pools.get("main").query(${text})`);
    one(`const queries = { users: ${text} }`);
  });
});
