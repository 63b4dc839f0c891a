import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { afterAll, describe, expect, it } from "vitest";
import plugin from "../rules/index.ts";
import { runIn } from "./cli/command.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = (path: string) => readFileSync(join(root, path), "utf8");

describe.each(Object.keys(plugin.rules))("the page of %s", (rule) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rowguard-page-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const text = page(`docs/rules/${rule}.md`);
  const schema = /```sql\n([^]*?)```/.exec(text)?.[1];
  if (schema !== undefined) writeFileSync(join(folder, "schema.sql"), schema);

  const lint = (code: string) =>
    new Linter({ cwd: folder }).verify(
      code,
      [
        {
          files: ["**/*.ts"],
          languageOptions: { parser: parser as Linter.Parser },
          plugins: { rowguard: plugin },
          // All rules: an example of one rule is no mistake by another.
          rules: Object.fromEntries(Object.keys(plugin.rules).map((name) => [`rowguard/${name}`, "error" as const])),
          settings: { rowguard: { root: folder, schema: schema === undefined ? [] : ["schema.sql"] } },
        },
      ],
      { filename: join(folder, "example.ts") },
    );
  const blocks = (heading: string) =>
    [
      ...(new RegExp(`^## ${heading}\n([^]*?)(?=^## )`, "m").exec(text)?.[1] ?? "").matchAll(
        /```ts[^\n]*\n([^]*?)```/g,
      ),
    ].map(([, code]) => code ?? "");
  const ofRule = (messages: readonly Linter.LintMessage[]) =>
    messages.filter(({ ruleId, fatal }) => fatal || ruleId === `rowguard/${rule}`).map(({ message }) => message);

  it.each(blocks("Incorrect").map((code) => [code]))("reports\n%s", (code) => {
    const messages = lint(code);
    expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
    // Every function or statement of an Incorrect block is one.
    expect(ofRule(messages).length).toBeGreaterThanOrEqual(
      code.match(/^export const|^export async function/gm)?.length ?? 1,
    );
  });
  it.each(blocks("Correct").map((code) => [code]))("does not report\n%s", (code) => {
    expect(lint(code)).toEqual([]);
  });
  it.each(blocks("Options").map((code) => [code]))("reports with the option\n%s", (code) => {
    expect(ofRule(lint(code.replace(/^\/\*.*\*\/\n/, "")))).toEqual([]);
    expect(ofRule(lint(code))).not.toEqual([]);
  });
});

describe("README.md", () => {
  const readme = page("README.md");

  it("shows what the command prints about the example shop", async () => {
    const { out: printed } = await runIn(root, ["check", "examples/shop"]);
    const shown = /```text\n\$ npx rowguard check\n([^]*?)```/.exec(readme)?.[1] ?? "";
    const blocks = shown.split("\n…\n").map((block) => block.trim());
    expect(blocks.length).toBeGreaterThan(1);
    // As if typed in the shop's own folder.
    const there = printed.replaceAll("examples/shop/", "");
    for (const block of blocks) expect(there).toContain(block);
  });

  it("names only files that exist", () => {
    for (const file of [
      "README.md",
      "docs/how-it-works.md",
      "CHANGELOG.md",
      ...readdirSync(join(root, "docs/rules")).map((name) => `docs/rules/${name}`),
    ]) {
      for (const [, link = ""] of page(file).matchAll(/\]\((?!https?:)([^)#]+)/g))
        expect(existsSync(join(root, file, "..", link)), `${file}: ${link}`).toBe(true);
    }
  });
});

it("shows a whole rule in how-it-works.md that is held by tests", () => {
  const [, shown] = /```ts\n([^]*?)```/.exec(page("docs/how-it-works.md")) ?? [];
  expect(shown?.replaceAll("../lib/", "../../lib/")).toBe(page("tests/example-rules/require-where.ts"));
});
