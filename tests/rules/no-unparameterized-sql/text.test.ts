import { describe } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, js, ts } from "../../draw.ts";
import { withSecondParser } from "../projects/second-parser.ts";

const { valid, invalid } = drawn(noUnparameterizedSql);

describe("values in texts", () => {
  invalid(
    "in a value's place",
    ts`
    import { Pool } from "pg";
    export const find = (id: string) => new Pool().query(\`SELECT * FROM users WHERE id = \${id}\`);
                                                                                             ~~ splicedValue
  `,
    { output: "SELECT * FROM users WHERE id = $1`, [id])" },
  );

  invalid(
    "in quotes",
    ts`
    import { Pool } from "pg";
    export const find = (name: string) => new Pool().query(\`SELECT * FROM users WHERE name = '\${name}'\`);
                                                                                                  ~~~~ splicedValue: "name"
  `,
    { output: null, suggestions: ["SELECT * FROM users WHERE name = $1`, [name])"] },
  );

  invalid(
    "in a pattern, beside other values",
    ts`
    import { Pool } from "pg";
    export const find = (id: number, name: string) => new Pool().query(\`SELECT * FROM users WHERE id = $1 AND name LIKE '%\${name}%'\`, [id]);
                                                                                                                              ~~~~ splicedValue
  `,
    { suggestions: ["name LIKE '%' || $2 || '%'`, [id, name])"] },
  );

  invalid(
    "by concatenation, in a variable, run later",
    js`
    const { Pool } = require("pg");
    const pool = new Pool();
    module.exports = (req) => {
      const query = "SELECT id FROM users WHERE login = '" + req.body.login + "'";
                                                             ~~~~~~~~~~~~~~ splicedValue
      return pool.query(query);
    };
  `,
  );

  invalid(
    "after a method that checks nothing",
    ts`
    import { Pool } from "pg";
    export function find(req: any) {
      let name = req.query.q ?? "";
      name = name.length <= 20 ? name : name.substring(0, 20);
      return new Pool().query(\`SELECT * FROM users WHERE name = '\${name}'\`);
                                                                     ~~~~ splicedValue
    }
  `,
  );

  invalid(
    "from the rows of another statement",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function f() {
      const { rows } = await pool.query("SELECT * FROM users");
      await pool.query(\`UPDATE users SET seen = true WHERE email = '\${rows[0].email}'\`);
                                                                        ~~~~~~~~~~~~~ splicedValue
    }
  `,
  );

  invalid(
    "a joined list",
    ts`
    import { Pool } from "pg";
    export const find = (ids: string[]) => new Pool().query(\`SELECT * FROM users WHERE id IN (\${ids.join(",")})\`);
                                                                                                  ~~~~~~~~~~~~~ splicedList
  `,
  );

  for (const [library, before, call] of [
    ["postgres.js", 'import postgres from "postgres"; const sql = postgres();', "sql.unsafe"],
    ["knex", 'import knex from "knex"; const db = knex({});', "db.raw"],
    [
      "Prisma",
      'import { PrismaClient } from "@prisma/client"; const prisma = new PrismaClient();',
      "prisma.$queryRawUnsafe",
    ],
    ["TypeORM", 'import { DataSource } from "typeorm"; const db = new DataSource({} as any);', "db.query"],
    ["Sequelize", 'import { Sequelize } from "sequelize"; const db = new Sequelize();', "db.query"],
  ] as const) {
    const line = `export const f = (x: string) => ${call}(\`SELECT * FROM users WHERE name = '\${x}'\`);`;
    invalid(`through ${library}`, [before, line, `${" ".repeat(line.indexOf("${x}") + 2)}~ splicedValue`].join("\n"));
  }

  valid(
    "sent as parameters",
    ts`
    import { Pool } from "pg";
    export const find = (id: string) => new Pool().query("SELECT * FROM users WHERE id = $1", [id]);
  `,
  );
  valid(
    "bound by a tag",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const find = (id: string, ids: string[]) => sql\`SELECT * FROM users WHERE id = \${id} OR id IN \${sql(ids)}\`;
  `,
  );
  valid(
    "bound by an upper-case tag",
    ts`
    import { SQL } from "sql-template-strings";
    export const remove = (id: number) => SQL\`DELETE from users WHERE id = \${id};\`;
  `,
  );
  valid(
    "numbers",
    ts`
    import { Pool } from "pg";
    export const find = (id: string, most: number) => new Pool().query(\`SELECT * FROM users WHERE id = \${Number(id)} LIMIT \${most}\`);
  `,
  );
  valid(
    "an enum's texts in quotes",
    ts`
    import { Pool } from "pg";
    enum Status { Done = "done" }
    export const find = (status: Status) => new Pool().query(\`SELECT * FROM tasks WHERE status = '\${Status.Done}' OR status = '\${status}'\`);
  `,
  );
  valid(
    "a union of literals",
    ts`
    import { Pool } from "pg";
    type Kind = "a" | "b";
    export const find = (kind: Kind) => new Pool().query(\`SELECT * FROM tasks WHERE kind = '\${kind}'\`);
  `,
  );
  valid(
    "a private function that is only given constants",
    ts`
    import { Pool } from "pg";
    const find = (kind: string) => new Pool().query(\`SELECT * FROM tasks WHERE kind = '\${kind}'\`);
    export const all = () => [find("a"), find("b")];
  `,
  );
  valid(
    "elements of the program's own list",
    ts`
    import { Pool } from "pg";
    const seeds = [{ name: "a" }, { name: "b" }];
    export const seed = async () => { for (const one of seeds) await new Pool().query(\`INSERT INTO tasks (name) VALUES ('\${one.name}')\`); };
  `,
  );
  valid(
    "generated placeholders",
    ts`
    import { Pool } from "pg";
    export const find = (ids: string[]) => new Pool().query(\`SELECT * FROM users WHERE id IN (\${ids.map((_, i) => \`$\${i + 1}\`).join(", ")})\`, ids);
  `,
  );
  valid(
    "a numbered SET list",
    ts`
    import { Pool } from "pg";
    export function save(row: Record<string, string>) {
      const sets: string[] = []; const values: string[] = [];
      for (const [name, value] of Object.entries(row)) { values.push(value); sets.push(\`"name" = $\${values.length}\`); }
      return new Pool().query(\`UPDATE users SET \${sets.join(", ")} WHERE id = 1\`, values);
    }
  `,
  );
  valid(
    "escaped",
    ts`
    import { Pool, escapeLiteral } from "pg";
    export const find = (name: string) => new Pool().query(\`SELECT * FROM users WHERE name = \${escapeLiteral(name)}\`);
  `,
  );
  valid(
    "a wrapper that hands on text and values",
    ts`
    import postgres from "postgres";
    const client = postgres();
    export const run = (query: string, params: any[]) => client.unsafe(query, params);
  `,
  );
  valid(
    "where PostgreSQL takes no parameter",
    ts`
    import { Pool } from "pg";
    export const setUp = (schema: string, most: string) => [new Pool().query(\`CREATE SCHEMA \${schema}\`), new Pool().query(\`SET LOCAL statement_timeout = \${most}\`)];
  `,
  );
  valid(
    "in a log line",
    ts`
    export const log = (name: string) => { console.log(\`SELECT your plan: \${name}\`); console.info(\`select \${name} from the list\`); };
  `,
  );
});

describe("names and keywords", () => {
  invalid(
    "a column to sort by",
    ts`
    import { Pool } from "pg";
    export const list = (sort: string) => new Pool().query(\`SELECT * FROM users ORDER BY \${sort}\`);
                                                                                             ~~~~ splicedName
  `,
  );
  invalid(
    "what orderByRaw sorts by",
    [
      'import knex from "knex"; const db = knex({});',
      'export const list = (sort: string) => db("users").orderByRaw(`${sort} desc`);',
      `${" ".repeat('export const list = (sort: string) => db("users").orderByRaw(`${'.length)}~~~~ splicedName`,
    ].join("\n"),
  );
  invalid(
    "a table out of a request",
    ts`
    import { Pool } from "pg";
    export const list = (req: any) => new Pool().query(\`SELECT * FROM \${req.params.table}\`);
                                                                          ~~~~~~~~~~~~~~~~ splicedName
  `,
  );
  valid(
    "a table that a repository is made for",
    ts`
    import { Pool } from "pg";
    export class Repository { constructor(private table: string) {} all() { return new Pool().query(\`SELECT * FROM \${this.table}\`); } }
    export const count = (table: string) => new Pool().query(\`SELECT count(*) FROM \${table}\`);
  `,
  );
  valid(
    "a checked column",
    ts`
    import { Pool } from "pg";
    const COLUMNS = ["id", "name"];
    export function list(sort: string) {
      if (!COLUMNS.includes(sort)) throw new Error("no");
      return new Pool().query(\`SELECT * FROM users ORDER BY \${sort}\`);
    }
  `,
  );
  invalid(
    "a check that lets it through",
    ts`
    import { Pool } from "pg";
    const COLUMNS = ["id", "name"];
    export function list(sort: string) {
      if (!COLUMNS.includes(sort)) console.log("odd");
      return new Pool().query(\`SELECT * FROM users ORDER BY \${sort}\`);
                                                                ~~~~ splicedName
    }
  `,
  );
  valid(
    "a look-up in a record, and a choice of directions",
    ts`
    import { Pool } from "pg";
    const COLUMNS: Record<string, string> = { id: "id", name: "lower(name)" };
    export const list = (sort: string, down: string) => new Pool().query(\`SELECT * FROM users ORDER BY \${COLUMNS[sort]} \${down === "desc" ? "DESC" : "ASC"}\`);
  `,
  );
  valid(
    "quoted by the library",
    ts`
    import { sql } from "slonik";
    export const list = (table: string) => sql.unsafe\`SELECT * FROM \${sql.identifier([table])}\`;
  `,
  );
  valid(
    "an allow-listed Prisma.raw",
    ts`
    import { Prisma, PrismaClient } from "@prisma/client";
    const COLUMNS = new Set(["id"]);
    export function list(column: string) {
      if (!COLUMNS.has(column)) throw new Error("unknown column");
      return new PrismaClient().$queryRaw\`SELECT * FROM users ORDER BY \${Prisma.raw(column)}\`;
    }
  `,
  );
  invalid(
    "Prisma.raw without a list",
    ts`
    import { Prisma, PrismaClient } from "@prisma/client";
    export const list = (column: string) => new PrismaClient().$queryRaw\`SELECT * FROM users ORDER BY \${Prisma.raw(column)}\`;
                                                                                                                     ~~~~~~ splicedName
  `,
  );
});

const under = (
  before: string,
  line: string,
  ...marks: readonly (readonly [text: string, messageId: string])[]
): string =>
  [
    before,
    line,
    ...marks.map(([text, messageId]) => `${" ".repeat(line.indexOf(text))}${"~".repeat(text.length)} ${messageId}`),
  ].join("\n");
const clients = {
  pg: 'import { Pool } from "pg"; const pool = new Pool();',
  knex: 'import knex from "knex"; const db = knex({});',
  prisma: 'import { PrismaClient } from "@prisma/client"; const prisma = new PrismaClient();',
  kysely: 'import { Kysely, sql } from "kysely"; declare const db: Kysely<any>;',
  drizzle:
    'import { sql } from "drizzle-orm"; import { drizzle } from "drizzle-orm/node-postgres"; const db = drizzle({} as any);',
  postgres: 'import postgres from "postgres"; const sql = postgres();',
  pgPromise: 'import pgPromise from "pg-promise"; const db = pgPromise()("");',
  typeorm: 'import { Repository } from "typeorm"; declare const users: Repository<any>;',
};

describe("suggestions in the library's own words", () => {
  const cases: readonly (readonly [
    name: string,
    before: string,
    line: string,
    hole: string,
    messageId: string,
    suggestion: string,
  ])[] = [
    [
      "E'…'",
      clients.pg,
      "export const f = (a: string) => pool.query(`SELECT * FROM t WHERE k = E'${a}\\\\t'`);",
      "a}",
      "splicedValue",
      "k = $1 || E'\\\\t'`, [a])",
    ],
    [
      "a quoted list",
      clients.pg,
      "export const f = (ids: string[]) => pool.query(`SELECT * FROM t WHERE k IN (${ids.map((x) => `'${x}'`).join(\", \")})`);",
      "ids.map((x) => `'${x}'`).join(\", \")",
      "splicedList",
      "k = ANY($1)`, [ids])",
    ],
    [
      "an interval",
      clients.pg,
      "export const f = (days: string) => pool.query(`SELECT * FROM t WHERE k > now() - interval '${days} days'`);",
      "days}",
      "splicedValue",
      "now() - ($1 || ' days')::interval`, [days])",
    ],
    [
      "a text that varies elsewhere",
      clients.pg,
      "export const f = (a: string, b: boolean) => { let q = `SELECT * FROM t WHERE k = '${a}'`; if (b) q += \" AND y\"; return pool.query(q); };",
      "a}",
      "splicedValue",
      "return pool.query(q, [a])",
    ],
    [
      "Prisma's tag",
      clients.prisma,
      "export const f = (a: string) => prisma.$queryRawUnsafe(`SELECT * FROM t WHERE k LIKE '%${a}%'`);",
      "a}",
      "splicedValue",
      "prisma.$queryRaw`SELECT * FROM t WHERE k LIKE '%' || ${a} || '%'`;",
    ],
    [
      "kysely's ref",
      clients.kysely,
      "export const f = (a: string) => sql`SELECT * FROM t ORDER BY ${sql.raw(a)}`.execute(db);",
      "a)}",
      "splicedName",
      "ORDER BY ${sql.ref(a)}",
    ],
    [
      "drizzle's identifier",
      clients.drizzle,
      "export const f = (a: string) => db.execute(sql`SELECT * FROM t ORDER BY ${sql.raw(a)}`);",
      "a)}",
      "splicedName",
      "ORDER BY ${sql.identifier(a)}",
    ],
    [
      "postgres.js's own call",
      clients.postgres,
      "export const f = (a: string) => sql`SELECT * FROM t ORDER BY ${sql.unsafe(a)}`;",
      "a)}",
      "splicedName",
      "ORDER BY ${sql(a)}",
    ],
    [
      "knex's ??",
      clients.knex,
      "export const f = (a: string) => db.raw(`SELECT * FROM t WHERE id = ? ORDER BY ${a} LIMIT ?`, [1, 2]);",
      "a} LIMIT",
      "splicedName",
      "ORDER BY ?? LIMIT ?`, [1, a, 2])",
    ],
    [
      "pg-promise's :name",
      clients.pgPromise,
      "export const f = (a: string) => db.any(`SELECT * FROM t ORDER BY ${a}`);",
      "a}",
      "splicedName",
      "ORDER BY $1:name`, [a])",
    ],
    [
      "pg's escapeIdentifier where it is imported",
      'import { Pool, escapeIdentifier } from "pg"; const pool = new Pool(); escapeIdentifier("a");',
      "export const f = (a: string) => pool.query(`SELECT * FROM t ORDER BY ${a}`);",
      "a}",
      "splicedName",
      "ORDER BY ${escapeIdentifier(a)}",
    ],
  ];
  for (const [name, before, line, hole, messageId, suggestion] of cases) {
    const start = line.indexOf("${" + hole) + 2;
    const length = hole.startsWith("ids") ? hole.length : hole.search(/[})]/);
    const at = start === 1 ? line.indexOf(`(${hole}`) + 1 : start;
    invalid(name, [before, line, `${" ".repeat(at)}${"~".repeat(length)} ${messageId}`].join("\n"), {
      suggestions: [suggestion],
    });
  }

  invalid(
    "each value of one literal",
    under(
      clients.pg,
      "export const f = (a: string, bb: string) => pool.query(`SELECT * FROM t WHERE k = '${a}-${bb}'`);",
      ["a}-", "x"],
      ["bb}", "x"],
    )
      .replace("~~~ x", "~ splicedValue")
      .replace("~~~ x", "~~ splicedValue"),
    { suggestions: ["k = $1 || '-${bb}'`, [a])", "k = '${a}-' || $1`, [bb])"] },
  );
});

describe("what comes out of requests, schemas and look-ups", () => {
  invalid(
    "a whole text out of a request",
    under(clients.pg, "export const run = (req: any) => pool.query(req.body.sql);", ["req.body.sql", "splicedText"]),
  );
  invalid(
    "a name that a handler destructures",
    under(
      clients.pg,
      "export const list = async ({ query }: any, res: any) => res.json(await pool.query(`SELECT * FROM users ORDER BY ${query.sort}`));",
      ["query.sort", "splicedName"],
    ),
  );
  invalid(
    "a decorated parameter",
    under(
      'import { Query } from "@nestjs/common"; import { DataSource } from "typeorm";',
      'export class C { constructor(private db: DataSource) {} list(@Query("t") t: string) { return this.db.query(`SELECT * FROM ${t}`); } }',
      ["t}`", "x"],
    ).replace("~~~ x", "~ splicedName"),
  );
  invalid(
    "a pattern that is not anchored",
    under(
      clients.pg,
      "export const list = (req: any) => { const s = req.query.sort; if (!/[a-z]+/.test(s)) throw 0; return pool.query(`SELECT * FROM users ORDER BY ${s}`); };",
      ["s}`", "x"],
    ).replace("~~~ x", "~ splicedName"),
  );
  invalid(
    "quoted values of joined rows",
    under(
      clients.pg,
      "export const add = (rows: { a: string }[]) => pool.query(`INSERT INTO t (a) VALUES ${rows.map((r) => `('${r.a}')`).join(\", \")}`);",
      ["r.a", "splicedValue"],
    ),
  );
  invalid(
    "what util.format puts in",
    under(
      `${clients.pg} import { format } from "node:util";`,
      "export const f = (req: any) => pool.query(format(\"SELECT * FROM t WHERE a = '%s'\", req.query.name));",
      ["req.query.name", "splicedValue"],
    ),
  );
  invalid(
    "a condition of TypeORM's query builder",
    under(
      clients.typeorm,
      'export const f = (id: string) => users.createQueryBuilder("u").where("u.x = 1").andWhere(`u.id = \'${id}\'`).getMany();',
      ["id}", "x"],
    ).replace("~~~ x", "~~ splicedValue"),
  );
  valid(
    "parameters of TypeORM's query builder",
    `${clients.typeorm}\nexport const f = (alias: string, id: string) => users.createQueryBuilder(alias).andWhere(\`\${alias}.id = :id\`, { id }).orderBy("u.id").getMany();`,
  );

  for (const [name, code] of [
    [
      "an anchored pattern",
      "export const f = (req: any) => { const s = req.query.sort; if (!/^[a-z_]+$/.test(s)) throw 0; return pool.query(`SELECT * FROM users ORDER BY ${s}`); };",
    ],
    [
      "a filter by a list",
      'const COLS = ["a"]; export const f = (req: any) => { const keys = Object.keys(req.body).filter((k) => COLS.includes(k)); return pool.query(`UPDATE t SET ${keys.map((k, i) => `${k} = $${i + 1}`).join(", ")}`, keys); };',
    ],
    [
      "a schema's enum, number and uuid",
      'import { z } from "zod"; const Q = z.object({ s: z.enum(["a", "b"]), n: z.coerce.number(), id: z.string().uuid() });\nexport const f = (req: any) => { const { s, n, id } = Q.parse(req.query); return pool.query(`SELECT * FROM t WHERE id = \'${id}\' ORDER BY ${s} LIMIT ${n}`); };',
    ],
    [
      "a type inferred from a schema",
      'import { z } from "zod"; const S = z.enum(["a", "b"]); type S = z.infer<typeof S>;\nexport const f = (s: S) => pool.query(`SELECT * FROM t ORDER BY ${s}`);',
    ],
    [
      "a find in a list that is handed in",
      "export const f = (s: string, defs: { k: string; sql: string }[]) => { const d = defs.find((x) => x.k === s); if (!d) throw 0; return pool.query(`SELECT * FROM t ORDER BY ${d.sql}`); };",
    ],
    [
      "a placeholder made out of sight",
      'import { Params } from "elsewhere";\nexport const f = (name: string, params: Params) => { const ref = params.add(name); return pool.query(`SELECT * FROM t WHERE name = ${ref}`, params.values); };',
    ],
    [
      "a column in a value's place",
      "export const f = (columnName: string) => pool.query(`UPDATE t SET ${columnName}_old = ${columnName}`);",
    ],
    [
      "elements of a mapped constant",
      'const L = [{ k: "a" }]; const quoted = (xs: string[]) => xs.map((x) => `\'${x}\'`).join(", ");\nexport const f = () => { const ids = L.map(({ k }) => `x_${k}`); return pool.query(`DELETE FROM t WHERE id IN (${quoted(ids)})`); };',
    ],
  ] as const)
    valid(name, `${clients.pg} ${code}`);

  valid(
    "a member's type in another file",
    `${clients.pg}\nimport type { Options } from "./types.ts";\nexport const f = (o: Options) => pool.query(\`SELECT * FROM t ORDER BY \${o.sort} LIMIT \${o.limit}\`);`,
    {
      files: {
        "types.ts": 'export interface Page { limit: number } export interface Options extends Page { sort: "a" | "b" }',
      },
    },
  );
});

describe("no-unparameterized-sql without PostgreSQL's parser", () => {
  const { valid, invalid } = drawn(noUnparameterizedSql, withSecondParser);

  invalid(
    "a value",
    ts`
    import { Pool } from "pg";
    export const find = (id: string) => new Pool().query(\`SELECT name FROM users WHERE id = \${id}\`);
                                                                                                ~~ splicedValue
  `,
    { output: null, suggestions: [] },
  );

  valid(
    "parameters",
    ts`
    import { Pool } from "pg";
    export const find = (id: string) => new Pool().query("SELECT name FROM users WHERE id = $1", [id]);
  `,
  );
});

describe("files that are tests or migrations", () => {
  const { valid, invalid } = drawn(noUnparameterizedSql, {
    schema: "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);",
  });
  valid(
    "a migration pastes values of its own",
    ts`
  import postgres from "postgres";
  const sql = postgres();
  export const up = (name: string) => sql.unsafe(\`UPDATE users SET deleted_at = now() WHERE name = '\${name}'\`);
  export const down = () => {};
`,
  );
  invalid(
    "a script that only goes up",
    ts`
  import postgres from "postgres";
  const sql = postgres();
  export const up = (name: string) => sql.unsafe(\`UPDATE users SET deleted_at = now() WHERE name = '\${name}'\`);
                                                                                                        ~~~~ splicedValue
`,
  );
});
