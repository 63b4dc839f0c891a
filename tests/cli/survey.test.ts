import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../rules/index.ts";
import { folderWith, type Files } from "../project-folder.ts";
import { project } from "./command.ts";

const migration = `
CREATE TABLE cards (id int PRIMARY KEY, title text, deleted_at timestamptz);
CREATE TABLE notes (id int PRIMARY KEY, body text, deleted_at timestamptz);
CREATE TABLE labels (id int PRIMARY KEY, title text, deleted_at timestamptz);
CREATE TABLE logs (id int PRIMARY KEY);
`;
const opening = `import { Pool } from "pg"; const pool = new Pool();\n`;
const sends = (...texts: string[]) => opening + texts.map((text) => `pool.query("${text}");\n`).join("");

/** Cards are filtered by most, notes by nobody; the mark of labels is used nowhere. */
const files: Files = {
  "package.json": "{}",
  "rowguard.config.json": '{ "survey": { "leastFiles": 10 } }',
  "migrations/1.sql": migration,
  "src/cards.ts": sends(
    "SELECT id FROM cards WHERE deleted_at IS NULL",
    "SELECT title FROM cards WHERE deleted_at IS NULL AND id = 1",
    "SELECT count(*) FROM cards WHERE deleted_at IS NULL",
    "SELECT title FROM cards",
    "UPDATE cards SET deleted_at = now() WHERE id = 1",
    "UPDATE cards SET deleted_at = NULL WHERE id = 1",
    "DELETE FROM cards WHERE id = 1",
    "DELETE FROM cards WHERE deleted_at < now()",
    "UPDATE cards SET title = 'x' WHERE id = 1",
    "SELECT id FROM cards WHERE deleted_at IS NOT NULL",
  ),
  "src/notes.ts": sends(
    "UPDATE notes SET deleted_at = now() WHERE id = 1",
    "SELECT body FROM notes",
    "SELECT id FROM notes",
    "SELECT count(*) FROM notes",
    "SELECT id, body FROM notes",
  ),
  "src/labels.ts": sends("SELECT title FROM labels", "DELETE FROM labels WHERE id = 1"),
  ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`src/log${index}.ts`, sends("SELECT id FROM logs")])),
};

interface Message {
  readonly ruleId: string;
  readonly line: number;
  readonly message: string;
}

const told = (results: readonly { filePath: string; messages: readonly unknown[] }[]) =>
  results.flatMap(({ filePath, messages }) =>
    (messages as Message[]).map(
      ({ ruleId, line, message }) => `${filePath.replace(/^.*src\//, "")}:${line} ${ruleId.slice(9)} ${message}`,
    ),
  );

const judged = [
  `cards.ts:5 require-soft-delete-filter Deleted rows of "cards" are read too. Add deleted_at IS NULL to the WHERE clause. "cards" is filtered by 3 of its 4 reads; this one is not.`,
  `cards.ts:8 no-hard-delete DELETE removes rows of "cards" for good, past its "deleted_at" column. Set "deleted_at" instead.`,
  `notes.ts:3 require-soft-delete-filter Rows of "notes" are marked as deleted (src/notes.ts:2), and none of its 4 reads leaves them out.`,
];

describe("rowguard survey", () => {
  const { rowguard, folder } = project(files);

  it("prints what the statements do with each table", async () => {
    const { out, status } = await rowguard("survey");
    expect(status).toBe(0);
    expect(out.split("\n")).toEqual([
      "table  marks  restores  filters  asks  unfiltered  by key  removes  purges  not known",
      "cards      1         1        3     1           1       1        1       1          ·  filtered by 3 of 4 reads",
      "notes      1         ·        ·     ·           4       ·        ·       ·          ·  marked, and filtered by 0 of 4 reads: one finding",
      "",
      `labels: nothing sets "deleted_at" or asks for it, so nothing is reported.`,
      "",
      "3 tables with a soft-delete column: 2 in use, 1 not, 0 in no statement.",
      "Schema: 4 tables from migrations/1.sql.",
      "",
    ]);
  });

  it("gives programs every place", async () => {
    const { out } = await rowguard("survey", "--format", "json");
    const { version, tables } = JSON.parse(out);
    expect(version).toBe(1);
    expect(tables[1]).toEqual({
      table: "public.labels",
      serves: ".",
      column: "deleted_at",
      used: false,
      marked: true,
      uses: {
        reads: [{ file: "src/labels.ts", line: 2, shape: "all" }],
        removes: [{ file: "src/labels.ts", line: 3 }],
      },
    });
  });

  it("makes a page of it", async () => {
    const { out } = await rowguard("survey", "--format", "html");
    expect(out).toContain("<summary>4</summary><code>src/notes.ts:3</code>");
    expect(out).toContain('<tr class="unused"><td>labels<br>');
  });

  it("is what check judges a whole project by", async () => {
    const { out, status } = await rowguard("check", "--format", "json");
    expect(told(JSON.parse(out))).toEqual(judged);
    expect(status).toBe(1);
    const stylish = await rowguard("check");
    expect(stylish.out).toContain(
      `Not judged: "labels", whose soft-delete column nothing in the project sets or asks for (rowguard survey).`,
    );
  });

  it("is not worked out from a part of one", async () => {
    const { out } = await rowguard("check", "src/notes.ts", "--format", "json");
    expect(told(JSON.parse(out))).toHaveLength(4);
    expect(told(JSON.parse(out))[0]).toContain('Deleted rows of "notes" are read too.');
  });

  it("is what ESLint judges by where it is written down", async () => {
    const unsurveyed = await lint(folder);
    expect(unsurveyed).toHaveLength(6);
    const { out } = await rowguard("survey", "--out", "rowguard.survey.json");
    expect(out).toBe("3 soft-delete tables written to rowguard.survey.json.\n");
    expect(readFileSync(join(folder, "rowguard.survey.json"), "utf8")).toContain('"version": 1');
    expect(await lint(folder)).toEqual(judged);
    const part = await rowguard("check", "src/notes.ts", "--format", "json");
    expect(told(JSON.parse(part.out))).toEqual(judged.slice(2));
  });
});

it("counts an UPDATE of one row by whichever key chose it, and no other", async () => {
  const { rowguard } = project({
    "package.json": "{}",
    "migrations/1.sql":
      "CREATE TABLE cards (id int PRIMARY KEY, slug text UNIQUE, title text, deleted_at timestamptz);",
    "src/cards.ts": sends(
      "UPDATE cards SET deleted_at = now() WHERE id = 1",
      "UPDATE cards SET title = 'x' WHERE id = 1",
      "UPDATE cards SET title = 'x' WHERE slug = 'a'",
      "UPDATE cards SET title = 'x' WHERE title = 'a'",
    ),
  });
  const { out } = await rowguard("survey", "--format", "json");
  expect(JSON.parse(out).tables[0].uses).toMatchObject({
    "by key": [{ line: 3 }, { line: 4 }],
    reads: [{ line: 5 }],
  });
});

async function lint(folder: string): Promise<readonly string[]> {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [
      { ...plugin.configs.recommended, languageOptions: { parser: await import("@typescript-eslint/parser") } },
    ] as never,
  });
  return told(await eslint.lintFiles(["src"]));
}

it("says of a survey that cannot be used why it is left out", async () => {
  const folder = folderWith({ ...files, "rowguard.survey.json": "{}" });
  const said: string[] = [];
  const listen = (warning: Error) => said.push(warning.message);
  process.on("warning", listen);
  expect(await lint(folder)).toHaveLength(6);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  const file = join(folder, "rowguard.survey.json");
  expect(said).toEqual([
    `${file} is left out: it is no survey of rowguard. Write it again: rowguard survey --out ${file}`,
  ]);
});
