import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, js, ts } from "../../draw.ts";
import { schema } from "../projects/rows.ts";

const { valid, invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

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
