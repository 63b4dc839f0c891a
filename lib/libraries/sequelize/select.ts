import type { SqlText } from "../../model/sql-text.ts";
import { sortedBy, outputsOf } from "./attributes.ts";
import { filterInOptions } from "./edits.ts";
import {
  includesOf,
  joinsOf,
  paranoidOf,
  equals,
  targetOf,
  throughOf,
  type Include,
  type Includes,
} from "./include.ts";
import type { Model } from "./model.ts";
import { all, whereOf, type Options } from "./options.ts";
import { quoted, type Level, type SequelizeQuery, type What } from "./query.ts";
import { joined, parenthesised, together, type WrittenRelation } from "../../read/builder/written.ts";
import type { Step } from "../../source/built/built.ts";

/** One call that reads rows of a model. */
export interface Read {
  readonly model: Model;
  /** Null: an association's method, whose options stand elsewhere. */
  readonly call: Step | null;
  readonly at: What;
  readonly options: Options;
  /** Conditions that the call itself makes: a key, the rows of an association. */
  readonly keys?: readonly SqlText[];
  /** At most one row is asked for, unless a key says which. */
  readonly isOne?: boolean;
  /** No condition on its rows is expected. */
  readonly settled?: boolean;
  /** How it is restricted to live rows, where a `where` in its options is not the way. */
  readonly addLiveFilter?: WrittenRelation["addLiveFilter"];
}

type MainLevel = Level & { readonly as: string };

/** `findAll`, and what else gives rows: one statement, and one for each association that is fetched by its own. */
export function find(read: Read, query: SequelizeQuery): void {
  const { model, options, at } = read;
  const level: MainLevel = { table: model.table, as: model.name };
  const limit = options.get("limit");
  const given = limit && query.plain(limit.value);
  const isLimited =
    limit === null ? read.isOne === true && !isPinned(read, query) : given?.kind !== "constant" || Boolean(given.value);
  const includes = includesOf(options, level, isLimited, query);
  const hasIncludes = includes.includes.length > 0;
  const outputs = outputsOf(options, level, null, at, query, hasIncludes);
  const conditions = conditionsOf(read, level, query);
  query.statements.push(
    includes.isSubQuery
      ? limited(read, level, includes, outputs, conditions, query)
      : plain(read, level, includes, outputs, conditions, isLimited, query),
  );
  separately(includes.includes, read, query);
}

/** What must hold of the model's rows. */
function conditionsOf({ model, options, keys = [], at }: Read, level: Level, query: SequelizeQuery): SqlText[] {
  return [...paranoidOf(model.table, level, options, at, query), ...keys, ...whereOf(options, level, query)];
}

/** True where the call's own options name a row by its key: then no limit is added. */
function isPinned({ keys = [], options, model: { table } }: Read, query: SequelizeQuery): boolean {
  if (keys.length > 0) return true;
  const key = table?.columns.find(({ name }) => name === table.primaryKey?.[0])?.property ?? "id";
  const where = options.ownEntry("where");
  const given = where && query.entry(query.run.value(where.value), key);
  const value = given && query.run.value(given.value);
  return value?.kind === "input" || (value?.kind === "constant" && value.value !== null);
}

function mainTable(
  { model, call, options, settled, addLiveFilter }: Read,
  level: MainLevel,
  query: SequelizeQuery,
): SqlText {
  const { table } = model;
  const isOff = options.isOff("paranoid") && table?.modelSoftDelete?.filters === true;
  const changes: Omit<WrittenRelation, "span" | "alias"> =
    settled || isOff
      ? { settled: true }
      : { addLiveFilter: addLiveFilter ?? ((column) => filterInOptions(options, table, column, call, query)) };
  return query.tableAt(table, level.as, model.at, changes);
}

function plain(
  read: Read,
  level: MainLevel,
  { includes }: Includes,
  outputs: readonly SqlText[],
  conditions: readonly SqlText[],
  isLimited: boolean,
  query: SequelizeQuery,
): SqlText {
  const { at, options } = read;
  const sql = (text: string): SqlText => query.writer.sql(text, at);
  const joins = joinsOf(includes, level, false, true, query);
  const columns = [...outputs, ...joins.mainOutputs];
  return together(
    sql("SELECT"),
    joined(columns.length > 0 ? columns : [sql("1")], ", "),
    sql("FROM"),
    mainTable(read, level, query),
    ...joins.main,
    whereText(conditions, at, query),
    groupText(options, level, at, query),
    havingText(options, level, at, query),
    orderText(options, level, at, query),
    ...limitText(options, isLimited, at, query),
  );
}

/** A limited query with associations to many: the rows of the model are chosen first. */
function limited(
  read: Read,
  level: MainLevel,
  { includes }: Includes,
  outputs: readonly SqlText[],
  conditions: readonly SqlText[],
  query: SequelizeQuery,
): SqlText {
  const { at, options } = read;
  const sql = (text: string): SqlText => query.writer.sql(text, at);
  const joins = joinsOf(includes, { ...level, inSubQuery: true, isTop: true }, true, true, query);
  const filters = existingOf(includes, level, query);
  const columns = [...outputs, ...joins.subOutputs];
  const inner = together(
    sql("SELECT"),
    joined(columns.length > 0 ? columns : [sql("1")], ", "),
    sql("FROM"),
    mainTable(read, level, query),
    ...joins.sub,
    whereText([...conditions, ...filters], at, query),
    groupText(options, level, at, query),
    havingText(options, level, at, query),
    ...limitText(options, true, at, query),
  );
  return together(
    sql("SELECT"),
    joined([sql(`${quoted(level.as)}.*`), ...joins.mainOutputs], ", "),
    sql("FROM"),
    parenthesised(inner),
    sql(`AS ${quoted(level.as)}`),
    ...joins.main,
    orderText(options, level, at, query),
  );
}

function whereText(conditions: readonly SqlText[], at: What, query: SequelizeQuery): SqlText | null {
  const where = all(conditions);
  return where && together(query.writer.sql("WHERE", at), where);
}

function groupText(options: Options, level: MainLevel, at: What, query: SequelizeQuery): SqlText | null {
  const group = options.get("group");
  if (!group) return null;
  const value = query.run.value(group.value);
  const items = value.kind === "list" ? value.items : [group.value];
  const columns = items.map((item) => {
    const constant = query.run.value(item);
    // A name stands for a column or an output of that name.
    if (constant.kind === "constant" && typeof constant.value === "string" && !constant.value.includes("."))
      return query.writer.name([constant.value], item);
    return sortedBy(item, level, query) ?? query.given(item);
  });
  return columns.length === 0 ? null : together(query.writer.sql("GROUP BY", at), joined(columns, ", "));
}

function havingText(options: Options, level: MainLevel, at: What, query: SequelizeQuery): SqlText | null {
  if (!options.get("having")) return null;
  const having = all(whereOf(options, { ...level, as: null }, query, "having"));
  return having && together(query.writer.sql("HAVING", at), having);
}

/**
 * `order: [["createdAt", "DESC"], [Post, "title"], literal("…")]`. What it sorts by decides nothing else, so what is
 * not known is left out.
 */
function orderText(options: Options, level: MainLevel, at: What, query: SequelizeQuery): SqlText | null {
  return query.run.elsewhere("first", () => orderOn(options, level, at, query));
}

function orderOn(options: Options, level: MainLevel, at: What, query: SequelizeQuery): SqlText | null {
  const items = options.every("order").flatMap(({ value: what }) => {
    const value = query.run.value(what);
    return value.kind === "list" ? value.items : [what];
  });
  const sorted = items.flatMap((item): SqlText[] => {
    const value = query.run.value(item);
    if (value.kind !== "list") {
      const sorted = sortedBy(item, level, query);
      return sorted ? [sorted] : [];
    }
    const [by, direction] = value.items;
    if (!by || value.items.length > 2) return [];
    const text = sortedBy(by, level, query);
    const word = direction && query.run.value(direction);
    const isWord = word?.kind === "constant" && /^(?:ASC|DESC)(?: NULLS (?:FIRST|LAST))?$/i.test(String(word.value));
    return text ? [together(text, isWord ? query.writer.sql(String(word.value), at) : null)] : [];
  });
  return sorted.length === 0 ? null : together(query.writer.sql("ORDER BY", at), joined(sorted, ", "));
}

function limitText(options: Options, isLimited: boolean, at: What, query: SequelizeQuery): SqlText[] {
  const [limit, offset] = [options.get("limit"), options.get("offset")];
  const { writer } = query;
  return [
    ...(isLimited ? [together(writer.sql("LIMIT", at), limit ? query.given(limit.value) : writer.sql("1", at))] : []),
    ...(offset ? [together(writer.sql("OFFSET", at), query.given(offset.value))] : []),
    ...(options.isOn("lock") ? [writer.sql("FOR UPDATE", at)] : []),
  ];
}

/** Of associations that are joined outside the subquery and must have rows: `( SELECT … LIMIT 1 ) IS NOT NULL`. */
function existingOf(includes: readonly Include[], level: MainLevel, query: SequelizeQuery): SqlText[] {
  return includes.flatMap((include) => [
    ...(include.subQueryFilter && !include.isSeparate ? [existing(include, level, query)] : []),
  ]);
}

function existing(include: Include, parent: MainLevel, query: SequelizeQuery): SqlText {
  const { writer } = query;
  const { relation, level, at, conditions, as } = include;
  const sql = (text: string): SqlText => writer.sql(text, at);
  const own: MainLevel = { table: level.table, as };
  const required = include.children.filter((child) => child.isRequired && !child.isSeparate);
  const nested = joinsOf(required, own, false, false, query);
  if (!relation || relation.columns.length === 0) return writer.unknown(at);
  const { through } = relation;
  if (through) {
    const link: MainLevel = { table: null, as: through.name };
    const between = throughOf(through, link, include.options, at, query);
    const joins = joinsOf(
      [
        {
          ...include,
          relation: { ...relation, through: null, columns: through.targetColumns },
          isRequired: true,
          children: required,
          isSeparate: false,
        },
      ],
      link,
      false,
      false,
      query,
    );
    return together(
      sql("( SELECT"),
      query.column(link, through.columns[0] ?? "id", at),
      sql("FROM"),
      between.table,
      ...joins.main,
      sql("WHERE"),
      joined([equals(parent, relation.columns, link, through.columns, at, query), ...between.conditions], " AND "),
      sql("LIMIT 1 ) IS NOT NULL"),
    );
  }
  const table = query.tableAt(level.table, own.as, at, {});
  return together(
    sql("( SELECT"),
    query.column(own, relation.targetColumns[0] ?? "", at),
    sql("FROM"),
    table,
    ...nested.main,
    sql("WHERE"),
    joined([...conditions, equals(own, relation.targetColumns, parent, relation.columns, at, query)], " AND "),
    sql("LIMIT 1 ) IS NOT NULL"),
  );
}

/** `separate: true`: the rows of an association are fetched by their keys. */
function separately(includes: readonly Include[], read: Read, query: SequelizeQuery): void {
  for (const include of includes) {
    if (!include.isSeparate) {
      separately(include.children, read, query);
      continue;
    }
    const { relation, level, options, at } = include;
    const target = relation ? targetOf(relation, query) : level.table;
    const name = target?.model ?? include.as;
    const own: MainLevel = { table: target, as: name };
    const keys =
      relation && relation.targetColumns.length === 1
        ? [
            together(
              query.column(own, relation.targetColumns[0] ?? "", at),
              query.writer.sql("IN (", at),
              query.given(at),
              query.writer.sql(")", at),
            ),
          ]
        : [query.writer.unknown(at)];
    find(
      { model: { table: target, name, at: "kind" in at ? at.place : at, scopes: [] }, call: null, at, options, keys },
      query,
    );
  }
}

/** `count`, `max`, `sum`, …: one output. */
export function aggregate(read: Read, aggregated: SqlText, query: SequelizeQuery): void {
  const { model, options, at } = read;
  const level: MainLevel = { table: model.table, as: model.name };
  const sql = (text: string): SqlText => query.writer.sql(text, at);
  const { includes } = includesOf(options, level, false, query);
  const joins = joinsOf(includes, level, false, false, query);
  const group = options.get("group");
  const asked =
    group && options.get("attributes") ? outputsOf(options, level, null, at, query, includes.length > 0) : [];
  query.statements.push(
    together(
      sql("SELECT"),
      joined([...asked, aggregated], ", "),
      sql("FROM"),
      mainTable(read, level, query),
      ...joins.main,
      whereText(conditionsOf(read, level, query), at, query),
      groupText(options, level, at, query),
      havingText(options, level, at, query),
    ),
  );
}
