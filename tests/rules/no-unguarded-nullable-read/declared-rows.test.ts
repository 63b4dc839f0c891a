/** Types that a program gives rows, in every way that its libraries have: what they hide, drawn, and the same with null. */
import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn } from "../../draw.ts";
const schema =
  "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, age int); CREATE TABLE posts (id int PRIMARY KEY, author_id int REFERENCES users, title text NOT NULL);";
describe("a type that says a column is never NULL", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, { schema });
  const pg = (body: string) => `import { Pool } from "pg";\nconst pool = new Pool();\n${body.trimStart()}`;
  const cases: Record<string, string> = {
    "type argument of pg": `
export const f = () => pool.query<{ id: number; nick: string }>("SELECT id, nick FROM users");
                                                ~~~~ nonNullType`,
    "annotation of the rows": `
const rows: { id: number; nick: string }[] = (await pool.query("SELECT id, nick FROM users")).rows;
                          ~~~~ nonNullType
export const f = rows;`,
    "annotation of the row": `
const { rows: [row] } = await pool.query("SELECT id, nick FROM users");
const user: { id: number; nick: string } = row;
                          ~~~~ nonNullType
export const f = user;`,
    as: `
const { rows } = await pool.query("SELECT id, nick FROM users");
export const f = rows as { id: number; nick: string }[];
                                       ~~~~ nonNullType`,
    "as of one": `
const { rows } = await pool.query("SELECT id, nick FROM users");
export const f = rows[0] as { id: number; nick: string };
                                          ~~~~ nonNullType`,
    "as unknown as": `
const { rows } = await pool.query("SELECT id, nick FROM users");
export const f = rows as unknown as { id: number; nick: string }[];
                                                  ~~~~ nonNullType`,
    satisfies: `
const { rows } = await pool.query("SELECT id, nick FROM users");
export const f = rows satisfies { id: number; nick: string }[];
                                              ~~~~ nonNullType`,
    "Promise of a function": `
export async function f(): Promise<{ id: number; nick: string } | undefined> {
                                                 ~~~~ nonNullType
  return (await pool.query("SELECT id, nick FROM users")).rows[0];
}`,
    "parameter of a callback": `
const { rows } = await pool.query("SELECT id, nick FROM users");
export const f = rows.map((row: { id: number; nick: string }) => row.nick.trim());
                                              ~~~~ nonNullType`,
    "type argument of map's callback row type alias": `
type Row = { id: number; nick: string };
                         ~~~~ nonNullType
export const f = () => pool.query<Row>("SELECT id, nick FROM users");`,
    Pick: `
interface User { id: number; email: string; nick: string }
                                            ~~~~ nonNullType
export const f = () => pool.query<Pick<User, "id" | "nick">>("SELECT id, nick FROM users");`,
    intersection: `
interface Base { id: number }
export const f = () => pool.query<Base & { nick: string }>("SELECT id, nick FROM users");
                                           ~~~~ nonNullType`,
    extends: `
interface Base { nick: string }
                 ~~~~ nonNullType
interface User extends Base { id: number }
export const f = () => pool.query<User>("SELECT id, nick FROM users");`,
    class: `
class User { id!: number; nick!: string }
                          ~~~~ nonNullType
export const f = () => pool.query<User>("SELECT id, nick FROM users");`,
    "field of a class": `
export class Users {
  private users: { id: number; nick: string }[] = [];
                               ~~~~ nonNullType
  async load() {
    this.users = (await pool.query("SELECT id, nick FROM users")).rows;
  }
}`,
    "assigned variable": `
let users: { id: number; nick: string }[];
                         ~~~~ nonNullType
users = (await pool.query("SELECT id, nick FROM users")).rows;
export const f = users;`,
    Map: `
const { rows } = await pool.query("SELECT id, nick FROM users");
const byId: Map<number, { id: number; nick: string }> = new Map(rows.map((row) => [row.id, row]));
                                      ~~~~ nonNullType
export const f = byId;`,
    "object of lists": `
export async function f(): Promise<{ users: { id: number; nick: string }[]; total: number }> {
                                                          ~~~~ nonNullType
  const { rows } = await pool.query("SELECT id, nick FROM users");
  return { users: rows, total: rows.length };
}`,
    "generic function of the file": `
async function all<T>(text: string): Promise<T[]> {
  return (await pool.query(text)).rows;
}
export const f = () => all<{ id: number; nick: string }>("SELECT id, nick FROM users");
                                         ~~~~ nonNullType`,
    "generic function that hands the type on": `
async function all<T extends object>(text: string) {
  return (await pool.query<T>(text)).rows;
}
export const f = () => all<{ id: number; nick: string }>("SELECT id, nick FROM users");
                                         ~~~~ nonNullType`,
    Record: `
export const f = () => pool.query<Record<"id" | "nick", string>>("SELECT id, nick FROM users");
                                                ~~~~~~ nonNullType`,
    "zod infer": `
import { z } from "zod";
const User = z.object({ id: z.number(), nick: z.string() });
                                        ~~~~ nonNullType
type User = z.infer<typeof User>;
export const f = () => pool.query<User>("SELECT id, nick FROM users");`,
    "mapper's result is strict's": `
const { rows } = await pool.query("SELECT id, email FROM users");
export const f = rows.map((row): { email: string } => ({ email: row.email }));`,
  };
  /** Reported; and not where the type has null in it. */
  const told = (name: string, code: string): void => {
    const unmarked = code.split("\n").filter((line) => !/^ *~/.test(line));
    if (unmarked.join("\n") === code) return valid(name, code);
    invalid(name, code);
    const allowing = unmarked
      .join("\n")
      .replace(/nick(!?): string/g, "nick$1: string | null")
      .replace('"nick", string>', '"nick", string | null>')
      .replace("sql<string>", "sql<string | null>")
      .replaceAll("nick: z.string()", "nick: z.string().nullable()");
    valid(`${name}, with null`, allowing);
  };
  for (const [name, code] of Object.entries(cases)) told(name, pg(code));

  const others: Record<string, string> = {
    "postgres.js": `
import postgres from "postgres";
const sql = postgres();
export const f = () => sql<{ id: number; nick: string }[]>\`SELECT id, nick FROM users\`;
                                         ~~~~ nonNullType`,
    "slonik type": `
import { createPool, sql } from "slonik";
import { z } from "zod";
const pool = await createPool("");
export const f = () => pool.one(sql.type(z.object({ nick: z.string() }))\`SELECT nick FROM users\`);
                                                    ~~~~ nonNullType`,
    Prisma: `
import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
export const f = () => prisma.$queryRaw<{ nick: string }[]>\`SELECT nick FROM users\`;
                                          ~~~~ nonNullType`,
    PrismaUnsafe: `
import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
export const f = () => prisma.$queryRawUnsafe<Array<{ nick: string }>>("SELECT nick FROM users");
                                                      ~~~~ nonNullType`,
    "neon as": `
import { neon } from "@neondatabase/serverless";
const sql = neon("");
export const f = async () => (await sql\`SELECT nick FROM users\`) as { nick: string }[];
                                                                      ~~~~ nonNullType`,
    "drizzle execute": `
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
const db = drizzle("");
export const f = () => db.execute<{ nick: string }>(sql\`SELECT nick FROM users\`);
                                    ~~~~ nonNullType`,
    "kysely sql": `
import { Kysely, sql } from "kysely";
declare const db: Kysely<any>;
export const f = () => sql<{ nick: string }>\`SELECT nick FROM users\`.execute(db);
                             ~~~~ nonNullType`,
    "knex type argument": `
import knexOf from "knex";
const knex = knexOf({ client: "pg" });
export const f = () => knex<{ id: number; nick: string }>("users").select("id", "nick");
                                          ~~~~ nonNullType`,
    "knex select type": `
import knexOf from "knex";
const knex = knexOf({ client: "pg" });
export const f = async () => await knex("users").select<{ id: number; nick: string }[]>("id", "nick");
                                                                      ~~~~ nonNullType`,
    "knex raw": `
import knexOf from "knex";
const knex = knexOf({ client: "pg" });
export const f = async () => (await knex.raw<{ rows: { nick: string }[] }>("SELECT nick FROM users")).rows;
                                                       ~~~~ nonNullType`,
    "kysely sql<T> in select": `
import { Kysely, sql } from "kysely";
interface Database { users: { id: number; nick: string | null } }
declare const db: Kysely<Database>;
export const f = () => db.selectFrom("users").select(["id", sql<string>\`nick\`.as("nick")]).execute();
                                                                ~~~~~~ nonNullType`,
    "kysely sql<T> with ref": `
import { Kysely, sql } from "kysely";
interface Database { users: { id: number; nick: string | null } }
declare const db: Kysely<Database>;
export const f = () => db.selectFrom("users").select(({ ref }) => [sql<string>\`upper(\${ref("nick")})\`.as("loud")]).execute();
                                                                       ~~~~~~ computedType`,
    "kysely $narrowType": `
import { Kysely } from "kysely";
interface Database { users: { id: number; nick: string | null } }
declare const db: Kysely<Database>;
export const f = () => db.selectFrom("users").select("nick").$narrowType<{ nick: string }>().execute();
                                                                           ~~~~ nonNullType`,
    "kysely Selectable": `
import { Kysely, type Generated, type Selectable } from "kysely";
interface UserTable { id: Generated<number>; nick: string | null }
declare const db: Kysely<{ users: UserTable }>;
export const f = async () => (await db.selectFrom("users").selectAll().execute()).map((row) => row.nick?.trim());`,
    "typeorm query": `
import { DataSource } from "typeorm";
const source = new DataSource({ type: "postgres" });
export async function f(): Promise<{ nick: string }[]> {
                                     ~~~~ nonNullType
  return source.query("SELECT nick FROM users");
}`,
    "typeorm query type argument": `
import { DataSource } from "typeorm";
const source = new DataSource({ type: "postgres" });
export const f = () => source.query<{ nick: string }[]>("SELECT nick FROM users");
                                      ~~~~ nonNullType`,
    "typeorm getRawMany": `
import { DataSource } from "typeorm";
const source = new DataSource({ type: "postgres" });
export const f = () => source.createQueryBuilder().select("u.nick", "nick").from("users", "u").getRawMany<{ nick: string }>();
                                                                                                            ~~~~ nonNullType`,
    sequelize: `
import { QueryTypes, Sequelize } from "sequelize";
const sequelize = new Sequelize("");
export const f = () => sequelize.query<{ nick: string }>("SELECT nick FROM users", { type: QueryTypes.SELECT });
                                         ~~~~ nonNullType`,
    "mikro execute": `
import { MikroORM } from "@mikro-orm/postgresql";
const orm = await MikroORM.init();
export const f = () => orm.em.getConnection().execute<{ nick: string }[]>("SELECT nick FROM users");
                                                        ~~~~ nonNullType`,
    "pg-promise": `
import pgPromise from "pg-promise";
const db = pgPromise()("");
export const f = () => db.one<{ nick: string }>("SELECT nick FROM users");
                                ~~~~ nonNullType`,
    "drizzle sql in a helper": `
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
const users = pgTable("users", { id: integer("id").primaryKey(), nick: text("nick") });
const db = drizzle("");
export const f = async () => await db.select({ loud: sql<string>\`upper(\${users.nick})\` }).from(users);
                                                         ~~~~~~ computedType`,
  };
  for (const [name, code] of Object.entries(others)) told(name, code.trimStart());
});

describe("a type of which the program knows better, and one that is another's", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, {
    schema:
      "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, age int, state text DEFAULT 'new', made timestamptz DEFAULT now(), gone text DEFAULT NULL); CREATE TABLE teams (id int PRIMARY KEY); CREATE TABLE posts (id int PRIMARY KEY, author_id int REFERENCES users, title text NOT NULL);",
  });
  const pg = (body: string) => `import { Pool } from "pg";\nconst pool = new Pool();\n${body.trimStart()}`;

  valid(
    "written for this statement alone, and asked for",
    pg(`
export async function oldest(): Promise<number | null> {
  const { rows } = await pool.query<{ oldest: number }>("SELECT max(age) AS oldest FROM users");
  if (rows[0].oldest) return rows[0].oldest;
  return null;
}
export const best = async () => (await pool.query<{ oldest: number }>("SELECT max(age) AS oldest FROM users")).rows[0].oldest ?? 0;`),
  );
  valid(
    "added to a name for this statement alone",
    pg(`
interface Key { id: number }
export const all = async () => (await pool.query<Key & { oldest: number }>("SELECT id, (SELECT max(age) FROM users) AS oldest FROM users")).rows[0]?.oldest ?? 0;`),
  );
  invalid(
    "written for this statement alone, and another column asked for",
    pg(`
export async function oldest() {
  const { rows } = await pool.query<{ oldest: number; first: string }>("SELECT max(age) AS oldest, min(nick) AS first FROM users");
                                      ~~~~~~ computedType: "oldest"
  return rows[0].first ? rows[0].oldest + 1 : 0;
}`),
  );
  invalid(
    "a name that others use as well, asked for here",
    pg(`
export interface Age { oldest: number }
                       ~~~~~~ computedType
export const best = async () => (await pool.query<Age>("SELECT max(age) AS oldest FROM users")).rows[0].oldest ?? 0;`),
  );
  const least = 'pool.query<Least>("SELECT min(age) AS low, max(age) AS high, count(*) AS number FROM users")';
  valid(
    "a type of this file whose rows are checked before each use",
    pg(`
type Least = { low: number; high: number; number: string };
export async function span() {
  const { rows } = await ${least};
  const row = rows[0];
  if (!row || row.low === null || row.high === null) return undefined;
  return { low: row.low, high: row.high };
}`),
  );
  invalid(
    "a type of which one column is checked, and the other is not",
    pg(`
type Least = { low: number; high: number; number: string };
                            ~~~~ computedType: "high"
export async function span() {
  const row = (await ${least}).rows[0];
  if (!row || row.low === null) return undefined;
  return { low: row.low, high: row.high };
}`),
  );
  invalid(
    "a type whose rows are checked here and given to others as well",
    pg(`
type Least = { low: number; high: number; number: string };
               ~~~ computedTypes: "low" and "high" are NULL where no row of "users" matches
export async function span() {
  const row = (await ${least}).rows[0];
  if (row.low === null || row.high === null) return undefined;
  console.log(row.low + row.high);
  return row;
}`),
  );
  invalid(
    "a type whose rows nobody looks at",
    pg(`
type Least = { low: number; high: number; number: string };
               ~~~ computedTypes: Add null to them.
export const span = async () => (await ${least}).rows;`),
  );
  invalid(
    "a type whose rows are stored",
    pg(`
type Least = { low: number | null; high: number; number: string };
                                   ~~~~ computedType
let last: Least | null = null;
export async function span() {
  const row = (await ${least}).rows[0];
  last = row;
  return row.high ?? 0;
}
export const again = () => last;`),
  );
  const joined = (join: string) =>
    `pool.query<Post>("SELECT u.email, p.title, p.author_id AS author FROM users u ${join}")`;
  const left = joined("LEFT JOIN posts p ON p.author_id = u.id");
  const posts = (then: string, type = "title: string", query = left) =>
    pg(`
interface Post { email: string; ${type}; author: number | null }
export async function titles() {
  const { rows } = await ${query};
  ${then}
}`);
  valid(
    "rows that are filtered by another column of the same join",
    posts("return rows.filter((row) => row.author !== null).map((row) => row.title.trim());"),
  );
  valid(
    "rows that are left out by another column of the same join",
    posts(
      "const found: string[] = []; for (const row of rows) { if (row.author === null) continue; found.push(row.title); } return found;",
    ),
  );
  invalid(
    "rows that are filtered by the column of another join",
    posts(
      "return rows.filter((row) => row.author !== null).map((row) => row.title.trim());\n",
      "title: string",
      joined("LEFT JOIN posts q ON q.author_id = u.id LEFT JOIN posts p ON p.author_id = q.id").replace(
        "p.author_id",
        "q.author_id",
      ),
    ).replace(
      "; author: number | null }",
      "; author: number | null }\n                                ~~~~~ unmatchedType",
    ),
  );
  invalid(
    "rows that are filtered by a column of the same join, and the column is nullable itself",
    pg(`
interface Author { title: string | null; nick: string }
                                         ~~~~ unmatchedType
export async function nicks() {
  const { rows } = await pool.query<Author>("SELECT p.title, u.nick FROM teams t LEFT JOIN users u ON u.id = t.id LEFT JOIN posts p ON p.id = t.id");
  return rows.filter((row) => row.title !== null).map((row) => row.nick.trim());
}`),
  );
  invalid(
    "columns of one join, told once",
    pg(`
interface Post { email: string; title: string; id: number; author: number }
                                ~~~~~ unmatchedTypes: Columns "title", "id" and "author" are NULL where the LEFT JOIN finds no row. Add null to their types.
export const all = () => pool.query<Post>("SELECT u.email, p.title, p.id, p.author_id AS author FROM users u LEFT JOIN posts p ON p.author_id = u.id");`),
  );
  invalid(
    "a value that a text shows as a word",
    pg(`
interface User { email: string; nick: string }
                                ~~~~ nonNullType: Add null to it. \`\${user.nick}\` at line 7 prints "null".
export async function names() {
  const { rows } = await pool.query<User>("SELECT email, nick FROM users");
  for (const user of rows)
    console.log(\`Hello \${user.nick}\`, user.nick);
}`),
  );
  valid(
    "items of a list",
    pg(`
export const all = async () => (await pool.query<{ tag: string }>("SELECT tag FROM users u CROSS JOIN unnest(ARRAY[u.nick, u.email]::text[]) AS tag")).rows.map(({ tag }) => tag.trim());`),
  );
  valid(
    "a column with a default",
    pg(`
export const all = () => pool.query<{ state: string; made: Date }>("SELECT state, made FROM users");`),
  );
  valid(
    "what is computed of a column with a default",
    pg(`
export const all = () => pool.query<{ isNew: boolean }>('SELECT state = $1 AS "isNew" FROM users', ["new"]);`),
  );
  invalid(
    "what is computed of a column without one",
    pg(`
export const all = () => pool.query<{ isMe: boolean }>('SELECT nick = $1 AS "isMe" FROM users', ["me"]);
                                      ~~~~ computedType`),
  );
  invalid(
    "a column whose default is NULL",
    pg(`
export const all = () => pool.query<{ state: string; gone: string }>("SELECT state, gone FROM users");
                                                     ~~~~ nonNullType: "gone"`),
  );
  invalid(
    "a column with a default, where an outer join finds no row",
    pg(`
export const all = () => pool.query<{ state: string }>("SELECT b.state FROM users a LEFT JOIN users b ON b.id = a.age");
                                      ~~~~~ unmatchedType`),
  );
});
