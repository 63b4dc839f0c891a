import type { ESLint, Linter } from "eslint";
import type { Colors } from "./streams.ts";
import { findingsOf, plural } from "./findings.ts";
import { printable, printableColumns } from "./printable.ts";

export interface StylishOptions {
  /** A path as the reader would type it. */
  readonly show: (file: string) => string;
  /** The text of a file, null where it cannot be read any more. */
  readonly read: (file: string) => string | null;
  /** The page of a rule, by its full name. */
  readonly page: (rule: string) => string | null;
  readonly colors: Colors;
  /** Characters in a line of the reader's terminal. */
  readonly width: number;
}

/** Every finding with its code underlined, then each rule with its count and page. Empty where nothing was found. */
export function formatStylish(results: readonly ESLint.LintResult[], options: StylishOptions): string {
  const { colors, show, page } = options;
  const blocks = results.flatMap(({ filePath, messages, output }) => {
    if (messages.length === 0) return [];
    // After a fix that was not written, places are those of the fixed text.
    const lines = (output ?? options.read(filePath))?.split(/\r\n|[\n\r\u2028\u2029]/) ?? [];
    return messages.map((message) => block(message, show(filePath), lines, options));
  });
  const rules = new Map<string, number>();
  for (const { message } of findingsOf(results))
    if (message.ruleId) rules.set(message.ruleId, (rules.get(message.ruleId) ?? 0) + 1);
  const nameWidth = Math.max(0, ...[...rules.keys()].map((rule) => rule.length));
  const countWidth = Math.max(0, ...[...rules.values()].map((count) => String(count).length));
  const pages = [...rules]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([rule, count]) =>
      `${colors.bold(String(count).padStart(countWidth))}  ${rule.padEnd(nameWidth)}  ${colors.dim(page(rule) ?? "")}`.trimEnd(),
    );
  return [...blocks, ...(pages.length > 0 ? [pages.join("\n")] : [])].join("\n\n");
}

function block(message: Linter.LintMessage, file: string, lines: readonly string[], options: StylishOptions): string {
  const { colors } = options;
  const gutter = String(message.line).length;
  const place = `${colors.cyan(printable(file))}${colors.dim(`:${message.line}:${message.column}`)}`;
  const head = message.ruleId ? `${place}  ${colors.yellow(message.ruleId)}` : `${place}  ${colors.red("not checked")}`;
  const cut = excerpt(message, lines[message.line - 1] ?? "", options.width - gutter - 5);
  const margin = `  ${" ".repeat(gutter)} ${colors.dim("│")} `;
  return [
    head,
    ...(cut
      ? [
          `  ${colors.dim(`${message.line} │`)} ${printableColumns(cut.code)}`,
          `${margin}${" ".repeat(cut.indent)}${colors.red("~".repeat(cut.width))}`,
        ]
      : []),
    `  ${printable(sentence(message))}`,
    ...helpOf(message).map((help) => `  ${colors.green("→")} ${printable(help)}`),
  ].join("\n");
}

const sentence = ({ fatal, message }: Linter.LintMessage) =>
  fatal
    ? `This file does not parse, so nothing in it was checked. ${message.replace(/^Parsing error: /, "")}`
    : message;

function helpOf({ fix, suggestions = [] }: Linter.LintMessage): string[] {
  const descriptions = suggestions.map(({ desc }) => desc);
  return [...(fix ? ["--fix does it"] : []), ...(descriptions.length > 0 ? [descriptions.join(", or: ")] : [])];
}

/** The part of a line around the finding that fits, without its indentation, and where the underline goes. */
function excerpt(
  message: Linter.LintMessage,
  line: string,
  room: number,
): { code: string; indent: number; width: number } | null {
  if (!line.trim()) return null;
  const text = line.trimEnd().replaceAll("\t", " ");
  const start = message.column - 1;
  const end =
    message.endLine === undefined || message.endLine === message.line
      ? (message.endColumn ?? message.column + 1) - 1
      : text.length;
  const width = Math.max(1, Math.min(end, text.length) - start);
  const left = text.search(/\S/);
  // As much before the finding as fits with all of it in sight; a long finding is cut at its end.
  const fits = text.length - left <= room;
  const from = fits ? left : Math.max(left, Math.min(start - 20, text.length - room + 1));
  const lead = from > left ? "…" : "";
  const rest = text.slice(from);
  const shown = rest.length > room - lead.length ? `${rest.slice(0, room - lead.length - 1)}…` : rest;
  const indent = start - from + lead.length;
  return { code: `${lead}${shown}`, indent, width: Math.max(1, Math.min(width, room - indent)) };
}

/** `3 findings in 2 files`, and what to do about them. */
export function describeFindings(results: readonly ESLint.LintResult[]): string {
  const findings = findingsOf(results).filter(({ message }) => !message.fatal);
  if (findings.length === 0) return "Nothing found.";
  const files = new Set(findings.map(({ file }) => file)).size;
  const fixable = findings.filter(({ message }) => message.fix).length;
  const suggested = findings.filter(({ message }) => message.suggestions?.length).length;
  const ways = [
    ...(fixable ? [`--fix repairs ${fixable}`] : []),
    ...(suggested ? [`the editor offers a change for ${suggested}`] : []),
  ];
  return `${plural(findings.length, "finding")} in ${plural(files, "file")}${ways.length ? `: ${ways.join(", ")}` : ""}.`;
}
