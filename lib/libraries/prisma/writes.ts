import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import { isPlace, type BuiltObject, type Entry } from "../../source/built/built.ts";
import { both, renamed, withProperty } from "../../read/builder/object-edits.ts";
import { deletedProperty, liveProperty } from "./names.ts";
import { columnOf, holdsKey, joined, relationOf, together, type Level, type PrismaQuery, type What } from "./query.ts";
import { Args } from "./reads.ts";
import { conditionOf } from "./where.ts";

/** A column and what is written into it. */
export interface Assigned {
  readonly column: string;
  readonly at: What;
  readonly value: SqlText;
}

/** What a `data` assigns to columns of the table itself. */
export interface Assignments {
  readonly columns: readonly Assigned[];
  /** What more there may be; null for nothing. */
  readonly unknown: SqlText | null;
}

/** In: a `data`, and the level whose columns `{ increment: 1 }` reads; null where a row is made. */
export function assignmentsOf(
  data: What | null,
  table: NamedTable | null,
  level: Level | null,
  query: PrismaQuery,
): Assignments {
  const value = data && query.run.value(data);
  if (!value || value.kind === "constant") return { columns: [], unknown: null };
  if (value.kind !== "object") return { columns: [], unknown: query.writer.unknown(data) };
  const columns = [...value.entries.values()].flatMap((entry) => assignedBy(entry, table, level, query));
  return { columns, unknown: value.open ? query.writer.unknown(value) : null };
}

function assignedBy(entry: Entry, table: NamedTable | null, level: Level | null, query: PrismaQuery): Assigned[] {
  const relation = relationOf(table, entry.name);
  const column = columnOf(table, entry.name) ?? entry.name;
  // Which of several values a column is given is no question of any rule, so nothing is decided for it.
  if (!relation && column !== table?.softDelete?.column && isMade(entry.value))
    return [{ column, at: entry.key, value: query.given(entry.value) }];
  const value = query.run.value(entry.value);
  if (value.kind === "constant" && value.value === undefined) return [];
  // The key that leads to another row changes with it.
  if (relation) {
    const isHeld = table !== null && holdsKey(table, relation, query.targetOf(relation), relation.targetColumns);
    const isChanged =
      value.kind === "object" &&
      ["connect", "create", "connectOrCreate", "disconnect"].some((name) => value.entries.has(name));
    return isHeld && isChanged
      ? relation.columns.map((column) => ({ column, at: entry.key, value: query.given(entry.value) }))
      : [];
  }
  const operation = value.kind === "object" ? [...value.entries.values()][0] : undefined;
  const change = operation && level ? changes[operation.name] : undefined;
  if (operation && (operation.name === "set" || change)) {
    const given = query.writer.value(operation.value);
    return [
      {
        column,
        at: entry.key,
        value:
          change && level
            ? together(
                query.writer.sql("(", entry.key),
                query.column(level, column, entry.key),
                query.writer.sql(change, entry.key),
                given,
                query.writer.sql(")", entry.key),
              )
            : given,
      },
    ];
  }
  return [{ column, at: entry.key, value: query.writer.value(entry.value) }];
}

const isMade = (value: What): boolean =>
  isPlace(value) &&
  !/^(?:Literal|ObjectExpression|UnaryExpression)$/.test(value.node.type) &&
  !(value.node.type === "Identifier" && value.node.name === "undefined");

const changes: Readonly<Record<string, string>> = {
  increment: "+",
  decrement: "-",
  multiply: "*",
  divide: "/",
  push: "||",
};

/** `INSERT INTO … VALUES …`. In: `rows`, one `data` for each; null where these are not known. */
export function insertion(
  rows: readonly What[] | null,
  table: SqlText,
  named: NamedTable | null,
  query: PrismaQuery,
  at: What,
  rest: readonly (SqlText | null)[],
): SqlText {
  const { writer } = query;
  const sql = (text: string): SqlText => writer.sql(text, at);
  const all = (rows ?? []).map((row) => assignmentsOf(row, named, null, query));
  const unknown = rows === null || all.some((one) => one.unknown !== null);
  const columns = [...new Map(all.flatMap((one) => one.columns).map((one) => [one.column, one.at] as const))];
  if (unknown) query.unknown ??= "which columns it sets is not known";
  if (columns.length === 0) return together(sql("INSERT INTO"), table, sql("DEFAULT VALUES"), ...rest);
  const values = all.map((one) =>
    together(
      sql("("),
      joined(
        columns.map(([name]) => one.columns.find(({ column }) => column === name)?.value ?? sql("DEFAULT")),
        ", ",
      ),
      sql(")"),
    ),
  );
  return together(
    sql("INSERT INTO"),
    table,
    sql("("),
    joined(
      columns.map(([name, place]) => writer.name(name, place)),
      ", ",
    ),
    sql(") VALUES"),
    joined(values, ", "),
    ...rest,
  );
}

/** `"points" = …, …`; null for no assignment at all. */
export function settingsOf({ columns, unknown }: Assignments, query: PrismaQuery): SqlText | null {
  const set = columns.map(({ column, at, value }) =>
    together(query.writer.name(column, at), query.writer.sql("=", at), value),
  );
  if (unknown) {
    query.unknown ??= "which columns it sets is not known";
    set.push(unknown);
  }
  return set.length === 0 ? null : joined(set, ", ");
}

/**
 * What is done to the rows that relations lead to: `bookings: { deleteMany: {}, update: … }`. Connecting rows reads and
 * changes none that a rule asks about.
 * https://www.prisma.io/docs/orm/prisma-client/queries/relation-queries#nested-writes
 */
export function writeRelations(data: What | null, table: NamedTable | null, query: PrismaQuery): void {
  const value = data && query.run.value(data);
  if (value?.kind !== "object" || !table) return;
  for (const entry of value.entries.values()) {
    const relation = relationOf(table, entry.name);
    if (!relation) continue;
    const nested = query.run.value(entry.value);
    const target = query.targetOf(relation);
    if (nested.kind === "constant") continue;
    if (nested.kind !== "object" || nested.open || !target)
      query.unknown ??= `what is done to "${entry.name}" is not known`;
    if (nested.kind !== "object" || !target) continue;
    for (const operation of nested.entries.values())
      operations[operation.name]?.({ operation, all: nested, relation, table, target, query });
  }
}

interface Nested {
  readonly operation: Entry;
  /** All that is done to the relation. */
  readonly all: BuiltObject;
  readonly relation: ModelRelation;
  readonly table: NamedTable;
  readonly target: NamedTable;
  readonly query: PrismaQuery;
}

const operations: Readonly<Record<string, (nested: Nested) => void>> = {
  create: (nested) => eachOf(nested, (data) => insertInto(nested, data)),
  createMany: (nested) =>
    eachOf(nested, (args) =>
      eachOf({ ...nested, operation: new Args(args, nested.query).get("data") ?? nested.operation }, (data) =>
        insertInto(nested, data),
      ),
    ),
  connectOrCreate: (nested) =>
    eachOf(nested, (args) => insertInto(nested, new Args(args, nested.query).get("create")?.value ?? null)),
  update: (nested) => eachOf(nested, (given) => updateRows(nested, given)),
  updateMany: (nested) => eachOf(nested, (given) => updateRows(nested, given)),
  upsert: (nested) =>
    eachOf(nested, (given) => {
      const args = new Args(given, nested.query);
      insertInto(nested, args.get("create")?.value ?? null);
      change(nested, args.get("where")?.value ?? null, args.get("update")?.value ?? null);
    }),
  delete: (nested) => eachOf(nested, (where) => deleteRows(nested, where)),
  deleteMany: (nested) => eachOf(nested, (where) => deleteRows(nested, where)),
};

/** One or several. */
function eachOf({ operation, query }: Nested, work: (one: What) => void): void {
  const value = query.run.value(operation.value);
  if (value.kind === "list") {
    for (const item of value.items) work(item);
    if (value.open && value.each) work(value.each);
    else if (value.open) query.unknown ??= `what is done by "${operation.name}" is not known`;
  } else if (value.kind !== "constant" || value.value === true) work(operation.value);
}

function insertInto({ operation, target, query }: Nested, data: What | null): void {
  query.statements.push(
    insertion(data ? [data] : null, query.tableAt(target, null, operation.key), target, query, operation.key, []),
  );
  writeRelations(data, target, query);
}

/** `{ where, data }`, or the data alone where the relation leads to one row. */
function updateRows(nested: Nested, given: What): void {
  const args = new Args(given, nested.query);
  const data = args.get("data");
  const isWhole = nested.relation.kind === "many" || (data !== null && columnOf(nested.target, "data") === null);
  change(nested, isWhole ? (args.get("where")?.value ?? null) : null, isWhole ? (data?.value ?? null) : given);
}

function change({ operation, relation, target, query }: Nested, where: What | null, data: What | null): void {
  const { writer } = query;
  const level: Level = { table: target, alias: target.name };
  const set = settingsOf(assignmentsOf(data, target, level, query), query);
  if (set) {
    const condition = where && conditionOf(where, level, query);
    const addLiveFilter = (column: SoftDeleteColumn) =>
      where ? withProperty(where, liveProperty(target, column)) : null;
    // A row that another one leads to is chosen with it.
    const table = query.tableAt(
      target,
      null,
      operation.key,
      relation.kind === "one" ? { settled: true } : { addLiveFilter },
    );
    query.statements.push(
      together(
        writer.sql("UPDATE", operation.key),
        table,
        writer.sql("SET", operation.key),
        set,
        writer.sql("WHERE", operation.key),
        query.all([condition, ...keysOf(relation, level, operation, query)], operation.key),
      ),
    );
  }
  writeRelations(data, target, query);
}

function deleteRows(nested: Nested, where: What): void {
  const { operation, relation, target, query } = nested;
  const { writer } = query;
  const level: Level = { table: target, alias: target.name };
  const value = query.run.value(where);
  const condition = value.kind === "constant" ? null : conditionOf(where, level, query);
  const table = query.tableAt(target, null, operation.key, { softDelete: (column) => softly(nested, where, column) });
  query.statements.push(
    together(
      writer.sql("DELETE FROM", operation.key),
      table,
      writer.sql("WHERE", operation.key),
      query.all([condition, ...keysOf(relation, level, operation, query)], operation.key),
    ),
  );
}

/** The rows that belong to the row which is changed. */
function keysOf(
  { targetColumns, through }: ModelRelation,
  level: Level,
  operation: Entry,
  query: PrismaQuery,
): SqlText[] {
  return through
    ? []
    : targetColumns.map((column) =>
        together(
          query.column(level, column, operation.key),
          query.writer.sql("IN (", operation.key),
          query.given(operation.key),
          query.writer.sql(")", operation.key),
        ),
      );
}

/** `delete: { id }` becomes `update: { where: { id }, data: { deletedAt: new Date() } }`. */
function softly(
  { operation, all, relation, target, query }: Nested,
  where: What,
  column: SoftDeleteColumn,
): ReturnType<typeof withProperty> {
  const name = operation.name === "delete" ? "update" : "updateMany";
  const deleted = deletedProperty(target, column);
  const value = query.run.value(operation.value);
  if (
    deleted === null ||
    all.entries.has(name) ||
    value.kind === "list" ||
    "kind" in where ||
    where.frame.anchor !== null
  )
    return null;
  const { node, frame } = where;
  const source = frame.module.text.slice(node.range[0], node.range[1]);
  const span = { start: node.range[0], end: node.range[1] };
  const isTrue = value.kind === "constant";
  const text =
    isTrue && relation.kind === "one" ? `{ ${deleted} }` : isTrue ? null : `{ where: ${source}, data: { ${deleted} } }`;
  return text === null ? null : both(renamed(operation.key, name), [{ span, text }]);
}
