import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts, js } from "../../draw.ts";
import { withSecondParser } from "../projects/second-parser.ts";

const schema = `
CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL, motto text);
CREATE TABLE users (
  id int PRIMARY KEY, email text NOT NULL, nick text, tags text[], settings jsonb, last_seen_at timestamptz, age int,
  team_id int REFERENCES teams, home_id int NOT NULL REFERENCES teams
);
`;
const { valid, invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

invalid(
  "a method of a nullable column",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function nickOf(id: number) {
    const { rows } = await pool.query("SELECT id, nick FROM users WHERE id = $1", [id]);
    return rows[0].nick.trim();
                   ~~~~ nullableRead: Column "nick" of "users" may be NULL. Check it before this use, or keep NULLs out in WHERE.
  }
`,
  { suggestions: ["rows[0].nick?.trim()"] },
);

invalid(
  "under another name, through *, a map and destructuring",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function all() {
    const aliased = await pool.query("SELECT nick AS handle FROM users");
    aliased.rows.map((row) => row.handle.length);
                                  ~~~~~~ nullableRead: "nick" of "users"
    const star = await pool.query("SELECT * FROM users");
    for (const { tags, settings: { theme } } of star.rows) console.log(...tags, theme);
                       ~~~~~~~~ nullableRead: "settings"
                                                                          ~~~~ nullableRead: "tags"
  }
`,
);

invalid(
  "a joined table's column where the join finds no row",
  js`
  const { Pool } = require("pg");
  const pool = new Pool();
  module.exports = async (id) => {
    const result = await pool.query("SELECT u.id, t.name AS team FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.id = $1", [id]);
    const [user] = result.rows;
    return user.team.toUpperCase();
                ~~~~ unmatchedRead: Column "name" of "teams" is NULL where the LEFT JOIN finds no row. Check it before this use.
  };
`,
);

invalid(
  "RETURNING",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export async function touch(id: number) {
    const [user] = await sql\`UPDATE users SET last_seen_at = now() WHERE id = \${id} RETURNING id, nick\`;
    return user.nick.slice(0, 3);
                ~~~~ nullableRead
  }
`,
);

invalid(
  "an index, an iteration, a call of a function of the file",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function f() {
    const { rows: [user] } = await pool.query("SELECT tags, nick FROM users LIMIT 1");
    for (const tag of user.tags) console.log(tag);
                           ~~~~ nullableRead
    show(user);
    return user.tags[0];
                ~~~~ nullableRead
  }
  function show(user: any) {
    console.log(user.nick.trim());
                     ~~~~ nullableRead
  }
`,
);

invalid(
  "a row type that says never",
  ts`
  import { Pool } from "pg";
  interface User { id: number; nick: string; tags: string[] | null }
                               ~~~~ nonNullType: Column "nick" of "users" may be NULL, and this type says it never is. Add null to it.
  const pool = new Pool();
  export async function f() {
    const { rows } = await pool.query<User>("SELECT id, nick, tags FROM users");
    return rows.map((user) => user.nick.trim());
  }
`,
  { suggestions: ["nick: string | null;"] },
);

invalid(
  "the return type of the function, in the file or imported",
  ts`
  import { Pool } from "pg";
  import type { Team } from "./team.ts";
  const pool = new Pool();
  export async function f(): Promise<{ nick: string }[]> {
                                       ~~~~ nonNullType
    return (await pool.query("SELECT nick FROM users")).rows;
  }
  export async function g(): Promise<Team> {
                                     ~~~~ nonNullType: "motto" of "teams"
    const result = await pool.query("SELECT * FROM teams LIMIT 1");
    return result.rows[0];
  }
`,
  { files: { "team.ts": "export interface Team { id: number; name: string; motto: string }" } },
);

invalid(
  "a left-joined column in the row type",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function f() {
    const { rows } = await pool.query<{ id: number; name: string }>("SELECT u.id, t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id");
                                                    ~~~~ unmatchedType: Column "name" of "teams" is NULL where the LEFT JOIN finds no row. Add null to this type.
    return rows;
  }
`,
  { suggestions: ["name: string | null }"] },
);

invalid(
  "a zod schema of slonik",
  ts`
  import { createPool, sql } from "slonik";
  import { z } from "zod";
  const user = z.object({ id: z.number(), nick: z.string() });
                                          ~~~~ nonNullType
  const pool = await createPool("");
  export const f = () => pool.any(sql.type(user)\`SELECT id, nick FROM users\`);
`,
  { suggestions: ["nick: z.string().nullable()"] },
);

invalid(
  "with strict, arithmetic and text too",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function f() {
    const { rows: [user] } = await pool.query("SELECT age, nick FROM users LIMIT 1");
    return \`\${user.nick} \` + (user.age + 1);
                     ~~~~ nullableRead
                                      ~~~ nullableRead
  }
`,
  { options: { strict: true } },
);

invalid(
  "a camel-case client",
  ts`
  import postgres from "postgres";
  const sql = postgres({ transform: postgres.camel });
  export async function f() {
    const [user] = await sql\`SELECT last_seen_at FROM users\`;
    return user.lastSeenAt.getTime();
                ~~~~~~~~~~ nullableRead: "last_seen_at"
  }
`,
);

const typesOfPg = (row: string) => ({
  "node_modules/pg/index.d.ts": `export class Pool { query(text: string): Promise<{ rows: ${row}[] }>; }`,
  "node_modules/pg/package.json": '{ "name": "pg", "types": "index.d.ts" }',
});

invalid(
  "with type information, where the row is any",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function f() {
    const { rows } = await pool.query("SELECT nick FROM users");
    return rows[0].nick.trim();
                   ~~~~ nullableRead
  }
`,
  { types: true, files: typesOfPg("any") },
);

valid(
  "with type information, where the compiler sees null",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function f() {
    const { rows } = await pool.query("SELECT nick FROM users");
    return rows[0].nick.trim();
  }
`,
  { types: true, files: typesOfPg("{ nick: string | null }") },
);

invalid(
  "with type information, where the type is wrong",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function f() {
    const { rows } = await pool.query("SELECT nick FROM users");
    return rows[0].nick.trim();
                   ~~~~ nullableRead
  }
`,
  { types: true, files: typesOfPg("{ nick: string }") },
);

const pg = (query: string, body: string, parameters = "") => `import { Pool } from "pg";
const pool = new Pool();
export async function f(${parameters}) {
  const { rows: [user] } = await pool.query(${query});
  ${body}
}
`;

for (const [name, query, body] of [
  ["a column that is NOT NULL", '"SELECT email FROM users"', "return user.email.trim();"],
  ["WHERE … IS NOT NULL", '"SELECT nick FROM users WHERE nick IS NOT NULL"', "return user.nick.trim();"],
  ["WHERE with a strict comparison", '"SELECT nick FROM users WHERE nick = $1", [1]', "return user.nick.trim();"],
  [
    "an inner join on it",
    '"SELECT u.team_id FROM users u JOIN teams t ON t.id = u.team_id"',
    "return user.team_id.toFixed();",
  ],
  [
    "a left join over a foreign key that is NOT NULL",
    '"SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.home_id"',
    "return user.name.trim();",
  ],
  [
    "a left join that WHERE makes an inner one",
    '"SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE t.motto LIKE $1", [1]',
    "return user.name.trim();",
  ],
  ["coalesce", "\"SELECT coalesce(nick, '') AS nick FROM users\"", "return user.nick.trim();"],
  [
    "an aggregate over what may be there",
    '"SELECT max(email) AS nick FROM users HAVING count(*) > 0"',
    "return user.nick.trim();",
  ],
  ["a table that no migration makes", '"SELECT nick FROM nowhere"', "return user.nick.trim();"],
  [
    "a value just inserted",
    '"INSERT INTO users (id, email, nick, home_id) VALUES (1, $1, $2, 3) RETURNING *", [1, 2]',
    "return user.nick.trim();",
  ],
  ["a value just set", '"UPDATE users SET nick = $1 RETURNING nick", [1]', "return user.nick.trim();"],
  ["a condition of unknown text", "`SELECT nick FROM users WHERE ${where}`", "return user.nick.trim();"],
  ["?.", '"SELECT nick FROM users"', "return user.nick?.trim();"],
  ["??", '"SELECT nick FROM users"', "return (user.nick ?? '').trim();"],
  ["an if", '"SELECT nick FROM users"', "if (user.nick) return user.nick.trim();"],
  ["an early exit", '"SELECT nick FROM users"', "if (!user?.nick) return null; return user.nick.trim();"],
  [
    "a ternary, spread over lines",
    '"SELECT last_seen_at FROM users"',
    "const seen = user.last_seen_at\n    ? user.last_seen_at.getTime()\n    : null; return seen;",
  ],
  [
    "a short circuit by ||",
    '"SELECT last_seen_at FROM users"',
    "return !user.last_seen_at || user.last_seen_at.getTime() < Date.now();",
  ],
  [
    "a check of the joined row's key",
    '"SELECT t.id AS team, t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id"',
    "return user.team ? user.name.trim() : '';",
  ],
  [
    "a check of the foreign key",
    '"SELECT u.team_id, t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id"',
    "if (user.team_id === null) return; return user.name.trim();",
  ],
  ["an object spread", '"SELECT settings FROM users"', "return { ...user.settings };"],
  [
    "an argument, a comparison, a property of a new object",
    '"SELECT nick FROM users"',
    "console.log(user.nick, user.nick === 'a'); return { nick: user.nick };",
  ],
  ["text and arithmetic, unless strict", '"SELECT nick, age FROM users"', "return `${user.nick}` + user.age;"],
  ["the number of rows", '"SELECT nick FROM users"', "return user.length.toFixed();"],
  [
    "the last of two columns of a name",
    '"SELECT u.nick AS name, t.name FROM users u JOIN teams t ON t.id = u.home_id"',
    "return user.name.trim();",
  ],
  ["a discriminating column", '"SELECT email, nick FROM users"', "if (user.email === 'x') return user.nick.trim();"],
] as const)
  valid(name, pg(query, body, query.includes("${where}") ? "where: string" : ""));

valid(
  "a row type that says null: the compiler's job",
  ts`
  import { Pool } from "pg";
  interface User { id: number; nick: string | null; age?: number }
  const pool = new Pool();
  export async function f() {
    const { rows } = await pool.query<User>("SELECT id, nick, age FROM users");
    return rows.map((user) => user.nick.trim());
  }
`,
);

valid(
  "a row type that cannot be followed",
  ts`
  import { Pool } from "pg";
  import type { User } from "@acme/types";
  const pool = new Pool();
  export async function f() {
    const { rows } = await pool.query<User>("SELECT id, nick FROM users");
    return rows.map((user) => user.nick.trim());
  }
`,
);

valid(
  "other values of the same names",
  ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function f(user: any, cache: Map<string, any>) {
    await pool.query("SELECT nick FROM users");
    return user.nick.trim() + cache.get("nick").trim();
  }
`,
);

valid("no schema", pg('"SELECT nick FROM users"', "return user.nick.trim();"), {
  schema: "CREATE TABLE other (id int);",
});

invalid(
  "a type of another file is told once, whatever gives its rows",
  ts`
  import { Pool } from "pg";
  import type { User } from "./types.ts";
  const pool = new Pool();
  export async function f() {
    const { rows } = await pool.query<User>("SELECT id, nick FROM users");
                                      ~~~~ nonNullType: "nick"
    return rows;
  }
  export async function g() {
    const { rows } = await pool.query<User>("SELECT nick, id FROM users WHERE id = 1");
    return rows;
  }
`,
  { files: { "types.ts": "export interface User { id: number; nick: string; age: number }" } },
);

valid(
  "handed back where there is no row",
  ts`
  import { Pool } from "pg";
  interface User { id: number; nick: string }
  const pool = new Pool();
  export async function find(id: number): Promise<User> {
    const { rows: [user] } = await pool.query("SELECT id, nick FROM users WHERE id = $1", [id]);
    return user ? { id: user.id, nick: user.nick ?? "" } : user;
  }
  export async function early(id: number): Promise<User> {
    const { rows: [user] } = await pool.query("SELECT id, nick FROM users WHERE id = $1", [id]);
    if (!user) return user;
    return { id: user.id, nick: user.nick ?? "" };
  }
`,
);

invalid(
  "handed back where there is a row",
  ts`
  import { Pool } from "pg";
  interface User { id: number; nick: string }
                               ~~~~ nonNullType
  const pool = new Pool();
  export async function find(id: number): Promise<User> {
    const { rows: [user] } = await pool.query("SELECT id, nick FROM users WHERE id = $1", [id]);
    return user ? user : { id, nick: "" };
  }
`,
);

describe("no-unguarded-nullable-read without PostgreSQL's parser", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, withSecondParser);

  invalid(
    "a property of a column that may be NULL",
    ts`
    import { Pool } from "pg";
    export async function domain(id: number) {
      const { rows } = await new Pool().query("SELECT email FROM users WHERE id = $1", [id]);
      return rows[0].email.split("@")[1];
                     ~~~~~ nullableRead
    }
  `,
  );

  valid(
    "a column that may not",
    ts`
    import { Pool } from "pg";
    export async function initial(id: number) {
      const { rows } = await new Pool().query("SELECT name FROM users WHERE id = $1", [id]);
      return rows[0].name.charAt(0);
    }
  `,
  );
});
