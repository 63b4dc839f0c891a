import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { expect, it } from "vitest";
// @ts-expect-error -- it is JavaScript, for Node to run as it is
import { generateProject as generate } from "../bench/generate.js";
import { parseCount } from "../lib/read/sql/parser/parse-cache.ts";
import { evaluatorOf } from "../lib/source/built/evaluator.ts";
import { filesParsed, openFile } from "../lib/source/open-module.ts";
import plugin from "../rules/index.ts";
import { newFolder } from "./project-folder.ts";

const generateProject = generate as (folder: string, files: number) => void;

/** What linting the generated project may take: counts, which are the same on every machine. Lower them when less is needed. */
const budget = {
  parsed: 220,
  evaluated: 1_700,
  opened: 6,
};

/** What it takes with so many of the rules. */
function cost(rules: readonly string[]): {
  readonly parsed: number;
  readonly evaluated: number;
  readonly opened: number;
} {
  const root = newFolder();
  generateProject(root, 12);
  const linter = new Linter({ configType: "flat", cwd: root });
  const config: Linter.Config = {
    files: ["**/*.ts"],
    languageOptions: { parser },
    plugins: { rowguard: plugin },
    rules: Object.fromEntries(rules.map((name) => [`rowguard/${name}`, "error"])),
    settings: { rowguard: { root } },
  };
  const before = parseCount();
  let [evaluated, opened] = [0, 0];
  for (const name of readdirSync(join(root, "src")).sort()) {
    const file = join(root, "src", name);
    const openedBefore = filesParsed();
    linter.verify(readFileSync(file, "utf8"), config, file);
    opened += filesParsed() - openedBefore;
    const module = openFile(file);
    if (module) evaluated += evaluatorOf(module).evaluated;
  }
  return { parsed: parseCount() - before, evaluated, opened };
}

it("linting costs no more than it did, and other rules parse no further texts", () => {
  const one = cost(["no-hard-delete"]);
  const all = cost(Object.keys(plugin.rules));
  expect(all.parsed, "texts that only other rules parse").toBe(0);
  for (const [name, most] of Object.entries(budget)) {
    const taken = { ...all, parsed: one.parsed }[name as keyof typeof budget];
    expect(taken, name).toBeLessThanOrEqual(most);
    // A budget that is not lowered lets what was won slide back.
    expect(taken, `${name}: lower the budget`).toBeGreaterThan(most * 0.5);
  }
});
