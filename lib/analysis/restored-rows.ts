import { knownItems } from "../model/clause.ts";
import type { SoftDeleteColumn } from "../model/statement.ts";
import { bare } from "./expressions.ts";
import type { Relation, UpdateLevel } from "./level.ts";
import type { SoftDeleted } from "./live-rows.ts";
import type { ValuesRead } from "./values-read.ts";

/** Whether rows that a relation reads are brought back by a later statement of the file: it sets their mark to that of live rows. */
export function areRestored({ relation, column }: SoftDeleted, values: ValuesRead | null): boolean {
  if (relation.role !== "read" || values === null) return false;
  return values
    .updatedBy(relation.level)
    .some(({ level, source }) => isSameTable(source, relation) && level.kind === "update" && setsLive(level, column));
}

const isSameTable = (source: Relation["source"], relation: Relation): boolean =>
  source.kind === "table" && relation.source.kind === "table" && source.table === relation.source.table;

function setsLive({ assignments }: UpdateLevel, { column, live }: SoftDeleteColumn): boolean {
  return knownItems(assignments).some(({ column: set, value }) => {
    const plain = set === column && value ? bare(value) : null;
    return plain?.kind === "constant" && plain.value === live;
  });
}
