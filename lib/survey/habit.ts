import type { SurveySettings } from "../settings.ts";
import type { SurveyedTable } from "./survey.ts";

/**
 * How a project treats the deleted rows of a table. `unused`: nothing sets the column or asks for it. `dated`: the
 * column is set and asked for, and no read leaves rows out: a date in the life of a row (its deletion is due), which
 * is there all the same. `ignored`: rows are marked, and hardly any read leaves them out. `filtered`: most reads do.
 * `open`: none of these.
 */
export type Habit =
  | { readonly kind: "unused" | "dated" | "open" }
  | { readonly kind: "ignored" | "filtered"; readonly filtered: number; readonly reads: number };

/**
 * A table's habit by what was surveyed. Reads that ask for deleted rows on purpose count neither way, and one that could
 * not be read whole may filter.
 */
export function habitOf({ used, uses }: SurveyedTable, { leastReads, mostly, seldom }: SurveySettings): Habit {
  if (!used) return { kind: "unused" };
  const filtered = uses.filters?.length ?? 0;
  const reads = filtered + (uses.reads?.length ?? 0);
  const perhaps = uses.unknown?.length ?? 0;
  const isMarked = (uses.marks?.length ?? 0) > 0;
  if (reads < leastReads || filtered === reads) return { kind: "open" };
  if (isMarked && (filtered + perhaps) / (reads + perhaps) <= seldom)
    return filtered === 0 && uses.asks ? { kind: "dated" } : { kind: "ignored", filtered, reads };
  return filtered / reads >= mostly ? { kind: "filtered", filtered, reads } : { kind: "open" };
}

/** What is said of a table's other reads beside a finding about one of them; null where there is nothing to say. */
export function besideOthers(name: string, habit: Habit): string | null {
  return habit.kind === "filtered"
    ? `"${name}" is filtered by ${habit.filtered} of its ${habit.reads} reads; this one is not.`
    : null;
}
