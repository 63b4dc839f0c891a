import type { Hole, HolePart, TextPart } from "../../../model/sql-text.ts";
import { Presences, type Presence } from "./presence.ts";
import type { Variant } from "./variants.ts";

/**
 * What stands for an interpolation until something is put in its place: one unit, and never part of a word or operator.
 */
const holeMark = "\uFFFC";

/** A variant as one text, optional pieces in it, each hole a single unit, with where its parts stand in it. */
export interface Template {
  readonly text: string;
  readonly parts: readonly TemplatePart[];
  readonly holes: ReadonlyMap<number, Hole>;
  /** Whether any of it is optional. */
  readonly optional: boolean;
}

export interface TemplatePart {
  readonly start: number;
  readonly end: number;
  readonly part: TextPart | HolePart;
  readonly presence: Presence | null;
}

export function templateOf(variant: Variant): Template {
  let text = "";
  let optional = false;
  const parts: TemplatePart[] = [];
  const holes = new Map<number, Hole>();
  const presences = new Presences();
  const write = (pieces: Variant, presence: Presence | null): void => {
    for (const part of pieces) {
      const start = text.length;
      if (part.kind === "optional") {
        optional = true;
        write(part.text, presences.of(presence, part.condition));
        continue;
      }
      if (part.kind === "hole") holes.set(start, part.hole);
      text += part.kind === "hole" ? holeMark : part.text;
      parts.push({ start, end: text.length, part, presence });
    }
  };
  write(variant, null);
  return { text, parts, holes, optional };
}

/** The part that holds a unit of the text. */
export function partAt({ parts }: Template, offset: number): TemplatePart | undefined {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.end ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return parts[low];
}
