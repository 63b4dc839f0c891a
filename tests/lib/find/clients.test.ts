import { describe, expect, test } from "vitest";
import { find, sitesOf, written } from "./find.ts";

const files = (...given: readonly (readonly [string, string])[]): readonly string[] =>
  sitesOf({ files: given }).map(written);

describe("where a client comes from", () => {
  test("Deno's and browsers' specifiers", () => {
    for (const from of ["npm:pg", "npm:pg@8.11.0", "https://esm.sh/pg@8"])
      expect(find(`import pg from "${from}"; new pg.Pool().query("select 1")`), from).toEqual([
        "pg origin text result new pg.Pool().query select 1",
      ]);
    for (const from of ["npm:postgres@3", "https://deno.land/x/postgresjs@v3.4.5/mod.js"]) {
      expect(find(`import postgres from "${from}"; const sql = postgres(); await sql\`select 1\``), from).toEqual([
        "postgres.js origin tag rows sql select 1",
      ]);
    }
    for (const from of ["jsr:@db/postgres", "https://deno.land/x/postgres@v0.17.0/mod.ts"]) {
      expect(
        find(
          `import { Pool } from "${from}"; const client = await new Pool({}, 1).connect(); await client.queryObject("select 1"); await client.queryArray\`select 2\``,
        ),
        from,
      ).toEqual([
        "pg origin text result client.queryObject select 1",
        "pg origin tag result client.queryArray select 2",
      ]);
    }
  });

  test("members set one by one, as Sequelize's models/index.js does", () => {
    expect(
      files(
        ["a.js", `const { sequelize } = require("./models"); sequelize.query("select 1")`],
        [
          "models/index.js",
          `const { Sequelize } = require("sequelize"); const db = {}; db.sequelize = new Sequelize("postgres://"); module.exports = db;`,
        ],
      ),
    ).toHaveLength(1);
  });

  test("a script that is a function called at once", () => {
    const made = `const { Pool } = require("pg"); const db = {}; db.run = function (name, text) { return new Pool().query(text) };`;
    const use = `const db = require("./db"); db.run("a", "select 1")`;
    for (const wrapped of [
      `(function () { ${made} module.exports = db; })();`,
      `(() => { ${made} module.exports = db; })();`,
      `!function () { ${made} exports.run = db.run; }();`,
      `(function () { ${made} module.exports = db; }).call(this);`,
    ])
      expect(files(["a.js", use], ["db.js", wrapped]), wrapped).toHaveLength(1);
    expect(files(["a.js", use], ["db.js", `later(function () { ${made} module.exports = db; });`])).toEqual([]);
  });

  test("one of several in an object or a Map, put there by name", () => {
    const pg = `import { Pool } from "pg";`;
    for (const held of [
      `const pools = {}; if (!pools[name]) { const pool = new Pool({ name }); pools[name] = pool } pools[name].query("select 1")`,
      `const pools = { a: new Pool() }; pools["b"] = new Pool(); pools[name].query("select 1")`,
      `const pools = new Map(); pools.set(name, new Pool()); const pool = pools.get(name); pool.query("select 1")`,
    ])
      expect(find(`${pg} const name = globalThis.name; ${held}`, { path: "a.js" }), held).toHaveLength(1);
    for (const other of [
      `const pools = { a: new Pool(), b: console }; pools[name].query("select 1")`,
      `const pools = new Map(); pools.set("a", new Pool()); pools.set("b", console); pools.get(name).query("select 1")`,
      `const pools = {}; pools[name].query("select 1")`,
    ])
      expect(find(`${pg} const name = globalThis.name; ${other}`, { path: "a.js" }), other).toEqual([]);
  });

  test("a list in its text that is turned into one by a method of every object", () => {
    const text = "`SELECT id FROM ports WHERE id = ANY (ARRAY[${list.toString()}])`";
    const code = `import { Pool } from "pg"; const list = globalThis.ids.map((id) => \`f(\${id})\`); new Pool().query(${text})`;
    expect(find(code, { path: "a.js" })).toHaveLength(1);
  });

  test("a parameter without a type, from its callers in the file", () => {
    const pool = `const { Pool } = require("pg"); const pool = new Pool();`;
    expect(
      find(`${pool} function load(db) { return db.query("select 1") } load(pool); load(pool);`, { path: "a.js" }),
    ).toEqual(["pg origin text result db.query select 1"]);
    expect(
      find(
        `${pool} class Users { constructor(db) { this.db = db } all() { return this.db.query("select 1") } } new Users(pool);`,
        { path: "a.js" },
      ),
    ).toHaveLength(1);
    expect(
      find(
        `${pool} const other = require("./other"); function load(db) { return db.send("select 1") } load(pool); load(other);`,
        { path: "a.js" },
      ),
    ).toEqual([]);
  });

  test("super, then, namespaces of import(), old callbacks", () => {
    expect(
      find(`import { Pool } from "pg"; class Db extends Pool { all() { return super.query("select 1") } }`),
    ).toEqual(["pg origin text result super.query select 1"]);
    expect(
      find(`const db = () => import("pg").then((m) => new m.Pool()); (await db()).query("select 1")`),
    ).toHaveLength(1);
    expect(find(`const pg = await import("pg"); new pg.default.Pool().query("select 1")`)).toHaveLength(1);
    expect(
      find(`const pg = require("pg"); pg.connect(url, function (error, client, done) { client.query("select 1") })`, {
        path: "a.js",
      }),
    ).toHaveLength(1);
    expect(
      find(
        `import { Pool } from "pg"; const query = pool.query.bind(pool); const pool = new Pool(); query("select 1")`,
      ),
    ).toEqual(["pg origin text result query select 1"]);
  });

  test("one library's client under another", () => {
    expect(
      find(
        `import type { EntityManager } from "@mikro-orm/postgresql"; export const f = (em: EntityManager) => em.getKnex().raw("select 1")`,
      ),
    ).toEqual(["knex origin text result em.getKnex().raw select 1"]);
    expect(
      find(
        `import type { MigrationBuilder } from "node-pg-migrate"; export const up = (pgm: MigrationBuilder) => { pgm.sql("select 1"); pgm.db.query("select 2") }`,
      ),
    ).toEqual(["pg origin text other pgm.sql select 1", "pg origin text result pgm.db.query select 2"]);
    expect(
      find(
        `import type { QueryInterface } from "sequelize"; export const up = (q: QueryInterface) => q.sequelize.query("select 1")`,
      ),
    ).toHaveLength(1);
  });

  test("packages of the same workspace, by their exports, whether linked or not", () => {
    expect(
      files(
        [
          "packages/api/a.ts",
          `import { pool } from "@acme/db"; import { query } from "@acme/db/run"; pool.query("select 1"); query("select 2")`,
        ],
        ["package.json", `{ "workspaces": ["packages/*"] }`],
        [
          "packages/db/package.json",
          `{ "name": "@acme/db", "exports": { ".": "./source/main.ts", "./run": { "types": "./dist/run.d.ts", "import": "./dist/run.js" } } }`,
        ],
        ["packages/db/source/main.ts", `import { Pool } from "pg"; export const pool = new Pool();`],
        [
          "packages/db/src/run.ts",
          `import { pool } from "../source/main"; export const query = (text: string) => pool.query(text);`,
        ],
      ),
    ).toEqual(["pg origin text result pool.query select 1", "pg origin text result query select 2"]);
    expect(
      files(
        ["apps/web/a.ts", `import { pool } from "@acme/db"; pool.query("select 1")`],
        ["pnpm-workspace.yaml", `packages:\n  - "apps/*"\n  - 'libs/**' # shared\n`],
        ["libs/data/db/package.json", `{ "name": "@acme/db" }`],
        ["libs/data/db/src/index.ts", `import { Pool } from "pg"; export const pool = new Pool();`],
      ),
    ).toHaveLength(1);
  });
});

describe("wrappers that change their text", () => {
  const pool = `import { Pool } from "pg"; const pool = new Pool();`;

  test("what they add stands behind the caller's text", () => {
    expect(find(`${pool} const first = (text) => pool.query(text + " limit 1"); first("select 1")`)).toContain(
      "pg origin text result first select 1 limit 1",
    );
    expect(
      find(`${pool} const page = (text, n) => pool.query(\`/* app */ \${text} limit \${n}\`); page("select 1", 2)`),
    ).toContain("pg origin text result page select 1 limit  $");
    expect(find(`${pool} const run = (text) => pool.query(text.trim()); run("select 1")`)).toContain(
      "pg origin text result run select 1",
    );
    expect(
      find(
        `${pool} const run = (text) => { let sql = text; if (x) sql += y; return pool.query(sql) }; run("select 1")`,
      ),
    ).toContain("pg origin text result run select 1 $");
    expect(find(`${pool} const run = (...args) => pool.query(...args); run("select 1", [])`)).toEqual([
      "pg origin text result run select 1",
    ]);
  });

  test("near miss: a parameter in the middle of a statement is no statement", () => {
    expect(find(`${pool} const all = (table) => pool.query("select * from " + table); all("select 1")`)).not.toContain(
      "pg origin text result all select 1",
    );
  });
});

test("a raw text that is run by itself is a statement", () => {
  expect(
    find(
      "import { sql, type Kysely } from 'kysely'; export const up = (db: Kysely<any>) => sql.raw('select 1').execute(db)",
    ),
  ).toEqual(["kysely origin text result sql.raw select 1"]);
  expect(
    find(
      "import { sql } from 'drizzle-orm'; import { drizzle } from 'drizzle-orm/node-postgres'; drizzle(url).execute(sql.raw('select 1'))",
    ),
  ).toHaveLength(1);
  expect(
    find(
      "import { sql, type Kysely } from 'kysely'; export const f = (db: Kysely<any>) => sql`select ${sql.raw('id')}`.execute(db)",
    ),
  ).toHaveLength(1);
});
