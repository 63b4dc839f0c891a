import { describe } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(noUnparameterizedSql, { schema: "CREATE TABLE ports (id int, name text);" });

const byName = ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export async function byName(name: string) {
    return pool.query(\`SELECT id FROM ports WHERE name = '\${name}'\`);
                                                              ~~~~ splicedValue
  }
`;
const sorted = ts`
  import { Pool } from "pg";
  const pool = new Pool();
  export const byColumn = ({ column }: { column: string }) => pool.query(\`SELECT id FROM \${column}\`);
                                                                                             ~~~~~~ splicedName: from req.query, app.ts:3
`;

const use = (code: string) => `import { byName } from "./code.ts";\n${code}\n`;

describe("a parameter that every caller of the project gives a constant", () => {
  const silent = (name: string, files: Readonly<Record<string, string>>) => valid(name, byName.code, { files });

  silent("of one file", { "a.ts": use(`export const run = () => byName("x");`) });
  silent("of several", {
    "a.ts": use(`export const run = () => byName("x");`),
    "b.ts": use(
      `const NAMES = { a: "x", b: "y" } as const;\nexport const run = (k: keyof typeof NAMES) => byName(NAMES[k]);`,
    ),
  });
  silent("by another name, and a namespace", {
    "a.ts": `import { byName as find } from "./code.ts"; export const run = () => find("x");`,
    "b.ts": `import * as ports from "./code.ts"; export const run = () => ports.byName("y");`,
  });
  silent("through a file that passes it on", {
    "index.ts": `export { byName } from "./code.ts";`,
    "a.ts": `import { byName } from "./index.ts"; export const run = () => byName("x");`,
  });
  silent("through a function that hands it on", {
    "a.ts": use(`export const run = (name: string) => byName(name);`),
    "b.ts": `import { run } from "./a.ts"; export const all = () => [run("x"), run("y")];`,
  });
  silent("beside tests", {
    "a.ts": use(`export const run = () => byName("x");`),
    "a.test.ts": use(`import { it } from "vitest"; it("runs", () => byName(process.argv[2]!));`),
  });

  valid(
    "of a method",
    ts`
    import { Pool } from "pg";
    export class Ports {
      constructor(private pool: Pool) {}
      byName(name: string) { return this.pool.query(\`SELECT id FROM ports WHERE name = '\${name}'\`); }
    }
  `,
    { files: { "a.ts": `import { Ports } from "./code.ts"; export const run = (ports: Ports) => ports.byName("x");` } },
  );

  valid(
    "of a default export",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export default function (name: string) { return pool.query(\`SELECT id FROM ports WHERE name = '\${name}'\`); }
  `,
    { files: { "a.ts": `import find from "./code.ts"; export const run = () => find("x");` } },
  );

  valid(
    "of what CommonJS exports",
    `const { Pool } = require("pg");
const pool = new Pool();
function byName(name) { return pool.query("SELECT id FROM ports WHERE name = '" + name + "'"); }
module.exports = { byName };
`,
    {
      file: "code.js",
      files: { "a.js": `const ports = require("./code.js"); exports.run = () => ports.byName("x");` },
    },
  );
});

describe("a parameter that somebody else gives", () => {
  const reported = (name: string, files: Readonly<Record<string, string>>) => invalid(name, byName, { files });

  reported("nobody is seen to", {});
  reported("one caller hands on what it was given", {
    "a.ts": use(`export const run = () => byName("x");`),
    "b.ts": use(`export const other = (name: string) => byName(name);`),
  });
  reported("it is handed to a framework", {
    "a.ts": use(`export const run = () => byName("x");`),
    "b.ts": use(`declare const app: any;\napp.get("/ports", byName);`),
  });
  reported("it is kept in an object", {
    "a.ts": use(`export const run = () => byName("x");\nexport const api = { byName };`),
  });
  reported("it is exported by the package", {
    "package.json": `{ "name": "ports" }`,
    "index.ts": `export { byName } from "./code.ts";`,
    "a.ts": use(`export const run = () => byName("x");`),
  });
  reported("arguments are spread", { "a.ts": use(`export const run = (all: [string]) => byName(...all);`) });

  invalid(
    "a method that a framework calls",
    ts`
    import { Pool } from "pg";
    export class Ports {
      constructor(private pool: Pool) {}
      @Get() byName(name: string) { return this.pool.query(\`SELECT id FROM ports WHERE name = '\${name}'\`); }
                                                                                                   ~~~~ splicedValue
    }
  `,
    { files: { "a.ts": `import { Ports } from "./code.ts"; export const run = (ports: Ports) => ports.byName("x");` } },
  );
});

describe("where a value comes from", () => {
  invalid(
    "a caller in another file",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function byName(name: string) {
      return pool.query(\`SELECT id FROM ports WHERE name = '\${name}'\`);
                                                                ~~~~ splicedValue: "name" (from req.query, a.ts:3)
    }
  `,
    {
      files: {
        "a.ts": use(
          `import express from "express"; export const app = express();\napp.get("/", async (req: any, res: any) => res.json(await byName(req.query.name)));`,
        ),
      },
    },
  );

  invalid("a part of what a caller gives, which is a name", sorted, {
    files: {
      "app.ts": `import { byColumn } from "./code.ts"; import express from "express";\nexport const app = express();\napp.get("/", async (req: any, res: any) => res.json(await byColumn({ column: req.query.column })));`,
    },
  });

  invalid(
    "a constant, and destructuring",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    declare const app: any;
    app.get("/", async (req: any, res: any) => {
      const { name } = req.query;
      const trimmed = String(req.body.name).trim();
                             ~~~~~~~~~~~~~ splicedValue: "req.body.name" becomes
      await pool.query(\`SELECT id FROM ports WHERE name = '\${name}'\`);
                                                               ~~~~ splicedValue: "name" (from req.query) becomes
      await pool.query(\`SELECT id FROM ports WHERE name = '\${trimmed}'\`);
      await pool.query(\`SELECT id FROM ports WHERE name = '\${req.query.name}'\`);
                                                               ~~~~~~~~~~~~~~ splicedValue: "req.query.name" becomes
    });
  `,
  );
});

describe("findings of one origin", () => {
  const under = (line: string, name: string) =>
    `${" ".repeat(line.indexOf(`{${name}}`) + 1)}${"~".repeat(name.length)} splicedValue`;
  const code = (marked: "request" | "other") => {
    const own = "export const own = (name: string) => pool.query(`SELECT id FROM ports WHERE name = '${name}'`);";
    const asked =
      "export const asked = (req: any, res: any) => pool.query(`SELECT id FROM ports WHERE name = '${req.query.name}'`);";
    return [
      `import { Pool } from "pg";`,
      `const pool = new Pool();`,
      ...(marked === "other" ? [own, under(own, "name"), asked] : [own, asked, under(asked, "req.query.name")]),
    ].join("\n");
  };
  invalid("of a request", code("request"), { options: { origins: "request" } });
  invalid("of anything else", code("other"), { options: { origins: "other" } });
});
