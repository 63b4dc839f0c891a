import type { SqlPart, SqlText } from "../../model/sql-text.ts";
import { isContent, listOf } from "./written.ts";

/** What of a text is different in another one. */
export interface ChangedParts {
  /** The parts that the other one does not have, by their index. */
  readonly removed: ReadonlySet<number>;
  /** Whether the other one has parts of its own. */
  readonly adds: boolean;
  /** From the first difference to the last one, and what stands there in the other text. */
  readonly start: number;
  readonly end: number;
  readonly other: SqlText;
}

/**
 * Compares what is written on two paths, part by part, by what is told of each by `partKey`. Blanks, parentheses and
 * what stands between the items of lists are left alone.
 */
export function changedParts(text: SqlText, other: SqlText): ChangedParts {
  const [own, others] = [contentOf(text), contentOf(other)];
  let start = 0;
  while (start < own.length && start < others.length && own[start]?.key === others[start]?.key) start++;
  let [end, otherEnd] = [own.length, others.length];
  while (end > start && otherEnd > start && own[end - 1]?.key === others[otherEnd - 1]?.key) {
    end--;
    otherEnd--;
  }
  const [one, two] = [own.slice(start, end), others.slice(start, otherEnd)];
  const lengths = commonLengths(one, two);
  const removed = new Set<number>();
  let otherAt = 0;
  for (const [at, { key, index }] of one.entries()) {
    const here = lengths[at]?.[otherAt] ?? 0;
    while (otherAt < two.length && key !== two[otherAt]?.key && lengths[at]?.[otherAt + 1] === here) otherAt++;
    if (otherAt < two.length && key === two[otherAt]?.key) otherAt++;
    else removed.add(index);
  }
  return {
    removed,
    adds: (lengths[0]?.[0] ?? 0) < two.length,
    ...extent(text, one, own[start]),
    other: otherPart(other, two),
  };
}

/** The parts of a text that some parts of another one are in it, by their index. */
export function sameParts(parts: ReadonlySet<number>, text: SqlText, other: SqlText): ReadonlySet<number> {
  const missing = changedParts(text, other).removed;
  const surplus = changedParts(other, text).removed;
  const kept = contentOf(text).filter(({ index }) => !missing.has(index));
  const there = contentOf(other).filter(({ index }) => !surplus.has(index));
  return new Set(kept.flatMap(({ index }, at) => (parts.has(index) ? [there[at]?.index ?? -1] : [])));
}

interface Content {
  readonly key: string;
  readonly index: number;
}

function contentOf(text: SqlText): Content[] {
  return text.flatMap((part, index) => (isContent(part) ? [{ key: partKey(part), index }] : []));
}

function extent(
  text: SqlText,
  content: readonly Content[],
  next: Content | undefined,
): { readonly start: number; readonly end: number } {
  const [first, last] = [content[0], content.at(-1)];
  const start = first?.index ?? next?.index ?? text.length;
  return { start, end: last ? last.index + 1 : start };
}

function otherPart(other: SqlText, content: readonly Content[]): SqlText {
  const [first, last] = [content[0], content.at(-1)];
  return first && last ? other.slice(first.index, last.index + 1) : [];
}

/** How many parts the ends of two texts have in common, from each pair of parts on. */
function commonLengths(own: readonly Content[], others: readonly Content[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: own.length + 1 }, () => new Array<number>(others.length + 1).fill(0));
  for (let at = own.length - 1; at >= 0; at--)
    for (let otherAt = others.length - 1; otherAt >= 0; otherAt--) {
      const row = lengths[at];
      if (!row) continue;
      row[otherAt] =
        own[at]?.key === others[otherAt]?.key
          ? 1 + (lengths[at + 1]?.[otherAt + 1] ?? 0)
          : Math.max(lengths[at + 1]?.[otherAt] ?? 0, row[otherAt + 1] ?? 0);
    }
  return lengths;
}

/** Tells parts apart: what is written, and where it comes from. */
export function partKey(part: SqlPart): string {
  switch (part.kind) {
    case "text":
      return listOf(part)
        ? part.text
        : `${part.place.kind === "here" ? part.place.start : part.place.span.start} ${part.text}`;
    case "hole":
      return `${part.hole.span.start} ${part.hole.treatment} ${part.hole.source}`;
    default:
      return `${part.span.start} ${part.kind} ${part.kind === "choice" ? part.options.length : ""}`;
  }
}
