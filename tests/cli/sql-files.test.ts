import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../rules/index.ts";
import { project } from "./command.ts";

const files = {
  "package.json": '{ "dependencies": { "pg": "8" } }',
  "db/migrations/001_users.sql": `-- +goose Up
CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);
CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint);
UPDATE users SET email = lower(email);

-- +goose Down
DELETE FROM users;
DROP TABLE users;
`,
  "db/queries/users.sql": `SELECT id FROM users WHERE email = $1;
-- eslint-disable-next-line rowguard/no-hard-delete -- asked for
DELETE FROM users WHERE id = $1;
DELETE FROM users WHERE email = NULL;
SELEC;
`,
  "db/dump.sql": `--
-- PostgreSQL database dump
--

CREATE TABLE public.users (id bigint);
DELETE FROM users WHERE id = 3;
`,
  "mysql/migrations/1.sql":
    "CREATE TABLE users (id int AUTO_INCREMENT, deleted_at datetime) ENGINE=InnoDB;\nDELETE FROM users;\n",
  "src/live.ts": `import { Pool } from "pg";
export const live = () => new Pool().query("SELECT id FROM users WHERE deleted_at IS NULL");
`,
};

interface Result {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly line: number; readonly column: number }[];
}

const found = (folder: string, results: readonly Result[]) =>
  results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, line, column }) => `${filePath.slice(folder.length + 1)}:${line}:${column} ${ruleId}`),
  );

describe("files of SQL", () => {
  const { folder, rowguard } = project(files);

  it("are checked with the others, save Down parts, dumps and other databases", async () => {
    const { out } = await rowguard("check", "--format", "json");
    expect(found(folder, JSON.parse(out))).toEqual([
      "db/queries/users.sql:1:16 rowguard/require-soft-delete-filter",
      "db/queries/users.sql:4:13 rowguard/no-hard-delete",
      "db/queries/users.sql:4:33 rowguard/no-null-comparison",
    ]);
  });

  it("are linted alike by ESLint", async () => {
    const eslint = new ESLint({
      cwd: folder,
      overrideConfigFile: true,
      overrideConfig: [plugin.configs.recommended, ...plugin.configs["recommended-sql"]],
    });
    const { out } = await rowguard("check", "db", "--format", "json");
    expect(found(folder, await eslint.lintFiles(["db"]))).toEqual(found(folder, JSON.parse(out)));
  });

  it("are listed with their queries and changes of rows, and what cannot be read", async () => {
    const { out } = await rowguard("queries", "db", "--format", "json");
    const queries = JSON.parse(out) as Readonly<Record<"file" | "line" | "kind" | "library" | "status", string>>[];
    expect(queries.map(({ file, line, kind, library, status }) => [file, line, kind, library, status])).toEqual([
      ["db/migrations/001_users.sql", 4, "update", "SQL file", "checked"],
      ["db/migrations/001_users.sql", 7, "delete", "SQL file", "checked"],
      ["db/queries/users.sql", 1, "select", "SQL file", "checked"],
      ["db/queries/users.sql", 3, "delete", "SQL file", "checked"],
      ["db/queries/users.sql", 4, "delete", "SQL file", "checked"],
      ["db/queries/users.sql", 5, "unknown", "SQL file", "unread"],
    ]);
  });

  it("count in the survey", async () => {
    const { out } = await rowguard("survey", "--format", "json");
    const [users] = (JSON.parse(out) as { tables: { uses: Record<string, { file: string; line: number }[]> }[] })
      .tables;
    const places = (kind: string) => users?.uses[kind]?.map(({ file, line }) => `${file}:${line}`);
    expect(places("reads")).toEqual(["db/queries/users.sql:1"]);
    expect(places("filters")).toEqual(["src/live.ts:2"]);
    expect(places("removes")).toEqual(["db/queries/users.sql:3", "db/queries/users.sql:4"]);
  });

  it("are shown as text where they are UTF-16", async () => {
    const own = project(files);
    writeFileSync(join(own.folder, "db/queries/wide.sql"), Buffer.from("\uFEFFDELETE FROM users;\r\n", "utf16le"));
    const { out } = await own.rowguard("check", "db/queries/wide.sql");
    expect(out).toContain("db/queries/wide.sql:1:13  rowguard/no-hard-delete\n  1 │ DELETE FROM users;\n");
  });
});

describe("tests of pgTAP", () => {
  const migration = "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);\n";
  const found = async (text: string) => {
    const own = project({
      "package.json": '{ "dependencies": { "pg": "8" } }',
      "migrations/1.sql": migration,
      "db/a.sql": text,
    });
    return (await own.rowguard("check", "--rule", "no-hard-delete", "--format", "json")).out.includes("hardDelete");
  };
  it.each([
    "BEGIN;\nSELECT plan(1);\nDELETE FROM users WHERE id = 1;\nSELECT * FROM finish();\nROLLBACK;\n",
    "SELECT no_plan();\nDELETE FROM users WHERE id = 1;\n",
  ])("are left alone: %j", async (text) => expect(await found(text)).toBe(false));
  it.each([
    "BEGIN;\nSELECT plan FROM users;\nDELETE FROM users WHERE id = 1;\nROLLBACK;\n",
    "SELECT plan(1, 2);\nDELETE FROM users WHERE id = 1;\n",
  ])("and no others: %j", async (text) => expect(await found(text)).toBe(true));
});

describe("scripts that fill tables", () => {
  const migration =
    "CREATE TABLE users (id int PRIMARY KEY, name text, deleted_at timestamptz);\nCREATE TABLE cards (user_id int);\n";
  const found = async (text: string) => {
    const own = project({
      "package.json": '{ "dependencies": { "pg": "8" } }',
      "migrations/1.sql": migration,
      "db/a.sql": text,
    });
    const args = ["check", "--rule", "require-soft-delete-filter", "--format", "json"];
    return (await own.rowguard(...args)).out.includes("unfilteredRead");
  };
  const insert = "INSERT INTO cards VALUES ((SELECT id FROM users WHERE name = 'Ann'))";
  it.each([
    `BEGIN;\n${insert};\nSELECT setval('cards_id_seq', 9);\nCOMMIT;\n`,
    `WITH rows AS (${insert} RETURNING 1) SELECT count(*) FROM rows;\n`,
    `DELETE FROM cards;\n${insert} ON CONFLICT DO NOTHING;\n`,
    `${insert};\nSELECT setval FROM setval('cards_id_seq', (SELECT max(id) FROM users));\n`,
  ])("are run by hand: %j", async (text) => expect(await found(text)).toBe(false));
  it.each([
    `${insert};\nSELECT * FROM users WHERE name = 'Ann';\n`,
    `INSERT INTO cards VALUES ((SELECT id FROM users WHERE name = :name));\n`,
    `-- name: AddCard :exec\n${insert};\n`,
    "UPDATE cards SET user_id = (SELECT id FROM users WHERE name = 'Ann');\n",
  ])("others are a program's: %j", async (text) => expect(await found(text)).toBe(true));
});
