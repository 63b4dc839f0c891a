import type { Hole, HolePart, TextPart } from "../../model/sql-text.ts";
import type { Variant } from "./variants.ts";

/** What stands for an interpolation until something is put in its place: one unit, and never part of a word or operator. */
const holeMark = "\uFFFC";

/** A variant as one text, each hole a single unit, with where its parts stand in it. */
export interface Template {
  readonly text: string;
  readonly parts: readonly { readonly start: number; readonly end: number; readonly part: TextPart | HolePart }[];
  readonly holes: ReadonlyMap<number, Hole>;
}

export function templateOf(variant: Variant): Template {
  let text = "";
  const parts: { start: number; end: number; part: TextPart | HolePart }[] = [];
  const holes = new Map<number, Hole>();
  for (const part of variant) {
    const start = text.length;
    if (part.kind === "hole") holes.set(start, part.hole);
    text += part.kind === "hole" ? holeMark : part.text;
    parts.push({ start, end: text.length, part });
  }
  return { text, parts, holes };
}
