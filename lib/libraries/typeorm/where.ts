import type { ModelRelation } from "../../model/definition.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Built, BuiltObject, Entry } from "../../source/built/built.ts";
import { columnCondition, operatorIn } from "./operators.ts";
import {
  columnOf,
  isEmbedded,
  isOwner,
  joined,
  parenthesised,
  relationOf,
  together,
  type Level,
  type TypeormContext,
  type What,
} from "./query.ts";
import { only } from "../../lists.ts";

/** Joins the table of a relation whose rows a condition is on; the same one where it is joined already. */
export type JoinFor = (level: Level, relation: ModelRelation, entry: Entry) => Level;

/**
 * The condition that the `where` of find options makes; alternatives in a list. Out: null where it says nothing.
 * https://typeorm.io/docs/working-with-entity-manager/find-options
 */
export function findCondition(
  where: What,
  level: Level,
  join: JoinFor,
  context: TypeormContext,
  path = "",
): SqlText | null {
  const value = context.run.value(where);
  if (value.kind === "constant")
    return typeof value.value === "string" ? parenthesised(context.writer.raw(where, "text")) : null;
  if (value.kind === "list") {
    const items = [...value.items, ...(value.open && value.each ? [value.each] : [])];
    const alternatives = items
      .map((item) => findCondition(item, level, join, context, path))
      .filter((condition): condition is SqlText => condition !== null);
    if (value.open && !value.each) alternatives.push(context.writer.unknown(where));
    return alternatives.length === 0 ? null : parenthesised(joined(alternatives.map(parenthesised), " OR "));
  }
  if (value.kind !== "object") return context.writer.unknown(where);
  const conditions = membersOf(value, level, join, context, path);
  return conditions.length === 0 ? null : parenthesised(joined(conditions.map(parenthesised), " AND "));
}

function membersOf(value: BuiltObject, level: Level, join: JoinFor, context: TypeormContext, path: string): SqlText[] {
  const conditions: SqlText[] = [];
  for (const entry of value.entries.values()) {
    const condition = memberCondition(entry, level, join, context, path);
    if (condition) conditions.push(condition);
  }
  if (value.open) conditions.push(context.writer.unknown(value));
  return conditions;
}

function memberCondition(
  entry: Entry,
  level: Level,
  join: JoinFor,
  context: TypeormContext,
  prefix: string,
): SqlText | null {
  const path = prefix === "" ? entry.name : `${prefix}.${entry.name}`;
  const { table } = level;
  const { writer } = context;
  const value: Built = context.known(entry.value);
  // Neither says anything in find options: `deletedAt: null` is no condition.
  if (value.kind === "constant" && (value.value === undefined || value.value === null)) return null;
  const relation = relationOf(table, path);
  if (relation) return relationCondition(entry, relation, level, join, context);
  const column = columnOf(table, path);
  if (column === null && isEmbedded(table, path)) return findCondition(entry.value, level, join, context, path);
  if (column === null && value.kind === "object") return writer.unknown(entry.value);
  const condition = columnCondition(context.column(level, column ?? entry.name, entry.key), entry.value, context);
  // An operator compares with whatever it is given.
  return condition && !operatorIn(value) ? writer.leftOut(condition, entry.value) : condition;
}

function relationCondition(
  entry: Entry,
  relation: ModelRelation,
  level: Level,
  join: JoinFor,
  context: TypeormContext,
): SqlText | null {
  const value: Built = context.known(entry.value);
  const key = level.table && isOwner(level.table, relation) ? relation.columns[0] : undefined;
  if (value.kind === "object" || value.kind === "list") {
    const says =
      value.kind === "list" || value.open || [...value.entries.values()].some((one) => !context.isNothing(one.value));
    if (!says) return null;
    return findCondition(entry.value, join(level, relation, entry), join, context);
  }
  // A key, a row that holds it, or an operator.
  if (key !== undefined && (operatorIn(value) || value.kind !== "chain"))
    return columnCondition(context.column(level, key, entry.key), entry.value, context);
  return context.writer.unknown(entry.value);
}

/** The condition of an object that a query builder is given, or `update` and `delete`: nothing is joined for it. */
export function criteriaCondition(criteria: What, level: Level, context: TypeormContext): SqlText | null {
  const { run, writer } = context;
  const value = run.value(criteria);
  if (value.kind === "list") {
    const items = [...value.items, ...(value.open && value.each ? [value.each] : [])];
    const alternatives = items.map((item) => criteriaCondition(item, level, context) ?? writer.sql("TRUE", item));
    if (value.open && !value.each) alternatives.push(writer.unknown(criteria));
    return alternatives.length === 0 ? null : parenthesised(joined(alternatives.map(parenthesised), " OR "));
  }
  if (value.kind === "constant") return null;
  if (value.kind !== "object") return writer.unknown(criteria);
  const conditions = criteriaMembers(value, level, context, "");
  return conditions.length === 0 ? null : parenthesised(joined(conditions, " AND "));
}

function criteriaMembers(value: BuiltObject, level: Level, context: TypeormContext, prefix: string): SqlText[] {
  const { writer } = context;
  const { table } = level;
  const conditions = [...value.entries.values()].flatMap((entry): SqlText[] => {
    const path = prefix === "" ? entry.name : `${prefix}.${entry.name}`;
    const inner: Built = context.known(entry.value);
    const relation = relationOf(table, path);
    if (inner.kind === "constant" && inner.value === undefined) return [];
    if (inner.kind === "object" && isEmbedded(table, path)) return criteriaMembers(inner, level, context, path);
    if (inner.kind === "object" && relation) {
      const column = columnOf(table, path);
      const [key] = [...inner.entries.values()];
      return column !== null && key && inner.entries.size === 1 && !inner.open
        ? [columnCondition(context.column(level, column, entry.key), key.value, context) ?? writer.unknown(entry.value)]
        : [writer.unknown(entry.value)];
    }
    const condition = columnCondition(
      context.column(level, columnOf(table, path) ?? entry.name, entry.key),
      entry.value,
      context,
    );
    return condition ? [condition] : [];
  });
  return value.open ? [...conditions, writer.unknown(value)] : conditions;
}

/** Rows by their key: an identifier or several. Null where it is no identifier but an object. */
export function keyCondition(ids: What, level: Level, context: TypeormContext): SqlText | null {
  const { run, writer } = context;
  const value: Built = context.known(ids);
  if (value.kind === "object") return null;
  const key = level.table?.primaryKey ?? (level.table ? [] : ["id"]);
  const name = only(key);
  const column = name === undefined ? null : context.column(level, name, ids);
  if (value.kind === "list") {
    const items = value.items.map((item) => run.value(item));
    if (items.some((item) => item.kind === "object")) return null;
    if (!column) return writer.unknown(ids);
    if (value.open || items.length !== 1)
      return together(
        column,
        writer.sql("IN", ids),
        parenthesised(
          value.open || items.length === 0
            ? context.given(ids)
            : joined(
                value.items.map((item) => context.valueOf(item)),
                ", ",
              ),
        ),
      );
    return together(column, writer.sql("=", ids), context.valueOf(value.items[0] ?? ids));
  }
  const operator = operatorIn(value);
  if (!column || value.kind === "function" || value.kind === "class") return writer.unknown(ids);
  if (operator || value.kind !== "chain") return columnCondition(column, ids, context) ?? writer.unknown(ids);
  return writer.unknown(ids);
}
