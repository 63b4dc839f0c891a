import type { TSESTree } from "@typescript-eslint/utils";
import { walk } from "./nodes.ts";
import { firstIndexWhere } from "../lists.ts";

/**
 * The comments of a program that parses, in their order: what two slashes, or a slash and a star, begin outside of
 * strings, templates, regular expressions and the text of JSX. Parsers find them by reading every token again.
 */
export function commentsOf(program: TSESTree.Program, text: string): TSESTree.Comment[] {
  if (!/\/[/*]/.test(text)) return [];
  const literals = literalRanges(program);
  const lines = lineStartsOf(text);
  const comments: TSESTree.Comment[] = [];
  const opening = /\/[/*]/g;
  let next = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index;
    let literal = literals[next];
    while (literal && literal[1] <= start) literal = literals[++next];
    if (literal && literal[0] <= start) {
      opening.lastIndex = literal[1];
      continue;
    }
    const isLine = match[0] === "//";
    lineEnd.lastIndex = start;
    const found = isLine ? (lineEnd.exec(text)?.index ?? text.length) : text.indexOf("*/", start + 2) + 2;
    const end = found > start + 1 ? found : text.length;
    opening.lastIndex = end;
    comments.push({
      type: (isLine ? "Line" : "Block") as never,
      value: text.slice(start + 2, isLine ? end : end - 2),
      range: [start, end],
      loc: { start: positionOf(start, lines), end: positionOf(end, lines) },
    });
  }
  return comments;
}

const lineEnd = /[\n\r\u2028\u2029]/g;

function literalRanges(program: TSESTree.Program): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  walk(program, (node) => {
    if (
      node.type === "TemplateElement" ||
      node.type === "JSXText" ||
      (node.type === "Literal" && (typeof node.value === "string" || "regex" in node))
    )
      ranges.push(node.range);
  });
  return ranges.sort((a, b) => a[0] - b[0]);
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: written } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + written.length);
  return starts;
}

function positionOf(offset: number, lines: readonly number[]): TSESTree.Position {
  const line = Math.max(
    firstIndexWhere(lines, (start) => start > offset),
    1,
  );
  return { line, column: offset - (lines[line - 1] ?? 0) };
}
