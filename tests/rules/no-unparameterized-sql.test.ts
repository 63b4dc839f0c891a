import { describe } from "vitest";
import { noUnparameterizedSql } from "../../rules/no-unparameterized-sql.ts";
import { drawn, js, ts } from "../draw.ts";

const { valid, invalid } = drawn(noUnparameterizedSql);

describe("values in texts", () => {
  invalid("in a value's place", ts`
    import { Pool } from "pg";
    export const find = (id: string) => new Pool().query(\`SELECT * FROM users WHERE id = \${id}\`);
                                                                                             ~~ splicedValue
  `, { output: "SELECT * FROM users WHERE id = $1`, [id])" });

  invalid("in quotes", ts`
    import { Pool } from "pg";
    export const find = (name: string) => new Pool().query(\`SELECT * FROM users WHERE name = '\${name}'\`);
                                                                                                  ~~~~ splicedValue: "name"
  `, { output: null, suggestions: ["SELECT * FROM users WHERE name = $1`, [name])"] });

  invalid("in a pattern, beside other values", ts`
    import { Pool } from "pg";
    export const find = (id: number, name: string) => new Pool().query(\`SELECT * FROM users WHERE id = $1 AND name LIKE '%\${name}%'\`, [id]);
                                                                                                                              ~~~~ splicedValue
  `, { suggestions: ["name LIKE '%' || $2 || '%'`, [id, name])"] });

  invalid("by concatenation, in a variable, run later", js`
    const { Pool } = require("pg");
    const pool = new Pool();
    module.exports = (req) => {
      const query = "SELECT id FROM users WHERE login = '" + req.body.login + "'";
                                                             ~~~~~~~~~~~~~~ splicedValue
      return pool.query(query);
    };
  `);

  invalid("after a method that checks nothing", ts`
    import { Pool } from "pg";
    export function find(req: any) {
      let name = req.query.q ?? "";
      name = name.length <= 20 ? name : name.substring(0, 20);
      return new Pool().query(\`SELECT * FROM users WHERE name = '\${name}'\`);
                                                                     ~~~~ splicedValue
    }
  `);

  invalid("from the rows of another statement", ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function f() {
      const { rows } = await pool.query("SELECT * FROM users");
      await pool.query(\`UPDATE users SET seen = true WHERE email = '\${rows[0].email}'\`);
                                                                        ~~~~~~~~~~~~~ splicedValue
    }
  `);

  invalid("a joined list", ts`
    import { Pool } from "pg";
    export const find = (ids: string[]) => new Pool().query(\`SELECT * FROM users WHERE id IN (\${ids.join(",")})\`);
                                                                                                  ~~~~~~~~~~~~~ splicedList
  `);

  for (const [library, before, call] of [
    ["postgres.js", 'import postgres from "postgres"; const sql = postgres();', "sql.unsafe"],
    ["knex", 'import knex from "knex"; const db = knex({});', "db.raw"],
    ["Prisma", 'import { PrismaClient } from "@prisma/client"; const prisma = new PrismaClient();', "prisma.$queryRawUnsafe"],
    ["TypeORM", 'import { DataSource } from "typeorm"; const db = new DataSource({} as any);', "db.query"],
    ["Sequelize", 'import { Sequelize } from "sequelize"; const db = new Sequelize();', "db.query"],
  ] as const) {
    const line = `export const f = (x: string) => ${call}(\`SELECT * FROM users WHERE name = '\${x}'\`);`;
    invalid(`through ${library}`, [before, line, `${" ".repeat(line.indexOf("${x}") + 2)}~ splicedValue`].join("\n"));
  }

  valid("sent as parameters", ts`
    import { Pool } from "pg";
    export const find = (id: string) => new Pool().query("SELECT * FROM users WHERE id = $1", [id]);
  `);
  valid("bound by a tag", ts`
    import postgres from "postgres";
    const sql = postgres();
    export const find = (id: string, ids: string[]) => sql\`SELECT * FROM users WHERE id = \${id} OR id IN \${sql(ids)}\`;
  `);
  valid("bound by an upper-case tag", ts`
    import { SQL } from "sql-template-strings";
    export const remove = (id: number) => SQL\`DELETE from users WHERE id = \${id};\`;
  `);
  valid("numbers", ts`
    import { Pool } from "pg";
    export const find = (id: string, most: number) => new Pool().query(\`SELECT * FROM users WHERE id = \${Number(id)} LIMIT \${most}\`);
  `);
  valid("an enum's texts in quotes", ts`
    import { Pool } from "pg";
    enum Status { Done = "done" }
    export const find = (status: Status) => new Pool().query(\`SELECT * FROM tasks WHERE status = '\${Status.Done}' OR status = '\${status}'\`);
  `);
  valid("a union of literals", ts`
    import { Pool } from "pg";
    type Kind = "a" | "b";
    export const find = (kind: Kind) => new Pool().query(\`SELECT * FROM tasks WHERE kind = '\${kind}'\`);
  `);
  valid("a private function that is only given constants", ts`
    import { Pool } from "pg";
    const find = (kind: string) => new Pool().query(\`SELECT * FROM tasks WHERE kind = '\${kind}'\`);
    export const all = () => [find("a"), find("b")];
  `);
  valid("elements of the program's own list", ts`
    import { Pool } from "pg";
    const seeds = [{ name: "a" }, { name: "b" }];
    export const seed = async () => { for (const one of seeds) await new Pool().query(\`INSERT INTO tasks (name) VALUES ('\${one.name}')\`); };
  `);
  valid("generated placeholders", ts`
    import { Pool } from "pg";
    export const find = (ids: string[]) => new Pool().query(\`SELECT * FROM users WHERE id IN (\${ids.map((_, i) => \`$\${i + 1}\`).join(", ")})\`, ids);
  `);
  valid("a numbered SET list", ts`
    import { Pool } from "pg";
    export function save(row: Record<string, string>) {
      const sets: string[] = []; const values: string[] = [];
      for (const [name, value] of Object.entries(row)) { values.push(value); sets.push(\`"name" = $\${values.length}\`); }
      return new Pool().query(\`UPDATE users SET \${sets.join(", ")} WHERE id = 1\`, values);
    }
  `);
  valid("escaped", ts`
    import { Pool, escapeLiteral } from "pg";
    export const find = (name: string) => new Pool().query(\`SELECT * FROM users WHERE name = \${escapeLiteral(name)}\`);
  `);
  valid("a wrapper that hands on text and values", ts`
    import postgres from "postgres";
    const client = postgres();
    export const run = (query: string, params: any[]) => client.unsafe(query, params);
  `);
  valid("where PostgreSQL takes no parameter", ts`
    import { Pool } from "pg";
    export const setUp = (schema: string, most: string) => [new Pool().query(\`CREATE SCHEMA \${schema}\`), new Pool().query(\`SET LOCAL statement_timeout = \${most}\`)];
  `);
  valid("in a log line", ts`
    export const log = (name: string) => { console.log(\`SELECT your plan: \${name}\`); console.info(\`select \${name} from the list\`); };
  `);
});

describe("names and keywords", () => {
  invalid("a column to sort by", ts`
    import { Pool } from "pg";
    export const list = (sort: string) => new Pool().query(\`SELECT * FROM users ORDER BY \${sort}\`);
                                                                                             ~~~~ splicedName
  `);
  invalid("what orderByRaw sorts by", [
    'import knex from "knex"; const db = knex({});',
    'export const list = (sort: string) => db("users").orderByRaw(`${sort} desc`);',
    `${" ".repeat('export const list = (sort: string) => db("users").orderByRaw(`${'.length)}~~~~ splicedName`,
  ].join("\n"));
  invalid("a table out of a request", ts`
    import { Pool } from "pg";
    export const list = (req: any) => new Pool().query(\`SELECT * FROM \${req.params.table}\`);
                                                                          ~~~~~~~~~~~~~~~~ splicedName
  `);
  valid("a table that a repository is made for", ts`
    import { Pool } from "pg";
    export class Repository { constructor(private table: string) {} all() { return new Pool().query(\`SELECT * FROM \${this.table}\`); } }
    export const count = (table: string) => new Pool().query(\`SELECT count(*) FROM \${table}\`);
  `);
  valid("a checked column", ts`
    import { Pool } from "pg";
    const COLUMNS = ["id", "name"];
    export function list(sort: string) {
      if (!COLUMNS.includes(sort)) throw new Error("no");
      return new Pool().query(\`SELECT * FROM users ORDER BY \${sort}\`);
    }
  `);
  invalid("a check that lets it through", ts`
    import { Pool } from "pg";
    const COLUMNS = ["id", "name"];
    export function list(sort: string) {
      if (!COLUMNS.includes(sort)) console.log("odd");
      return new Pool().query(\`SELECT * FROM users ORDER BY \${sort}\`);
                                                                ~~~~ splicedName
    }
  `);
  valid("a look-up in a record, and a choice of directions", ts`
    import { Pool } from "pg";
    const COLUMNS: Record<string, string> = { id: "id", name: "lower(name)" };
    export const list = (sort: string, down: string) => new Pool().query(\`SELECT * FROM users ORDER BY \${COLUMNS[sort]} \${down === "desc" ? "DESC" : "ASC"}\`);
  `);
  valid("quoted by the library", ts`
    import { sql } from "slonik";
    export const list = (table: string) => sql.unsafe\`SELECT * FROM \${sql.identifier([table])}\`;
  `);
  valid("an allow-listed Prisma.raw", ts`
    import { Prisma, PrismaClient } from "@prisma/client";
    const COLUMNS = new Set(["id"]);
    export function list(column: string) {
      if (!COLUMNS.has(column)) throw new Error("unknown column");
      return new PrismaClient().$queryRaw\`SELECT * FROM users ORDER BY \${Prisma.raw(column)}\`;
    }
  `);
  invalid("Prisma.raw without a list", ts`
    import { Prisma, PrismaClient } from "@prisma/client";
    export const list = (column: string) => new PrismaClient().$queryRaw\`SELECT * FROM users ORDER BY \${Prisma.raw(column)}\`;
                                                                                                                     ~~~~~~ splicedName
  `);
});
