import type { View } from "./catalog.ts";
import { dropReferences } from "./fold-constraints.ts";
import { type Folding, keyOf, type Relation } from "./folding.ts";
import { visit } from "./mentions.ts";

/** The views that read a relation, or one column of it. */
export function viewsThatRead(folding: Folding, key: string, column: string | null = null): View[] {
  return [...folding.relations.values()].filter((relation): relation is View => {
    if (relation.kind !== "view" || !relation.reads?.includes(key)) return false;
    if (column === null || relation.query === null) return true;
    let reads = relation.columns?.includes(column) === true && hasStar(relation);
    visit(relation.query, (node) => {
      if (node["kind"] === "column" && node["name"] === column) reads = true;
    });
    return reads;
  });
}

function hasStar(view: View): boolean {
  let star = false;
  visit(view.query, (node) => {
    if (node["kind"] === "column" && node["name"] === "*") star = true;
  });
  return star;
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
