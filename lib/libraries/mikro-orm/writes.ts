import type { NamedTable } from "../../model/names.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuiltObject, Entry } from "../../source/built/built.ts";
import { liveInWhere, softDeletion, softRemoval } from "./edits.ts";
import { asksForDeleted, conditionsOfFilters, type FilterChoice } from "./filters.ts";
import type { Call, Operation } from "./find.ts";
import { From, keyOf, keyText } from "./from.ts";
import { Options, constantString } from "./options.ts";
import { allOf, columnOf, embeddedColumn, relationOf, type Level, type MikroQuery, type What } from "./query.ts";
import { valueText, whereOf, type Conditions } from "./where.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

/** A column and the value it is given; null: a property whose column is not known. */
interface Assigned {
  readonly column: string;
  readonly key: What;
  readonly value: What;
}

interface Row {
  readonly assigned: readonly Assigned[];
  readonly open: boolean;
}

/** What data says of the columns of its table. Collections are kept in tables of their own. */
function rowOf(object: BuiltObject, table: NamedTable | null, query: MikroQuery): Row {
  const assigned: Assigned[] = [];
  let { open } = object;
  const add = (entry: Entry, path: readonly string[]): void => {
    const { name, key, value } = entry;
    const own = [...path, name];
    const relation = path.length === 0 ? relationOf(table, name) : null;
    if (relation) {
      const column = relation.kind === "one" && !relation.through ? only(relation.columns) : undefined;
      const isOwned = table?.columns.some((one) => one.name === column && one.property === name);
      if (column !== undefined && isOwned) assigned.push({ column, key, value });
      else if (relation.kind === "one" && relation.columns.length > 1) open = true;
      return;
    }
    const column =
      path.length > 0
        ? embeddedColumn(table, own)
        : (columnOf(table, name) ?? table?.columns.find((one) => one.name === name));
    const inner = query.run.value(value);
    if (column) assigned.push({ column: column.name, key, value });
    else if (inner.kind === "object" && table) for (const each of inner.entries.values()) add(each, own);
    else if (!table) assigned.push({ column: name, key, value });
  };
  for (const entry of object.entries.values()) add(entry, []);
  return { assigned, open };
}

export function settingsOf(what: What, level: Level, conditions: Conditions): SqlText {
  const { query } = conditions;
  const value = query.run.value(what);
  if (value.kind !== "object") return query.writer.unknown(what);
  const { assigned, open } = rowOf(value, level.table, query);
  const settings = assigned.map(({ column, key, value: given }) =>
    together(query.writer.name(column, key), query.writer.sql("=", key), valueText(given, level, conditions)),
  );
  return joined([...settings, ...(open || settings.length === 0 ? [query.writer.unknown(what)] : [])], ", ");
}

/** From the name of its table on: `("name") VALUES ('a'), ('b')`. */
export function valuesOf(rows: readonly Row[] | null, at: What, level: Level, conditions: Conditions): SqlText {
  const { query } = conditions;
  const { writer } = query;
  const columns = [
    ...new Map((rows ?? []).flatMap(({ assigned }) => assigned.map(({ column, key }) => [column, key] as const))),
  ];
  const open = rows === null || rows.some((row) => row.open);
  if (columns.length === 0 && !open) return writer.sql("DEFAULT VALUES", at);
  const names = [...columns.map(([column, key]) => writer.name(column, key)), ...(open ? [writer.unknown(at)] : [])];
  const values = (rows ?? [{ assigned: [], open: true }]).map(({ assigned }) =>
    parenthesised(
      joined(
        [
          ...columns.map(([column]) => {
            const found = assigned.find((one) => one.column === column);
            return found ? valueText(found.value, level, conditions) : writer.sql("DEFAULT", at);
          }),
          ...(open ? [query.given(at)] : []),
        ],
        ", ",
      ),
    ),
  );
  return together(parenthesised(joined(names, ", ")), writer.sql("VALUES", at), joined(values, ", "));
}

export function rowsOf(what: What, table: NamedTable | null, query: MikroQuery): readonly Row[] | null {
  const value = query.run.value(what);
  const items: readonly What[] | null =
    value.kind === "object"
      ? [what]
      : value.kind !== "list"
        ? null
        : value.open
          ? value.each
            ? [...value.items, value.each]
            : null
          : value.items;
  const rows = items?.map((item) => query.run.value(item));
  return rows?.every((row): row is BuiltObject => row.kind === "object")
    ? rows.map((row) => rowOf(row, table, query))
    : null;
}

/**
 * Conditions of a statement without aliases; where they lead to other tables, its rows are looked up by a query of
 * their own.
 */
function modifyWhere(
  what: What | null,
  table: NamedTable | null,
  filters: FilterChoice | null,
  at: What,
  call: Pick<Call, "query" | "subquery">,
): SqlText | null {
  const { query, subquery } = call;
  const plain: Level = { table, alias: null };
  const from = new From(plain, query);
  const conditions: Conditions = { query, from, filters: null, aliases: null, subquery };
  const filtered = filters && conditionsOfFilters(plain, filters, query, at);
  const said = what && whereOf(what, conditions);
  if (from.joins.length === 0) return allOf([filtered, said]);
  const level: Level = { table, alias: query.alias(table) };
  const inner = new From(level, query);
  const where = allOf([
    filters && conditionsOfFilters(level, filters, query, at),
    what && whereOf(what, { ...conditions, from: inner }),
  ]);
  const { writer } = query;
  const key = keyText(level, at, query);
  const start = query.tableAt(table, level.alias, at, {
    addLiveFilter: (column) => (what ? liveInWhere(what, table, column, query) : null),
  });
  const select = together(
    writer.sql("SELECT DISTINCT", at),
    key,
    writer.sql("FROM", at),
    start,
    inner.written(at),
    where ? together(writer.sql("WHERE", at), where) : null,
  );
  return together(
    keyText(plain, at, query),
    writer.sql("IN", at),
    parenthesised(
      together(
        writer.sql("SELECT", at),
        key,
        writer.sql("FROM", at),
        parenthesised(select),
        writer.sql(`AS "${level.alias ?? ""}"`, at),
      ),
    ),
  );
}

const update: Operation = {
  result: "other",
  write(call) {
    const {
      entity,
      step,
      given: [where, data, options],
      query,
      subquery,
    } = call;
    const { writer } = query;
    const level: Level = { table: entity.table, alias: null };
    const conditions: Conditions = { query, from: new From(level, query), filters: null, aliases: null, subquery };
    const opts = new Options(options ?? null, query);
    const { filters } = opts;
    query.asksForDeleted = (one) => asksForDeleted(one, filters);
    const table = query.tableAt(entity.table, null, entity.at, {
      addLiveFilter: (column) => (where ? liveInWhere(where, entity.table, column, query) : null),
    });
    const set = data ? settingsOf(data, level, conditions) : writer.unknown(step.place);
    const all = modifyWhere(where ?? null, entity.table, opts.filters, step.at, call);
    query.statements.push(
      together(
        writer.sql("UPDATE", step.at),
        table,
        writer.sql("SET", step.at),
        set,
        all ? together(writer.sql("WHERE", step.at), all) : null,
      ),
    );
  },
};

const remove: Operation = {
  result: "other",
  write(call) {
    const {
      entity,
      step,
      given: [where, options],
      query,
    } = call;
    const { writer } = query;
    const opts = new Options(options ?? null, query);
    const table = query.tableAt(entity.table, null, entity.at, {
      softDelete: (column: SoftDeleteColumn) => softDeletion(step, where ?? null, column, entity.table),
    });
    const all = modifyWhere(where ?? null, entity.table, opts.filters, step.at, call);
    query.statements.push(
      together(writer.sql("DELETE FROM", step.at), table, all ? together(writer.sql("WHERE", step.at), all) : null),
    );
  },
};

function insertion(call: Call, data: What | null, after: SqlText | null): void {
  const { entity, step, query, subquery } = call;
  const { writer } = query;
  const level: Level = { table: entity.table, alias: null };
  const conditions: Conditions = { query, from: new From(level, query), filters: null, aliases: null, subquery };
  const table = query.tableAt(entity.table, null, entity.at);
  const rows = data && rowsOf(data, entity.table, query);
  query.statements.push(
    together(writer.sql("INSERT INTO", step.at), table, valuesOf(rows, data ?? step.place, level, conditions), after),
  );
}

const insert: Operation = { result: "other", write: (call) => insertion(call, call.given[0] ?? null, null) };

/** What is created is inserted when the entity manager is flushed. */
const create: Operation = { result: "row", write: insert.write };

const upsert: Operation = {
  result: "other",
  write(call) {
    const {
      entity,
      step,
      given: [data, options],
      query,
    } = call;
    const { writer } = query;
    const opts = new Options(options ?? null, query);
    const sql = (text: string): SqlText => writer.sql(text, step.at);
    const rows = data ? rowsOf(data, entity.table, query) : null;
    const columns = [...new Set((rows ?? []).flatMap(({ assigned }) => assigned.map(({ column }) => column)))];
    const target = conflictOf(opts, columns, entity.table, query);
    const conflict =
      target === null
        ? null
        : joined(
            target.map((column) => writer.name(column, step.at)),
            ", ",
          );
    const merged = listed(opts, "onConflictMergeFields", entity.table, query);
    const excluded = listed(opts, "onConflictExcludeFields", entity.table, query) ?? [];
    const set = (merged ?? columns.filter((column) => !target?.includes(column))).filter(
      (column) => !excluded.includes(column),
    );
    const isOpen = rows === null || rows.some(({ open }) => open);
    const settings = [
      ...set.map((column) => together(writer.name(column, step.at), sql(`= excluded."${column}"`))),
      ...(isOpen && merged === null ? [writer.unknown(data ?? step.place)] : []),
    ];
    const where = opts.get("onConflictWhere");
    const action =
      opts.text("onConflictAction") === "ignore" || settings.length === 0
        ? sql("DO NOTHING")
        : together(
            sql("DO UPDATE SET"),
            joined(settings, ", "),
            where ? together(sql("WHERE"), writer.unknown(where.value)) : null,
          );
    const on = conflict
      ? parenthesised(conflict)
      : action.length === 1 && settings.length === 0
        ? null
        : parenthesised(writer.unknown(step.place));
    insertion(call, data ?? null, together(sql("ON CONFLICT"), on, action));
  },
};

/**
 * The columns that decide whether there is such a row already; null where it takes a unique key that only the database
 * knows.
 */
function conflictOf(
  options: Options,
  columns: readonly string[],
  table: NamedTable | null,
  query: MikroQuery,
): readonly string[] | null {
  const given = listed(options, "onConflictFields", table, query);
  if (given || options.get("onConflictFields")) return given;
  const key = keyOf(table);
  return key.every((column) => columns.includes(column)) ? key : null;
}

function listed(options: Options, name: string, table: NamedTable | null, query: MikroQuery): readonly string[] | null {
  const entry = options.get(name);
  const value = entry && query.run.value(entry.value);
  if (value?.kind !== "list" || value.open) return null;
  return value.items.map((item) => {
    const text = constantString(item, query) ?? "";
    return columnOf(table, text)?.name ?? relationOf(table, text)?.columns[0] ?? text;
  });
}

/** `em.remove(user)`: deleted by its key when the entity manager is flushed. */
export function removal(call: Call): void {
  const { entity, step, query } = call;
  const { writer } = query;
  const plain: Level = { table: entity.table, alias: null };
  const marked = entity.table?.modelSoftDelete;
  if (entity.table && marked?.deletes) {
    // A subscriber makes an UPDATE of it.
    query.statements.push(
      together(
        writer.sql("UPDATE", step.at),
        query.tableAt(entity.table, null, entity.at, { settled: true }),
        writer.sql("SET", step.at),
        writer.name(marked.column, step.at),
        writer.sql("= CURRENT_TIMESTAMP WHERE", step.at),
        keyText(plain, entity.at, query),
        writer.sql("IN", step.at),
        parenthesised(query.given(entity.at)),
      ),
    );
    return;
  }
  const table = query.tableAt(entity.table, null, entity.at, {
    softDelete: (column: SoftDeleteColumn) => softRemoval(step, column, entity.table),
  });
  query.statements.push(
    together(
      writer.sql("DELETE FROM", step.at),
      table,
      writer.sql("WHERE", step.at),
      entity.table
        ? together(keyText(plain, entity.at, query), writer.sql("IN", step.at), parenthesised(query.given(entity.at)))
        : writer.unknown(entity.at),
    ),
  );
}

export const writes: Readonly<Record<string, Operation>> = {
  nativeUpdate: update,
  nativeDelete: remove,
  insert,
  insertMany: insert,
  nativeInsert: insert,
  create,
  upsert,
  upsertMany: upsert,
};
