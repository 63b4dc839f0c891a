import { describe } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, ts } from "../../draw.ts";
import { labelled } from "./holes/labelled.ts";

const schema = "CREATE TABLE ports (id int, name text);";
const { valid, invalid } = drawn(noUnparameterizedSql, { schema });

describe("a value that stands several times in a text", () => {
  invalid(
    "is told once, and all of it is sent beside the text",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export const f = (name: string) => pool.query(\`SELECT id FROM ports WHERE name = '\${name}' OR name LIKE '\${name}%'\`);
                                                                                          ~~~~ splicedValue: in 2 places
  `,
    {
      suggestions: ["`SELECT id FROM ports WHERE name = $1 OR name LIKE $2 || '%'`, [name, name]"],
    },
  );
  invalid(
    "is told where it is a value and where it is a name",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    app.get("/", (req, res) => pool.query(\`SELECT id FROM ports WHERE name = '\${req.query.by}' ORDER BY \${req.query.by}\`));
                                                                                  ~~~~~~~~~~~~ splicedValue
                                                                                                             ~~~~~~~~~~~~ splicedName
  `,
  );
  invalid(
    "is told in each text",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function f(name: string) {
      await pool.query(\`SELECT id FROM ports WHERE name = '\${name}'\`);
                                                               ~~~~ splicedValue: becomes part of the SQL text.
      await pool.query(\`DELETE FROM ports WHERE name = '\${name}'\`);
                                                            ~~~~ splicedValue: becomes part of the SQL text.
    }
  `,
  );
});

describe("a text that a function of another file makes", () => {
  const statement = "export const byName = (name: string) => `SELECT id FROM ports WHERE name = '${name}'`;";
  const condition = "export const named = (name: string) => `name = '${name}'`;";
  valid(
    "is told there, where it is a statement",
    `import { Pool } from "pg"; import { byName } from "./texts.ts"; export const f = (name: string) => new Pool().query(byName(name));`,
    { files: { "texts.ts": statement } },
  );
  invalid(
    "is told there",
    statement.replace("export", "import 'pg'; export") +
      "\n" +
      " ".repeat("import 'pg'; export const byName = (name: string) => `SELECT id FROM ports WHERE name = '${".length) +
      "~~~~ splicedValue",
    {
      files: {
        "app.ts": `import { Pool } from "pg"; import { byName } from "./code.ts"; export const f = (name: string) => new Pool().query(byName(name));`,
      },
    },
  );
  invalid(
    "is told where it is used, where it is a piece",
    ts`
    import { Pool } from "pg";
    import { named } from "./texts.ts";
    export const f = (name: string) => new Pool().query(\`SELECT id FROM ports WHERE \${named(name)}\`);
                                                                                        ~~~~~ splicedValue
  `,
    { files: { "texts.ts": condition } },
  );
});

labelled(
  "what takes nothing but a text",
  {
    before: 'import { Pool } from "pg"; import type { Runner } from "./runner"; const pool = new Pool();',
    files: {
      "runner.ts":
        "export interface Runner { run(sql: string): Promise<void>; runWith(sql: string, values?: unknown[]): Promise<void>; }",
    },
    schema,
  },
  [
    [
      "out of sight",
      "export const f = (db: Runner, name: string) => db.run(`SELECT id FROM ports WHERE name = '${name}'`);",
    ],
    [
      "which could take values",
      "export const f = (db: Runner, name: string) => db.runWith(`SELECT id FROM ports WHERE name = '${«name»}'`);",
    ],
    [
      "given a part of a request",
      "export const f = (db: Runner) => app.get('/', (req, res) => db.run(`SELECT id FROM ports WHERE name = '${«req.query.name»}'`));",
    ],
    [
      "and leads to a client",
      "const run = (text: string) => pool.query(text); export const f = (name: string) => run(`SELECT id FROM ports WHERE name = '${«name»}'`);",
    ],
  ],
);

describe("what takes nothing but a text and leads to a client", () => {
  invalid(
    "has nothing to send a parameter with",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    const run = (text: string) => pool.query(text);
    export const f = (name: string) => run(\`SELECT id FROM ports WHERE name = '\${name}'\`);
                                                                                   ~~~~ splicedUnsendable
  `,
    { suggestions: [] },
  );
});

const script = (code: string) =>
  `export async function main() { const { rows } = await pool.query("SELECT id, name FROM ports"); ${code} }\nmain();`;
const pasted = (hole: string) => `await pool.query(\`DELETE FROM ports WHERE name = '\${${hole}}'\`);`;
labelled(
  "a script that is run by hand",
  {
    before:
      'import { readFileSync } from "node:fs"; import axios from "axios"; import { Pool } from "pg"; const pool = new Pool();',
    file: "scripts/clean.ts",
    schema,
  },
  [
    ["a row's text", script(pasted("rows[0].name"))],
    ["what it is called with", script(pasted("«process.argv[2]»"))],
    ["a file", script(`const text = readFileSync("names", "utf8"); ${pasted("«text»")}`)],
    ["an answer of another server", script(`const { data } = await axios.get("/names"); ${pasted("«data.name»")}`)],
    ["the same, read", script(`const names = (await (await fetch("/names")).json()).names; ${pasted("«names[0]»")}`)],
    [
      "a parameter of a function of it",
      `async function remove(name: string) { ${pasted("name")} } ${script("for (const { name } of rows) await remove(name);")}`,
    ],
    [
      "a parameter that is given what it is called with",
      `async function remove(name: string) { ${pasted("«name»")} } ${script("await remove(process.argv[2]);")}`,
    ],
  ],
);
