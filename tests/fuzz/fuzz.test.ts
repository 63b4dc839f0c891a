import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { afterEach, expect, it, vi } from "vitest";
import { parseCount } from "../../lib/read/sql/parser/parse-cache.ts";
import { readScript } from "../../lib/read/sql/read-script.ts";
import { schemaReaders } from "../../lib/pipeline.ts";
import { evaluatorOf } from "../../lib/source/built/evaluator.ts";
import { openFile } from "../../lib/source/open-module.ts";
import plugin from "../../rules/index.ts";
import { Random } from "../lib/catalog/random.ts";
import { folderWith } from "../project-folder.ts";
import { schema } from "../rules/projects/knex.ts";
import { inputBy, type Input } from "./inputs.ts";

/** A minute of it: `FUZZ_INPUTS=5000 npx vitest run tests/fuzz`; another one: `FUZZ_SEED=7`. */
const count = Number(process.env["FUZZ_INPUTS"] ?? 150);
const seed = Number(process.env["FUZZ_SEED"] ?? 1);

/** What one input, of some twenty lines, may take: expressions evaluated, texts parsed as SQL. */
const mostEvaluated = 20_000;
const mostParsed = 600;

const root = folderWith({ "migrations/1.sql": schema, "package.json": "{}" });
const config: Linter.Config[] = [
  {
    files: ["**/*.ts"],
    languageOptions: { parser },
    plugins: { rowguard: plugin },
    rules: Object.fromEntries(Object.keys(plugin.rules).map((name) => [`rowguard/${name}`, "error"])),
    settings: { rowguard: { root } },
  },
];
const linter = new Linter({ configType: "flat", cwd: root });

afterEach(() => {
  vi.restoreAllMocks();
});

/** What is wrong with how an input is read; null where nothing is. */
function faultOf({ language, text }: Input, at: number): string | null {
  const told = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const parsed = parseCount();
  try {
    const evaluated =
      language === "ts" ? lint(text, at) : (language === "sql" ? readScript(text) : migrate(text, at), 0);
    const failure = told.mock.calls.map(([message]) => String(message)).find((message) => message.includes("failed"));
    if (failure !== undefined) return failure;
    if (evaluated > mostEvaluated) return `${evaluated} expressions evaluated`;
    const texts = parseCount() - parsed;
    return texts > mostParsed ? `${texts} texts parsed` : null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    told.mockRestore();
  }
}

function lint(text: string, at: number): number {
  const file = join(root, `input${at}.ts`);
  writeFileSync(file, text);
  linter.verify(text, config, file);
  const module = openFile(file);
  return module ? evaluatorOf(module).evaluated : 0;
}

function migrate(text: string, at: number): void {
  const file = join(root, `migration${at}.js`);
  writeFileSync(file, text);
  schemaReaders.migrations.read(file, "knex", () => null);
}

it(
  `${count} inputs that nobody writes are read, or left, without a fault and within bounds`,
  () => {
    const faults: object[] = [];
    for (let at = 0; at < count && faults.length < 5; at++) {
      const input = inputBy(new Random(seed * 1_000_003 + at));
      const fault = faultOf(input, at);
      if (fault !== null) faults.push({ at, fault, ...input });
    }
    expect(faults).toEqual([]);
  },
  Math.max(60_000, count * 1_000),
);
