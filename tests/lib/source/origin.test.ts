import type { TSESTree } from "@typescript-eslint/utils";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openFile } from "../../../lib/source/open-module.ts";
import { originOf } from "../../../lib/source/origin.ts";
import type { SourceModule } from "../../../lib/source/module.ts";
import { folderWith } from "../../project-folder.ts";

/** Writes a project and gives the origin of the last expression statement of its first file, as `library path`. */
function origin(...files: readonly (readonly [name: string, text: string])[]): string | null {
  const root = folderWith(Object.fromEntries(files));
  const module = openFile(join(root, files[0]?.[0] ?? ""));
  if (!module) throw new Error("the fixture does not parse");
  const found = originOf(marked(module), module);
  return found && `${found.library ?? `(${found.package})`} ${found.path}`;
}

/** The argument of `here(…)`. */
function marked(module: SourceModule): TSESTree.Node {
  const start = module.text.indexOf("here(") + "here(".length;
  let found: TSESTree.Node | null = null;
  const pending: unknown[] = [module.ast];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const node = next as TSESTree.Node;
    if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "here")
      found = node.arguments[0] ?? null;
    for (const [key, child] of Object.entries(node)) {
      if (key !== "parent")
        for (const each of Array.isArray(child) ? (child as unknown[]) : [child]) {
          if (typeof each === "object" && each !== null && "type" in each) pending.push(each);
        }
    }
  }
  if (!found) throw new Error(`nothing marked at ${String(start)}`);
  return found;
}

const one = (text: string, name = "app.ts"): string | null => origin([name, text]);

describe("imports", () => {
  test("named, default and namespace imports, and require, lead to the same value", () => {
    expect(one(`import { Pool } from "pg"; const pool = new Pool(); here(pool)`)).toBe("pg Pool()");
    expect(one(`import pg from "pg"; const pool = new pg.Pool(); here(pool)`)).toBe("pg Pool()");
    expect(one(`import * as pg from "pg"; here(new pg.Pool())`)).toBe("pg Pool()");
    expect(one(`const { Pool } = require("pg"); here(new Pool())`, "app.js")).toBe("pg Pool()");
    expect(one(`const pg = require("pg"); here(new pg.Pool())`, "app.js")).toBe("pg Pool()");
    expect(one(`import pg = require("pg"); here(new pg.Pool())`)).toBe("pg Pool()");
    expect(one(`import Pool from "pg-pool"; here(new Pool())`)).toBe("pg Pool()");
  });

  test("a package that is no database library keeps its name, a global has none", () => {
    expect(one(`import sql from "graphql-tag"; here(sql)`)).toBe("(graphql-tag) ");
    expect(one(`here(console.log)`)).toBe("() console.log");
  });

  test("across files: relative imports, re-exports, export *, with and without endings", () => {
    expect(
      origin(
        ["a.ts", `import { db } from "./db.js"; here(db)`],
        ["db.ts", `import { Pool } from "pg"; export const db = new Pool();`],
      ),
    ).toBe("pg Pool()");
    expect(
      origin(
        ["a.ts", `import db from "./db"; here(db)`],
        ["db/index.ts", `import { Pool } from "pg"; export default new Pool();`],
      ),
    ).toBe("pg Pool()");
    expect(
      origin(
        ["a.ts", `import { db as d } from "./all"; here(d)`],
        ["all.ts", `export * from "./one"; export * from "./db";`],
        ["one.ts", ""],
        ["db.ts", `import { Pool } from "pg"; const pool = new Pool(); export { pool as db };`],
      ),
    ).toBe("pg Pool()");
    expect(
      origin(["a.ts", `import { sql } from "./all"; here(sql)`], ["all.ts", `export { sql } from "slonik";`]),
    ).toBe("slonik sql");
    expect(
      origin(
        ["a.ts", `import * as db from "./db"; here(db.pool)`],
        ["db.ts", `import { Pool } from "pg"; export const pool = new Pool();`],
      ),
    ).toBe("pg Pool()");
    expect(
      origin(
        ["a.js", `const { pool } = require("./db"); here(pool)`],
        ["db.js", `const { Pool } = require("pg"); const pool = new Pool(); module.exports = { pool };`],
      ),
    ).toBe("pg Pool()");
    expect(
      origin(
        ["a.js", `const db = require("./db"); here(db.client)`],
        ["db.js", `const { Client } = require("pg"); exports.client = new Client();`],
      ),
    ).toBe("pg Client()");
    expect(
      origin(
        ["a.js", `const db = require("./db"); here(db)`],
        ["db.js", `module.exports = require("pg-promise")()("url")`],
      ),
    ).toBe("pg-promise db");
    expect(
      origin(
        ["a.ts", `import db from "./db"; here(db.pool)`],
        ["db.js", `const { Pool } = require("pg"); module.exports = { pool: new Pool() };`],
      ),
    ).toBe("pg Pool()");
  });

  test("cyclic imports and re-exports end", () => {
    expect(
      origin(["a.ts", `import { x } from "./b"; export * from "./b"; here(x)`], ["b.ts", `export * from "./a";`]),
    ).toBe(null);
    expect(one(`const a = b; const b = a; here(a)`)).toBe(null);
    expect(one(`function f() { return g() } function g() { return f() } here(f())`)).toBe(null);
  });

  test("tsconfig paths are followed", () => {
    expect(
      origin(
        ["src/a.ts", `import { db } from "@/db"; here(db)`],
        ["src/db.ts", `import { Pool } from "pg"; export const db = new Pool();`],
        ["tsconfig.json", `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`],
      ),
    ).toBe("pg Pool()");
  });
});

describe("values", () => {
  test("clients of a pool", () => {
    const pool = `import { Pool } from "pg"; const pool = new Pool();`;
    expect(one(`${pool} async function f() { const client = await pool.connect(); here(client) }`)).toBe("pg Client()");
    expect(one(`${pool} pool.connect((err, client) => { here(client) })`)).toBe("pg Client()");
    expect(one(`${pool} pool.connect().then((client) => { here(client) })`)).toBe("pg Client()");
  });

  test("transaction callbacks", () => {
    expect(
      one(`import postgres from "postgres"; const sql = postgres(url); sql.begin(async (tx) => { here(tx) })`),
    ).toBe("postgres.js sql");
    expect(
      one(
        `import postgres from "postgres"; const sql = postgres(url); sql.begin("read write", async (tx) => { await tx.savepoint(s => here(s)) })`,
      ),
    ).toBe("postgres.js sql");
    expect(one(`const db = require("pg-promise")()(cn); db.tx("name", t => here(t))`, "a.js")).toBe("pg-promise db");
    expect(
      one(
        `import { PrismaClient } from "@prisma/client"; const prisma = new PrismaClient(); prisma.$transaction(async tx => here(tx))`,
      ),
    ).toBe("prisma PrismaClient()");
    expect(
      one(
        `import { createPool } from "slonik"; const pool = await createPool(url); pool.transaction(async (t) => here(t))`,
      ),
    ).toBe("slonik Pool()");
    expect(one(`import knex from "knex"; const db = knex({}); db.transaction(trx => here(trx))`)).toBe("knex db");
    expect(
      one(
        `import { drizzle } from "drizzle-orm/node-postgres"; const db = drizzle(url); db.transaction(async tx => here(tx))`,
      ),
    ).toBe("drizzle db");
    expect(
      one(
        `import { Kysely } from "kysely"; const db = new Kysely({}); db.transaction().execute(async trx => here(trx))`,
      ),
    ).toBe("kysely db");
  });

  test("classes: fields, constructor parameters, assignments, inheritance", () => {
    expect(one(`import { Pool } from "pg"; class A { private pool = new Pool(); f() { here(this.pool) } }`)).toBe(
      "pg Pool()",
    );
    expect(one(`import { Pool } from "pg"; class A { #pool: Pool; f() { here(this.#pool) } }`)).toBe("pg Pool()");
    expect(
      one(
        `import { Pool } from "pg"; class A { constructor(private readonly pool: Pool) {} f = () => { here(this.pool) } }`,
      ),
    ).toBe("pg Pool()");
    expect(
      one(
        `import type { Pool } from "pg"; class A { constructor(pool: Pool) { this.db = pool } f() { [1].map(() => here(this.db)) } }`,
      ),
    ).toBe("pg Pool()");
    expect(
      origin(
        ["a.ts", `import { Base } from "./base"; class A extends Base { f() { here(this.pool) } }`],
        ["base.ts", `import { Pool } from "pg"; export abstract class Base { protected pool: Pool; }`],
      ),
    ).toBe("pg Pool()");
    expect(one(`import { Pool } from "pg"; class Db extends Pool {} here(new Db().query)`)).toBe("pg Pool().query");
    expect(
      one(`import { Pool } from "pg"; class Db { static pool = new Pool(); static f() { here(this.pool) } }`),
    ).toBe("pg Pool()");
  });

  test("declared types", () => {
    expect(one(`import { PoolClient } from "pg"; function f(client: PoolClient | undefined) { here(client) }`)).toBe(
      "pg Client()",
    );
    expect(one(`function f(client: import("pg").PoolClient) { here(client) }`)).toBe("pg Client()");
    expect(one(`import postgres from "postgres"; function f(sql: postgres.Sql<{}>) { here(sql) }`)).toBe(
      "postgres.js sql",
    );
    expect(
      one(`import type { Kysely } from "kysely"; interface DB {} function f({ db }: { db: Kysely<DB> }) { here(db) }`),
    ).toBe("kysely db");
    expect(
      one(
        `import type { CommonQueryMethods } from "slonik"; type Deps = { pool: CommonQueryMethods }; const f = (deps: Deps) => here(deps.pool)`,
      ),
    ).toBe("slonik Pool()");
    expect(
      one(`import type { Prisma } from "@prisma/client"; const f = (tx: Prisma.TransactionClient) => here(tx)`),
    ).toBe("prisma PrismaClient()");
    expect(one(`import { PrismaClient } from "../generated/prisma"; here(new PrismaClient())`)).toBe(
      "prisma PrismaClient()",
    );
    expect(
      origin(
        ["a.ts", `import type { Db } from "./types"; const f = (db: Db) => here(db)`],
        ["types.ts", `import { Pool } from "pg"; export type Db = Pool;`],
      ),
    ).toBe("pg Pool()");
    expect(
      origin(
        ["a.ts", `import type { Pool } from "./types"; const f = (db: Pool) => here(db)`],
        ["types.ts", `export type { Pool } from "pg";`],
      ),
    ).toBe("pg Pool()");
    expect(one(`/** @param {import("pg").Pool} db */ function f(db) { here(db) }`, "a.js")).toBe("pg Pool()");
  });

  test("the project's own functions", () => {
    expect(
      one(
        `import { Pool } from "pg"; let pool; async function get() { if (!pool) { pool = new Pool() } return pool } async function f() { here(await get()) }`,
      ),
    ).toBe("pg Pool()");
    expect(one(`import { Pool } from "pg"; const make = (): Pool => create(); here(make())`)).toBe("pg Pool()");
    expect(
      one(`import { Pool } from "pg"; const pool = new Pool(); const inTx = (work) => work(pool); inTx(c => here(c))`),
    ).toBe("pg Pool()");
    expect(
      one(
        `import { Pool, PoolClient } from "pg"; async function inTx<T>(work: (c: PoolClient) => Promise<T>) {} inTx(async c => here(c))`,
      ),
    ).toBe("pg Client()");
    expect(
      one(`import { Pool } from "pg"; const pool = new Pool(); type Db = typeof pool; const f = (d: Db) => here(d)`),
    ).toBe("pg Pool()");
  });

  test("branches that agree, defaults, casts", () => {
    expect(
      one(`import { Pool } from "pg"; class A { tx?: Pool; pool: Pool; f() { here(this.tx ?? this.pool) } }`),
    ).toBe("pg Pool()");
    expect(one(`import { Pool } from "pg"; const pool = new Pool(); const f = (db = pool) => here(db)`)).toBe(
      "pg Pool()",
    );
    expect(one(`import { Pool } from "pg"; const pool = new Pool(); const { db: { it = pool } } = x; here(it)`)).toBe(
      "pg Pool()",
    );
    expect(one(`import { Pool } from "pg"; import { Db } from "other"; here(flag ? new Pool() : new Db())`)).toBe(null);
    expect(one(`import { Pool } from "pg"; here(globalThing as Pool)`)).toBe("pg Pool()");
  });

  test("near misses", () => {
    expect(one(`const pool = new Map(); here(pool)`)).toBe("() Map()");
    expect(one(`import { Pool } from "pg"; let pool = new Pool(); pool = fake(); here(pool)`)).toBe(null);
    expect(one(`function f(pool) { here(pool) }`)).toBe(null);
  });
});

describe("a generic function that hands back what it is given", () => {
  const once = `export function once<T>(name: string, make: () => T): T { const all = globalThis as any; all.made[name] ??= make(); return all.made[name]; }`;

  test("gives what its callback gives", () => {
    expect(
      origin(
        [
          "app.ts",
          `import { PrismaClient } from "@prisma/client"; import { once } from "./once"; const prisma = once("prisma", () => new PrismaClient()); here(prisma);`,
        ],
        ["once.ts", once],
      ),
    ).toBe("prisma PrismaClient()");
    expect(
      origin(
        [
          "app.ts",
          `import { PrismaClient } from "@prisma/client"; import { once } from "./once"; function make() { return new PrismaClient(); } const prisma = once("prisma", make); here(prisma);`,
        ],
        ["once.ts", once],
      ),
    ).toBe("prisma PrismaClient()");
  });

  test("gives its argument", () => {
    expect(
      origin([
        "app.ts",
        `import { Pool } from "pg"; function traced<C>(client: C): C { return new Proxy(client as any, {}) as C; } const pool = traced(new Pool()); here(pool);`,
      ]),
    ).toBe("pg Pool()");
  });

  test("gives something else where the types do not say so", () => {
    expect(
      origin([
        "app.ts",
        `import { PrismaClient } from "@prisma/client"; function counted<T>(make: () => T): number { return 1; } here(counted(() => new PrismaClient()));`,
      ]),
    ).toBe(null);
  });
});

test("a callback that functions hand on to themselves and to one another leads nowhere, at once", () => {
  const calls = Array.from({ length: 12 }, (_, index) => `walk(node[${index}], visit); again(node, visit);`).join(" ");
  expect(
    origin([
      "a.js",
      `
    function walk(node, visit) { ${calls} }
    function again(node, visit) { ${calls} }
    walk({}, (client) => here(client));
  `,
    ]),
  ).toBe(null);
}, 5_000);
