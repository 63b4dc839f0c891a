import type { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { noUnparameterizedSql } from "../../../../rules/no-unparameterized-sql.ts";
import { count, linterFor, tryFixes, type Setting } from "../../../draw.ts";

/** Why, and code with «marks» around what must be reported; nothing else may be. */
export type Labelled = readonly [why: string, code: string];

export interface Around extends Setting {
  /** What stands before the code of each row. */
  readonly before?: string;
  /** The language of the file; TypeScript where nothing is said. */
  readonly extension?: "ts" | "js";
}

/** A test for each row. What is offered for a finding is tried, too: the code must parse after it, with that finding gone. */
export function labelled(
  subject: string,
  { before = "", extension = "ts", ...setting }: Around,
  rows: readonly Labelled[],
): void {
  describe(subject, () => {
    it.each(rows.map(([why, code]) => ({ why, code })))("$why: $code", ({ code }) => {
      const plain = code.replace(/[«»]/g, "");
      const whole = `${before}\n${plain}`;
      const lint = linterFor(noUnparameterizedSql, setting, { code: whole, marks: [], extension });
      const messages = lint.verify(whole);
      const fatal = messages.find((message) => message.fatal);
      if (fatal) throw new Error(fatal.message);
      expect(marked(whole, messages).slice(before.length + 1)).toBe(code);
      for (const message of messages) tryFixes(lint, whole, message, count(messages));
    });
  });
}

/** The code with «marks» around each finding. */
function marked(code: string, messages: readonly Linter.LintMessage[]): string {
  const lines = code.split("\n");
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  const marks = messages.flatMap(({ line, column, endLine = line, endColumn = column }) => [
    { at: offset(line, column), mark: "«" },
    { at: offset(endLine, endColumn), mark: "»" },
  ]);
  return marks
    .toSorted((one, other) => other.at - one.at || (one.mark === "«" ? -1 : 1))
    .reduce((text, { at, mark }) => text.slice(0, at) + mark + text.slice(at), code);
}
