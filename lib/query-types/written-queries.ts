import { visit } from "../catalog/mentions.ts";
import type { Reading } from "../model/reading.ts";
import { sqlFile } from "../model/site.ts";
import { readTextFile } from "../text-file.ts";

/** Comments are no longer than this. */
const mostBefore = 600;

/** The comments that stand right before a query: in its text, or in the file of SQL that has it. In: that file. */
export function commentsBefore({ site }: Reading, file: string): string {
  const [first] = site.text;
  const own = first?.kind === "text" ? leadingComments(first.text) : "";
  if (site.library !== sqlFile) return own;
  const before = readTextFile(file).text.slice(Math.max(0, site.span.start - mostBefore), site.span.start);
  // What ends the statement before this one is none of its own.
  return before.slice(before.lastIndexOf(";") + 1) + own;
}

const leadingComments = (text: string): string => /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? "";

/** The names of the parameters of a query that have one, by their numbers. */
export function parameterNames({ variants }: Reading): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  visit(variants, (node) => {
    const { kind, number, name } = node;
    if (kind === "parameter" && typeof number === "number" && typeof name === "string") names.set(number, name);
  });
  return names;
}
