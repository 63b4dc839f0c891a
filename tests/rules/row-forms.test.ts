import { noUnguardedNullableRead } from "../../rules/no-unguarded-nullable-read.ts";
import { drawn, js, ts } from "../draw.ts";

const schema = "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, bio text, tags text[]);";
const { valid, invalid } = drawn(noUnguardedNullableRead, { schema });

invalid(
  "pg with a callback",
  js`
  const { Pool } = require("pg");
  const pool = new Pool();
  exports.nick = (id, done) => {
    pool.query("SELECT nick FROM users WHERE id = $1", [id], (error, result) => {
      if (error) return done(error);
      done(null, result.rows[0].nick.trim());
                                ~~~~ nullableRead
    });
  };
`,
);

invalid(
  "pg-promise: what the callbacks of one and map are given",
  ts`
  import pgPromise from "pg-promise";
  const db = pgPromise()("");
  export const one = (id: number) => db.one("SELECT nick FROM users WHERE id = $1", [id], (user) => user.nick.trim());
                                                                                                         ~~~~ nullableRead
  export const all = () => db.map("SELECT nick FROM users", [], ({ nick }) => nick.trim());
                                                                              ~~~~ nullableRead
`,
);

invalid(
  "postgres.js: forEach and cursors",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export async function f() {
    await sql\`SELECT nick FROM users\`.forEach((user) => console.log(user.nick.length));
                                                                           ~~~~ nullableRead
    for await (const users of sql\`SELECT nick FROM users\`.cursor(100)) {
      for (const user of users) console.log(user.nick.length);
                                                 ~~~~ nullableRead
    }
  }
`,
);

invalid(
  "slonik: one column's values",
  ts`
  import { createPool, sql } from "slonik";
  const pool = await createPool("");
  export async function f() {
    const nick = await pool.oneFirst(sql.unsafe\`SELECT nick FROM users\`);
    const nicks = await pool.anyFirst(sql.unsafe\`SELECT nick FROM users\`);
    return [nick.trim(), ...nicks.map((each) => each.trim())];
            ~~~~ nullableRead
                                                ~~~~ nullableRead
  }
`,
);

invalid(
  "Sequelize: a pair, or rows",
  ts`
  import { QueryTypes, Sequelize } from "sequelize";
  const sequelize = new Sequelize("");
  export async function f() {
    const [rows] = await sequelize.query("SELECT nick FROM users");
    const users = await sequelize.query("SELECT nick FROM users", { type: QueryTypes.SELECT });
    return [rows.map((row: any) => row.nick.trim()), (users[0] as any).nick.trim()];
                                       ~~~~ nullableRead
                                                                       ~~~~ nullableRead
  }
`,
);

invalid(
  "PGlite's exec, and neon with full results",
  ts`
  import { PGlite } from "@electric-sql/pglite";
  import { neon } from "@neondatabase/serverless";
  const db = new PGlite();
  const sql = neon("", { fullResults: true });
  export async function f() {
    const [first] = await db.exec("SELECT nick FROM users");
    const { rows } = await sql\`SELECT nick FROM users\`;
    return [first.rows[0].nick.trim(), rows[0].nick.trim()];
                          ~~~~ nullableRead
                                               ~~~~ nullableRead
  }
`,
);

invalid(
  "a client out of sight: the use tells the form",
  ts`
  export async function f(db: any) {
    const { rows } = await db.query("SELECT nick FROM users");
    const [user] = await db.query("SELECT nick FROM users");
    const one = await db.one("SELECT nick FROM users");
    return [rows[0].nick.trim(), user.nick.trim(), one.nick.trim()];
                    ~~~~ nullableRead
                                      ~~~~ nullableRead
                                                       ~~~~ nullableRead
  }
`,
);

invalid(
  "wrappers that may give nothing",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  async function first(text: string, values: unknown[] = []) {
    const { rows } = await pool.query(text, values);
    if (rows.length === 0) return null;
    return rows[0];
  }
  class Users {
    constructor(private readonly pool: Pool) {}
    async many(text: string) { const result = await this.pool.query(text); return result.rows; }
    async one(text: string) { const rows = await this.many(text); return rows.length > 0 ? rows[0] : null; }
    async nick() { return (await this.one("SELECT nick FROM users")).nick.trim(); }
                                                                     ~~~~ nullableRead
  }
  export const f = async () => (await first("SELECT nick FROM users")).nick.trim();
                                                                       ~~~~ nullableRead
`,
);

invalid(
  "an arm of UNION, a list of postgres.js beside it",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export async function f(ids: number[]) {
    const names = await sql\`SELECT email AS name FROM users UNION SELECT nick FROM users\`;
    const users = await sql\`SELECT nick FROM users WHERE id IN \${sql(ids)}\`;
    return [names[0].name.trim(), users[0].nick.trim()];
                     ~~~~ nullableRead: "nick" of "users"
                                           ~~~~ nullableRead
  }
`,
);

invalid(
  "a type at the call, the text apart from it",
  ts`
  import { Prisma, PrismaClient } from "@prisma/client";
  const prisma = new PrismaClient();
  export async function f() {
    const query = Prisma.sql\`SELECT id, nick FROM users\`;
    return prisma.$queryRaw<{ id: number; nick: string }[]>(query);
                                          ~~~~ nonNullType
  }
`,
);

invalid(
  "an attempt that hands its error on is no guard",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function f(next: (error: unknown) => void) {
    const { rows } = await pool.query("SELECT nick FROM users");
    try { return rows[0].nick.trim(); } catch (error) { next(error); }
                         ~~~~ nullableRead
  }
`,
);

for (const [name, body] of [
  ["a check of the whole row, in this file", "if (!isComplete(user)) return null; return user.nick.trim();"],
  ["an assertion about the whole row", "requireNick(user); return user.nick.trim();"],
  ["an imported check by its name", "validate(user); return user.nick.trim();"],
  ["a function that fills it in", "fill(user); return user.nick.trim();"],
  ["an attempt with an answer of its own", "try { return user.nick.trim(); } catch { return ''; }"],
] as const) {
  valid(
    name,
    `
import { Pool } from "pg";
import { validate } from "./validate";
const pool = new Pool();
const isComplete = (user: any) => user.nick !== null;
function requireNick(user: any) { if (!user.nick) throw new Error("no nick"); }
function fill(user: any) { user.nick = user.nick ?? "nobody"; }
export async function f() {
  const { rows: [user] } = await pool.query("SELECT nick FROM users");
  ${body}
}`,
  );
}

valid(
  "results that are no rows",
  ts`
  import { Sequelize } from "sequelize";
  import pgPromise from "pg-promise";
  const sequelize = new Sequelize("");
  const db = pgPromise()("");
  export async function f(client: any) {
    const [, count] = await sequelize.query("UPDATE users SET nick = 'a' RETURNING nick");
    const nick = await db.one("SELECT nick FROM users", [], (user) => user.nick ?? "");
    const { data } = await client.query("SELECT nick FROM users");
    const result = await client.query("SELECT nick FROM users");
    return [(count as any).nick, nick.trim(), data.nick.trim(), result.nick.trim()];
  }
`,
);

valid(
  "a wrapper that makes other rows",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  async function all(text: string) {
    const { rows } = await pool.query(text);
    return rows.map((row) => ({ ...row, nick: row.nick ?? "" }));
  }
  export const f = async () => (await all("SELECT nick FROM users")).map((user) => user.nick.trim());
`,
);

const lists =
  'CREATE TABLE "User" ("id" TEXT NOT NULL, "labels" TEXT[] DEFAULT ARRAY[]::TEXT[], "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));';
invalid(
  "lists of Prisma are never NULL, whatever its migrations can say",
  ts`
  import { PrismaClient } from "@prisma/client";
  const prisma = new PrismaClient();
  export async function f() {
    const users = await prisma.$queryRaw<{ labels: string[]; name: string }[]>\`SELECT labels, name FROM "User"\`;
                                                             ~~~~ nonNullType
    return users;
  }
`,
  { settings: { schema: ["prisma/migrations"] }, files: { "prisma/migrations/1_init/migration.sql": lists } },
);

invalid(
  "a type of another file: told once, where the call names it",
  ts`
  import { Pool } from "pg";
  import type { User } from "./user.ts";
  const pool = new Pool();
  const names = (users: User[]) => users.map((user) => user.nick.trim());
  export async function f() {
    const { rows } = await pool.query<User>("SELECT id, nick FROM users");
                                      ~~~~ nonNullType
    return names(rows);
  }
`,
  { files: { "user.ts": "export interface User { id: number; nick: string }" } },
);

const typed = `
import { Pool } from "pg";
const pool = new Pool();
export async function f() {
  const { rows } = await pool.query<{ nick: string | null }>("SELECT nick FROM users");
  return rows[0].nick.trim();
}`;
valid("with type information, where the client's own types could not be resolved", typed, { types: true });
