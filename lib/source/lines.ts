import { firstIndexWhere } from "../lists.ts";

let latest: { readonly text: string; readonly starts: readonly number[] } | undefined;

// Lines of one file are asked for one after another.
function startsOf(text: string): readonly number[] {
  if (latest?.text === text) return latest.starts;
  const starts = [0];
  for (const { index, 0: written } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + written.length);
  latest = { text, starts };
  return starts;
}

/** The line of a place in the text of a source file, from 1; lines end as JavaScript says. */
export function lineAt(text: string, offset: number): number {
  return Math.max(
    firstIndexWhere(startsOf(text), (start) => start > offset),
    1,
  );
}

/** Line, from 1, and column, from 0, of a place in the text of a source file. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const line = lineAt(text, offset);
  return { line, column: offset - (startsOf(text)[line - 1] ?? 0) };
}
