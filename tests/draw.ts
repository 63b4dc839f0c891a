/**
 * Rule tests whose expectations are drawn under the code.
 *
 * ```ts
 * const { valid, invalid } = drawn(noHardDelete, { schema: "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);" });
 *
 * valid("a purge", ts`
 *   import { Pool } from "pg";
 *   await new Pool().query("DELETE FROM users WHERE deleted_at IS NOT NULL");
 * `);
 *
 * invalid("a DELETE by key", ts`
 *   import { sql } from "./db.ts";
 *   await sql\`DELETE FROM users WHERE id = 1\`;
 *                         ~~~~~ hardDelete: "users"
 * `, { suggestions: ["UPDATE users SET deleted_at = now() WHERE id = 1"], files: { "db.ts": `import postgres from "postgres"; export const sql = postgres();` } });
 * ```
 *
 * - A line `~~~~ messageId` marks the line above it, exactly where the finding begins and ends; several marks may stand in
 *   one line or in several lines. After `messageId:` comes a part of the message, up to the end of the line. A finding that
 *   ends lines later says where: `~~~~ messageId +2:14` (two lines below, before column 14, from 1). All findings are drawn,
 *   and no others.
 * - `ts`, `tsx`, `js`, `sql` and `prisma` (in ESLint's languages "rowguard/sql" and "rowguard/prisma") take the code as it stands between the backticks: only `\`` and `\${` are unescaped, and marks are
 *   drawn under what one sees, backslashes included. Common indentation is dropped. A plain string is taken as it is, marks
 *   included, for code with carriage returns and the like (as `.ts`).
 * - Every fix and every suggestion is tried: it must parse, must leave fewer findings of its kind, and what `--fix` leaves
 *   must not change again. `output` (after all fixes) and `suggestions` (of all findings, in order) are compared where they
 *   are given: the whole code, or just a part that appears by it.
 * - `schema` is SQL, `settings` what `configure` takes, `options` the rule's, `files` other files beside the code, by relative
 *   path, `file` the code's own name, `types: true` lints with type information. Each may be given for the suite or a case.
 */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { expect, it } from "vitest";
import type { RowguardRule } from "../lib/define-rule.ts";
import { languages } from "../lib/language/index.ts";
import { folderBeside, folderWith } from "./project-folder.ts";

export interface Setting {
  /** DDL, applied as one migration. None: there is no schema. */
  readonly schema?: string;
  /** What `configure` takes, beside root and schema. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The rule's own options. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Other files, by path relative to the code. */
  readonly files?: Readonly<Record<string, string>>;
  /** The code's path, relative. */
  readonly file?: string;
  /** Lint with type information. */
  readonly types?: boolean;
  /** Lint with ESLint's own parser as well, where it takes the code: its trees and scopes must give the same findings. */
  readonly espree?: boolean;
}

export interface Expectation extends Setting {
  /** The code after `--fix`, or a part that appears by it; null: nothing is fixed. */
  readonly output?: string | Drawing | null;
  /** The code after each suggestion, or a part that appears by it, over all findings in order. */
  readonly suggestions?: readonly (string | Drawing)[];
}

/** Code and what is drawn under it. Columns and lines from 1. */
export interface Drawing {
  readonly code: string;
  readonly marks: readonly Mark[];
  readonly extension: string;
}

interface Mark {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly messageId: string;
  /** A part of the message; null: any. */
  readonly says: string | null;
}

type Tag = (strings: TemplateStringsArray) => Drawing;
export const ts: Tag = (strings) => fromTemplate(strings, "ts");
export const tsx: Tag = (strings) => fromTemplate(strings, "tsx");
export const js: Tag = (strings) => fromTemplate(strings, "js");
export const sql: Tag = (strings) => fromTemplate(strings, "sql");
export const prisma: Tag = (strings) => fromTemplate(strings, "prisma");

type Case = (name: string, code: Drawing | string, expectation?: Expectation) => void;

/** Code as a fix or suggestion has changed it. */
export interface Changed {
  readonly before: string;
  readonly after: string;
  /** Other files beside the code, and its own name. */
  readonly files: Readonly<Record<string, string>>;
  readonly file: string;
  /** What the rule says of the code before, in order, and which of that this is the change of. */
  readonly said: readonly string[];
  readonly of: number;
  /** What it says of the code after. */
  readonly left: readonly string[];
}

/** `valid` and `invalid` for a rule: each call is a test of its own. In: what is to be told of every fix and suggestion that is made. */
export function drawn(
  rule: RowguardRule,
  suite: Setting = {},
  tell: ((changed: Changed) => void) | null = null,
): { readonly valid: Case; readonly invalid: Case } {
  const run: Case = (name, code, expectation = {}) => {
    it(name, () => {
      const drawing = typeof code === "string" ? read(code.split("\n"), "ts", false) : code;
      const setting = { ...suite, ...expectation };
      const lint = linterFor(rule, setting, drawing);
      const messages = lint.verify(drawing.code);

      expect(draw(drawing.code, messages, drawing.marks)).toBe(drawExpected(drawing));
      if (setting.espree && !setting.types)
        expectSame(drawing, messages, linterFor(rule, setting, drawing, true).verify(drawing.code));

      const before = count(messages);
      for (const message of messages) if (message.messageId) tryFixes(lint, drawing.code, message, before);
      if (tell) {
        const { files = {}, file = `code.${drawing.extension}` } = setting;
        for (const [of, message] of messages.entries())
          for (const after of changesOf(drawing.code, message)) {
            const [said, left] = [messages, lint.verify(after)].map((all) => all.map((one) => one.message));
            tell({ before: drawing.code, after, files, file, said: said ?? [], of, left: left ?? [] });
          }
      }
      const fixed = messages.some(({ fix }) => fix) ? lint.fix(drawing.code) : drawing.code;
      if (expectation.output !== undefined) {
        if (expectation.output === null) expect(fixed, "nothing to fix").toBe(drawing.code);
        else expectChange(drawing.code, fixed, expectation.output);
      }
      if (fixed !== drawing.code) expect(lint.fix(fixed), "a second run of --fix changes nothing").toBe(fixed);
      if (expectation.suggestions) {
        const made = messages.flatMap(({ suggestions = [] }) => suggestions.map(({ fix }) => apply(drawing.code, fix)));
        expect(made.length, `suggestions:\n${made.join("\n--\n")}`).toBe(expectation.suggestions.length);
        made.forEach((output, index) => expectChange(drawing.code, output, expectation.suggestions?.[index] ?? ""));
      }
    });
  };

  return {
    valid: (name, code, expectation) => {
      if (typeof code !== "string" && code.marks.length > 0)
        throw new Error(`"${name}" is valid, yet findings are drawn in it`);
      run(name, code, expectation);
    },
    invalid: (name, code, expectation) => {
      const drawing = typeof code === "string" ? read(code.split("\n"), "ts", false) : code;
      if (drawing.marks.length === 0) throw new Error(`"${name}" is invalid, yet no finding is drawn in it`);
      run(name, drawing, expectation);
    },
  };
}

interface Lint {
  verify(code: string): Linter.LintMessage[];
  fix(code: string): string;
}

const tsconfig =
  '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2023", "allowJs": true, "allowImportingTsExtensions": true, "noEmit": true, "types": [] } }';

/** The folder of a case: cases with types have their own, since a program is kept for it, and cases whose code is the schema. */
function folderFor({ schema, files = {}, types, settings }: Setting, file: string): string {
  const beside = {
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [join(dirname(file), path), text])),
    ...(schema === undefined ? {} : { "schema.sql": schema }),
    ...(types ? { "tsconfig.json": tsconfig } : {}),
  };
  const isSchema = [settings?.["schema"]].flat().includes(file);
  return types || isSchema ? folderWith(beside) : folderBeside(beside, file);
}

/** An ESLint with this one rule on, for one file in the folder of the case. */
export function linterFor(rule: RowguardRule, setting: Setting, drawing: Drawing, espree = false): Lint {
  const file = setting.file ?? `code.${drawing.extension}`;
  const folder = folderFor(setting, file);
  const filename = join(folder, file);
  folderWith({ [file]: drawing.code }, folder);

  const linter = new Linter({ cwd: folder });
  const config: Linter.Config[] = [
    {
      files: ["**/*.{js,jsx,ts,tsx,mjs,cjs,mts,cts}"],
      languageOptions: {
        ...(espree ? {} : { parser: parser as Linter.Parser }),
        sourceType: filename.endsWith(".cjs") ? "commonjs" : "module",
        parserOptions: {
          ecmaFeatures: { jsx: /x$/.test(filename) || filename.endsWith(".js") },
          ...(setting.types ? { projectService: true, tsconfigRootDir: folder } : {}),
        },
      },
    },
    { files: ["**/*.sql"], language: "rowguard/sql" },
    { files: ["**/*.prisma"], language: "rowguard/prisma" },
    {
      files: ["**/*.{js,jsx,ts,tsx,mjs,cjs,mts,cts,sql,prisma}"],
      linterOptions: { reportUnusedDisableDirectives: "off" },
      plugins: { rowguard: { rules: { [rule.name]: rule as never }, languages: languages as never } },
      rules: { [`rowguard/${rule.name}`]: setting.options ? ["error", setting.options] : "error" },
      settings: {
        rowguard: { root: folder, schema: setting.schema === undefined ? [] : ["schema.sql"], ...setting.settings },
      },
    },
  ];
  return {
    verify: (code) => {
      if (setting.types) writeFileSync(filename, code);
      return linter.verify(code, config, { filename });
    },
    fix: (code) => linter.verifyAndFix(code, config, { filename }).output,
  };
}

function expectSame(
  { code }: Drawing,
  messages: readonly Linter.LintMessage[],
  own: readonly Linter.LintMessage[],
): void {
  if (own.some(({ fatal }) => fatal)) return;
  expect(draw(code, own, []), "by ESLint's own parser").toBe(draw(code, messages, []));
}

export const count = (messages: readonly Linter.LintMessage[]) => {
  const counts = new Map<string, number>();
  for (const { messageId = "" } of messages) counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
  return counts;
};

/** A fix or suggestion must leave code that parses, with its own finding gone. */
export function tryFixes(
  lint: Lint,
  code: string,
  message: Linter.LintMessage,
  before: ReadonlyMap<string, number>,
): void {
  for (const edit of [message.fix, ...(message.suggestions ?? []).map(({ fix }) => fix)]) {
    if (!edit) continue;
    const output = apply(code, edit);
    const after = lint.verify(output);
    expect(
      after.filter(({ fatal }) => fatal).map((fatal) => fatal.message),
      `parses:\n${output}`,
    ).toEqual([]);
    const id = message.messageId ?? "";
    expect(count(after).get(id) ?? 0, `is silenced by its own change:\n${draw(output, after, [])}`).toBeLessThan(
      before.get(id) ?? 0,
    );
  }
}

/** The code after each fix and suggestion of a finding. */
const changesOf = (code: string, { fix, suggestions = [] }: Linter.LintMessage): readonly string[] =>
  [fix, ...suggestions.map((one) => one.fix)].flatMap((edit) => (edit ? [apply(code, edit)] : []));

function apply(code: string, fix: { readonly range: readonly [number, number]; readonly text: string }): string {
  const body = code.startsWith("\uFEFF") ? 1 : 0;
  return code.slice(0, fix.range[0] + body) + fix.text + code.slice(fix.range[1] + body);
}

function expectChange(before: string, after: string, expected: string | Drawing): void {
  if (typeof expected !== "string") return expect(after.trim()).toBe(expected.code.trim());
  if (after.trim() === expected.trim()) return;
  if (before.includes(expected)) throw new Error(`this part was there before the change: ${expected}`);
  if (!after.includes(expected)) expect(after).toBe(expected);
}

// --- the drawing

/** What ESLint found, drawn under the code, in the words of the expectation where that is true of it. */
function draw(code: string, messages: readonly Linter.LintMessage[], expected: readonly Mark[]): string {
  const marks = messages.map((message): Mark => {
    const place = {
      line: message.line,
      column: message.column,
      endLine: message.endLine ?? message.line,
      endColumn: message.endColumn ?? message.column,
      messageId: message.messageId ?? (message.fatal ? "PARSING-ERROR" : `RULE-CRASHED`),
    };
    const twin = expected.find((mark) => samePlace(mark, place));
    const agrees = twin && (twin.says === null || message.message.includes(twin.says));
    return { ...place, says: agrees ? twin.says : message.message };
  });
  return drawMarks(code, marks);
}

const drawExpected = (drawing: Drawing) => drawMarks(drawing.code, drawing.marks);

const samePlace = (mark: Mark, other: Omit<Mark, "says">) =>
  mark.line === other.line &&
  mark.column === other.column &&
  mark.endLine === other.endLine &&
  mark.endColumn === other.endColumn &&
  mark.messageId === other.messageId;

function drawMarks(code: string, marks: readonly Mark[]): string {
  const sorted = [...marks].sort(
    (a, b) => a.line - b.line || a.column - b.column || a.messageId.localeCompare(b.messageId),
  );
  return code
    .split("\n")
    .flatMap((line, index) => [
      line,
      ...sorted.filter((mark) => mark.line === index + 1).map((mark) => drawMark(mark, line)),
    ])
    .join("\n");
}

function drawMark(mark: Mark, line: string): string {
  const oneLine = mark.endLine === mark.line;
  const width = Math.max((oneLine ? mark.endColumn : line.trimEnd().length + 1) - mark.column, 1);
  const end = oneLine ? "" : ` +${mark.endLine - mark.line}:${mark.endColumn}`;
  return `${" ".repeat(mark.column - 1)}${"~".repeat(width)} ${mark.messageId}${end}${mark.says === null ? "" : `: ${mark.says}`}`;
}

const markLine = /^\s*~+ [a-zA-Z]\w*/;
const markPattern = /(~+) ([a-zA-Z]\w*)(?: \+(\d+):(\d+))?(?:: (.*))?/g;

function fromTemplate({ raw }: TemplateStringsArray, extension: string): Drawing {
  if (raw.length !== 1) throw new Error("Escape ${ in drawn code: \\${");
  const lines = (raw[0] ?? "")
    .replace(/^[ ]*\n/, "")
    .replace(/\n\s*$/, "\n")
    .split("\n");
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return read(
    lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)),
    extension,
    true,
  );
}

/** Tells code from marks; `escaped`: the code's own backticks and `${` have a backslash, which is seen but not meant. */
function read(lines: readonly string[], extension: string, escaped: boolean): Drawing {
  const code: string[] = [];
  const marks: Mark[] = [];
  let toColumn: (seen: number) => number = (seen) => seen;
  for (const line of lines) {
    if (!markLine.test(line) || code.length === 0) {
      code.push(escaped ? line.replace(/\\(`|\$\{)/g, "$1") : line);
      const backslashes = escaped ? [...line.matchAll(/\\(?:`|\$\{)/g)].map(({ index }) => index) : [];
      toColumn = (seen) => seen - backslashes.filter((index) => index < seen).length;
      continue;
    }
    for (const match of line.matchAll(markPattern)) {
      const [, underline = "", messageId = "", lineCount, endColumn, says] = match;
      const start = toColumn(match.index);
      const end = toColumn(match.index + underline.length);
      marks.push({
        line: code.length,
        column: start + 1,
        endLine: code.length + Number(lineCount ?? 0),
        endColumn: endColumn === undefined ? end + 1 : Number(endColumn),
        messageId,
        says: says?.trimEnd() ?? null,
      });
    }
  }
  return { code: code.join("\n"), marks, extension };
}
