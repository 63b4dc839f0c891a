import { Linter } from "eslint";
import { expect, it, vi } from "vitest";
import plugin from "../rules/index.ts";

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
