import { parse } from "@typescript-eslint/parser";
import { describe, expect, it } from "vitest";
import { join } from "node:path";
import { fileRole, servesTestsOnly } from "../../../lib/source/file-role.ts";
import { folderWith } from "../../project-folder.ts";

const roleOf = (source: string) => fileRole(parse(source, { range: true }) as never);

describe("fileRole", () => {
  it.each([
    `describe("users", () => { it("lists", async () => {}); });`,
    `test("users", async () => {});`,
    `test.describe.serial("users", function () {});`,
    `it.each([1, 2])("case %s", (n) => {});`,
    `xdescribe("users", () => {});`,
    `process.env.PG ? describe("users", () => {}) : undefined;`,
    `process.env.PG && describe("users", () => {});`,
    `fdescribe("users", () => {});`,
    `xit.each([1])("case %s", () => {});`,
    `fit("lists", async () => {});`,
    `xtest("users", async () => {});`,
    `import { pool } from "./pool";\nbeforeEach(async () => pool.query("TRUNCATE users"));`,
    `exports.seed = async (knex) => { await knex("users").del(); };`,
    `export async function seed(knex: Knex) {}`,
    `import { pool } from "./pool";\nif (process.env.PG) describe("users", () => {});`,
    `describeEE("users", () => { const id = 1; it("lists", async () => {}); });`,
    `onPostgres(\`users of \${version}\`, () => describeEE("lists", function () { it.each([1])("case %s", () => {}); }));`,
    `withDatabase(() => { it("lists", async () => {}); });`,
    `describeEE("users", () => { beforeAll(async () => {}); itEE("lists", async () => {}); });`,
  ])("is a test where cases are registered: %s", (source) => expect(roleOf(source)).toBe("test"));

  it.each([
    `export async function up(db) {}\nexport async function down(db) {}`,
    `exports.up = (knex) => {}; exports.down = (knex) => {};`,
    `module.exports.up = (knex) => {}; module.exports.down = (knex) => {};`,
    `module.exports = { up, down };`,
    `const up = (db) => {}; const down = () => {}; module.exports = { up, down };`,
    `export const up = async () => {}; export const down = async () => {};`,
    `export class AddUsers1700000000000 implements MigrationInterface { async up(q) {} async down(q) {} }`,
    `const alteration: Script = { up: async (pool) => {}, down: async (pool) => {} };\nexport default alteration;`,
    `export default { up() {}, down() {} } satisfies Migration;`,
  ])("is a migration where up and down are given: %s", (source) => expect(roleOf(source)).toBe("migration"));

  it.each([
    `export const test = (row) => row.id;`,
    `test(1, 2);`,
    `regex.test("select 1");`,
    `export function up() {}`,
    `export const seed = 42;`,
    `export const seed = (knex) => {}; export const remove = (id) => {};`,
    `fetchIt("users", () => {});`,
    `exit(() => {});`,
    `function up() {}\nfunction down() {}`,
    `const context = makeContext({ db });`,
    `pool.query("select 1", (error) => {});`,
    `app.get("/users", (request, response) => { list(() => response.end()); });`,
    `app.use("/users", (request, response, next) => { context.run({ request }, () => next()); });`,
    `app.get("/users", () => { const run = () => { it("lists", () => {}); }; });`,
  ])("is the application otherwise: %s", (source) => expect(roleOf(source)).toBe("application"));
});

describe("servesTestsOnly", () => {
  const test = 'it("goes", async () => clean(db));\n';
  const clean = 'export const clean = (db) => db.raw("DELETE FROM users");\n';
  const served = (files: Record<string, string>) => {
    const root = folderWith({ "package.json": "{}", "a/clean.ts": clean, ...files });
    return servesTestsOnly(join(root, "a/clean.ts"), root);
  };

  it.each([
    ["one test", { "a/x.test.ts": `import { clean } from "./clean";\n${test}` }],
    [
      "tests alone, by require and a name with an ending",
      { "x.test.js": `const { clean } = require("./a/clean.js");\n${test}` },
    ],
    [
      "a helper that tests alone import",
      {
        "a/helper.ts": 'export * from "./clean";\n',
        "x.test.ts": `import { clean } from "./a/helper";\n${test}`,
      },
    ],
    [
      "a folder's index",
      {
        "t/h/index.ts": 'export { clean } from "../../a/clean";',
        "x.test.ts": `import { clean } from "./t/h";\n${test}`,
      },
    ],
    [
      "a test, and another of that name by a name that leads nowhere",
      {
        "x.test.ts": `import { clean } from "./a/clean";\n${test}`,
        "app.ts": 'import { clean } from "~/modules/clean";\nclean(db);',
      },
    ],
    [
      "a test, and another of that name beside a file that cannot be found",
      {
        "x.test.ts": `import { clean } from "./a/clean";\n${test}`,
        "b/app.ts": 'import { clean } from "./clean";\nclean(db);',
      },
    ],
    [
      "a test, and what sets it up, which nobody imports",
      {
        "x.test.ts": `import { clean } from "./a/clean";\n${test}`,
        "tests/setup.ts": 'import { clean } from "../a/clean";\nexport default () => clean(db);',
      },
    ],
    [
      "helpers that import one another, and a test",
      {
        "a/pages.ts":
          'import { clean } from "./clean";\nimport { open } from "./open";\nexport const page = () => open(clean);\n',
        "a/open.ts": 'import { page } from "./pages";\nexport const open = () => page();\n',
        "x.test.ts": `import { page } from "./a/pages";\n${test}`,
      },
    ],
    [
      "the index of a folder that no entry of the package names",
      {
        "package.json": '{ "main": "dist/app.js" }',
        "helpers/index.ts": 'export { clean } from "../a/clean";',
        "x.test.ts": `import { clean } from "./helpers";\n${test}`,
      },
    ],
  ])("holds where a file is imported by %s", (_, files) => expect(served(files)).toBe(true));

  it.each([
    ["nobody", {}],
    [
      "a test and the application",
      {
        "x.test.ts": `import { clean } from "./a/clean";\n${test}`,
        "app.ts": 'import { clean } from "./a/clean";\nclean(db);',
      },
    ],
    [
      "a test and, late, the application",
      {
        "x.test.ts": `import { clean } from "./a/clean";\n${test}`,
        "app.ts": 'const { clean } = await import("./a/clean.js");\nclean(db);',
      },
    ],
    [
      "a test, and by a name that leads nowhere",
      {
        "x.test.ts": `import { clean } from "./a/clean";\n${test}`,
        "app.ts": 'import { clean } from "@/a/clean";\nclean(db);',
      },
    ],
    [
      "a test, and by an alias of its folder, or what was built of it",
      {
        "x.test.ts": `import { clean } from "./a/clean";\n${test}`,
        "app.ts": 'import { clean } from "@app/dist/clean";\nclean(db);',
      },
    ],
    [
      "what sets tests up, and no test",
      { "tests/setup.ts": 'import { clean } from "../a/clean";\nexport default () => clean(db);' },
    ],
    [
      "a test, and a program of its own elsewhere",
      {
        "x.test.ts": `import { clean } from "./a/clean";\n${test}`,
        "jobs/nightly.ts": 'import { clean } from "../a/clean";\nclean(db);',
      },
    ],
    [
      "helpers that import one another alone",
      {
        "a/pages.ts":
          'import { clean } from "./clean";\nimport { open } from "./open";\nexport const page = () => open(clean);\n',
        "a/open.ts": 'import { page } from "./pages";\nexport const open = () => page();\n',
      },
    ],
    [
      "helpers that import one another, a test and the application",
      {
        "a/pages.ts":
          'import { clean } from "./clean";\nimport { open } from "./open";\nexport const page = () => open(clean);\n',
        "a/open.ts": 'import { page } from "./pages";\nexport const open = () => page();\n',
        "x.test.ts": `import { page } from "./a/pages";\n${test}`,
        "app.ts": 'import { open } from "./a/open";\nopen();',
      },
    ],
    [
      "the index of a folder that the package hands out",
      {
        "package.json": '{ "exports": { "./helpers": "./helpers/index.js" } }',
        "helpers/index.ts": 'export { clean } from "../a/clean";',
        "x.test.ts": `import { clean } from "./helpers";\n${test}`,
      },
    ],
    [
      "the index of the sources, and a test",
      {
        "src/index.ts": 'export { clean } from "../a/clean";',
        "x.test.ts": `import { clean } from "./src";\n${test}`,
      },
    ],
    ["a file that it imports itself", { "a/other.ts": 'import { clean } from "./clean";' }],
  ])("does not where it is imported by %s", (_, files) => expect(served(files)).toBe(false));
});
