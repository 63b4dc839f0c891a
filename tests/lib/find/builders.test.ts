import { describe, expect, it } from "vitest";
import { emptyCatalog } from "../../../lib/catalog/catalog.ts";
import { namesOf } from "../../../lib/catalog/names.ts";
import { findBuilders } from "../../../lib/find/builders.ts";
import { moduleOf } from "../source/built/shown.ts";
import { catalogOf, tableOf } from "../../catalogs.ts";

const users = {
  ...tableOf("users", ["id! bigint", "email text", "deleted_at timestamptz"]),
  model: "User",
  modelTraits: { library: "prisma", accessor: "user", relations: [], filters: [] },
};
const names = namesOf(catalogOf(users as never), () => null);

/** Library, what becomes of it, and the chain as typed. */
function found(code: string, files: Readonly<Record<string, string>> = {}, known = names): string[] {
  const module = moduleOf(code, files);
  return findBuilders(module, known).map(
    ({ library, how, consumed, node, given }) =>
      `${library} ${how === "origin" ? "" : `${how} `}${consumed}${given ? " given" : ""}: ${module.text.slice(...node.range).replace(/\s+/g, "")}`,
  );
}

describe("builders by origin", () => {
  it("begin at a client, a repository or a model class, wherever it stands", () => {
    expect(
      found(
        'import knexOf from "knex"; const db = knexOf({}); async function f() { await db("users").where("id", 1); }',
      ),
    ).toEqual(['knex awaited: db("users").where("id",1)']);
    expect(
      found('import { db } from "./db.ts"; await db.selectFrom("users").execute();', {
        "db.ts": 'import { Kysely } from "kysely"; export const db = new Kysely<any>({});',
      }),
    ).toEqual(['kysely awaited: db.selectFrom("users").execute()']);
    expect(
      found(
        'import { Repository } from "typeorm"; class User {} class S { constructor(private users: Repository<User>) {} async f() { return this.users.find(); } }',
      ),
    ).toEqual(["typeorm awaited: this.users.find()"]);
    expect(
      found('import { Model } from "objection"; class User extends Model {} await User.query().where("id", 1);'),
    ).toEqual(['objection awaited: User.query().where("id",1)']);
    expect(
      found('import { User } from "./user.ts"; await User.findAll({});', {
        "user.ts": 'import { Base } from "./base.ts"; export class User extends Base {}',
        "base.ts": 'import { Model } from "sequelize"; export class Base extends Model {}',
      }),
    ).toEqual(["sequelize awaited: User.findAll({})"]);
    expect(found('import { BaseEntity } from "typeorm"; class User extends BaseEntity {} await User.find();')).toEqual([
      "typeorm awaited: User.find()",
    ]);
  });
  it("begin at project classes that extend a client, and at their members", () => {
    const files = {
      "prisma.ts":
        'import { PrismaClient } from "@prisma/client"; export class PrismaService extends PrismaClient { live() { return 1; } }',
    };
    expect(
      found(
        'import { PrismaService } from "./prisma.ts"; class S { constructor(private readonly prisma: PrismaService) {} async f() { return this.prisma.user.findMany(); } }',
        files,
      ),
    ).toEqual(["prisma awaited: this.prisma.user.findMany()"]);
    expect(
      found(
        'import { Repository } from "typeorm"; class User {} class Users extends Repository<User> { async live() { return this.find(); } } class S { constructor(private users: Users) {} async f() { await this.users.delete(1); await this.users.live(); } }',
      ),
    ).toEqual(["typeorm awaited: this.find()", "typeorm awaited: this.users.delete(1)"]);
    expect(
      found(
        'import { PrismaClient } from "@prisma/client"; const g = globalThis as any; export const prisma = g.prisma ?? new PrismaClient().$extends({}); await prisma.user.findMany();',
      ),
    ).toEqual(["prisma awaited: prisma.user.findMany()"]);
  });
  it("are not what has the same words", () => {
    expect(
      found(
        'const cache = new Map(); cache.delete("users"); [1].find((x) => x); await fetch("users").then((r) => r.json()); Array.from("users"); console.log("users");',
      ),
    ).toEqual([]);
    expect(
      found('import axios from "axios"; await axios.delete("/users"); await axios.create({}).get("users");'),
    ).toEqual([]);
    expect(found("class A {} class User extends A { static find() {} } await User.find();")).toEqual([]);
  });
});

describe("builders by evidence", () => {
  it("count with a model or table that the schema has", () => {
    expect(found("export const list = async ({ ctx }: any) => ctx.db.user.findMany({ where: {} });")).toEqual([
      "prisma evidence awaited: ctx.db.user.findMany({where:{}})",
    ]);
    expect(found("async function f(ctx: any) { await ctx.db.selectFrom('users').selectAll().execute(); }")).toEqual([
      "kysely evidence awaited: ctx.db.selectFrom('users').selectAll().execute()",
    ]);
    expect(found('async function f(req: any) { await req.app.knex("users").where("id", 1).first(); }')).toEqual([
      'knex evidence awaited: req.app.knex("users").where("id",1).first()',
    ]);
    expect(
      found(
        'import { pgTable, text } from "drizzle-orm/pg-core"; const users = pgTable("users", { id: text() }); async function f(ctx: any) { await ctx.db.select().from(users); await ctx.db.delete(users); }',
      ),
    ).toEqual([
      "drizzle evidence awaited: ctx.db.select().from(users)",
      "drizzle evidence awaited: ctx.db.delete(users)",
    ]);
  });
  it("do not count by names alone", () => {
    expect(
      found(
        "async function f(ctx: any) { await ctx.api.order.findMany({}); await ctx.q('users'); await ctx.x.selectFrom('orders').execute(); await ctx.s.from('users').select('*').eq('id', 1); await ctx.s.delete(ctx.users); }",
      ),
    ).toEqual([]);
    expect(
      found(
        "async function f(ctx: any) { await ctx.db.user.findMany({}); }",
        {},
        namesOf(emptyCatalog, () => null),
      ),
    ).toEqual([]);
  });
});

describe("a builder", () => {
  const knex = 'import knexOf from "knex"; const db = knexOf({});\n';
  it("is one statement where it runs", () => {
    expect(
      found(
        `${knex}async function f(a: any) { let q = db("users"); if (a) q = q.where("id", 1); const rows = await q; return rows; }`,
      ),
    ).toEqual(["knex awaited: q"]);
    expect(
      found(
        `${knex}async function f() { const q = db("users"); const n = await q.clone().count(); const rows = await q.limit(1); }`,
      ),
    ).toEqual(["knex awaited: q.clone().count()", "knex awaited: q.limit(1)"]);
    expect(
      found(`${knex}async function f(a: any) { const q = db("users"); if (a) return q; return q.first(); }`),
    ).toEqual(["knex awaited: q", "knex awaited: q.first()"]);
    expect(
      found(`${knex}async function f() { const [a, b] = await Promise.all([db("users"), db("users").count()]); }`),
    ).toEqual(['knex awaited: db("users")', 'knex awaited: db("users").count()']);
    expect(found(`${knex}db("users").then((rows) => rows.length);`)).toEqual(['knex awaited: db("users")']);
    expect(
      found(
        `${knex}async function f() { expect(await db("users").first()).toBe(1); for await (const row of db("users").stream()) row; }`,
      ),
    ).toEqual(['knex awaited: db("users").first()', 'knex awaited: db("users").stream()']);
    expect(
      found(
        `${knex}let q: any = null; async function f(a: any) { let q: any = null; if (a) q = db("users"); if (q) await q; }`,
      ),
    ).toEqual(["knex awaited: q"]);
  });
  it("is read where a function of the project gives it, or where that is called", () => {
    expect(
      found(`${knex}const list = () => db("users"); async function f() { await list().where("id", 1); await list(); }`),
    ).toEqual(['knex awaited: list().where("id",1)', "knex awaited: list()"]);
    expect(
      found('import { list } from "./list.ts"; async function f() { await list(); }', {
        "list.ts": `${knex}export const list = () => db("users");`,
      }),
    ).toEqual(["knex awaited given: list()"]);
    expect(
      found('import { list } from "./list.ts"; async function f() { await list(); }', {
        "list.ts": `${knex}export const list = async () => db("users");`,
      }),
    ).toEqual([]);
    expect(
      found('import { list } from "./list.ts"; async function f() { await list(); }', {
        "list.ts": `${knex}export function list(): Promise<any[]> { return db("users"); }`,
      }),
    ).toEqual([]);
    expect(
      found(`${knex}async function f() { await Promise.all([1, 2].map((id) => db("users").where({ id }).del())); }`),
    ).toEqual(['knex awaited: db("users").where({id}).del()']);
    expect(found(`${knex}async function f() { await db.transaction((trx) => trx("users").del()); }`)).toContain(
      'knex awaited: trx("users").del()',
    );
  });
});

describe("a builder that a function is given", () => {
  const setup = 'import { Kysely } from "kysely"; import { retried } from "elsewhere"; const db = new Kysely<any>({});';
  const query = 'db.deleteFrom("users")';
  const given = (fn: string) => found(`${setup} ${fn} export const go = () => run(${query});`);

  it("is read where the function is called, if what it gives can be followed", () => {
    expect(given("const run = (query) => query.execute();")).toEqual([`kysely returned: run(${query})`]);
  });

  it.each([
    "const run = (query) => retried(() => query.execute());",
    "async function run(query) { return retried(await query.executeTakeFirst()); }",
    "const send = async (one) => retried(one.execute()); const run = (query) => retried(send(query));",
    "const run = (query) => query.execute().then((rows) => rows.length);",
  ])("is sent by one that runs it: %s", (fn) => {
    expect(given(fn)).toEqual([`kysely sent: ${query}`]);
  });

  it("is sent by a method of another file", () => {
    const files = {
      "db.ts":
        'import { retried } from "elsewhere"; export class Db { async run(query) { return retried(() => query.execute()); } }',
    };
    const code = `${setup} import { Db } from "./db.ts"; const it = new Db(); export const go = () => it.run(${query});`;
    expect(found(code, files)).toEqual([`kysely sent: ${query}`]);
  });

  it.each([
    'const run = (query) => retried(() => query.where("id", "=", 1).execute());',
    'const run = (query) => { retried(query.execute()); return retried(query.where("id", "=", 1)); };',
    "const run = (query) => retried(query);",
    "const run = (query) => { query = null; return retried(query.execute()); };",
    "const run = (...query) => retried(query);",
    'import { run } from "elsewhere";',
    "const run = (query) => retried(1);",
  ])("may be gone on with elsewhere: %s", (fn) => {
    expect(given(fn)).toEqual([`kysely argument: ${query}`]);
  });
});
