import type { ESLint } from "eslint";
import { findingsOf } from "./findings.ts";
import { printable } from "./printable.ts";

/**
 * Workflow commands that GitHub Actions turns into annotations
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions). In: `show` gives a path as the
 * repository knows it.
 */
export function formatGithub(results: readonly ESLint.LintResult[], show: (file: string) => string): string {
  return findingsOf(results)
    .map(({ file, message }) => {
      const place = [
        ["file", show(file)],
        ["line", message.line],
        ["col", message.column],
        ["endLine", message.endLine],
        ["endColumn", message.endColumn],
        ["title", message.ruleId ?? "rowguard"],
      ];
      const properties = place
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key}=${property(String(value))}`);
      return `::${message.severity === 2 ? "error" : "warning"} ${properties.join(",")}::${data(message.message)}`;
    })
    .join("\n");
}

const data = (text: string) =>
  text
    .replaceAll("%", "%25")
    .split(/(\r?\n|\r)/)
    .map(encoded)
    .join("");
const encoded = (part: string, index: number) =>
  index % 2 === 0 ? printable(part) : part.replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
