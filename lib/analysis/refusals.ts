import type { Catalog } from "../catalog/catalog.ts";
import { unmatchedConflict } from "./conflict-targets.ts";
import { unknownLabels } from "./enum-labels.ts";
import { wronglyGrouped } from "./grouping.ts";
import type { Level } from "./level.ts";
import { missingNames } from "./missing-names.ts";
import type { Refusal } from "./refusal.ts";
import { refusedTypes } from "./refused-types.ts";
import { unequalWidths } from "./row-widths.ts";
import { refusedColumns } from "./written-columns.ts";

// Literals that are none of an enum's are told with the one that was meant.
const withoutLabels = (refusals: readonly Refusal[]): readonly Refusal[] =>
  refusals.filter(({ data }) => !data["message"]?.startsWith("invalid input value for enum"));

/**
 * What PostgreSQL refuses of a level, whatever its values are: nothing that it may accept. In: `isWritten`, whether the columns that it writes are
 * all that is sent; builders add some of their own: keys, times.
 */
export function refusalsOf(level: Level, catalog: Catalog, isWritten = true): readonly Refusal[] {
  return [
    ...missingNames(level, catalog),
    ...(isWritten ? refusedColumns(level, catalog) : []),
    ...unequalWidths(level),
    ...unknownLabels(level, catalog),
    ...(isWritten ? [...unmatchedConflict(level, catalog), ...wronglyGrouped(level, catalog)] : []),
    ...(isWritten ? withoutLabels(refusedTypes(level, catalog)) : []),
  ];
}
