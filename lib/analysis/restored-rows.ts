import type { Table } from "../catalog/catalog.ts";
import { knownItems } from "../model/clause.ts";
import type { Site } from "../model/site.ts";
import type { SoftDeleteColumn } from "../model/statement.ts";
import { assigns } from "./assignments.ts";
import { bare } from "./expressions.ts";
import type { InsertLevel, Relation, UpdateLevel } from "./level.ts";
import type { SoftDeleted } from "./live-rows.ts";
import { revives } from "./revived-rows.ts";
import type { ValuesRead } from "./values-read.ts";

/**
 * Whether rows that a relation reads are brought back by a later statement: one that sets the mark of those very rows to that of live ones, or an INSERT of
 * the same function that does so where it meets a deleted row. In: the site of the statement.
 */
export function areRestored(
  { relation, column, table }: SoftDeleted,
  site: Site | null,
  values: ValuesRead | null,
): boolean {
  if (relation.role !== "read" || values === null) return false;
  if (
    values
      .updatedBy(relation.level)
      .some(({ level, source }) => isSameTable(source, relation) && level.kind === "update" && setsLive(level, column))
  )
    return true;
  return (
    site !== null &&
    values
      .besideIn(site, "behind")
      .some(({ level }) => level.kind === "insert" && isOf(level, table) && revives(level, column) === "yes")
  );
}

/** Whether a relation reads rows that a statement of the same function has just marked as deleted: it asks what became of them. */
export function wereJustMarked(
  { relation, column, table }: SoftDeleted,
  site: Site | null,
  values: ValuesRead | null,
): boolean {
  if (relation.role !== "read" || values === null || site === null) return false;
  return values
    .besideIn(site, "before")
    .some(
      ({ level, site: other }) =>
        level.kind === "update" &&
        isOf(level, table) &&
        assigns(level.assignments, column.column) === "yes" &&
        !setsLive(level, column) &&
        values.isChosenAlike(relation, site, level.target, other),
    );
}

const isOf = ({ target }: InsertLevel | UpdateLevel, table: Table): boolean =>
  target.source.kind === "table" && target.source.table === table;

const isSameTable = (source: Relation["source"], relation: Relation): boolean =>
  source.kind === "table" && relation.source.kind === "table" && source.table === relation.source.table;

function setsLive({ assignments }: UpdateLevel, { column, live }: SoftDeleteColumn): boolean {
  return knownItems(assignments).some(({ column: set, value }) => {
    const plain = set === column && value ? bare(value) : null;
    return plain?.kind === "constant" && plain.value === live;
  });
}
