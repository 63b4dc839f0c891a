import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../rules/index.ts";
import { runIn } from "./cli/command.ts";
import { folderWith } from "./project-folder.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = (path: string) => readFileSync(join(root, path), "utf8");

describe.each(Object.keys(plugin.rules))("the page of %s", (rule) => {
  const text = page(`docs/rules/${rule}.md`);
  const [, language, schema = ""] = /```(sql|prisma)\n([^]*?)```/.exec(text.split(/^## /m).slice(0, 2).join()) ?? [];
  const schemaFile = language === undefined ? null : `schema.${language}`;
  const folder = folderWith(schemaFile === null ? {} : { [schemaFile]: schema });
  const { docs } = plugin.rules[rule]?.meta ?? {};
  const needsTypes = docs !== undefined && "requiresTypeChecking" in docs;
  /** What a program is made of for type information must lie on the disk. */
  const typedProgram = (at: string, file: string, code: string) => {
    folderWith({ [file]: code, "tsconfig.json": '{ "compilerOptions": { "strict": true, "types": [] } }' }, at);
    return { parserOptions: { projectService: true, tsconfigRootDir: at } };
  };

  /** A block that begins with the path of a migration is one, alone in its project. */
  const lint = (code: string, extension: string) => {
    const path = /^(?:--|\/\/) (migrations\/\S+)\n/.exec(code)?.[1];
    const at = path === undefined ? folder : folderWith({ [path]: code });
    const sources = path !== undefined ? ["migrations"] : schemaFile === null ? [] : [schemaFile];
    const file = path ?? `example.${extension}`;
    return new Linter({ cwd: at }).verify(
      code,
      [
        { plugins: { rowguard: plugin } },
        { files: ["**/*.sql"], language: "rowguard/sql" },
        {
          files: ["**/*.ts"],
          languageOptions: { parser: parser as Linter.Parser, ...(needsTypes && typedProgram(at, file, code)) },
        },
        {
          files: ["**/*.{ts,sql}"],
          // The recommended rules too: an example of one rule is no mistake by another.
          rules: { ...plugin.configs.recommended.rules, [`rowguard/${rule}`]: "error" },
          settings: { rowguard: { root: at, schema: sources } },
        },
      ],
      { filename: join(at, file) },
    );
  };
  const blocks = (heading: string) =>
    [
      ...(new RegExp(`^## ${heading}\n([^]*?)(?=^## )`, "m").exec(text)?.[1] ?? "").matchAll(
        /```(ts|sql)[^\n]*\n([^]*?)```/g,
      ),
    ].map(([, extension = "", code = ""]) => [code, extension] as const);
  const ofRule = (messages: readonly Linter.LintMessage[]) =>
    messages.filter(({ ruleId, fatal }) => fatal || ruleId === `rowguard/${rule}`).map(({ message }) => message);

  it.each(blocks("Incorrect"))("reports\n%s", (code, extension) => {
    const messages = lint(code, extension);
    expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
    // Every function or statement of an Incorrect block is one.
    expect(ofRule(messages).length).toBeGreaterThanOrEqual(
      code.match(/^export const|^export async function/gm)?.length ?? 1,
    );
  });
  it.each(blocks("Correct"))("does not report\n%s", (code, extension) => {
    expect(lint(code, extension)).toEqual([]);
  });
  it.each(blocks("Options"))("reports with the option\n%s", (code, extension) => {
    expect(ofRule(lint(code.replace(/^\/\*.*\*\/\n/, ""), extension))).toEqual([]);
    expect(ofRule(lint(code, extension))).not.toEqual([]);
  });
});

/** The headings of a page as its links name them. */
const headingsOf = (path: string) =>
  [...page(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(" ", "-"));

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

  it("names only files, and headings in them, that exist", () => {
    for (const file of [
      "README.md",
      "CONTRIBUTING.md",
      "docs/glossary.md",
      "docs/how-it-works.md",
      "CHANGELOG.md",
      "docs/editors.md",
      "docs/presets.md",
      "docs/standards.md",
      "docs/sql-files.md",
      ...readdirSync(join(root, "docs/rules")).map((name) => `docs/rules/${name}`),
    ]) {
      for (const [, link = "", heading] of page(file).matchAll(/\]\((?!https?:)([^)#]+)(?:#([^)]+))?\)/g)) {
        expect(existsSync(join(root, file, "..", link)), `${file}: ${link}`).toBe(true);
        if (heading !== undefined) expect(headingsOf(join(dirname(file), link)), `${file}: ${link}`).toContain(heading);
      }
    }
  });
});

describe("the documentation for engineers", () => {
  const terms = [...page("docs/glossary.md").matchAll(/^\| ([a-z][\w ]*) \| (.*) \| (.*) \|$/gm)];

  it("explains at most 25 terms, in the order of the alphabet, a sentence each", () => {
    const names = terms.map(([, term = ""]) => term);
    expect(names.length).toBeGreaterThan(0);
    expect(names.length).toBeLessThanOrEqual(25);
    expect(names).toEqual([...names].sort());
    for (const [, term = "", sentence = ""] of terms) {
      expect(sentence, term).toMatch(/^[A-Z].*\.$/);
      expect(sentence, term).not.toMatch(/\. [A-Z]/);
    }
  });

  it.each(["CONTRIBUTING.md", "docs/glossary.md", "docs/how-it-works.md"])(
    "names in %s only files that exist",
    (file) => {
      const missing = [...page(file).matchAll(/`((?:lib|rules|cli|tests|docs|bench)\/[\w./-]+)`/g)].filter(
        ([, path = ""]) =>
          !path.includes("ninth-query") && !["", ".ts"].some((ending) => existsSync(join(root, path + ending))),
      );
      expect(missing.map(([, path]) => path)).toEqual([]);
    },
  );

  it("is linked", () => {
    for (const link of ["docs/how-it-works.md", "CONTRIBUTING.md"]) expect(page("README.md")).toContain(`](${link})`);
    for (const file of ["CONTRIBUTING.md", "docs/how-it-works.md"])
      expect(page(file)).toMatch(/\]\((?:docs\/)?glossary\.md\)/);
  });
});
