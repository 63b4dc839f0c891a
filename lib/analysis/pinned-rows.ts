import type { Table } from "../catalog/catalog.ts";
import type { Expression } from "../model/expression.ts";
import { contentOf } from "../model/clause.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, conjuncts, referencesIn } from "./expressions.ts";
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

/** The columns of a relation's table that are made equal to constants and parameters. */
export function givenColumns(relation: Relation): ReadonlySet<string> {
  return equated(relation, conditionsOn(relation).binding, isGiven);
}

/** A primary or unique key is made equal to constants and parameters: a unique index that holds for some rows alone is none. */
export function isOneRow(relation: Relation): boolean {
  if (relation.source.kind !== "table") return false;
  const pinned = givenColumns(relation);
  return keysOf(relation.source.table).some((key) => key.every((column) => pinned.has(column)));
}

/**
 * True of rows that were chosen before, each by a key of their table, be it one of a list; of a table of which no key is known (types of rows tell
 * none), by what is called `id`.
 */
export function isChosenBefore(relation: Relation): boolean {
  if (relation.source.kind !== "table") return false;
  const conditions = conditionsOn(relation).binding.flatMap(conjuncts);
  const given = equated(relation, conditions, isGiven);
  for (const one of conditions) addListed(given, one, relation);
  return keysOfRow(relation.source.table).some((key) => key.every((column) => given.has(column)));
}

/** The keys by which a row of a table is told from others; of a table of which none is known, what is called `id`. */
export function keysOfRow(table: Table): readonly (readonly string[])[] {
  const keys = keysOf(table);
  return keys.length > 0 ? keys : table.columns.some(({ name }) => name === "id") ? [["id"]] : [];
}

export function keysOf({ primaryKey, unique, indexes }: Table): readonly (readonly string[])[] {
  return [
    ...(primaryKey ? [primaryKey] : []),
    ...unique.filter(({ where }) => where === null).map(({ columns }) => columns),
    ...indexes.filter((index) => index.unique && index.where === null).map(({ columns }) => columns),
  ].filter((key) => key.length > 0);
}

/**
 * True of one row of which nothing is asked but which one it is, and whose, by what rows refer to one another by (`id`, `user_id`): no code or name that
 * somebody types in, and that has to be a good one.
 */
export function isChosenByIdAlone(relation: Relation): boolean {
  const { source } = relation;
  if (source.kind !== "table") return false;
  const conditions = conditionsOn(relation).binding.flatMap(conjuncts);
  const given = equated(relation, conditions, isGiven);
  const references = new Set([...given].filter((column) => namesReference.test(column)));
  return (
    keysOfRow(source.table).some((key) => key.every((column) => references.has(column))) &&
    conditions.every((one) => asksForKey(one, relation, references))
  );
}

const namesReference = /(?:^|_)(?:u?id|uuid|pk)$|[a-z]I[dD]$/;

/**
 * True of a relation of which nothing is asked but its key, which is given and which another relation's column holds:
 * `EXISTS (SELECT 1 FROM owners o WHERE o.id = boats.owner_id AND o.id = $1)` asks what `boats.owner_id = $1` does.
 */
export function standsForKey(relation: Relation): boolean {
  const { level, source, role } = relation;
  if (role !== "read" || source.kind !== "table" || level.kind !== "select") return false;
  const isOwn = (part: unknown): boolean => referencesIn(part).some((one) => columnIn(relation, one) !== null);
  if (
    !level.outputs.complete ||
    level.outputs.columns.some(({ bound, expression }) => bound?.relation === relation || isOwn(expression))
  )
    return false;
  if (isOwn([level.groupBy, level.having, level.orderBy])) return false;
  const conditions = conditionsOn(relation).binding.flatMap(conjuncts).filter(isOwn);
  const given = equated(relation, conditions, isGiven);
  for (const one of conditions) addListed(given, one, relation);
  const held = equated(relation, conditions, (other) => other.kind === "column" && columnIn(relation, other) === null);
  const key = keysOf(source.table).find((one) => one.every((column) => given.has(column) && held.has(column)));
  return key !== undefined && conditions.every((one) => asksForKey(one, relation, new Set(key)));
}

/**
 * True of a relation that only says to whom others belong: a subquery finds it by its key, which the program or another relation's column gives, and asks nothing of it
 * but references that are given (`EXISTS (SELECT 1 FROM docks d WHERE d.id = boats.dock_id AND d.owner_id = $1)`). Whether it is there is said where it is chosen.
 */
export function isScope(relation: Relation): boolean {
  const { level, source, role } = relation;
  if (role !== "read" || source.kind !== "table" || level.kind !== "select" || level.use !== "expression") return false;
  const isOwn = (part: unknown): boolean => referencesIn(part).some((one) => columnIn(relation, one) !== null);
  const key = source.table.primaryKey ?? [];
  if (!level.outputs.complete || isOwn([level.node.outputs, level.groupBy, level.having, level.orderBy])) return false;
  const conditions = conditionsOn(relation).binding.flatMap(conjuncts).filter(isOwn);
  const isOther = (other: Expression): boolean => other.kind === "column" && columnIn(relation, other) === null;
  const equal = equated(relation, conditions, (other) => isGiven(other) || isOther(other));
  for (const one of conditions) addListed(equal, one, relation);
  const references = new Set([...equal].filter((column) => namesReference.test(column)));
  const given = equated(relation, conditions, isGiven);
  for (const one of conditions) addListed(given, one, relation);
  return (
    given.size > 0 &&
    key.length > 0 &&
    key.every((column) => equal.has(column)) &&
    conditions.every((one) => asksForKey(one, relation, new Set([...key, ...references])))
  );
}

/** True of a relation that is joined by its whole primary key: one row of it at most for each row of the others. */
export function isJoinedByKey(relation: Relation): boolean {
  if (relation.joins.length === 0) return false;
  const isOther = (other: Expression): boolean => other.kind === "column" && columnIn(relation, other) === null;
  const { binding, late } = conditionsOn(relation);
  const inOns = relation.joins.flatMap(({ join }) => contentOf(join.on)?.condition ?? []);
  return hasWholeKey(relation, equated(relation, [...binding, ...late, ...inOns], isOther));
}

/** `id IN ($1, $2)`, `id = ANY($1)` */
function addListed(given: Set<string>, condition: Expression, relation: Relation): void {
  const [operand, items] =
    condition.kind === "in-list" && !condition.negated
      ? [condition.operand, condition.items]
      : condition.kind === "operator" && condition.operator === "=" && condition.quantifier === "any"
        ? [condition.left, [condition.right]]
        : [null, []];
  const column = operand && columnIn(relation, bare(operand));
  if (column !== null && items.every((item) => isGiven(bare(item)))) given.add(column);
}

/** A condition that says no more than which key it is. */
function asksForKey(condition: Expression, relation: Relation, key: ReadonlySet<string>): boolean {
  const isKey = (one: Expression): boolean => key.has(columnIn(relation, bare(one)) ?? "");
  switch (condition.kind) {
    case "operator":
      return condition.operator === "=" && condition.left !== null && (isKey(condition.left) || isKey(condition.right));
    case "in-list":
      return !condition.negated && isKey(condition.operand);
    case "null-test":
      return condition.negated && isKey(condition.operand);
    default:
      return false;
  }
}

/** The column of a relation's table that an expression is; null for everything else. */
export function columnIn(relation: Relation, expression: Expression): string | null {
  const bound = expression.kind === "column" ? relation.level.scopes.resolve(expression) : null;
  return bound !== null && typeof bound === "object" && bound.relation === relation
    ? (bound.of?.column?.name ?? bound.column)
    : null;
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
): Set<string> {
  const columns = new Set<string>();
  for (const condition of conditions.flatMap(conjuncts)) {
    if (condition.kind !== "operator" || condition.operator !== "=" || !condition.left || condition.quantifier !== null)
      continue;
    const [left, right] = [bare(condition.left), bare(condition.right)];
    for (const [mine, theirs] of [
      [left, right],
      [right, left],
    ] as const) {
      const column = columnIn(relation, mine);
      if (column !== null && counts(theirs)) columns.add(column);
    }
  }
  return columns;
}

const isGiven = (value: Expression): boolean => value.kind === "parameter" || value.kind === "constant";
