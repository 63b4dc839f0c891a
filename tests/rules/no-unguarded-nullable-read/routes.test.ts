/** Rows on every way that a program takes them, from every client: what breaks where the column is NULL, drawn. */
import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn } from "../../draw.ts";

const schema = "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, tags text[]);";
const { valid, invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

const text = "SELECT id, email, nick, tags FROM users";

/** How a client is made, and an expression that is a list of rows of it. */
const clients: Readonly<Record<string, { readonly setup: string; readonly rows: string; readonly file?: string }>> = {
  pg: {
    setup: 'import { Pool } from "pg";\nconst pool = new Pool();',
    rows: `(await pool.query("${text}")).rows`,
  },
  "a client out of a pool of pg": {
    setup: 'import pg from "pg";\nconst pool = new pg.Pool();\nconst client = await pool.connect();',
    rows: `(await client.query({ text: "${text}" })).rows`,
  },
  "postgres.js": {
    setup: 'import postgres from "postgres";\nconst sql = postgres();',
    rows: `await sql\`${text}\``,
  },
  slonik: {
    setup: 'import { createPool, sql } from "slonik";\nconst pool = await createPool("");',
    rows: `await pool.any(sql.unsafe\`${text}\`)`,
  },
  "slonik's result": {
    setup: 'import { createPool, sql } from "slonik";\nconst pool = await createPool("");',
    rows: `(await pool.query(sql.unsafe\`${text}\`)).rows`,
  },
  "pg-promise": {
    setup: 'import pgPromise from "pg-promise";\nconst db = pgPromise()("");',
    rows: `await db.any("${text}")`,
  },
  neon: {
    setup: 'import { neon } from "@neondatabase/serverless";\nconst sql = neon("");',
    rows: `await sql\`${text}\``,
  },
  "Vercel's postgres": {
    setup: 'import { sql } from "@vercel/postgres";',
    rows: `(await sql\`${text}\`).rows`,
  },
  PGlite: {
    setup: 'import { PGlite } from "@electric-sql/pglite";\nconst db = new PGlite();',
    rows: `(await db.query("${text}")).rows`,
  },
  knex: {
    setup: 'import knexOf from "knex";\nconst knex = knexOf({ client: "pg" });',
    rows: 'await knex("users").select("id", "email", "nick", "tags")',
  },
  "knex's raw": {
    setup: 'import knexOf from "knex";\nconst knex = knexOf({ client: "pg" });',
    rows: `(await knex.raw("${text}")).rows`,
  },
  "kysely's sql": {
    setup: 'import { Kysely, sql } from "kysely";\nconst db = new Kysely({ dialect });',
    rows: `(await sql\`${text}\`.execute(db)).rows`,
  },
  "drizzle's execute": {
    setup:
      'import { sql } from "drizzle-orm";\nimport { drizzle } from "drizzle-orm/node-postgres";\nconst db = drizzle("");',
    rows: `(await db.execute(sql\`${text}\`)).rows`,
  },
  "Prisma's $queryRaw": {
    setup: 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();',
    rows: `await prisma.$queryRaw\`${text}\``,
  },
  "Prisma's $queryRawUnsafe": {
    setup: 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();',
    rows: `await prisma.$queryRawUnsafe("${text}")`,
  },
  "TypeORM's query": {
    setup: 'import { DataSource } from "typeorm";\nconst source = new DataSource({ type: "postgres" });',
    rows: `await source.query("${text}")`,
  },
  "Sequelize's query": {
    setup: 'import { QueryTypes, Sequelize } from "sequelize";\nconst sequelize = new Sequelize("");',
    rows: `await sequelize.query("${text}", { type: QueryTypes.SELECT })`,
  },
  "MikroORM's execute": {
    setup: 'import { MikroORM } from "@mikro-orm/postgresql";\nconst orm = await MikroORM.init();',
    rows: `await orm.em.getConnection().execute("${text}")`,
  },
};

/** What a program does with a list of rows that it has from `ROWS`, and what is reported of it. */
const routes: Readonly<Record<string, string>> = {
  "an index": `
const rows = ROWS;
export const nick = rows[0].nick.trim();
                            ~~~~ nullableRead: "nick" of "users"
`,
  "an index at the call": `
const [nick, id] = [1, 2];
export const first = (
  ROWS
)[0].nick.trim();
     ~~~~ nullableRead
`,
  "the first one destructured": `
const [user] = ROWS;
export const nick = user.nick.trim();
                         ~~~~ nullableRead
`,
  "a column destructured with the row": `
const [{ nick }] = ROWS;
export const short = nick.trim();
                     ~~~~ nullableRead
`,
  "a column destructured under another name": `
const [{ nick: handle, email }] = ROWS;
export const short = handle.trim() + email.trim();
                     ~~~~~~ nullableRead
`,
  "a column destructured out of a row": `
const rows = ROWS;
const { nick } = rows[0];
export const short = nick.trim();
                     ~~~~ nullableRead
`,
  "the last": `
const rows = ROWS;
export const nick = rows.at(-1).nick.trim();
                                ~~~~ nullableRead
`,
  "one taken off": `
const rows = ROWS;
const user = rows.shift();
export const nick = user.nick.trim();
                         ~~~~ nullableRead
`,
  "a loop": `
const rows = ROWS;
for (const user of rows) console.log(user.email.length, user.nick.length);
                                                             ~~~~ nullableRead
`,
  "a loop that destructures": `
const rows = ROWS;
for (const { nick, email } of rows) console.log(email.length, nick.length);
                                                              ~~~~ nullableRead
`,
  "a loop with a counter": `
const rows = ROWS;
for (let i = 0; i < rows.length; i++) console.log(rows[i].nick.length);
                                                          ~~~~ nullableRead
`,
  "a loop over entries": `
const rows = ROWS;
for (const [i, user] of rows.entries()) console.log(i, user.nick.length);
                                                            ~~~~ nullableRead
`,
  "a loop over keys": `
const rows = ROWS;
for (const i in rows) console.log(rows[i].nick.length);
                                          ~~~~ nullableRead
`,
  forEach: `
const rows = ROWS;
rows.forEach((user) => console.log(user.nick.length));
                                        ~~~~ nullableRead
`,
  "map, destructured": `
const rows = ROWS;
export const nicks = rows.map(({ nick, email }) => [nick.trim(), email.trim()]);
                                                    ~~~~ nullableRead
`,
  "a function expression with an index": `
const rows = ROWS;
export const nicks = rows.map(function (user, i) { return i + user.nick.length; });
                                                                   ~~~~ nullableRead
`,
  "a list of one column": `
const rows = ROWS;
const nicks = rows.map((user) => user.nick);
export const short = nicks.map((nick) => nick.trim());
                                         ~~~~ nullableRead
`,
  "filter by another column, then map": `
const rows = ROWS;
export const nicks = rows.filter((user) => user.email.includes("@")).map((user) => user.nick.trim());
                                                                                        ~~~~ nullableRead
`,
  find: `
const rows = ROWS;
const wanted = Number(process.argv[2]);
const user = rows.find((one) => one.id === wanted);
export const nick = user.nick.trim();
                         ~~~~ nullableRead
`,
  "some and every": `
const rows = ROWS;
export const any = rows.some((user) => user.nick.startsWith("a"));
                                            ~~~~ nullableRead
`,
  flatMap: `
const rows = ROWS;
export const words = rows.flatMap((user) => user.nick.split(" "));
                                                 ~~~~ nullableRead
`,
  reduce: `
const rows = ROWS;
export const total = rows.reduce((sum, user) => sum + user.nick.length, 0);
                                                           ~~~~ nullableRead
`,
  sort: `
const rows = ROWS;
rows.sort((a, b) => a.nick.localeCompare(b.nick));
                      ~~~~ nullableRead
`,
  "sort after a copy, then the first": `
const rows = ROWS;
const [user] = [...rows].sort((a, b) => a.id - b.id).slice(0, 1);
export const nick = user.nick.trim();
                         ~~~~ nullableRead
`,
  "a list spread": `
const rows = ROWS;
for (const user of rows) console.log(...user.tags);
                                             ~~~~ nullableRead
`,
  "a list indexed and iterated": `
const [user] = ROWS;
for (const tag of user.tags) console.log(tag);
                       ~~~~ nullableRead
export const tag = user.tags[0];
                        ~~~~ nullableRead
`,
  "an alias": `
const rows = ROWS;
const all = rows;
const one = all[0];
const same = one;
export const nick = same.nick.trim();
                         ~~~~ nullableRead
`,
  "a copy of the row": `
const rows = ROWS;
const user = { ...rows[0] };
export const nick = user.nick.trim();
                         ~~~~ nullableRead
`,
  "copies of the rows with more beside": `
const rows = ROWS;
const users = rows.map((user) => ({ ...user, at: 1 }));
export const nicks = users.map((user) => user.nick.trim());
                                              ~~~~ nullableRead
`,
  "renamed in new objects": `
const rows = ROWS;
const users = rows.map((user) => ({ handle: user.nick, at: 1 }));
export const nicks = users.map((user) => user.handle.trim());
                                              ~~~~~~ nullableRead
`,
  "renamed in a new object": `
const rows = ROWS;
const user = { handle: rows[0].nick, email: rows[0].email };
export const nick = user.handle.trim() + user.email.trim();
                         ~~~~~~ nullableRead
`,
  "the rest of a row": `
const [{ id, ...rest }] = ROWS;
export const nick = rest.nick.trim();
                         ~~~~ nullableRead
`,
  "a closure": `
const [user] = ROWS;
export const later = () => user.nick.trim();
                                ~~~~ nullableRead
`,
  "a function that is called": `
const [user] = ROWS;
function show(one) {
  console.log(one.nick.trim());
                  ~~~~ nullableRead
}
show(user);
`,
  "a function that is given the list": `
const rows = ROWS;
const show = (users) => users.map((one) => one.nick.trim());
                                               ~~~~ nullableRead
show(rows);
`,
  "a function that destructures": `
const rows = ROWS;
const show = ({ nick }) => nick.trim();
                           ~~~~ nullableRead
rows.map(show);
`,
  "a function that is given the value": `
const [user] = ROWS;
const show = (one) => one.trim();
show(user.nick);
          ~~~~ nullableRead
`,
  "an object of arguments": `
const [user] = ROWS;
function show({ one }) {
  return one.nick.trim();
             ~~~~ nullableRead
}
show({ one: user, loud: true });
`,
  "a function that gives the rows back": `
async function all() {
  return ROWS;
}
export const nick = (await all())[0].nick.trim();
                                     ~~~~ nullableRead
`,
  "a function that gives one back": `
const all = async () => {
  const rows = ROWS;
  return rows[0];
};
export async function nick() {
  const user = await all();
  return user.nick.trim();
              ~~~~ nullableRead
}
`,
  "then of a function": `
async function all() {
  return ROWS;
}
export const nicks = all().then((users) => users.map((user) => user.nick.trim()));
                                                                    ~~~~ nullableRead
`,
  "a function that gives an object back": `
async function all() {
  const users = ROWS;
  return { users, total: users.length };
}
export async function nicks() {
  const { users } = await all();
  return users.map((user) => user.nick.trim());
                                  ~~~~ nullableRead
}
`,
  "a function that gives the column back": `
async function nickOf() {
  const [user] = ROWS;
  return user.nick;
}
export async function short() {
  const nick = await nickOf();
  return nick.trim();
         ~~~~ nullableRead
}
`,
  "a method": `
export class Users {
  async all() {
    return ROWS;
  }
  async nicks() {
    const users = await this.all();
    return users.map((user) => user.nick.trim());
                                    ~~~~ nullableRead
  }
}
`,
  "a field of a class": `
export class Users {
  async load() {
    this.rows = ROWS;
  }
  nicks() {
    return this.rows.map((user) => user.nick.trim());
                                        ~~~~ nullableRead
  }
}
`,
  "a variable that is declared before": `
let rows;
rows = ROWS;
export const nick = rows[0].nick.trim();
                            ~~~~ nullableRead
`,
  "a variable that is declared before and set in a try": `
let user;
try {
  [user] = ROWS;
} catch {
  user = undefined;
}
export const nick = user.nick.trim();
                         ~~~~ nullableRead
`,
  "a map by key": `
const rows = ROWS;
const byId = new Map(rows.map((user) => [user.id, user]));
export const nick = byId.get(1).nick.trim();
                                ~~~~ nullableRead
`,
  "Object.fromEntries": `
const rows = ROWS;
const byId = Object.fromEntries(rows.map((user) => [user.id, user]));
export const nick = byId[1].nick.trim();
                            ~~~~ nullableRead
`,
  "a choice of a row": `
const rows = ROWS;
const user = rows.length > 1 ? rows[1] : rows[0];
export const nick = user.nick.trim();
                         ~~~~ nullableRead
`,
  "a row or none": `
const rows = ROWS;
const user = rows[0] ?? null;
if (!user) throw new Error();
export const nick = user.nick.trim();
                         ~~~~ nullableRead
`,
  "Promise.all": `
const load = async () => ROWS;
const [users, others] = await Promise.all([load(), load()]);
export const nick = users[0].nick.trim();
                             ~~~~ nullableRead
`,
  "pushed into a list": `
const rows = ROWS;
const users = [];
for (const row of rows) users.push(row);
export const nicks = users.map((user) => user.nick.trim());
                                              ~~~~ nullableRead
`,
};

const programOf = (name: string, route: string): string => {
  const { setup, rows } = clients[name] ?? { setup: "", rows: "" };
  return `${setup}\n${route.trimStart().replaceAll("ROWS", rows)}`;
};

const everyRoute = Object.keys(routes);
// Every route of two clients, and of the others every one in turn; ROUTES=all tries all of all.
const whole = new Set(process.env["ROUTES"] === "all" ? Object.keys(clients) : ["pg", "postgres.js"]);
for (const [index, name] of Object.keys(clients).entries())
  describe(`rows of ${name}`, () => {
    const chosen = everyRoute.filter((_, at) => whole.has(name) || at % 9 === index % 9);
    for (const route of chosen) invalid(route, programOf(name, routes[route] ?? ""));
  });

describe("the same ways with a column that is never NULL", () => {
  for (const route of everyRoute) {
    const code = (routes[route] ?? "").split("\n").filter((line) => !/^ *~/.test(line));
    valid(
      route,
      programOf("pg", code.join("\n"))
        .replaceAll("nick", "email")
        .replaceAll("tags", "email")
        .replaceAll("{ email, email }", "{ email }")
        .replaceAll("{ email: handle, email }", "{ email: handle }")
        .replace("+ email.trim()", ""),
    );
  }
});

describe("what may be something else by then", () => {
  valid(
    "a field that is written in two places",
    programOf(
      "pg",
      `
export class Users {
  async load() {
    this.rows = ROWS;
  }
  clear(others) {
    this.rows = others;
  }
  nicks() {
    return this.rows.map((user) => user.nick.trim());
  }
}
`,
    ),
  );
});
