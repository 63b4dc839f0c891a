import type { Catalog, Table } from "../catalog/catalog.ts";
import { contentOf } from "../model/clause.ts";
import { isKnownWhole, knownTable } from "./known-schema.ts";
import type { Level } from "./level.ts";
import type { Refusal } from "./refusal.ts";
import { sameSet } from "./table-keys.ts";

/** ON CONFLICT that names columns of which no unique index is, or a constraint that the table does not have (documentation of INSERT). */
export function unmatchedConflict(level: Level, catalog: Catalog): readonly Refusal[] {
  const conflict = level.kind === "insert" ? contentOf(level.onConflict) : null;
  if (level.kind !== "insert" || !conflict || !isKnownWhole(catalog)) return [];
  const table = knownTable(level.target);
  if (!table || table.structure?.parents.length) return [];
  const refused = (code: string, message: string): readonly Refusal[] => [
    { code, kind: "refused", span: conflict.targetSpan, data: { message, table: table.name }, guess: null },
  ];
  if (conflict.constraint !== null && !conflict.hasExpressions) {
    const constraints = table.structure?.constraints ?? [];
    const isThere = constraints.some(({ name }) => name === conflict.constraint);
    return isThere || constraints.length === 0
      ? []
      : refused("42704", `constraint "${conflict.constraint}" for table "${table.name}" does not exist`);
  }
  if (conflict.columns.length === 0 || conflict.hasExpressions || conflict.targetWhere !== "absent") return [];
  return hasUniqueIndex(table, conflict.columns)
    ? []
    : refused("42P10", "there is no unique or exclusion constraint matching the ON CONFLICT specification");
}

/** Whether some unique index over all rows is of just these columns. */
function hasUniqueIndex({ primaryKey, unique, indexes }: Table, columns: readonly string[]): boolean {
  const keys = [
    ...(primaryKey ? [primaryKey] : []),
    ...unique.filter(({ where }) => where === null).map((key) => key.columns),
    ...indexes.filter((index) => index.unique && index.where === null).map((index) => index.columns),
  ];
  const wanted = [...new Set(columns)];
  return keys.some((key) => sameSet(key, wanted));
}
