import type { ResultShape } from "../../model/site.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { BuiltObject, Step } from "../../source/built/built.ts";
import type { Entity } from "./entities.ts";
import { liveInOptions, liveInWhere, liveWithout } from "./edits.ts";
import { asksForDeleted, conditionsOfFilters } from "./filters.ts";
import { From, keyText } from "./from.ts";
import { Options, constantString } from "./options.ts";
import { orderOf } from "./order.ts";
import { hintsOf, joinOwners, joinPopulated } from "./populate.ts";
import { allOf, columnOf, type Level, type MikroQuery, type What } from "./query.ts";
import { whereOf, type Conditions } from "./where.ts";
import { together } from "../../read/builder/written.ts";

/** A call on the entity manager or a repository, with its arguments behind the entity. */
export interface Call {
  readonly entity: Entity;
  readonly step: Step;
  readonly given: readonly What[];
  /** How many arguments stand before `given`. */
  readonly before: number;
  readonly query: MikroQuery;
  readonly subquery: Conditions["subquery"];
}

export interface Operation {
  readonly result: ResultShape;
  readonly write: (call: Call) => void;
}

/** How many rows a call asks for. */
type Form = "rows" | "one" | "exactly one";

interface Arguments {
  readonly where: What | null;
  readonly options: Options;
  /** Which argument the options are. */
  readonly index: number;
}

/** `(where, options)`, and options only for `findAll`. */
function argumentsOf({ step, given, before, query }: Call): Arguments {
  if (step.name !== "findAll")
    return { where: given[0] ?? null, options: new Options(given[1] ?? null, query), index: before + 1 };
  const options = new Options(given[0] ?? null, query);
  return { where: options.get("where")?.value ?? null, options, index: before };
}

function mainTable(call: Call, level: Level, { where, options, index }: Arguments): SqlText {
  const { entity, step, query } = call;
  const { table } = entity;
  return query.tableAt(table, level.alias, entity.at, {
    addLiveFilter: (column: SoftDeleteColumn) =>
      step.name === "findAll"
        ? liveInOptions(options.at, where, table, column, step, index, query)
        : where
          ? liveInWhere(where, table, column, query)
          : liveWithout(table, column, step, index - 1),
  });
}

/** What the options say that is not read, where it could leave rows out. */
function unseenIn(options: Options, query: MikroQuery): SqlText | null {
  const at = options.get("having")?.value ?? options.get("flags")?.value ?? null;
  return at
    ? query.writer.unknown(at)
    : options.isOpen && options.at && options.object === null
      ? query.writer.unknown(options.at)
      : null;
}

function select(call: Call, form: Form): void {
  const { entity, step, query, subquery } = call;
  const { writer } = query;
  const given = argumentsOf(call);
  const { where, options, index } = given;
  const sql = (text: string): SqlText => writer.sql(text, step.at);
  const level: Level = { table: entity.table, alias: query.alias(entity.table) };
  const from = new From(level, query);
  const { filters } = options;
  query.asksForDeleted = (one) => asksForDeleted(one, filters);
  const table = mainTable(call, level, given);
  const conditions: Conditions = {
    query,
    from,
    filters,
    aliases: null,
    subquery,
    inferred: isInferred(options, query),
  };
  const hints = hintsOf(options, query);
  const populating = { options, filters, call: step, index, query, conditions };
  joinPopulated(hints, from, populating, objectIn(where, query));
  joinOwners(from, hints, populating);
  const order = options.get("orderBy");
  const filtered = conditionsOfFilters(level, filters, query, step.at);
  const said = where && whereOf(where, conditions);
  const after = form === "rows" && (options.get("after") ?? options.get("before"));
  const all = allOf([filtered, said, unseenIn(options, query), after ? cursor(options, level, query) : null]);
  const sorted = order && orderOf(order.value, level, conditions);
  const limited = form !== "rows" || options.get("limit") || options.get("first") || options.get("last");
  query.statements.unshift(
    together(
      sql("SELECT"),
      query.writer.name([level.alias ?? "", "*"], step.at),
      sql("FROM"),
      table,
      from.written(step.at),
      all ? together(sql("WHERE"), all) : null,
      sorted ? together(sql("ORDER BY"), sorted) : null,
      limited ? sql("LIMIT 1") : null,
      options.get("offset") ? sql("OFFSET 1") : null,
    ),
  );
}

/** `after: cursor` asks for the rows behind one, in the order of `orderBy`. */
function cursor(options: Options, level: Level, query: MikroQuery): SqlText | null {
  const order = options.get("orderBy");
  const value = order && query.run.value(order.value);
  const [entry, ...others] = value?.kind === "object" ? value.entries.values() : [];
  const column = entry && columnOf(level.table, entry.name);
  const at = (options.get("after") ?? options.get("before"))?.value;
  if (!at || !column || others.length > 0) return null;
  return together(
    query.column(level, column.name, at),
    query.writer.sql(options.get("after") ? ">" : "<", at),
    query.given(at),
  );
}

function objectIn(where: What | null, query: MikroQuery): BuiltObject | null {
  const value = where && query.run.value(where);
  return value?.kind === "object" ? value : null;
}

/** `populateWhere: "infer"` */
function isInferred(options: Options, query: MikroQuery): boolean {
  const entry = options.get("populateWhere");
  return entry !== null && /^infer$/i.test(constantString(entry.value, query) ?? "");
}

function count(call: Call): void {
  const { entity, step, query, subquery } = call;
  const { writer } = query;
  const given = argumentsOf(call);
  const { where, options, index } = given;
  const sql = (text: string): SqlText => writer.sql(text, step.at);
  const level: Level = { table: entity.table, alias: query.alias(entity.table) };
  const from = new From(level, query);
  const { filters } = options;
  query.asksForDeleted = (one) => asksForDeleted(one, filters);
  const table = mainTable(call, level, given);
  const conditions: Conditions = {
    query,
    from,
    filters,
    aliases: null,
    subquery,
    inferred: isInferred(options, query),
  };
  joinPopulated(
    hintsOf(options, query),
    from,
    { options, filters, call: step, index, query, conditions },
    objectIn(where, query),
  );
  const filtered = conditionsOfFilters(level, filters, query, step.at);
  const said = where && whereOf(where, conditions);
  const all = allOf([filtered, said, unseenIn(options, query)]);
  const counted = from.hasMany
    ? together(sql("COUNT(DISTINCT("), keyText(level, step.at, query), sql("))"))
    : sql("COUNT(*)");
  query.statements.push(
    together(
      sql("SELECT"),
      counted,
      sql('AS "count" FROM'),
      table,
      from.written(step.at),
      all ? together(sql("WHERE"), all) : null,
    ),
  );
}

export const finds: Readonly<Record<string, Operation>> = {
  find: { result: "rows", write: (call) => select(call, "rows") },
  findAll: { result: "rows", write: (call) => select(call, "rows") },
  findOne: { result: "row-or-null", write: (call) => select(call, "one") },
  findOneOrFail: { result: "row", write: (call) => select(call, "exactly one") },
  findAndCount: { result: "other", write: (call) => both(call) },
  findByCursor: { result: "other", write: (call) => both(call) },
  stream: { result: "rows", write: (call) => select(call, "rows") },
  count: { result: "other", write: count },
};

function both(call: Call): void {
  select(call, "rows");
  if (new Options(call.given[1] ?? null, call.query).text("includeCount") !== "false") count(call);
}
