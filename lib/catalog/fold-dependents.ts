import type { ForeignKey, Table, View } from "./catalog.ts";
import { dropReferences } from "./fold-constraints.ts";
import { CannotApply, type Folding, keyOf, type Relation, structureOf } from "./folding.ts";
import { visit } from "./mentions.ts";
import { bindQuery } from "./query-binding.ts";

/** The views that read a relation. */
export function viewsThatRead(folding: Folding, key: string): View[] {
  return [...folding.relations.values()].filter(
    (relation): relation is View => relation.kind === "view" && relation.reads?.includes(key) === true,
  );
}

/** The views that read a column; `sure` where that is known, and not only that they mention the name. */
export function viewsOfColumn(
  folding: Folding,
  relation: Relation,
  column: string,
): readonly { readonly view: View; readonly sure: boolean }[] {
  const key = keyOf(relation.schema, relation.name);
  return viewsThatRead(folding, key).flatMap((view): { view: View; sure: boolean }[] => {
    if (view.query === null) return [{ view, sure: false }];
    const bound = bindQuery(view.query, (schema, name) => folding.find({ schema, name }));
    if (bound.reads.get(key)?.has(column)) return [{ view, sure: true }];
    return !bound.complete && mentions(view, column) ? [{ view, sure: false }] : [];
  });
}

function mentions(view: View, column: string): boolean {
  let found = false;
  visit(view.query, (node) => {
    if (node["kind"] === "column" && node["name"] === column) found = true;
  });
  return found;
}

/**
 * What PostgreSQL says where DROP has no CASCADE and something else needs what is dropped (Data Definition, Dependency
 * Tracking).
 */
export function refuse(what: string): never {
  throw new CannotApply(`cannot drop ${what} because other objects depend on it`);
}

/** Refuses to drop relations that others need which stay: views, foreign keys, tables that inherit. */
export function requireNoDependents(folding: Folding, relations: readonly Relation[]): void {
  const going = new Set<string>();
  const include = (relation: Relation): void => {
    going.add(keyOf(relation.schema, relation.name));
    // Partitions go with their table.
    if (relation.kind === "table")
      for (const child of folding.children(relation)) if (structureOf(child).partition) include(child);
  };
  relations.forEach(include);
  for (const key of going) {
    const relation = folding.relations.get(key);
    if (!relation) continue;
    const stays = (other: Relation) => !going.has(keyOf(other.schema, other.name));
    const needed =
      viewsThatRead(folding, key).some(stays) ||
      (relation.kind === "table" &&
        (folding.children(relation).some(stays) || tablesThatReference(folding, relation).some(stays)));
    if (needed)
      refuse(
        `${relation.kind === "table" ? "table" : relation.materialized ? "materialized view" : "view"} ${relation.name}`,
      );
  }
}

export const pointsTo = (foreignKey: ForeignKey | null, { schema, name }: Table): boolean =>
  foreignKey?.references.table === name && foreignKey.references.schema === schema;

function tablesThatReference(folding: Folding, table: Table): Table[] {
  return [...folding.relations.values()].filter(
    (other): other is Table =>
      other.kind === "table" && other.foreignKeys.some((foreignKey) => pointsTo(foreignKey, table)),
  );
}

/** Drops a relation with what depends on it: views, foreign keys, partitions and inheriting tables. */
export function dropRelation(folding: Folding, relation: Relation): void {
  const key = keyOf(relation.schema, relation.name);
  if (!folding.relations.has(key)) return;
  const children = relation.kind === "table" ? folding.children(relation) : [];
  folding.remove(key);
  for (const child of children) dropRelation(folding, child);
  for (const view of viewsThatRead(folding, key)) dropRelation(folding, view);
  if (relation.kind === "table") dropReferences(folding, relation, null);
}
