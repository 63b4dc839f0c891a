import { Linter } from "eslint";
import { describe, expect, it, vi } from "vitest";
import plugin from "../rules/index.ts";
import { drawn, ts } from "./draw.ts";
import { noChosenName } from "./example-rules/no-chosen-name.ts";
import { noConditionOnSomeWay } from "./example-rules/no-condition-on-some-way.ts";
import { noNullInRows } from "./example-rules/no-null-in-rows.ts";
import { requireWhere } from "../rules/require-where.ts";

const lint = (code: string, rowguard: object) =>
  new Linter().verify(
    code,
    [
      {
        files: ["**/*.js"],
        plugins: { rowguard: plugin },
        rules: { "rowguard/no-unparameterized-sql": "error", "rowguard/no-hard-delete": "error" },
        settings: { rowguard },
      },
    ],
    "app.js",
  );

const code = [
  'import pg from "pg";',
  "const pool = new pg.Pool();",
  'export const remove = (id) => pool.query("DELETE FROM users WHERE id = \'" + id + "\'");',
].join("\n");

it("says once that the schema is not where the settings say, and goes on with the rules that need none", () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const rowguard = { schema: ["no/such/folder"] };
  for (let i = 0; i < 2; i++)
    expect(lint(code, rowguard).map(({ ruleId }) => ruleId)).toEqual(["rowguard/no-unparameterized-sql"]);
  expect(warn.mock.calls.map(([message]) => String(message))).toEqual([expect.stringContaining("no/such/folder")]);
  warn.mockRestore();
});

it("reads nothing of a file that cannot hold SQL", () => {
  expect(lint("export const sum = (a, b) => a + b;", { schema: ["no/such/folder/either"] })).toEqual([]);
});

const schema = `
  CREATE TABLE notes (id int PRIMARY KEY, title text NOT NULL, body text, deleted_at timestamptz);
  CREATE TABLE logs (id int PRIMARY KEY, line text);
  CREATE VIEW titles AS SELECT id, title FROM notes;
`;

describe("require-where, as who has read only the documentation writes it", () => {
  const { valid, invalid } = drawn(requireWhere, { schema });
  const db = 'import postgres from "postgres"; const sql = postgres();\n';

  invalid(
    "no WHERE",
    ts`
    import postgres from "postgres"; const sql = postgres();
    await sql\`DELETE FROM notes\`;
                           ~~~~~ everyRow: DELETE without WHERE reaches every row of "notes"
    await sql\`UPDATE public.notes AS n SET title = ''\`;
                      ~~~~~~~~~~~~ everyRow: UPDATE without WHERE reaches every row of "notes"
  `,
  );
  valid("a WHERE, whatever it says", `${db}await sql\`DELETE FROM notes WHERE true\`;`);
  valid("SELECT, INSERT and TRUNCATE", `${db}await sql\`SELECT id FROM notes\`; await sql\`TRUNCATE notes\`;`);

  describe("where there may be one", () => {
    valid("in a hole behind the table", `${db}export const f = (where: any) => sql\`DELETE FROM notes \${where}\`;`);
    valid("in a hole behind SET", `${db}export const f = (set: any) => sql\`UPDATE notes SET title = 'x' \${set}\`;`);
    valid("in a hole that is the condition", `${db}export const f = (c: any) => sql\`DELETE FROM notes WHERE \${c}\`;`);
    valid(
      "before a clause that can only follow it",
      `${db}export const f = (where: any) => sql\`DELETE FROM notes \${where} RETURNING id\`;`,
    );
    invalid(
      "but not behind RETURNING, nor in a list",
      ts`
      import postgres from "postgres"; const sql = postgres();
      export const f = (more: any) => sql\`DELETE FROM notes RETURNING id \${more}\`;
                                                       ~~~~~ everyRow
      export const g = (title: string) => sql\`UPDATE notes SET title = \${title}\`;
                                                      ~~~~~ everyRow
    `,
    );
  });

  describe("at any depth", () => {
    invalid(
      "in a CTE, and in its subqueries",
      ts`
      import postgres from "postgres"; const sql = postgres();
      await sql\`WITH gone AS (DELETE FROM notes RETURNING id) SELECT id FROM gone WHERE id > 1\`;
                                           ~~~~~ everyRow
      await sql\`INSERT INTO logs WITH x AS (UPDATE notes SET title = '' RETURNING id) SELECT id FROM x\`;
                                                    ~~~~~ everyRow
      await sql\`WITH a AS (UPDATE notes SET title = '' RETURNING id) DELETE FROM logs WHERE id IN (SELECT id FROM a)\`;
                                   ~~~~~ everyRow
    `,
    );
    valid(
      "whose own WHERE counts",
      `${db}await sql\`WITH gone AS (DELETE FROM notes WHERE id = 1 RETURNING id) SELECT id FROM gone\`;`,
    );
    invalid(
      "not one that only a subquery has",
      ts`
      import postgres from "postgres"; const sql = postgres();
      await sql\`UPDATE notes SET title = (SELECT line FROM logs WHERE id = 1)\`;
                        ~~~~~ everyRow
    `,
    );
    invalid(
      "through a view, and a table that is not known",
      ts`
      import postgres from "postgres"; const sql = postgres();
      await sql\`DELETE FROM titles\`;
                             ~~~~~~ everyRow: "titles"
      await sql\`DELETE FROM elsewhere\`;
                             ~~~~~~~~~ everyRow: "elsewhere"
    `,
    );
  });

  describe("on every way", () => {
    valid(
      "a condition that only some way has",
      `${db}export const f = (id?: number) => sql\`DELETE FROM notes \${id ? sql\`WHERE id = \${id}\` : sql\`\`}\`;`,
    );
    invalid(
      "a fragment that is no condition on any",
      ts`
      import postgres from "postgres"; const sql = postgres();
      export const f = (id?: number) => sql\`DELETE FROM notes \${id ? sql\`RETURNING id\` : sql\`\`}\`;
                                                         ~~~~~ everyRow
    `,
    );
  });

  describe("builders", () => {
    const file = { file: "code.ts" };
    invalid(
      "knex",
      ts`
      import knex from "knex"; const db = knex({ client: "pg" });
      await db("notes").del();
               ~~~~~~~ everyRow: DELETE
      await db("notes").update({ title: "" });
               ~~~~~~~ everyRow: UPDATE
    `,
      file,
    );
    valid(
      "knex with a condition, on every way or some",
      `import knex from "knex"; const db = knex({ client: "pg" });
       await db("notes").where({ id: 1 }).del();
       export async function f(id?: number) {
         let query = db("notes").del();
         if (id) query = query.where({ id });
         await query;
       }`,
    );
    valid(
      "knex with a condition out of sight",
      `import knex from "knex"; import { only } from "./only"; const db = knex({ client: "pg" });
       await db("notes").modify(only).del();`,
    );
  });

  valid("a table that the options name", `${db}await sql\`DELETE FROM notes\`;`, {
    options: { ignoreTables: ["public.notes"] },
  });
  // It may be one whose every row is meant.
  valid(
    "a table whose name is not known",
    `${db}export const f = (table: string) => sql\`DELETE FROM \${sql(table)}\`;`,
  );
  valid("a table that is not known, by its name", `${db}await sql\`DELETE FROM app.other\`;`, {
    options: { ignoreTables: ["app.other"] },
  });
});

describe("the same on some way, and for conditions that say nothing", () => {
  const { valid, invalid } = drawn(noConditionOnSomeWay, { schema });
  invalid(
    "reported",
    ts`
    import postgres from "postgres"; const sql = postgres();
    await sql\`DELETE FROM notes WHERE true\`;
                           ~~~~~ everyRow
    await sql\`UPDATE notes SET title = '' WHERE 1 = 1 OR id = 2\`;
                      ~~~~~ everyRow
    export const f = (id?: number) => sql\`DELETE FROM notes \${id ? sql\`WHERE id = \${id}\` : sql\`\`}\`;
                                                       ~~~~~ everyRow
  `,
  );
  valid(
    "not reported",
    `import postgres from "postgres"; const sql = postgres();
     await sql\`DELETE FROM notes WHERE true AND id = 1\`;
     await sql\`DELETE FROM notes WHERE id = 1 OR false\`;
     export const f = (c: any) => sql\`DELETE FROM notes WHERE 1 = 1 \${c}\`;
     export const g = (c: any) => sql\`DELETE FROM notes WHERE 1 = 1 AND \${c}\`;
     export const h = (c: any) => sql\`DELETE FROM notes \${c}\`;`,
  );
  invalid(
    "a hole that some way leaves out",
    ts`
    import postgres from "postgres"; const sql = postgres();
    export const f = (x: boolean, c: any) => sql\`DELETE FROM notes \${x ? sql\`\${c}\` : sql\`\`}\`;
                                                              ~~~~~ everyRow
    export const g = (x: boolean, c: any) => sql\`UPDATE notes SET title = 'x' \${x ? sql\`WHERE \${c}\` : sql\`\`}\`;
                                                         ~~~~~ everyRow
  `,
  );
  invalid(
    "a builder whose condition some way leaves out",
    ts`
    import knex from "knex"; const db = knex({ client: "pg" });
    export async function f(id?: number) {
      let query = db("notes").del();
                     ~~~~~~~ everyRow
      if (id) query = query.where({ id });
      await query;
    }
  `,
  );
});

describe("a rule that looks at holes", () => {
  const { valid, invalid } = drawn(noChosenName, { schema });
  invalid(
    "by where they stand",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (table: string, id: number) => pool.query(\`SELECT id FROM \${table} WHERE id = \${id}\`);
                                                                                   ~~~~~ chosenName: "table" chooses
  `,
  );
  valid(
    "by what the library does with them",
    `import postgres from "postgres"; const sql = postgres();
     export const f = (table: string, id: number) => sql\`SELECT id FROM \${sql(table)} WHERE id = \${id}\`;`,
  );
});

describe("a rule that looks at rows and reads of them", () => {
  const { valid, invalid } = drawn(noNullInRows, { schema });
  invalid(
    "with the columns they come from",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    interface Note { id: number; body: string }
                                 ~~~~ declared: "body" of "notes"
    export async function f() {
      const { rows } = await pool.query<Note>("SELECT id, body FROM notes");
      return rows.map((row) => [row.id.toFixed(), row.body.trim()]);
                                                      ~~~~ mayBeNull: "body" of "notes"
    }
  `,
  );
  valid(
    "of the tables that the options leave",
    `import { Pool } from "pg"; const pool = new Pool();
     export const f = async () => (await pool.query("SELECT body FROM notes")).rows.map((row) => row.body.trim());`,
    { options: { ignoreTables: ["notes"] } },
  );
});

it("makes the schema of the options from their defaults", () => {
  const { meta } = requireWhere;
  expect(meta.schema).toEqual([
    {
      type: "object",
      properties: { ignoreTables: { type: "array", items: { type: "string" }, uniqueItems: true } },
      additionalProperties: false,
    },
  ]);
  expect(meta.defaultOptions).toEqual([{ ignoreTables: [] }]);
});
