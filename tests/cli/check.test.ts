import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { project } from "./command.ts";

const schema = "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, deleted_at timestamptz);\n";
const remove =
  'import { Pool } from "pg";\nexport const remove = () => new Pool().query("DELETE FROM users WHERE id = 1");\n';
const fine =
  'import { Pool } from "pg";\nexport const find = () => new Pool().query("SELECT id FROM users WHERE deleted_at IS NULL");\n';
const app = { "package.json": "{}", "db/migrations/001.sql": schema, "src/remove.ts": remove, "src/fine.ts": fine };
const paste =
  'import { Pool } from "pg";\nexport const find = (email: string) => new Pool().query(`SELECT id FROM users WHERE deleted_at IS NULL AND email = ${email}`);\n';

describe("rowguard check", () => {
  const { rowguard, folder } = project(app);

  it("shows the code, the underline, the message, the rule and its page", async () => {
    const { status, out, err } = await rowguard("check");
    expect(err).toBe("");
    expect(status).toBe(1);
    expect(out).toContain("src/remove.ts:2:59  rowguard/no-hard-delete\n");
    expect(out).toMatch(/2 │ export const remove = .*DELETE FROM users .*\n {4}│ {50,}~~~~~\n/);
    expect(out).toMatch(/\n1 {2}rowguard\/no-hard-delete {2}https:.*\/docs\/rules\/no-hard-delete\.md\n/);
    expect(out).toContain(
      "Read 3 files: 2 statements, every one in full.\nSchema: 1 table from db/migrations/001.sql.\n1 finding in 1 file",
    );
  });

  it("is silent with 0 where nothing is wrong, and with --exit-zero where something is", async () => {
    expect(await rowguard("check", "src/fine.ts")).toMatchObject({
      status: 0,
      out: expect.stringContaining("Nothing found."),
    });
    expect((await rowguard("check", "--exit-zero")).status).toBe(0);
  });

  it("leaves test files without findings, and says so, until --tests", async () => {
    const files = { "db/migrations/1.sql": schema, "src/users.test.ts": `${remove}it("goes", () => remove());\n` };
    const { rowguard } = project(files);
    expect(await rowguard("check")).toMatchObject({
      status: 0,
      out: expect.stringContaining("1 test file left without findings: --tests checks it, too."),
    });
    expect(await rowguard("check", "--tests")).toMatchObject({
      status: 1,
      out: expect.stringMatching(/rowguard\/no-hard-delete[^]*1 finding in 1 file/),
    });
  });

  it("takes folders, files and globs", async () => {
    expect((await rowguard("check", "src")).status).toBe(1);
    expect((await rowguard("check", "src/fine.ts", "src/remove.ts")).status).toBe(1);
    expect((await rowguard("check", "s*/f*.ts")).status).toBe(0);
  });

  it("takes paths as they are, though they look like globs", async () => {
    const files = { "db/migrations/1.sql": schema, "app/(shop)/[id]/[...slug].ts": remove, "app/!x{a,b}.ts": remove };
    expect((await project(files).rowguard("check")).out).toContain("2 findings in 2 files");
  });

  it("prints ESLint's own results as JSON, one for each file", async () => {
    const { out, status } = await rowguard("check", "--format", "json");
    const results = JSON.parse(out) as {
      filePath: string;
      messages: { ruleId: string; line: number; suggestions: { desc: string }[] }[];
      errorCount: number;
    }[];
    expect(status).toBe(1);
    expect(results.map(({ filePath, errorCount }) => [filePath, errorCount])).toEqual([
      [join(folder, "db/migrations/001.sql"), 0],
      [join(folder, "src/fine.ts"), 0],
      [join(folder, "src/remove.ts"), 1],
    ]);
    expect(results[2]?.messages[0]).toMatchObject({
      ruleId: "rowguard/no-hard-delete",
      line: 2,
      suggestions: [{ desc: expect.any(String) }],
    });
  });

  it("prints SARIF 2.1.0", async () => {
    const log = JSON.parse((await rowguard("check", "--format", "sarif")).out);
    expect(log).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "rowguard",
              rules: expect.arrayContaining([
                {
                  id: "rowguard/no-hard-delete",
                  shortDescription: expect.anything(),
                  helpUri: expect.stringContaining("no-hard-delete.md"),
                  defaultConfiguration: { level: "error" },
                },
              ]),
            },
          },
          results: [
            {
              ruleId: "rowguard/no-hard-delete",
              level: "error",
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "src/remove.ts" },
                    region: { startLine: 2, startColumn: 59, endLine: 2, endColumn: 64 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(log.runs[0].tool.driver.rules[log.runs[0].results[0].ruleIndex].id).toBe("rowguard/no-hard-delete");
  });

  it("prints annotations of GitHub, and a page of HTML", async () => {
    expect((await rowguard("check", "--format", "github")).out).toMatch(
      /^::error file=src\/remove\.ts,line=2,col=59,endLine=2,endColumn=64,title=rowguard\/no-hard-delete::.+\n$/,
    );
    expect((await rowguard("check", "--format", "html")).out).toMatch(/^<!DOCTYPE html>/i);
  });

  it("runs only the rules that are named", async () => {
    expect((await rowguard("check", "--rule", "require-soft-delete-filter")).status).toBe(0);
    expect(
      (await rowguard("check", "--rule", "rowguard/no-hard-delete", "--rule", "require-soft-delete-filter")).status,
    ).toBe(1);
  });

  it("says which rule was meant, and does nothing", async () => {
    expect(await rowguard("check", "--rule", "no-hard-deletes")).toEqual({
      status: 2,
      out: "",
      err: expect.stringMatching(
        /^rowguard: there is no rule "no-hard-deletes"\. Did you mean "no-hard-delete"\? The rules: .*\n$/,
      ),
    });
  });

  it("says what is wrong with a flag", async () => {
    expect(await rowguard("check", "--fromat", "json")).toMatchObject({
      status: 2,
      out: "",
      err: expect.stringContaining("--format"),
    });
    expect(await rowguard("check", "--format", "xml")).toMatchObject({
      status: 2,
      err: expect.stringContaining("stylish, json, sarif, github, html"),
    });
    expect(await rowguard("check", "--soft-delete", "=x")).toMatchObject({
      status: 2,
      err: expect.stringContaining('--soft-delete is "=x"'),
    });
    expect(await rowguard("chekc")).toMatchObject({ status: 2, err: expect.stringContaining("check") });
  });

  it("helps", async () => {
    expect(await rowguard("--help")).toMatchObject({ status: 0, out: expect.stringContaining("Examples:") });
    expect(await rowguard("check", "--help")).toMatchObject({
      status: 0,
      out: expect.stringContaining("--soft-delete <column[=live]>"),
    });
    expect(await rowguard("--version")).toMatchObject({
      status: 0,
      out: `${JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version}\n`,
    });
  });
});

describe("the schema of a check", () => {
  it("is named by --schema, repeatable", async () => {
    const { rowguard } = project({
      "a.sql": schema,
      "b.sql": "CREATE TABLE posts (id int PRIMARY KEY, deleted_at timestamptz);",
      "x.ts": remove.replace("users", "posts"),
    });
    expect((await rowguard("check", "--schema", "a.sql")).status).toBe(0);
    expect((await rowguard("check", "--schema", "a.sql", "--schema", "b.sql")).status).toBe(1);
    expect((await rowguard("check", "--schema", "*.sql")).status).toBe(1);
  });

  it("is said to be missing once, with what was looked for", async () => {
    const { rowguard } = project({ "x.ts": remove });
    const { status, out } = await rowguard("check");
    expect(status).toBe(0);
    expect(out.match(/No schema found/g)).toHaveLength(1);
    expect(out).toMatch(/Looked .* for .*migrations/);
    expect(out).toContain("--schema");
  });

  it("is that of the package the paths lie in, or of the repository around it", async () => {
    const { rowguard } = project({
      ".git/HEAD": "",
      "package.json": "{}",
      "one/package.json": "{}",
      "one/db/migrations/1.sql": schema,
      "one/src/x.ts": remove,
      "two/package.json": "{}",
      "two/x.ts": remove,
      "db/migrations/1.sql": schema,
    });
    expect((await rowguard("check", "one/src")).out).toContain("from one/db/migrations/1.sql");
    expect((await rowguard("check", "two")).out).toContain("from db/migrations/1.sql");
  });

  it("has the soft-delete columns that are named", async () => {
    const { rowguard } = project({
      "db/migrations/1.sql":
        "CREATE TABLE a (id int, removed_at timestamptz); CREATE TABLE b (id int, is_live boolean NOT NULL);",
      "x.ts": `${remove.replace("users", "a")}${remove
        .replace("users", "b")
        .replace(/import.*\n/, "")
        .replace("remove", "other")}`,
    });
    expect((await rowguard("check", "--rule", "no-hard-delete")).status).toBe(0);
    expect((await rowguard("check", "--rule", "no-hard-delete", "--soft-delete", "removed_at")).out).toContain(
      "1 finding",
    );
    expect(
      (
        await rowguard(
          "check",
          "--rule",
          "no-hard-delete",
          "--soft-delete",
          "removed_at",
          "--soft-delete",
          "is_live=true",
        )
      ).out,
    ).toContain("2 findings");
  });
});

describe("--fix", () => {
  it("writes what is safe, and --fix-dry-run does not", async () => {
    const { rowguard, folder } = project({ ...app, "src/paste.ts": paste });
    const read = () => readFileSync(join(folder, "src/paste.ts"), "utf8");
    expect(await rowguard("check", "src/paste.ts", "--fix-dry-run")).toMatchObject({
      status: 0,
      out: expect.stringContaining("1 file would change"),
    });
    expect(read()).toBe(paste);
    expect(await rowguard("check", "src/paste.ts", "--fix")).toMatchObject({
      status: 0,
      out: expect.stringContaining("1 file repaired"),
    });
    expect(read()).toContain("email = $1`, [email])");
    expect(readFileSync(join(folder, "src/remove.ts"), "utf8")).toBe(remove);
  });
});

describe("--types", () => {
  it("reads types where a tsconfig.json has the file, and says where none has", async () => {
    const { rowguard } = project({ ...app, "tsconfig.json": '{ "include": ["src"] }', "other.ts": remove });
    const { out, err, status } = await rowguard("check", "--types");
    expect(status).toBe(1);
    expect(out).toContain("2 findings in 2 files");
    expect(err).toBe("rowguard: 1 file in no tsconfig.json, read without type information: other.ts\n");
  });
});

describe("broken inputs get one line each, and the rest is checked", () => {
  const { rowguard, folder } = project({
    ...app,
    "src/broken.ts": 'import { Pool } from "pg";\nconst = "SELECT id FROM users";\n',
    "src/broken-sql.ts": 'import { Pool } from "pg";\nnew Pool().query("SELEC id FORM users");\n',
    "src/large.js": `export const text = "SELECT id FROM users";\n${"// padding\n".repeat(500_000)}`,
    "db/migrations/002.sql": "ALTER TABLE users ADD COLUMN phone text;\n\nCREATE TABEL oops (id int);\n",
    "db/migrations/003.sql": "CREATE TABLE posts (id int PRIMARY KEY, deleted_at timestamptz);\n",
    "src/posts.ts": remove.replace("users", "posts"),
    "src/old.js": `/* eslint-env node */\n${remove.replace("DELETE FROM users", "SELECT 1 FROM users")}`,
  });

  it("of every kind at once", async () => {
    const { status, out, err } = await rowguard(
      "check",
      ".",
      "nowhere",
      "--schema",
      "db/migrations",
      "--schema",
      "db/missing",
    );
    expect(err.trimEnd().split("\n")).toEqual([
      'rowguard: no file or folder "nowhere", and nothing that matches it.',
      expect.stringMatching(/^rowguard: src\/large\.js is left out: at 5\.5 MB/),
      'rowguard: no schema at "db/missing", and nothing that matches it.',
      expect.stringMatching(/^rowguard: db\/migrations\/002\.sql:3: syntax error/),
    ]);
    expect(out).toMatch(
      /src\/broken\.ts:2:\d+ {2}not checked\n(?:.*\n){2} {2}This file does not parse, so nothing in it was checked\./,
    );
    expect(out).toContain("src/remove.ts:2:59  rowguard/no-hard-delete");
    expect(out).toContain("src/posts.ts:2:59  rowguard/no-hard-delete");
    expect(out).toContain("1 not read (rowguard queries says why)");
    expect(status).toBe(2);
  });

  it("what ESLint says of a comment is not ours: the file is checked", async () => {
    const { out } = await rowguard("check", "src/old.js");
    expect(out).toContain("Read 1 file: 1 statement, every one in full.");
    expect(out).not.toContain("not checked");
  });

  it("a file that does not parse counts as a finding, and is a notification in SARIF", async () => {
    expect((await rowguard("check", "src/broken.ts")).status).toBe(1);
    const { runs } = JSON.parse((await rowguard("check", "src/broken.ts", "--format", "sarif")).out);
    expect(runs[0]).toMatchObject({
      results: [],
      invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: "error" }] }],
    });
  });

  it("standard output stays clean for programs", async () => {
    const { out } = await rowguard("check", ".", "nowhere", "--format", "json");
    expect(() => JSON.parse(out)).not.toThrow();
    expect(existsSync(folder)).toBe(true);
  });
});

describe("what is not looked at", () => {
  it("is what nobody wrote: dependencies, output, declarations, what .gitignore names", async () => {
    const { rowguard } = project({
      ".git/HEAD": "",
      ".gitignore": "/generated/\n*.gen.ts\n!keep.gen.ts\n",
      "db/migrations/1.sql": schema,
      "node_modules/a/x.js": remove,
      "dist/x.js": remove,
      "generated/x.ts": remove,
      "src/a.gen.ts": remove,
      "src/keep.gen.ts": remove,
      "src/x.d.ts": remove,
      "src/x.min.js": remove,
      "src/generated/x.ts": remove,
    });
    const { out } = await rowguard("check");
    expect([...out.matchAll(/^(\S+):\d+:\d+ {2}rowguard/gm)].map(([, file]) => file)).toEqual([
      "src/generated/x.ts",
      "src/keep.gen.ts",
    ]);
    expect((await rowguard("check", "node_modules/a/x.js")).out).toContain("1 finding");
    expect((await rowguard("check", "dist")).out).toContain("1 finding");
  });

  it("is what a tool has written, and it is said", async () => {
    const { rowguard } = project({
      "db/migrations/1.sql": schema,
      "src/a.ts": `/** @generated */\n${remove}`,
      "src/b.ts": remove,
    });
    const { out, err } = await rowguard("check");
    expect(out).toContain("src/b.ts:2:");
    expect(out).not.toContain("src/a.ts");
    expect(err).toBe("rowguard: 1 file left out, as a generator or a bundler has written it: src/a.ts\n");
  });

  it("is other plugins' comments, and our own are obeyed", async () => {
    const { rowguard } = project({
      "db/migrations/1.sql": schema,
      "x.ts": `/* eslint no-console: "error", other/rule: "error" */\n// eslint-disable-next-line other/rule\nconsole.log(1);\n${remove.replace("export", "// eslint-disable-next-line rowguard/no-hard-delete -- a test\nexport")}`,
    });
    expect(await rowguard("check")).toMatchObject({
      status: 0,
      err: "",
      out: expect.stringContaining("Nothing found."),
    });
    expect(JSON.parse((await rowguard("check", "--format", "sarif")).out).runs[0].results).toMatchObject([
      { suppressions: [{ kind: "inSource", justification: "a test" }] },
    ]);
  });

  it("a project without SQL, or without code, is told so", async () => {
    expect(await project({ "x.ts": "cache.delete(1);" }).rowguard("check")).toMatchObject({
      status: 0,
      out: expect.stringContaining("No SQL found in 1 file."),
    });
    expect(await project({ "x.py": "" }).rowguard("check")).toMatchObject({
      status: 0,
      out: expect.stringContaining("No JavaScript, TypeScript or SQL files in"),
    });
  });
});
