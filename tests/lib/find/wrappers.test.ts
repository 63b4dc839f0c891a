import { describe, expect, test } from "vitest";
import { find, sitesOf, written } from "./find.ts";

const inFiles = (...files: readonly (readonly [string, string])[]): readonly string[] =>
  sitesOf({ files }).map(written);

describe("in the file", () => {
  const pool = `import { Pool } from "pg"; const pool = new Pool();`;

  test("a function that hands its parameter on takes SQL, and its own call is no site", () => {
    expect(
      find(
        `${pool} async function many(text, values) { const { rows } = await pool.query(text, values); return rows } many("select 1", [])`,
      ),
    ).toEqual(["pg origin text rows many select 1"]);
    expect(find(`${pool} const run = (text, values) => pool.query(text, values); run("select 1", [])`)).toEqual([
      "pg origin text result run select 1",
    ]);
    expect(find(`${pool} const first = async (text) => (await pool.query(text)).rows[0]; first("select 1")`)).toEqual([
      "pg origin text row-or-null first select 1",
    ]);
    expect(find(`${pool} const all = (text) => pool.query(text).then((r) => r.rows); all("select 1")`)).toEqual([
      "pg origin text rows all select 1",
    ]);
  });

  test("wrappers of wrappers, with other places for the text", () => {
    expect(
      find(`${pool} const a = (label, text) => pool.query(text); const b = (text) => a("b", text); b("select 1")`),
    ).toEqual(["pg origin text result b select 1"]);
    expect(
      find(`${pool} const a = ({ sql, params }) => pool.query(sql, params); a({ sql: "select 1", params: [] })`),
    ).toEqual(["pg origin text result a select 1"]);
    expect(find(`${pool} const a = (options) => pool.query(options.text); a({ text: "select 1" })`)).toEqual([
      "pg origin text result a select 1",
    ]);
  });

  test("methods, by this and by typed receivers", () => {
    expect(
      find(
        `import { Pool } from "pg"; class Db { constructor(private pool: Pool) {} run(text: string, values?: unknown[]) { return this.pool.query(text, values) } all() { return this.run("select 1") } }`,
      ),
    ).toEqual(["pg origin text result this.run select 1"]);
    expect(
      find(`import { Pool } from "pg"; class Db { constructor(private pool: Pool) {} run(text: string) { return this.pool.query(text) } }
      class Users { constructor(private readonly db: Db) {} all() { return this.db.run("select 1") } }`),
    ).toEqual(["pg origin text result this.db.run select 1"]);
  });

  test("an object of functions", () => {
    expect(find(`${pool} const db = { exec: (q) => pool.query(q) }; db.exec("select 1")`)).toEqual([
      "pg origin text result db.exec select 1",
    ]);
  });

  test("a tag that hands a template's pieces on", () => {
    expect(
      find(
        "import postgres from 'postgres'; const sql = postgres(url); const q = (strings, ...values) => sql(strings, ...values); q`select 1`",
      ),
    ).toEqual(["postgres.js origin tag rows q select 1"]);
  });

  test("what takes a tagged object gives the executing call; the tag is the site", () => {
    expect(
      find(
        "import { sql, createPool } from 'slonik'; const pool = await createPool(url); const list = (query) => pool.any(query); list(sql.unsafe`select 1`)",
      ),
    ).toEqual(["slonik origin tag rows sql.unsafe select 1"]);
  });

  test("near misses: other parameters, functions that only look alike", () => {
    expect(
      find(`${pool} const log = (text) => { console.log(text); return pool.query("select 2") }; log("select 1")`),
    ).toEqual(["pg origin text result pool.query select 2"]);
    expect(find(`${pool} const find = (id) => pool.query("select $1", [id]); find("select 1")`)).toEqual([
      "pg origin text result pool.query select $1",
    ]);
  });
});

describe("across files", () => {
  const db = [
    "db.ts",
    `import { Pool } from "pg"; const pool = new Pool(); export const query = (text: string, params?: unknown[]) => pool.query(text, params);`,
  ] as const;

  test("along imports, re-exports and namespaces", () => {
    expect(inFiles(["a.ts", `import { query } from "./db"; query("select 1")`], db)).toEqual([
      "pg origin text result query select 1",
    ]);
    expect(inFiles(["a.ts", `import * as db from "./db.js"; db.query("select 1")`], db)).toEqual([
      "pg origin text result db.query select 1",
    ]);
    expect(
      inFiles(["a.ts", `import { query as q } from "./all"; q("select 1")`], ["all.ts", `export * from "./db"`], db),
    ).toEqual(["pg origin text result q select 1"]);
  });

  test("CommonJS", () => {
    expect(
      inFiles(
        ["a.js", `const db = require("./db"); db.query("select 1", [])`],
        [
          "db.js",
          `const { Pool } = require("pg"); const pool = new Pool(); module.exports = { query: (text, params) => pool.query(text, params) };`,
        ],
      ),
    ).toEqual(["pg origin text result db.query select 1"]);
  });

  test("a class of another file through a typed field, inherited", () => {
    expect(
      inFiles(
        [
          "a.ts",
          `import { Users } from "./base"; export class Admins extends Users { all() { return this.rows("select 1") } }`,
        ],
        [
          "base.ts",
          `import type { Pool } from "pg"; export class Users { constructor(protected pool: Pool) {} async rows(text: string) { const result = await this.pool.query(text); return result.rows } }`,
        ],
      ),
    ).toEqual(["pg origin text rows this.rows select 1"]);
  });
});

describe("named in the settings", () => {
  test("by name and method, by module, as a tag, called itself", () => {
    expect(
      find(`db.run("select 1"); db.other("select 1"); other.run("select 1")`, {
        clients: [{ name: "db", methods: ["run"] }],
      }),
    ).toEqual(["custom setting text other db.run select 1"]);
    expect(
      find(`import { q } from "@acme/db"; q("select 1")`, { clients: [{ module: "@acme/db", name: "q" }] }),
    ).toEqual(["custom setting text other q select 1"]);
    expect(
      find(`import { q } from "@acme/other"; q("select 1")`, { clients: [{ module: "@acme/db", name: "q" }] }),
    ).toEqual([]);
    expect(
      find("import { psql } from '@acme/db'; psql`select ${id}`", {
        clients: [{ module: "@acme/db", name: "psql", tag: true }],
      }),
    ).toEqual(["custom setting tag other psql select $"]);
    expect(find(`this.db.query("select 1")`, { clients: [{ name: "db", methods: ["query"], like: "pg" }] })).toEqual([
      "pg setting text result this.db.query select 1",
    ]);
  });
});
