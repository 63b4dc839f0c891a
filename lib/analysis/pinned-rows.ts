import type { Expression } from "../model/expression.ts";
import { contentOf } from "../model/clause.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, conjuncts } from "./expressions.ts";
import type { Relation } from "./level.ts";

/** It is outer-joined by its whole primary key: it adds columns to rows that are there without it, a name to an id. */
export function isLookup(relation: Relation): boolean {
  const [inner] = relation.joins;
  const on = inner && contentOf(inner.join.on);
  if (!on || inner.join.type !== (inner.side === "right" ? "left" : "right")) return false;
  return hasWholeKey(
    relation,
    equated(relation, [on.condition], () => true),
  );
}

/** The whole primary key of a relation is made equal to constants and parameters: it is one row, chosen before. */
export function isPinnedByKey(relation: Relation): boolean {
  return hasWholeKey(relation, equated(relation, conditionsOn(relation).binding, isGiven));
}

/** A primary or unique key is made equal to constants and parameters. */
export function isOneRow(relation: Relation): boolean {
  if (relation.source.kind !== "table") return false;
  const { primaryKey, unique, indexes } = relation.source.table;
  const pinned = equated(relation, conditionsOn(relation).binding, isGiven);
  const keys = [
    ...(primaryKey ? [primaryKey] : []),
    ...unique.filter(({ where }) => where === null).map(({ columns }) => columns),
    ...indexes.filter((index) => index.unique && index.where === null).map(({ columns }) => columns),
  ];
  return keys.some((key) => key.length > 0 && key.every((column) => pinned.has(column)));
}

function hasWholeKey({ source }: Relation, columns: ReadonlySet<string>): boolean {
  const key = source.kind === "table" ? source.table.primaryKey : null;
  return key !== null && key.length > 0 && key.every((column) => columns.has(column));
}

/** The columns of a relation's table that conditions make equal to something that counts. */
function equated(
  relation: Relation,
  conditions: readonly Expression[],
  counts: (other: Expression) => boolean,
): ReadonlySet<string> {
  const columns = new Set<string>();
  for (const condition of conditions.flatMap(conjuncts)) {
    if (condition.kind !== "operator" || condition.operator !== "=" || !condition.left || condition.quantifier !== null)
      continue;
    const [left, right] = [bare(condition.left), bare(condition.right)];
    for (const [mine, theirs] of [
      [left, right],
      [right, left],
    ] as const) {
      const bound = mine.kind === "column" ? relation.level.scopes.resolve(mine) : null;
      if (counts(theirs) && bound !== null && typeof bound === "object" && bound.relation === relation)
        columns.add(bound.of?.column?.name ?? bound.column);
    }
  }
  return columns;
}

const isGiven = (value: Expression): boolean => value.kind === "parameter" || value.kind === "constant";
