import { describe, expect, it } from "vitest";
import { project } from "../../cli/command.ts";

// What stands in an editor for a second while somebody types: nothing of it may bring a run down, and what is around it is read.
const schema = { "db/migrations/1.sql": "CREATE TABLE parcels (id bigint PRIMARY KEY, deleted_at timestamptz);" };
const postgres = 'import postgres from "postgres";\nconst sql = postgres();\ndeclare const c: boolean;\n';
const run = "await sql`DELETE FROM parcels WHERE ${part}`;\n";
const pg = 'import { Pool } from "pg";\nconst pool = new Pool();\n';

describe("fragments that lead to themselves", () => {
  it.each([
    "const part = sql`x ${part}`;",
    "const part = part ?? part;",
    "class A { where = this.where + 'x'; } const part = sql`${new A().where}`;",
    "const a = sql`id = 1 AND ${b}`, b = sql`id = 2 AND ${a}`, part = sql`${a} AND ${b}`;",
    "const part = c ? sql`a ${part}` : sql`b`;",
    "const f = () => sql`${f()}`; const part = f();",
    "const f = (x) => sql`${x} AND ${f(sql`NOT (${x})`)}`; const part = f(sql`id = 1`);",
    "const o = { get w() { return sql`${o.w}`; } }; const part = o.w;",
    "class A { w = sql`${this.w}`; static s = sql`${A.s}`; } const part = sql`${new A().w} ${A.s}`;",
    "const parts = []; parts.push(sql`${parts[0]}`); const part = sql`${parts[0]}`;",
    "let part = sql`x`; for (const i of [1, 2]) part = sql`${part} AND ${part}`;",
  ])("%s", async (written) => {
    const { rowguard } = project({ ...schema, "x.ts": `${postgres}${written}\n${run}` });
    const { out, err } = await rowguard("queries");
    expect(err).toBe("");
    expect(out).toMatch(/x\.ts:5:\d+ {2}delete parcels/);
  });

  it("does not take a fragment that stands twice in a text for one that leads to itself", async () => {
    const written =
      "const part = sql`deleted_at IS NULL`;\nawait sql`SELECT 1 FROM parcels WHERE ${part} AND (${part} OR id = 1)`;";
    const { out } = await project({ ...schema, "x.ts": `${postgres}${written}\n` }).rowguard("queries");
    expect(out).toMatch(/^checked +x\.ts:5/);
  });
});

describe("classes and types that lead to themselves", () => {
  const base = `${pg}export class Base { rows(text: string) { return pool.query(text); } }\n`;
  it.each([
    "class Store extends Store { all() { return this.rows('select 1'); } }",
    "class Store extends Other { all() { return this.rows('select 1'); } } class Other extends Store {}",
    "const mixin = (Of) => class extends mixin(Of) {}; class Store extends mixin(Store) { all() { return this.rows('select 1'); } }",
    "class Store extends (() => Store)() { static all() { return super.rows('select 1'); } }",
    "interface I extends I {} export const all = (store: I) => store.rows('select 1');",
    "interface I extends J {} interface J extends I {} export const all = (store: I) => store.rows('select 1');",
    "type T = T; export const all = (store: T) => store.rows('select 1');",
    "type T<X> = T<T<X>>; export const all = (store: T<string>) => store.rows('select 1');",
    "export class Store extends Store { all() { return this.rows('select 1'); } } import { Store } from './base';",
    "const all = { ...all, get rows() { return all.rows; } }; all.rows('select 1');",
    "enum E { A = `${E.B}`, B = `${E.A}` } pool.query(E.A);",
  ])("%s", async (written) => {
    const remove = 'void pool.query("DELETE FROM parcels");\n';
    const { rowguard } = project({ ...schema, "base.ts": base, "x.ts": `${pg}${written}\n${remove}` });
    const { out, err } = await rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("x.ts:4:");
  });

  it("follows a class through its bases all the same", async () => {
    const { rowguard } = project({
      ...schema,
      "base.ts": base,
      "x.ts":
        'import { Base } from "./base";\nclass Middle extends Base {}\nexport class Store extends Middle {\n  all() { return this.rows("DELETE FROM parcels"); }\n}\n',
    });
    expect((await rowguard("check")).out).toContain("x.ts:4:");
  });
});

describe("functions that return what they give themselves", () => {
  const sent = "pool.query('SELECT name FROM parcels WHERE id = $1', [id])";
  it.each([
    `export async function load(id: number): Promise<any> { const { rows } = await ${sent}; if (id > 9) return load(id + 1); return rows[0]; }`,
    `export async function load(id: number) { const { rows } = await ${sent}; if (!rows[0]) return await load(id + 1); return rows[0]; }`,
    `export const load = (id: number): any => id > 9 ? load(id - 1) : ${sent};`,
    `const one = (id: number) => ${sent}.then(({ rows }) => rows[0] ?? two(id)); export function two(id: number) { return one(id) ?? three(id); } export function three(id: number) { return two(id); }`,
  ])("%s", async (written) => {
    const remove = 'void pool.query("DELETE FROM parcels");\n';
    const { out, err } = await project({ ...schema, "x.ts": `${pg}${written}\n${remove}` }).rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("x.ts:3:");
  });
});

describe("files that lead to each other", () => {
  it.each([
    [
      "constants",
      'import { b } from "./b";\nexport const a = `${b} x`;',
      'import { a } from "./a";\nexport const b = `${a} y`;',
    ],
    [
      "functions",
      'import { b } from "./b";\nexport const a = () => b();',
      'import { a } from "./a";\nexport const b = () => a();',
    ],
    [
      "classes",
      'import { b } from "./b";\nexport class a extends b {}',
      'import { a } from "./a";\nexport class b extends a {}',
    ],
    ["re-exports", 'export * from "./b";\nexport { a } from "./b";', 'export * from "./a";\nexport { a } from "./a";'],
    [
      "fields",
      'import { b } from "./b";\nexport const a = { ...b, x: b.x };',
      'import { a } from "./a";\nexport const b = { ...a, x: a.x };',
    ],
  ])("%s", async (_, a, b) => {
    const use = `import { a } from "./a";\n${pg}void pool.query(a + "DELETE FROM parcels");\nvoid new a().x(pool, a.x, a());\nvoid pool.query("DELETE FROM parcels");\n`;
    const { rowguard } = project({ ...schema, "a.ts": a, "b.ts": b, "x.ts": use });
    const { out, err } = await rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("x.ts:6:");
  });
});

describe("what a function changes that asks for it", () => {
  it("is read where two callbacks call the function", async () => {
    const prisma = 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();\n';
    const written = `suite("x", () => {
  const made: string[] = [];
  t.before(async () => { await cleanup(); });
  t.after(async () => { await cleanup(); });
  async function cleanup() {
    if (made.length > 0) {
      await prisma.parcels.deleteMany({ where: { id: { in: made } } });
      made.length = 0;
    }
  }
});
`;
    const { out, err } = await project({ ...schema, "x.ts": prisma + written }).rowguard("queries");
    expect(err).toBe("");
    expect(out).toMatch(/x\.ts:9:\d+ {2}delete/);
  });
});

it("a builder that is written in a callback of its own is read as far as it goes", async () => {
  const code = `import { Kysely } from "kysely";
export const find = async (db: Kysely<any>, id?: number) => {
  let query = db.selectFrom("parcels").select(["id"]);
  if (id) query = query.where("id", "=", id);
  else query = query.where(({ eb, and }) => and([eb("deleted_at", "is", find), find("id", "=", "x")]));
  return query.execute();
};
`;
  const { out, err } = await project({ ...schema, "x.ts": code }).rowguard("queries");
  expect(err).toBe("");
  expect(out).toMatch(/x\.ts:6:\d+ {2}select parcels/);
});
