import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../cli/run.ts";
import { tellFailures } from "../../cli/failures.ts";
import { settingsFrom } from "../../lib/settings.ts";
import { keptStreams, project } from "./command.ts";

const schema = "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, deleted_at timestamptz);\n";
const pg = 'import { Pool } from "pg";\nconst pool = new Pool();\n';

describe("files that are no plain UTF-8", () => {
  const source = `${pg}export const remove = () => pool.query("DELETE FROM users");\n`;
  const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le");
  it.each([
    ["UTF-16 LE, as PowerShell writes it", utf16(schema)],
    ["UTF-16 BE", utf16(schema).swap16()],
    ["UTF-16 LE without a byte order mark", Buffer.from(schema, "utf16le")],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${schema}`)],
  ])("reads a migration in %s", async (_, bytes) => {
    const { rowguard, folder } = project({ "db/migrations/1.sql": "", "x.ts": source });
    writeFileSync(join(folder, "db/migrations/1.sql"), bytes);
    const { out, err } = await rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("rowguard/no-hard-delete");
  });

  it("reads what there is of another encoding, and says so", async () => {
    const { rowguard, folder } = project({ "db/migrations/1.sql": "", "x.ts": source });
    writeFileSync(join(folder, "db/migrations/1.sql"), Buffer.from(`-- Größe\n${schema}`, "latin1"));
    const { out, err } = await rowguard("check");
    expect(err).toBe(
      "rowguard: db/migrations/1.sql:1: is not UTF-8, so letters beyond ASCII are not read: save it as UTF-8\n",
    );
    expect(out).toContain("rowguard/no-hard-delete");
  });

  it("has nothing against a replacement character that is written in the file", async () => {
    const { rowguard } = project({ "db/migrations/1.sql": `-- \uFFFD\n${schema}`, "x.ts": source });
    expect((await rowguard("check")).err).toBe("");
  });
});

it("names a file that cannot be read, wants 2 for it, and goes on with the others", async () => {
  const { folder } = project({ "db/migrations/1.sql": schema, "b.ts": `${pg}void pool.query("DELETE FROM users");\n` });
  const done = await run([join(folder, "gone.ts"), join(folder, "b.ts")], {
    base: folder,
    settings: settingsFrom({ root: folder }, folder),
    rules: { "no-hard-delete": { severity: "error", options: null } },
    types: false,
    fix: false,
    progress: { show: () => undefined, end: () => undefined },
    note: (_, { failures }) => ({ failures: failures.messages }),
  });
  const { streams, err } = keptStreams(folder);
  expect(tellFailures(done, (file) => file.slice(folder.length + 1), false, streams)).toBe(true);
  expect(err()).toMatch(/^rowguard: gone\.ts could not be read \(ENOENT.*\)\.\n$/);
  expect(done.results.map(({ messages }) => messages.length)).toEqual([0, 1]);
});

describe("control characters in names", () => {
  const name = "red\u001b[31m\u202Ex\u009b2J\u0007";
  const files = {
    "db/migrations/1.sql": `CREATE TABLE "${name}" (id int, deleted_at timestamptz);`,
    "x.ts": `${pg}export const remove = () => pool.query(\`DELETE FROM "${name}"\`);\n`,
  };
  const { rowguard } = project(files);
  it.each([
    ["check"],
    ["check", "--format", "github"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["check", "--format", "html"],
    ["queries"],
    ["queries", "--format", "json"],
    ["schema"],
    ["schema", "--format", "json"],
  ])("does not reach the terminal: %s %s %s", async (...args) => {
    const { out, err } = await rowguard(...args);
    expect(out).toContain("red");
    // eslint-disable-next-line no-control-regex -- that is what is asked
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
  });

  it("shows them as escapes, and the underline where it belongs", async () => {
    const { out } = await rowguard("check");
    expect(out).toContain('DELETE removes rows of "red\\u001b[31m\\u202ex\\u009b2J\\u0007" for good');
    const [code = "", line = ""] = out.split("\n").slice(1);
    expect(code.slice(line.indexOf("~"), line.lastIndexOf("~") + 1)).toBe('"red␛[31m�x�2J␇"');
  });

  it("cannot forge a line of output by a newline in a name", async () => {
    const { rowguard } = project({
      "db/migrations/1.sql": 'CREATE TABLE "a\nx.ts:1:1 forged" (id int, deleted_at timestamptz);',
      "x.ts": `${pg}export const remove = () => pool.query(\`DELETE FROM "a\nx.ts:1:1 forged"\`);\n`,
    });
    for (const args of [["check"], ["queries"], ["schema"], ["check", "--format", "github"]])
      expect((await rowguard(...args)).out.split("\n")).not.toContainEqual(expect.stringMatching(/^x\.ts:1:1 forged/));
  });
});
