import type { ESLint, Linter } from "eslint";

/** One thing to show: a message of ESLint with its file. */
export interface Shown {
  readonly file: string;
  readonly message: Linter.LintMessage;
}

/** Findings in order of file and place, parse errors among them. */
export const findingsOf = (results: readonly ESLint.LintResult[]): readonly Shown[] =>
  results.flatMap(({ filePath, messages }) => messages.map((message) => ({ file: filePath, message })));

/** `1 file`, `2 files`. */
export const plural = (count: number, noun: string, many = `${noun}s`) => `${count} ${count === 1 ? noun : many}`;
