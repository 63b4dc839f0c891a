import type { Catalog, Table } from "../catalog/catalog.ts";
import type { RoutineEffects } from "../model/definition.ts";

/** Whether a trigger of a table sets a column before a row is updated; one whose function is not known may. */
export function setsOnUpdate(table: Table, column: string, { functions }: Catalog): boolean {
  return (table.triggers ?? []).some(({ timing, events, row, function: key }) => {
    if (timing !== "before" || !row || !events.includes("update")) return false;
    const does = functions?.get(key)?.does;
    return !does || does.sets.includes(column);
  });
}

/**
 * Whether a function of triggers does nothing but refuse rows. `rows`: which ones it tells by themselves, or by others
 * (what they were before, rows of any table), which no CHECK can do.
 */
export function refusesOnly({
  sets,
  raises,
  changes,
  reads,
  compares,
}: RoutineEffects): "by itself" | "by others" | null {
  if (!raises || changes || sets.length > 0) return null;
  return reads || compares ? "by others" : "by itself";
}
