import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuiltObject, Entry, Step } from "../../source/built/built.ts";
import { type withProperty, withWhere } from "../../read/builder/object-edits.ts";
import { liveProperty } from "./names.ts";
import {
  columnOf,
  holdsKey,
  isRequired,
  joined,
  relationOf,
  together,
  type Level,
  type PrismaQuery,
  type What,
} from "./query.ts";
import { conditionOf } from "./where.ts";

/** What a call is given: `{ where, select, include, … }`. */
export class Args {
  readonly at: What | null;
  readonly object: BuiltObject | null;
  readonly #query: PrismaQuery;

  constructor(at: What | null, query: PrismaQuery) {
    this.at = at;
    this.#query = query;
    const value = at && query.run.value(at);
    this.object = value?.kind === "object" ? value : null;
  }

  /** True where there may be more than is seen. */
  get isOpen(): boolean {
    if (this.at === null || this.object) return this.object?.open ?? false;
    return this.#query.run.value(this.at).kind !== "constant";
  }

  /** Null where it is not there, or undefined. */
  get(name: string): Entry | null {
    const entry = this.object?.entries.get(name);
    if (!entry) return null;
    const value = this.#query.run.value(entry.value);
    return value.kind === "constant" && value.value === undefined ? null : entry;
  }

  objectOf(name: string): BuiltObject | null {
    const entry = this.get(name);
    const value = entry && this.#query.run.value(entry.value);
    return value?.kind === "object" ? value : null;
  }
}

/** The condition of a call, with an unknown one where it may be given more than is seen. */
export function whereOf(args: Args, level: Level, query: PrismaQuery): SqlText | null {
  const where = args.get("where");
  const said = where && conditionOf(where.value, level, query);
  if (!args.isOpen || !args.at) return said;
  const unknown = query.writer.unknown(args.at);
  return said ? together(said, query.writer.sql("AND", args.at), unknown) : unknown;
}

/** The columns that a `select`, `omit` or neither asks for, under the names the program has for them. */
export function columnsOf(args: Args, level: Level, query: PrismaQuery, at: What): SqlText[] {
  const { table } = level;
  if (!table) return [query.writer.sql("*", at)];
  const select = args.objectOf("select");
  const omit = args.objectOf("omit");
  const asked = table.columns.flatMap(({ name, property }) => {
    const wanted = select
      ? isAsked(select.entries.get(property), query)
      : !(omit && isAsked(omit.entries.get(property), query));
    if (!wanted) return [];
    const place = select?.entries.get(property)?.key ?? at;
    return [
      together(
        query.column(level, name, place),
        property === name ? null : query.writer.sql(`AS "${property}"`, place),
      ),
    ];
  });
  if (select?.open) asked.push(query.writer.unknown(select));
  return asked;
}

function isAsked(entry: Entry | undefined, query: PrismaQuery): boolean {
  if (!entry) return false;
  const value = query.run.value(entry.value);
  return value.kind !== "constant" || Boolean(value.value);
}

/** What stands around the rows of a level while it is written: joins of its own FROM. */
export interface Selection {
  readonly outputs: readonly SqlText[];
  readonly joins: readonly SqlText[];
}

/** Outputs with the counts of `_count`, and the sorting by other tables. */
export function selectionOf(args: Args, level: Level, query: PrismaQuery, at: What): Selection {
  const outputs = columnsOf(args, level, query, at);
  const joins: SqlText[] = [];
  for (const part of ["select", "include"]) {
    const count = args.objectOf(part)?.entries.get("_count");
    if (count && isAsked(count, query)) countsOf(count, level, query, outputs, joins);
  }
  sortingOf(args, level, query, joins);
  if (outputs.length === 0) outputs.push(query.writer.sql("1", at));
  return { outputs, joins };
}

/** `_count: { select: { bookings: { where } } }`: one grouped subquery each. */
function countsOf(count: Entry, level: Level, query: PrismaQuery, outputs: SqlText[], joins: SqlText[]): void {
  const { table } = level;
  const value = query.run.value(count.value);
  if (!table) return;
  const wanted: { readonly relation: ModelRelation; readonly key: What; readonly value: What | null }[] = [];
  if (value.kind === "object") {
    const args = new Args(value, query);
    const select = args.objectOf("select");
    for (const entry of select?.entries.values() ?? []) {
      const relation = relationOf(table, entry.name);
      if (relation && isAsked(entry, query)) wanted.push({ relation, key: entry.key, value: entry.value });
    }
    if (!select || select.open) query.unknown ??= "which relations it counts is not known";
  } else if (value.kind === "constant") {
    for (const relation of table.relations)
      if (relation.kind === "many") wanted.push({ relation, key: count.key, value: null });
  } else query.unknown ??= "which relations it counts is not known";
  for (const { relation, key, value: given } of wanted) {
    const grouped = groupedOf(relation, key, given, level, query, `_aggr_count_${relation.property}`);
    if (!grouped) continue;
    joins.push(grouped.join);
    outputs.push(
      together(
        query.writer.sql(
          `COALESCE("${grouped.alias}"."_aggr_count_${relation.property}", 0) AS "_aggr_count_${relation.property}"`,
          key,
        ),
      ),
    );
  }
}

/** `LEFT JOIN (SELECT key, count(*) FROM … GROUP BY key) ON …` */
function groupedOf(
  relation: ModelRelation,
  at: What,
  given: What | null,
  level: Level,
  query: PrismaQuery,
  name: string,
  settled = false,
): { readonly join: SqlText; readonly alias: string } | null {
  const { writer } = query;
  const target = query.targetOf(relation);
  if (!target || relation.columns.length === 0) {
    query.unknown ??= `where "${relation.property}" leads is not known`;
    return null;
  }
  const sql = (text: string): SqlText => writer.sql(text, at);
  const inner = query.alias();
  const alias = query.alias();
  const rows: Level = { table: target, alias: inner };
  const args = new Args(given, query);
  const table = query.tableAt(
    target,
    inner,
    at,
    settled
      ? { settled }
      : {
          addLiveFilter: (column) =>
            given ? liveFilterOn(given, args, liveProperty(target, column), query, null) : null,
        },
  );
  const where = whereOf(args, rows, query);
  const { through } = relation;
  const link: Level = through ? { table: null, alias: query.alias() } : rows;
  const keys = through ? through.columns : relation.targetColumns;
  const from = through
    ? together(
        table,
        sql("LEFT JOIN"),
        writer.name(through.name, at),
        sql(`AS "${link.alias}" ON`),
        joined(
          relation.targetColumns.map((column, index) =>
            together(
              query.column(rows, column, at),
              sql("="),
              query.column(link, through.targetColumns[index] ?? "", at),
            ),
          ),
          " AND ",
        ),
      )
    : table;
  const columns = joined(
    keys.map((column) => query.column(link, column, at)),
    ", ",
  );
  const on = joined(
    relation.columns.map((column, index) =>
      together(query.column(level, column, at), sql("="), sql(`"${alias}"."${keys[index] ?? ""}"`)),
    ),
    " AND ",
  );
  return {
    alias,
    join: together(
      sql("LEFT JOIN (SELECT"),
      columns,
      sql(`, COUNT(*) AS "${name}" FROM`),
      from,
      where ? together(sql("WHERE"), where) : null,
      sql("GROUP BY"),
      columns,
      sql(`) AS "${alias}" ON`),
      on,
    ),
  };
}

/**
 * `orderBy: { room: { label: "asc" } }` and `orderBy: { bookings: { _count: "desc" } }` join the other table, and take
 * no condition on it.
 */
function sortingOf(args: Args, level: Level, query: PrismaQuery, joins: SqlText[]): void {
  const entry = args.get("orderBy");
  if (!entry) return;
  const value = query.run.value(entry.value);
  const items = value.kind === "list" ? value.items : [value];
  for (const item of items) {
    const sorted = query.run.value(item);
    if (sorted.kind === "object") sortedBy(sorted, level, query, joins);
  }
}

function sortedBy(sorted: BuiltObject, level: Level, query: PrismaQuery, joins: SqlText[]): void {
  for (const { name, key, value } of sorted.entries.values()) {
    const relation = relationOf(level.table, name);
    const target = relation && query.targetOf(relation);
    if (!relation || !target || relation.columns.length === 0) continue;
    if (relation.kind === "many") {
      const grouped = groupedOf(relation, key, null, level, query, "orderby_aggregator", true);
      if (grouped) joins.push(grouped.join);
      continue;
    }
    const alias = query.alias();
    const rows: Level = { table: target, alias };
    const on = relation.columns.map((column, index) =>
      together(
        query.column(rows, relation.targetColumns[index] ?? "", key),
        query.writer.sql("=", key),
        query.column(level, column, key),
      ),
    );
    joins.push(
      together(
        query.writer.sql("LEFT JOIN", key),
        query.tableAt(target, alias, key, { settled: true }),
        query.writer.sql("ON", key),
        joined(on, " AND "),
      ),
    );
    const inner = query.run.value(value);
    if (inner.kind === "object") sortedBy(inner, rows, query, joins);
  }
}

/**
 * The rows of the relations that a `select` or `include` follows: a SELECT for each. In: `settled`, whether they are
 * known to be live, or no condition can be set.
 */
export function followRelations(args: Args, table: NamedTable | null, query: PrismaQuery, settled = false): void {
  for (const part of ["select", "include"] as const) {
    const entry = args.get(part);
    if (!entry) continue;
    const value = query.run.value(entry.value);
    if (value.kind === "constant") continue;
    if (value.kind !== "object" || value.open) query.unknown ??= "which relations it follows is not known";
    if (value.kind !== "object") continue;
    for (const asked of value.entries.values()) {
      if (asked.name === "_count" || !isAsked(asked, query)) continue;
      const relation = relationOf(table, asked.name);
      if (table && relation) followRelation(relation, table, asked.key, asked.value, query, { settled, call: null });
      else if (columnOf(table, asked.name) === null && query.run.value(asked.value).kind === "object")
        query.unknown ??= `where "${asked.name}" leads is not known`;
    }
  }
}

/**
 * The rows that one relation leads to. In: `given`, its arguments or `true`; `call`, the call that asks for them, of a
 * fluent one.
 */
export function followRelation(
  relation: ModelRelation,
  from: NamedTable,
  at: What,
  given: What | null,
  query: PrismaQuery,
  { settled, call }: { readonly settled: boolean; readonly call: Step | null },
): NamedTable | null {
  const { writer } = query;
  const target = query.targetOf(relation);
  if (!target || relation.columns.length === 0) {
    query.unknown ??= `where "${relation.property}" leads is not known`;
    return target;
  }
  const sql = (text: string): SqlText => writer.sql(text, at);
  const rows: Level = { table: target, alias: target.name };
  const args = new Args(given, query);
  // A row that another one names, read beside it: it has been chosen, and its name is wanted although it may be gone.
  const isLookup = call === null && holdsKey(from, relation, target, relation.targetColumns);
  const isSettled = settled || isLookup || isRequired(from, relation, target);
  const table = query.tableAt(
    target,
    null,
    at,
    isSettled
      ? { settled: true }
      : { addLiveFilter: (column) => liveFilterOn(given, args, liveProperty(target, column), query, call) },
  );
  const where = whereOf(args, rows, query);
  const added = query.unknownNested && writer.unknown(query.unknownNested);
  const { outputs, joins } = selectionOf(args, rows, query, at);
  const { through } = relation;
  const link: Level = through ? { table: null, alias: query.alias() } : rows;
  const linking = through
    ? [
        together(
          sql("INNER JOIN"),
          writer.name(through.name, at),
          sql(`AS "${link.alias}" ON`),
          joined(
            relation.targetColumns.map((column, index) =>
              together(
                query.column(rows, column, at),
                sql("="),
                query.column(link, through.targetColumns[index] ?? "", at),
              ),
            ),
            " AND ",
          ),
        ),
      ]
    : [];
  const keys = (through ? through.columns : relation.targetColumns).map((column) =>
    together(query.column(link, column, at), sql(call ? "= (" : "IN ("), query.given(at), sql(")")),
  );
  query.statements.push(
    together(
      sql("SELECT"),
      joined(outputs, ", "),
      sql("FROM"),
      table,
      ...linking,
      ...joins,
      sql("WHERE"),
      query.all([where, added, ...keys], at),
    ),
  );
  followRelations(args, target, query, settled);
  return target;
}

/** `true` becomes `{ where: { deletedAt: null } }`; arguments are given a `where`, or more in it. */
export function liveFilterOn(
  given: What | null,
  args: Args,
  live: string,
  query: PrismaQuery,
  call: Step | null,
): ReturnType<typeof withProperty> {
  const isUnseen = given !== null && !args.object && query.run.value(given).kind !== "constant";
  return isUnseen ? null : withWhere(given, args.get("where")?.value ?? null, live, call);
}
