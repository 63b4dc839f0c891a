import type { Catalog } from "../catalog/catalog.ts";
import { unknownLabels } from "./enum-labels.ts";
import type { Level } from "./level.ts";
import { missingNames } from "./missing-names.ts";
import type { Refusal } from "./refusal.ts";
import { unequalWidths } from "./row-widths.ts";
import { refusedColumns } from "./written-columns.ts";

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
  ];
}
