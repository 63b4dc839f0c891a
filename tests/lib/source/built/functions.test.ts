import { describe, expect, it } from "vitest";
import { ways, waysAndSteps } from "./shown.ts";

const knex = 'import knexOf from "knex"; const knex = knexOf({ client: "pg" });\n';
const kysely = 'import { Kysely } from "kysely"; declare const db: Kysely<any>;\n';
const same = (code: string, expected: readonly string[], files: Readonly<Record<string, string>> = {}): void => {
  expect(ways(code, files)).toEqual([...expected].sort());
};

describe("functions of the project", () => {
  it("give conditions, in this file and others", () => {
    same(`const live = () => ({ deletedAt: null }); probe({ where: { ...live(), id: 1 } })`, [
      "{ where: { deletedAt: null, id: 1 } }",
    ]);
    same(
      `import { live } from "./live.ts"; probe({ where: { ...live(), id: 1 } })`,
      ["{ where: { deletedAt: null, id: 1 } }"],
      { "live.ts": "export function live() { return { deletedAt: null }; }" },
    );
    same(`import live from "./live.ts"; probe(live)`, ["{ deletedAt: null }"], {
      "live.ts": "const live = { deletedAt: null } as const; export default live;",
    });
    same(`import { filters } from "./index.ts"; probe(filters.live)`, ["{ deletedAt: null }"], {
      "index.ts": 'export * from "./live.ts";',
      "live.ts": "export const filters = { live: { deletedAt: null } };",
    });
    same(`import * as filters from "./live.ts"; probe(filters.live)`, ["{ deletedAt: null }"], {
      "live.ts": "export const live = { deletedAt: null };",
    });
    same(`const { live } = require("./live.js"); probe(live(1))`, ["{ id: 1 }"], {
      "live.js": "exports.live = (id) => ({ id });",
    });
  });
  it("give what an arm of a match does", () => {
    const by = (end: string, from = "ts-pattern"): string =>
      `import { match } from "${from}"; const by = (key: any) => match(key).with({ type: "id" }, ({ value }) => ({ id: value })).with({ type: "all" }, () => ({}))${end};
async function where(key: any) { const where = { ...by(key), live: true }; return { where }; }
async function run(key: any) { const { where: found } = await where(key); probe(found); }`;
    same(by(".exhaustive()"), ["{ id: ?, live: true }", "{ live: true }"]);
    same(by(".otherwise(() => ({ name: 1 }))"), ["{ id: ?, live: true }", "{ live: true }", "{ name: 1, live: true }"]);
    // What is not ended is no value, and another package's function may do what it likes.
    same(by(""), ["{ live: true, … }"]);
    same(by(".exhaustive()", "elsewhere"), ["{ live: true, … }"]);
  });
  it("go on with builders they are given", () => {
    same(`${kysely}const paged = (q: any, n: number) => q.limit(n).offset(0); probe(paged(db.selectFrom("t"), 10))`, [
      'db.selectFrom("t").limit(10).offset(0)',
    ]);
    same(
      `${kysely}import { live } from "./live.ts"; probe(live(live(db.selectFrom("t"))))`,
      ['db.selectFrom("t").where("d", "is", null).where("d", "is", null)'],
      { "live.ts": 'export const live = (q: any) => q.where("d", "is", null);' },
    );
    same(
      `${kysely}function list(all?: boolean) { let q = db.selectFrom("t"); if (!all) q = q.where("d", "is", null); return q; }\nprobe(list())`,
      ['db.selectFrom("t").where("d", "is", null)'],
    );
    same(
      `${kysely}function list(all?: boolean) { let q = db.selectFrom("t"); if (!all) q = q.where("d", "is", null); return q; }\nprobe(list(true))`,
      ['db.selectFrom("t")'],
    );
    same(
      `${kysely}function list(all: boolean) { if (all) return db.selectFrom("t"); return db.selectFrom("t").where("d", "is", null); }\nfunction run(every: boolean) { probe(list(every)); }`,
      ['db.selectFrom("t")', 'db.selectFrom("t").where("d", "is", null)'],
    );
  });
  it("decide what they are given as their caller does", () => {
    same(
      `${kysely}function list({ all }: any) { let q = db.selectFrom("t"); if (!all) q = q.where("x"); return q; }\nfunction run(options: any) { let q = list(options); if (options.all) q = q.limit(1); probe(q); }`,
      ['db.selectFrom("t").limit(1)', 'db.selectFrom("t").where("x")'],
    );
    same(
      `${kysely}function opt(q: any, on: any, name: string) { return on ? q.where(name) : q; }\nfunction run(a: any, b: any) { probe(opt(opt(db.selectFrom("t"), a, "x"), b, "y")); }`,
      [
        'db.selectFrom("t")',
        'db.selectFrom("t").where("x")',
        'db.selectFrom("t").where("x").where("y")',
        'db.selectFrom("t").where("y")',
      ],
    );
  });
  it("have defaults and patterns for parameters", () => {
    same(`const f = (a = 1, { b = 2, c: [d] = [3] }: any = {}) => [a, b, d]; probe(f())`, ["[1, 2, 3]"]);
    same(`const f = (a = 1, { b = 2, c: [d] = [3] }: any = {}) => [a, b, d]; probe(f(5, { b: 6, c: [7] }))`, [
      "[5, 6, 7]",
    ]);
    same(`const f = (...all: any[]) => all; probe(f("x", "y"))`, ['["x", "y"]']);
    same(`const f = ({ a, ...rest }: any) => rest; probe(f({ a: 1, b: 2 }))`, ["{ b: 2 }"]);
    same(`function f({ all = false }: any = {}) { probe(all ? 1 : 2); }`, ["1", "2"]);
  });
  it("are no builders any more where they are async", () => {
    same(`${knex}async function list() { return knex("t"); }\nprobe(list())`, ["?"]);
    same(`${knex}function list(): Promise<any[]> { return knex("t"); }\nprobe(list())`, ["?"]);
  });
  it("leave by throwing on ways nobody goes on", () => {
    same(
      `const table = (kind: string) => { switch (kind) { case "a": return "users"; case "b": return "orders"; default: throw new Error(); } }; function f(kind: string) { probe(table(kind)); }`,
      ['"orders"', '"users"'],
    );
    same(`const must = (it: any) => { if (!it) throw new Error(); return { it }; }; probe(must("x"))`, ['{ it: "x" }']);
  });
  it("do not lead in circles", () => {
    same(`const f = (n: number): any => f(n + 1); probe(f(0))`, ["?"]);
    same(`import { a } from "./a.ts"; export const b = () => a(); probe(a())`, ["?"], {
      "a.ts": 'import { b } from "./app.ts"; export const a = () => b();',
    });
    same(`const a: any = b; const b: any = a; probe(b)`, ["?"]);
    same(
      `const tree = (n: any): any => ({ n: n.name, below: n.children.map(tree) }); function f(n: any) { probe(tree(n).n); }`,
      ["?"],
    );
  });
  it("are called through call and as values", () => {
    same(`const f = (fn: any) => fn("x"); probe(f((it: any) => ({ it })))`, ['{ it: "x" }']);
    same(`const by: any = { name: (it: string) => ({ name: it }) }; probe(by.name("x"))`, ['{ name: "x" }']);
  });
});

describe("constants", () => {
  it("are followed through enums, maps and templates", () => {
    same(`enum Status { On = "on", Off = "off" } probe([Status.On, \`is-\${Status.Off}\`])`, ['["on", "is-off"]']);
    same(`enum N { A, B = 5, C } probe([N.A, N.C])`, ["[0, 6]"]);
    same(`import { Status } from "./status.ts"; probe({ status: Status.On })`, ['{ status: "on" }'], {
      "status.ts": 'export enum Status { On = "on" }',
    });
    same(`const tables = { users: "app_users" } as const; probe(tables.users)`, ['"app_users"']);
    same(`import { Table } from "./tables.ts"; probe(Table.Users)`, ['"users"'], {
      "tables.ts": 'export const Table = Object.freeze({ Users: "users" });',
    });
    same(`const prefix = "app"; probe(prefix + "_" + "users")`, ['"app_users"']);
    same(`const columns = ["id", "name"] as const; probe([...columns, "x"])`, ['["id", "name", "x"]']);
  });
});

describe("classes of the project", () => {
  const base = `${knex}abstract class Base { abstract table: string; query() { return knex(this.table); } live() { return this.query().whereNull("d"); } }\n`;
  it("give what their subclasses say", () => {
    same(`${base}class Users extends Base { table = "users"; list() { probe(this.live().where("x", 1)); } }`, [
      'db("users").whereNull("d").where("x", 1)',
    ]);
    same(`${base}class Users extends Base { get table() { return "users"; } list() { probe(this.query()); } }`, [
      'db("users")',
    ]);
    same(
      `${base}class Users extends Base { table = "users"; query() { return super.query().where("kind", "u"); } list() { probe(this.live()); } }`,
      ['db("users").where("kind", "u").whereNull("d")'],
    );
    same(`${base}class Users extends Base { table = "users"; } probe(new Users().live())`, [
      'db("users").whereNull("d")',
    ]);
  });
  it("are given what they are of by their constructors", () => {
    same(
      `${knex}class Repo { constructor(private readonly table: string) {} query() { return knex(this.table); } } const users = new Repo("users"); probe(users.query())`,
      ['db("users")'],
    );
    same(
      `${knex}class Repo { table; constructor(table: string) { this.table = table; } query() { return knex(this.table); } } class Users extends Repo { constructor() { super("users"); } list() { probe(this.query()); } }`,
      ['db("users")'],
    );
    same(
      `${knex}class Repo { constructor(protected db: any, private readonly table: string) {} query() { return knex(this.table); } } class Users extends Repo { constructor(db: any) { super(db, "users"); } list() { probe(this.query()); } }`,
      ['db("users")'],
    );
    same(`import { users } from "./users.ts"; probe(users.query())`, ['db("users")'], {
      "users.ts": `${knex}class Repo { constructor(private table: string) {} query() { return knex(this.table); } }\nexport const users = new Repo("users");`,
    });
  });
  it("have static members and constants", () => {
    same(
      `${knex}class Users { static table = "users"; static query() { return knex(this.table); } static live() { return this.query().whereNull("d"); } } probe(Users.live())`,
      ['db("users").whereNull("d")'],
    );
    same(`class A { private readonly base = { deletedAt: null }; list(id: any) { probe({ ...this.base, id }); } }`, [
      "{ deletedAt: null, id: ? }",
    ]);
    same(`class A { private where: any = {}; set(a: any) { this.where.x = a; } list() { probe(this.where); } }`, ["?"]);
  });
  it("are handed on in other classes", () => {
    same(
      `import { Repo } from "./repo.ts"; class Service { constructor(private readonly repo: Repo) {} list() { probe(this.repo.live()); } }`,
      ['db("users").whereNull("d")'],
      { "repo.ts": `${knex}export class Repo { live() { return knex("users").whereNull("d"); } }` },
    );
  });
  it("are models where they extend a library's", () => {
    same(
      `import { Model } from "objection"; class User extends Model { static tableName = "users"; static live() { return this.query().whereNull("d"); } } probe(User.live())`,
      ['User.query().whereNull("d")'],
    );
    same(`import { Base } from "./base.ts"; class User extends Base {} probe(User.query())`, ["User.query()"], {
      "base.ts": 'import { Model } from "objection"; export class Base extends Model {}',
    });
  });
});

describe("closures", () => {
  it("see what is around them", () => {
    same(
      `${kysely}function f(a: any) { const name = "x"; const q = () => db.selectFrom("t").where(name); probe(q()); }`,
      ['db.selectFrom("t").where("x")'],
    );
    same(
      `${kysely}function f(a: any) { let q = db.selectFrom("t"); if (a) q = q.where("x"); return db.transaction().execute(async () => { probe(q); }); }`,
      ['db.selectFrom("t")', 'db.selectFrom("t").where("x")'],
    );
  });
});

describe("what would take too long", () => {
  it("ends", () => {
    const conditions = Array.from({ length: 60 }, (_, index) => `if (o.a${index}) q = q.where("c${index}");`).join(
      "\n",
    );
    const { ways: found, steps } = waysAndSteps(
      `${kysely}function f(o: any) { let q = db.selectFrom("t"); ${conditions} probe(q); }`,
      {},
      24,
    );
    expect(found.length).toBe(24);
    expect(found.some((one) => one.includes('"c0"') && one.includes('"c59"'))).toBe(true);
    expect(steps).toBeLessThan(5_000);
  });
  it("ends for functions that call each other many times", () => {
    const functions = Array.from(
      { length: 20 },
      (_, index) => `const f${index} = (x: any): any => [f${index + 1}(x), f${index + 1}(x), f${index + 1}(x)];`,
    ).join("\n");
    const { steps } = waysAndSteps(`${functions}\nconst f20 = (x: any) => x; probe(f0(1))`, {}, 2);
    // Each calls the next three times: 3^20 expressions, if all were evaluated.
    expect(steps).toBeLessThan(50_000);
  });
  it("ends for a function of many statements", () => {
    const statements = Array.from(
      { length: 2_000 },
      (_, index) => `const v${index} = o.x${index}; if (v${index}) console.log(v${index});`,
    ).join("\n");
    const { ways: found, steps } = waysAndSteps(
      `${kysely}function f(o: any) { let q = db.selectFrom("t"); ${statements} q = q.where("x"); probe(q); }`,
    );
    expect(found).toEqual(['db.selectFrom("t").where("x")']);
    expect(steps).toBeLessThan(5_000);
  });
  it("are not followed into themselves where nothing is known of what they are given", () => {
    const operators = ["and", "or", "lt", "le", "gt", "ge"];
    const dispatch = (call: string): string =>
      `const op = (node: any): any => {
${operators.map((name) => `if (node.type === "${name}") return [op(node.left), op(node.right), "${name}"];`).join("\n")}
return node.raw; };
probe(${call})`;
    const unknown = waysAndSteps(`declare const tree: any; ${dispatch("op(tree)")}`);
    expect(unknown.ways).toContain('[?, ?, "and"]');
    expect(unknown.steps).toBeLessThan(200);
    // What is known leads somewhere: each call is given less of it.
    same(
      dispatch('op({ type: "and", left: { type: "or", left: { raw: 1 }, right: { raw: 2 } }, right: { raw: 3 } })'),
      ['[[1, 2, "or"], 3, "and"]'],
    );
  });
});
