import type { Catalog } from "../catalog/catalog.ts";
import type { Reading } from "../model/reading.ts";
import { adviceOn, type Advice } from "./live-advice.ts";
import {
  isLookup,
  isPinnedByKey,
  livenessOf,
  softDeletedRelations,
  type Liveness,
  type SoftDeleted,
  type SoftDeleteOf,
} from "./live-rows.ts";
import { assigns } from "./assignments.ts";
import { scopesOf } from "./scopes.ts";

/** What the settings of a rule leave out. */
export interface LeftOut {
  /** False: an UPDATE of one row, chosen by its whole primary key, is left out. */
  readonly strict: boolean;
  /** Tables that are outer-joined by their whole primary key. */
  readonly allowLookups: boolean;
  readonly ignoreTables: readonly string[];
}

/** A relation that lets deleted rows through, and what to say about it. */
export interface Unfiltered extends SoftDeleted, Advice {}

/**
 * The relations of a reading that read a soft-delete table and are not restricted to live rows. One that some way through the
 * program restricts was thought of: there the other ways are meant. In: `looked`, the columns the program looks at in the rows.
 */
export function unfilteredRelations(
  { variants, site }: Reading,
  catalog: Catalog,
  softDelete: SoftDeleteOf,
  looked: () => ReadonlySet<string>,
  leftOut: LeftOut,
): readonly Unfiltered[] {
  const editing = site.editing ?? null;
  const answered = new Set<number>();
  const wrong: { readonly start: number; readonly told: () => Unfiltered }[] = [];
  for (const statement of variants.flat()) {
    const scopes = scopesOf(statement, catalog);
    const subjects = softDeletedRelations(scopes, softDelete);
    for (const subject of subjects) {
      const { start } = subject.item.nameSpan;
      const isAnswered = editing?.isSettled(subject.item) || isOutOfPlace(subject, leftOut);
      const liveness = isAnswered ? "filtered" : livenessOf(subject, softDelete, looked());
      if (letThrough.has(liveness))
        wrong.push({
          start,
          told: () => ({ ...subject, ...adviceOn(subject, liveness, statement, { subjects, editing }) }),
        });
      else answered.add(start);
    }
  }
  return wrong.filter(({ start }) => !answered.has(start)).map(({ told }) => told());
}

const letThrough: ReadonlySet<Liveness> = new Set(["missing", "slip", "late"]);

/** INSERT's, DELETE's and MERGE's targets are not read, and an UPDATE that sets the column deletes or restores. */
function isOutOfPlace(
  { relation, column, table }: SoftDeleted,
  { strict, allowLookups, ignoreTables }: LeftOut,
): boolean {
  const { node } = relation.level;
  if (ignoreTables.includes(table.name) || ignoreTables.includes(`${table.schema}.${table.name}`)) return true;
  if (relation.role !== "target") return allowLookups && isLookup(relation);
  if (node.kind !== "update" || assigns(node.assignments, column.column) === "yes") return true;
  return !strict && isPinnedByKey(relation);
}
