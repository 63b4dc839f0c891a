import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { requireWhere } from "../rules/require-where.ts";
import { ninthQuery, placed, templates } from "./templates.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");

describe("the templates of CONTRIBUTING.md", () => {
  it("are a rule, and a library with a builder and sources of the schema", () => {
    expect([...templates.keys()]).toEqual([
      "rules/require-where.ts",
      "app.ts",
      "lib/libraries/ninth-query/facts.ts",
      "lib/libraries/ninth-query/readers.ts",
    ]);
    expect([...ninthQuery.keys()].sort()).toEqual(["facts.ts", "migrations.ts", "models.ts", "readers.ts"]);
  });

  it("are formatted", async () => {
    for (const [filepath, text] of placed) expect(await format(text, { filepath, printWidth: 120 })).toBe(text);
  });

  it("have a rule that is one of the plugin's", () => {
    expect(templates.get("rules/require-where.ts")).toBe(read("rules/require-where.ts"));
  });

  it("report what the page says, and nothing else", () => {
    const code = templates.get("app.ts") ?? "";
    const messages = new Linter({ cwd: root }).verify(
      code,
      [
        {
          files: ["**/*.ts"],
          languageOptions: { parser: parser as Linter.Parser },
          plugins: { rowguard: { rules: { "require-where": requireWhere as never } } },
          rules: { "rowguard/require-where": "error" },
          settings: { rowguard: { root: join(root, "tests/fixtures/new-library") } },
        },
      ],
      { filename: join(root, "tests/fixtures/new-library/app.ts") },
    );
    const marked = code.split("\n").flatMap((line, index) => (line.includes("// reported") ? [index + 1] : []));
    expect(marked).not.toEqual([]);
    expect(messages.map(({ line, message }) => [line, message])).toEqual(
      marked.map((line) => [line, 'DELETE without WHERE reaches every row of "notes". Add a WHERE clause.']),
    );
  });
});
