import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../rules/index.ts";
import { folderWith, type Files } from "../project-folder.ts";
import { project } from "./command.ts";

/** A table of each name, whose column `word` allows NULL. */
const tables = (...names: string[]) =>
  names.map((name) => `CREATE TABLE ${name} (id int PRIMARY KEY, word text, other text);\n`).join("");
const opening = `import { Pool } from "pg"; const pool = new Pool();\n`;
/** Reads the column of a table as if it were never NULL, in line 2. */
const reads = (table: string) =>
  `${opening}const r_${table} = await pool.query("SELECT word FROM ${table}"); r_${table}.rows[0].word.trim();\n`;
const inserts = (table: string, columns = "id, word, other") =>
  `await pool.query("INSERT INTO ${table} (${columns}) VALUES (${columns
    .split(", ")
    .map((_, index) => `$${index + 1}`)
    .join(", ")})", [${columns
    .split(", ")
    .map((_, index) => (index === 0 ? "1" : `"x${index}"`))
    .join(", ")}]);\n`;

/** Makes rows, and nothing tells what is in them. */
const writesUnknown = (table: string) =>
  `export const w_${table} = (given: any) => pool.query("INSERT INTO ${table} (id, word) VALUES (1, $1)", [given]);\n`;

const cases: Readonly<Record<string, { readonly text: string; readonly told: string | null }>> = {
  given: { text: inserts("given"), told: null },
  unseen: { text: "", told: "" },
  short: {
    text: inserts("short") + inserts("short", "id, other"),
    told: "It is left out by the INSERT at src/short.ts:4.",
  },
  nothing: {
    text: inserts("nothing") + `await pool.query("UPDATE nothing SET word = NULL WHERE id = 1");\n`,
    told: "It is set to NULL at src/nothing.ts:4.",
  },
  optional: {
    text: `export const f = (word?: string) => pool.query("INSERT INTO optional (id, word) VALUES (1, $1)", [word]);\n`,
    told: "src/optional.ts:3 gives it `string | undefined`.",
  },
  checked: {
    text: `export const f = (word?: string) => { if (!word) return null; return pool.query("INSERT INTO checked (id, word) VALUES (1, $1)", [word]); };\n`,
    told: null,
  },
  fallback: {
    text: `export const f = (word: any) => pool.query("INSERT INTO fallback (id, word) VALUES (1, $1)", [word ?? null]);\n`,
    told: "What src/fallback.ts:3 writes to it may be null.",
  },
  emptied: {
    text: `export const f = (word: any) => pool.query("INSERT INTO emptied (id, word) VALUES (1, nullif($1, ''))", [word]);\n`,
    told: "What src/emptied.ts:3 writes to it may be null.",
  },
  filled: {
    text: `export const f = (word: any) => pool.query("INSERT INTO filled (id, word) VALUES (1, coalesce($1, ''))", [word ?? null]);\n`,
    told: null,
  },
  asked: {
    text: writesUnknown("asked") + `await pool.query("SELECT id FROM asked WHERE word IS NULL");\n`,
    told: "It is asked whether it is NULL at src/asked.ts:4.",
  },
  guarded: {
    text:
      writesUnknown("guarded") +
      `const g = await pool.query("SELECT word FROM guarded"); if (g.rows[0].word) g.rows[0].word.trim();\n`,
    told: "It is checked for null at src/guarded.ts:4.",
  },
  copies: {
    text: `await pool.query("INSERT INTO copies (id, word) SELECT id, word FROM short");\n`,
    told: "What src/copies.ts:3 writes to it may be null.",
  },
  clones: { text: `await pool.query("INSERT INTO clones (id, word) SELECT id, word FROM given");\n`, told: null },
  joined: {
    text: `await pool.query("INSERT INTO joined (id, word) SELECT u.id, g.word FROM unseen u LEFT JOIN given g ON g.id = u.id");\n`,
    told: "What src/joined.ts:3 writes to it may be null.",
  },
  kept: {
    text: `await pool.query("INSERT INTO kept (id, word) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET word = excluded.word", ["x"]);\n`,
    told: null,
  },
  // Nobody is seen to make rows.
  dropped: { text: "", told: "Its NOT NULL was dropped at migrations/2.sql:1." },
  added: { text: "", told: "Rows that were there when it was added have none (migrations/2.sql:2)." },
  dropped_given: { text: inserts("dropped_given"), told: null },
  added_given: { text: inserts("added_given", "id, word"), told: null },
  added_written: { text: writesUnknown("added_written"), told: null },
  // What all are seen to give is there, whatever is asked or said.
  asked_given: {
    text: inserts("asked_given") + `await pool.query("SELECT id FROM asked_given WHERE word IS NULL");\n`,
    told: null,
  },
  guarded_given: {
    text:
      inserts("guarded_given") +
      `const g = await pool.query("SELECT word FROM guarded_given"); if (g.rows[0].word) g.rows[0].word.trim();\n`,
    told: null,
  },
  // A check of another variable of that name, and of the row, is none of the column.
  passed: {
    text:
      writesUnknown("passed") +
      `const p = await pool.query("SELECT word FROM passed"); check(p.rows[0].word); function check(given: string) { const word = look(given); if (!word) return; word.trim(); given.trim(); }\n`,
    told: null,
  },
  beside: {
    text:
      writesUnknown("beside") +
      `const p = await pool.query("SELECT id, word FROM beside"); if (p.rows[0].id === 1) p.rows[0].word.trim();\n`,
    told: null,
  },
  // That a type may be without a property says nothing of NULL; that it names null does.
  lacking: {
    text:
      writesUnknown("lacking") +
      `export const l = () => pool.query<{ word?: string }>("SELECT word FROM lacking").then(({ rows }) => rows);\n`,
    told: null,
  },
  declaring: {
    text:
      writesUnknown("declaring") +
      `export const l = () => pool.query<{ word: string | null }>("SELECT word FROM declaring").then(({ rows }) => rows);\n`,
    told: "Another type says that it may be null at src/declaring.ts:4.",
  },
  backfilled: { text: inserts("backfilled", "id, word"), told: null },
  pointed: { text: inserts("pointed"), told: "Its foreign key sets it to NULL." },
  partial: { text: writesUnknown("partial"), told: "The schema asks whether it is NULL." },
  called: { text: "", told: null },
};

const names = Object.keys(cases);
const files: Files = {
  "package.json": "{}",
  "migrations/1.sql": `${tables(...names.filter((name) => !/^(?:dropped|added|backfilled)/.test(name)))}
CREATE TABLE dropped (id int PRIMARY KEY, word text NOT NULL, other text);
CREATE TABLE dropped_given (id int PRIMARY KEY, word text NOT NULL, other text);
CREATE TABLE added (id int PRIMARY KEY);
CREATE TABLE added_given (id int PRIMARY KEY);
CREATE TABLE added_written (id int PRIMARY KEY);
CREATE TABLE backfilled (id int PRIMARY KEY);
CREATE TABLE words (word text PRIMARY KEY);
CREATE INDEX ON partial (id) WHERE word IS NOT NULL;
ALTER TABLE pointed ADD FOREIGN KEY (word) REFERENCES words ON DELETE SET NULL;
CREATE FUNCTION make() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO called (id, word) VALUES (1, 'x'); END $$;
`,
  "migrations/2.sql": `ALTER TABLE dropped ALTER word DROP NOT NULL;
ALTER TABLE added ADD word text;
ALTER TABLE backfilled ADD word text;
ALTER TABLE dropped_given ALTER word DROP NOT NULL;
ALTER TABLE added_given ADD word text;
ALTER TABLE added_written ADD word text;
UPDATE backfilled SET word = 'x' WHERE word IS NULL;
`,
  ...Object.fromEntries(names.map((name) => [`src/${name}.ts`, reads(name) + (cases[name]?.text ?? "")])),
};

interface Result {
  readonly filePath: string;
  readonly messages: readonly { readonly message: string; readonly line: number }[];
}

const told = (results: readonly Result[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    results.flatMap(({ filePath, messages }) =>
      messages.map(({ message }) => [
        filePath.replace(/^.*src\/(\w+)\.ts$/, "$1"),
        message.replace(/^.* in WHERE\.\s?/, ""),
      ]),
    ),
  );

const expected = Object.fromEntries(
  Object.entries(cases).flatMap(([name, { told: evidence }]) => (evidence === null ? [] : [[name, evidence]])),
);
const rule = ["--rule", "no-unguarded-nullable-read"];

describe("what a project writes into its columns", () => {
  const { rowguard } = project(files);

  it("decides what check says of NULL", async () => {
    const { out } = await rowguard("check", ...rule, "--format", "json");
    expect(told(JSON.parse(out))).toEqual(expected);
  });

  it("is told by the survey", async () => {
    const { out } = await rowguard("survey");
    expect(out).toMatch(
      /^23 columns without NOT NULL in which nothing that was read puts NULL: added_given\.word, added_written\.word, .* and 18 more\.$/m,
    );
  });

  it("decides what ESLint says where it is written down", async () => {
    const { out } = await rowguard("survey", "--format", "json");
    const surveyed = folderWith({ ...files, "rowguard.survey.json": out });
    expect(told(await lint(surveyed))).toEqual(expected);
    expect(told(await lint(surveyed, { strict: true }))).toHaveProperty("given", "");
  });

  it("is not looked for in a whole project while one file is linted: a small one is told all, a large one what the schema and the file say", async () => {
    const small = folderWith({ ...files, "rowguard.config.json": '{ "survey": { "leastFiles": 100 } }' });
    expect(Object.keys(told(await lint(small))).sort()).toEqual([...names].sort());
    const large = folderWith({ ...files, "rowguard.config.json": '{ "survey": { "leastFiles": 5 } }' });
    expect(Object.keys(told(await lint(large))).sort()).toEqual(
      [
        "asked",
        "asked_given",
        "declaring",
        "emptied",
        "fallback",
        "guarded",
        "guarded_given",
        "joined",
        "nothing",
        "optional",
        "partial",
        "pointed",
        "short",
      ].sort(),
    );
  });
});

describe("objects of a model that are filled property by property", () => {
  const entity = `import { Column, Entity, PrimaryGeneratedColumn, type Repository } from "typeorm";
@Entity("runs") export class Run {
  @PrimaryGeneratedColumn() id: number;
  @Column("text") input: string;
  @Column("text") output: string;
  @Column("text") judged: string;
  @Column("text") either: string;
  @Column("text") never: string;
}
`;
  const { rowguard } = project({
    "package.json": '{ "dependencies": { "typeorm": "0.3.20" } }',
    "rowguard.config.json": '{ "schema": ["schema.sql", "src/run.ts"] }',
    "schema.sql":
      "CREATE TABLE runs (id serial PRIMARY KEY, input text, output text, judged text, either text, never text);",
    "src/run.ts": entity,
    "src/save.ts": `import type { Repository } from "typeorm"; import { Run } from "./run";
export async function save(runs: Repository<Run>, judge: boolean, output?: string) {
  const run = new Run();
  run.input = "x";
  run.output = output ?? "";
  if (judge) { run.judged = "yes"; run.either = "a"; } else { run.either = "b"; }
  await runs.save(run);
}
`,
  });

  it("leave NULL where no way sets a property, or not every one", async () => {
    const { out } = await rowguard("check", ...rule, "--format", "json");
    const lines = (JSON.parse(out) as readonly Result[]).flatMap(({ messages }) =>
      messages.map(({ line, message }) => `${line} ${message.replace(/^.* to it\.\s?/, "")}`),
    );
    expect(lines).toEqual([
      "6 It is not set on every way at src/save.ts:3.",
      "8 It is not set on every way at src/save.ts:3.",
    ]);
  });
});

async function lint(cwd: string, options?: object): Promise<readonly Result[]> {
  const eslint = new ESLint({
    cwd,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ["**/*.ts"],
        languageOptions: { parser: (await import("@typescript-eslint/parser")).default },
        plugins: { rowguard: plugin },
        rules: { "rowguard/no-unguarded-nullable-read": ["error", ...(options ? [options] : [])] },
      },
    ] as never,
  });
  return eslint.lintFiles([join("src", "*.ts")]);
}
