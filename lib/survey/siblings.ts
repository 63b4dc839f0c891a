import type { ReadShape } from "../analysis/read-shape.ts";
import type { SurveySettings } from "../settings.ts";
import type { SurveyedTable } from "./survey.ts";

/** Reads of one table, and how many of them leave deleted rows out. */
interface Reads {
  readonly filtered: number;
  readonly all: number;
}

/** So many reads of one shape show what such reads do. */
const enoughAlike = 3;
/** One read that filters is no custom. */
const fewestFiltered = 2;

/**
 * Whether the other reads of a table that are like one of them leave deleted rows out: lookups by key beside lookups by key, lists beside lists. Where
 * they do not, that they do not is how the program is written. Of few reads of a shape, all reads of the table say it. What the library filters by itself
 * says nothing of what people write.
 */
export function doSiblingsFilter(
  { uses }: SurveyedTable,
  shape: ReadShape,
  { leastReads, alike }: SurveySettings,
): boolean {
  // Of a table that nothing marks and no read filters there is no custom to see.
  if (alike <= 0 || !(uses.filters?.length || uses.marks?.length)) return true;
  const all = countOf(uses, null);
  const isOnlyByLibrary = all.filtered === 0 && (uses.filters?.length ?? 0) > 0;
  if (all.all <= leastReads) return !isOnlyByLibrary;
  const own = countOf(uses, shape);
  const counted = own.all >= enoughAlike || alone.has(shape) ? own : all;
  return counted.filtered >= fewestFiltered && counted.filtered / counted.all >= alike;
}

/** Shapes of which other reads say nothing: what is changed, lists of keys, by which names are looked up for what is there. */
const alone: ReadonlySet<ReadShape> = new Set(["changed", "listed"]);

function countOf(uses: SurveyedTable["uses"], shape: ReadShape | null): Reads {
  const count = (kind: "filters" | "reads"): number =>
    uses[kind]?.filter((place) => !place.byLibrary && (shape === null || place.shape === shape)).length ?? 0;
  const filtered = count("filters");
  return { filtered, all: filtered + count("reads") };
}
