import { readFileSync } from "node:fs";
import type { ESLint, Linter, Rule } from "eslint";
import { mayGetRows } from "../lib/find/imported-sql.ts";
import { mayDefineTables, mayHoldSql } from "../lib/find/quick-look.ts";
import { toolThatMade } from "../lib/project/made-by-a-tool.ts";
import { analyseSource, sharedParser, type FileAnalysis } from "../lib/pipeline.ts";
import type { Settings } from "../lib/settings.ts";
import plugin, { ownRules } from "../rules/index.ts";
import { inEslint, type RuleSettings } from "../rules/presets.ts";
import { isWrittenForDatabase } from "./checked-files.ts";
import type { Progress } from "./progress.ts";

export interface RunOptions<T> {
  /** Of ESLint: a folder above every file. */
  readonly base: string;
  readonly settings: Settings;
  /** By their bare names; empty: files are read, and nothing is reported. */
  readonly rules: RuleSettings;
  /** Use type information, by the tsconfig.json nearest to each file. */
  readonly types: boolean;
  readonly fix: boolean;
  readonly progress: Progress;
  /** What to keep of a file that was read. What is kept must be small: an analysis holds the whole syntax tree. */
  note(file: string, analysis: FileRead): T;
}

/** What was read in a file. */
export interface FileRead extends FileAnalysis {
  /** The same object for the rules, which know it by that. */
  readonly analysis: FileAnalysis;
  /** In: a UTF-16 offset. Out: the line from 1, the column from 0. */
  readonly locate: (offset: number) => { readonly line: number; readonly column: number };
}

export interface Run<T> {
  /** One for each file, in order; of rowguard's own findings and of parse errors only. */
  readonly results: readonly ESLint.LintResult[];
  /** What was noted of each file that may hold SQL, by absolute path. */
  readonly read: ReadonlyMap<string, T>;
  /** Files that nobody may read, or that went away, with the reason that the system gives. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  /** Files that may hold SQL and are left out, since a generator or a bundler has written them. */
  readonly byTools: readonly string[];
  /** Files that rowguard itself failed on. */
  readonly crashes: readonly { readonly file: string; readonly message: string }[];
  /** ESLint's own way to print results. */
  format(name: string, results: readonly ESLint.LintResult[]): Promise<string>;
  /** Files in no tsconfig.json, read without types although types were asked for. */
  readonly untyped: readonly string[];
}

/**
 * Runs rowguard's rules, and nothing else, over source files. Files that cannot hold SQL are not even parsed. In:
 * absolute paths.
 */
export async function run<T>(files: readonly string[], options: RunOptions<T>): Promise<Run<T>> {
  const { ESLint } = await import("eslint");
  const read = new Map<string, T>();
  const engine = (types: boolean) =>
    new ESLint({
      cwd: options.base,
      overrideConfigFile: true,
      overrideConfig: configuration({ ...options, types }, read),
      errorOnUnmatchedPattern: false,
      warnIgnored: false,
      fix: options.fix,
    });
  const eslint = engine(options.types);
  let plain: ESLint | null = null;

  const results = new Map<string, ESLint.LintResult>();
  const crashes: { file: string; message: string }[] = [];
  const untyped: string[] = [];
  const lint = async (batch: readonly string[]): Promise<void> => {
    try {
      for (const result of await eslint.lintFiles([...batch])) results.set(result.filePath, result);
    } catch (error) {
      // Which file it was, ESLint says in prose only.
      if (batch.length === 1)
        crashes.push({ file: batch[0] ?? "", message: (error as Error).message.split("\n", 2).join(" ").trim() });
      else for (const file of batch) await lint([file]);
    }
  };

  const unreadable: { file: string; reason: string }[] = [];
  const byTools: string[] = [];
  const followsRows = Object.keys(options.rules).some((name) => ownRules[name]?.seesRowsOfOthers);
  const relevant = files.filter((file) => {
    try {
      if (isWrittenForDatabase(file)) return true;
      const text = readFileSync(file, "utf8");
      if (!isOfInterest(text) && !(followsRows && mayGetRows({ file, text }))) return false;
      if (toolThatMade(text) === null) return true;
      byTools.push(file);
      return false;
    } catch (error) {
      unreadable.push({ file, reason: error instanceof Error ? error.message : String(error) });
      return false;
    }
  });
  for (let start = 0; start < relevant.length; start += batchSize) {
    options.progress.show(start, relevant.length);
    await lint(relevant.slice(start, start + batchSize));
  }
  for (const [file, result] of results) {
    if (!options.types || !result.messages.some(({ fatal, message }) => fatal && message.includes("project service")))
      continue;
    plain ??= engine(false);
    const [again] = await plain.lintFiles([file]);
    if (again) results.set(file, again);
    untyped.push(file);
  }
  options.progress.end();
  const all = files.map((file) => ours(results.get(file) ?? nothingFound(file)));
  const format: Run<T>["format"] = async (name, shown) => (await eslint.loadFormatter(name)).format([...shown]);
  return { results: all, read, unreadable, byTools, crashes, untyped, format };
}

const isOfInterest = (text: string): boolean => mayHoldSql(text) || mayDefineTables(text);
const batchSize = 20;

function configuration<T>(options: RunOptions<T>, read: Map<string, T>): Linter.Config[] {
  const { settings } = options;
  const keep: Rule.RuleModule = {
    create(context) {
      // A file that only gets rows of others has none of its own to tell of.
      if (!isWrittenForDatabase(context.filename) && !isOfInterest(context.sourceCode.text)) return {};
      const whole = () => {
        const { sourceCode, filename } = context;
        const analysis = analyseSource(sourceCode as never, filename, settings);
        read.set(
          filename,
          options.note(filename, {
            ...analysis,
            analysis,
            locate: (offset) => sourceCode.getLocFromIndex(offset),
          }),
        );
      };
      return { "Program:exit": whole, "SqlFile:exit": whole, "PrismaFile:exit": whole };
    },
  };
  return [
    // Which files to read is decided: what ESLint leaves out by itself was named on purpose.
    { ignores: ["!**/node_modules/", "!**/.git/"] },
    {
      // Not `**/*`, which to ESLint is no reason to lint a file.
      files: ["**/*.*"],
      languageOptions: {
        parser: sharedParser,
        sourceType: "module",
        parserOptions: options.types ? { projectService: true, tsconfigRootDir: settings.root } : {},
      },
      linterOptions: { reportUnusedDisableDirectives: "off" },
      plugins: { rowguard: plugin, "rowguard-run": { rules: { keep } } },
      rules: {
        ...inEslint(options.rules),
        "rowguard-run/keep": "error",
      },
      settings: { rowguard: settings },
    },
    { files: ["**/*.cjs", "**/*.cts"], languageOptions: { sourceType: "commonjs" } },
    { files: ["**/*.{sql,SQL}"], language: "rowguard/sql" },
    { files: ["**/*.prisma"], language: "rowguard/prisma" },
  ];
}

/**
 * Comments of the file may switch on rules of plugins that are not here, or be of older versions (`eslint-env`, which is "fatal", though the file is
 * checked): what ESLint says of them is not ours.
 */
function ours(result: ESLint.LintResult): ESLint.LintResult {
  const messages = result.messages.filter(
    (message) => isParsingError(message) || message.ruleId?.startsWith("rowguard/"),
  );
  const suppressedMessages = result.suppressedMessages.filter(({ ruleId }) => ruleId?.startsWith("rowguard/"));
  return withMessages({ ...result, suppressedMessages }, messages);
}

const isParsingError = ({ fatal, message }: Linter.LintMessage) =>
  fatal === true && message.startsWith("Parsing error:");

/** A result with other messages, counted anew. */
export function withMessages(result: ESLint.LintResult, messages: Linter.LintMessage[]): ESLint.LintResult {
  const errors = messages.filter(({ severity }) => severity === 2);
  const fixable = messages.filter(({ fix }) => fix);
  return {
    ...result,
    messages,
    errorCount: errors.length,
    fatalErrorCount: messages.filter(({ fatal }) => fatal).length,
    warningCount: messages.length - errors.length,
    fixableErrorCount: fixable.filter(({ severity }) => severity === 2).length,
    fixableWarningCount: fixable.filter(({ severity }) => severity === 1).length,
  };
}

const nothingFound = (filePath: string): ESLint.LintResult => ({
  filePath,
  messages: [],
  suppressedMessages: [],
  errorCount: 0,
  fatalErrorCount: 0,
  warningCount: 0,
  fixableErrorCount: 0,
  fixableWarningCount: 0,
  usedDeprecatedRules: [],
});
