import { oneOf } from "../names.ts";
import type { NamedTable } from "../../model/names.ts";
import type { ResultShape } from "../../model/site.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { isRuntime, type Step } from "../../source/built/built.ts";
import type { Entity } from "./entities.ts";
import { liveBehind, softDeletionOfBuilder } from "./edits.ts";
import { conditionsOfFilters, filterChoice, usualFilters } from "./filters.ts";
import { From, keyText } from "./from.ts";
import { orderOf } from "./order.ts";
import { columnOf, constantOf, propertyOf, relationOf, type Level, type MikroQuery, type What } from "./query.ts";
import { boundText, parenthesisedRaw, rawText } from "./raw.ts";
import { conditionsFor, whereOf, type Conditions } from "./where.ts";
import { rowsOf, settingsOf, valuesOf } from "./writes.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

type Kind = "select" | "insert" | "update" | "delete" | "truncate" | "count";

/** A query builder while its steps are gone through. https://mikro-orm.io/docs/query-builder */
interface Builder {
  readonly entity: Entity;
  readonly query: MikroQuery;
  readonly level: Level;
  readonly from: From;
  readonly aliases: Map<string, Level>;
  readonly conditions: Conditions;
  readonly start: Step;
  readonly steps: readonly Step[];
  kind: Kind | null;
  kindStep: Step | null;
  data: What | null;
  where: SqlText | null;
  /** The last step that added to it. */
  whereStep: Step | null;
  having: SqlText | null;
  fields: SqlText[];
  distinct: boolean;
  group: SqlText[];
  order: SqlText | null;
  limit: boolean;
  offset: boolean;
  returning: SqlText | null;
  conflict: SqlText | null;
  sent: boolean;
  single: boolean;
  rows: boolean;
  readonly subqueries: Map<string, What>;
}

export interface BuilderParts {
  readonly entity: Entity;
  readonly alias: string | null;
  /** The call that makes it. */
  readonly start: Step;
  readonly steps: readonly Step[];
}

/** Writes what a query builder sends. Out: null where it is no statement of its own. */
export function writtenBuilder(
  { entity, alias, start, steps }: BuilderParts,
  query: MikroQuery,
  subquery: Conditions["subquery"],
): { readonly text: SqlText; readonly result: ResultShape; readonly sent: boolean } {
  const level: Level = { table: entity.table, alias: alias ?? query.alias(entity.table) };
  const from = new From(level, query);
  const aliases = new Map([[level.alias ?? "", level]]);
  const subqueries = new Map<string, What>();
  const builder: Builder = {
    entity,
    query,
    level,
    from,
    aliases,
    start,
    steps,
    subqueries,
    conditions: { query, from, filters: null, aliases, subquery },
    kind: null,
    kindStep: null,
    data: null,
    where: null,
    whereStep: null,
    having: null,
    fields: [],
    distinct: false,
    group: [],
    order: null,
    limit: false,
    offset: false,
    returning: null,
    conflict: null,
    sent: false,
    single: false,
    rows: true,
  };
  for (const step of steps) {
    const take = takes[step.name];
    if (take) take(builder, step);
    else if (!idle(step.name)) restrict(builder, query.writer.unknown(step.place), "AND", step);
  }
  return { text: compiled(builder), result: resultOf(builder), sent: builder.sent };
}

/** Steps that change nothing in what the statement says of rows. */
const idle = oneOf([
  "setLockMode",
  "setFlushMode",
  "setFlag",
  "unsetFlag",
  "cache",
  "indexHint",
  "comment",
  "hintComment",
  "clone",
  "withSchema",
  "setLoggerContext",
  "then",
  "catch",
  "finally",
  "getKnexQuery",
  "getQuery",
  "getFormattedQuery",
  "toQuery",
  "getParams",
  "as",
  "getKnex",
  "toString",
  "getLoggerContext",
]);

function restrict(builder: Builder, condition: SqlText | null, word: "AND" | "OR" | null, step: Step): void {
  if (!condition) return;
  if (builder.where === null || word === null) builder.where = condition;
  else
    builder.where =
      word === "AND"
        ? together(parenthesised(builder.where), builder.query.writer.sql("AND", step.at), parenthesised(condition))
        : together(parenthesised(builder.where), builder.query.writer.sql("OR", step.at), parenthesised(condition));
  builder.whereStep = step;
}

/** A condition: an object, a text with its values, or raw. */
function conditionOf({ query, level, conditions }: Builder, { arguments: given, spread, place }: Step): SqlText | null {
  const [first, second] = given ?? [];
  if (!first || spread) return query.writer.unknown(place);
  const value = query.run.value(first);
  const isText =
    value.kind === "constant"
      ? typeof value.value === "string"
      : value.kind === "input" && /^(?:TemplateLiteral|BinaryExpression)$/.test(value.place.node.type);
  if (isText) return parenthesised(boundText(first, second ?? null, false, level, query));
  return whereOf(first, conditions);
}

/** `where("…", [], "$or")` */
function wordIn({ query }: Builder, { arguments: given, name }: Step): "AND" | "OR" | null {
  if (name !== "where") return name === "andWhere" ? "AND" : "OR";
  const last = constantOf(query.run, given?.at(-1));
  if (given && given.length > 1 && (last === "$and" || last === "$or")) return last === "$and" ? "AND" : "OR";
  const first = given?.[0] && query.run.value(given[0]);
  // A second `where` replaces what an object said before; a text is added.
  return first?.kind === "object" ? null : "AND";
}

type Take = (builder: Builder, step: Step) => void;

const kind =
  (name: Kind): Take =>
  (builder, step) => {
    builder.kind = name;
    builder.kindStep = step;
    if (name === "insert" || name === "update") builder.data = step.arguments?.[0] ?? null;
    if (name === "delete" && step.arguments?.[0]) restrict(builder, conditionOf(builder, step), "AND", step);
  };

const where: Take = (builder, step) => restrict(builder, conditionOf(builder, step), wordIn(builder, step), step);

const select: Take = (builder, step) => {
  if (builder.kind && builder.kind !== "select") return;
  builder.kind = "select";
  if (step.name === "select") builder.fields = [];
  const { query } = builder;
  for (const given of step.arguments?.slice(0, 1) ?? []) {
    const value = query.run.value(given);
    for (const item of value.kind === "list" ? value.items : [given]) builder.fields.push(fieldText(item, builder));
    if (value.kind === "list" && value.open) builder.fields.push(query.writer.unknown(given));
  }
  if (step.arguments?.[1] && constantOf(query.run, step.arguments[1]) === true) builder.distinct = true;
};

/** `"u.name"`, `"u.name as n"`, `raw("count(*)")`, a subquery. */
function fieldText(what: What, { query, level, aliases, conditions }: Builder): SqlText {
  const value = query.run.value(what);
  if (value.kind === "constant" && typeof value.value === "string") {
    const [, path, shown] = /^(\S+)(?:\s+as\s+(\S+))?$/i.exec(value.value) ?? [];
    if (path === undefined) return query.writer.unknown(what);
    const column = columnText(path, level, aliases, query, what);
    return shown === undefined
      ? column
      : together(column, query.writer.sql("AS", what), query.writer.name(shown, what));
  }
  if (value.kind === "chain" && !isRuntime(value)) {
    const sub = conditions.subquery(value, what);
    if (sub) return parenthesised(sub);
    const raw = rawText(value, level, query);
    if (raw) return raw;
  }
  return query.writer.unknown(what);
}

/** What a name of the code is in the database: `"u.createdAt"`. */
function columnText(
  path: string,
  level: Level,
  aliases: ReadonlyMap<string, Level>,
  query: MikroQuery,
  at: What,
): SqlText {
  const parts = path.split(".");
  const aliased = parts.length > 1 ? aliases.get(parts[0] ?? "") : undefined;
  const own = aliased ?? level;
  const property = aliased ? parts.slice(1).join(".") : path;
  if (property === "*") return query.writer.name([own.alias ?? "", "*"], at);
  const relation = relationOf(own.table, property);
  return query.column(
    own,
    columnOf(own.table, property)?.name ??
      (relation?.columns.length === 1 && relation.kind === "one" ? (relation.columns[0] ?? property) : property),
    at,
  );
}

/** `leftJoin("u.books", "b", { "b.price": { $gt: 3 } })` */
const join =
  (type: "inner join" | "left join"): Take =>
  (builder, step) => {
    const { query, level, aliases, from, conditions } = builder;
    const given = step.arguments ?? [];
    let [field] = given;
    const listed = field && query.run.value(field);
    if (listed?.kind === "list") [field] = listed.items;
    const path = constantOf(query.run, field);
    const alias = constantOf(query.run, given[1]);
    const said = constantOf(query.run, given[3]);
    const kindOf =
      step.name === "join" || step.name === "joinAndSelect"
        ? typeof said === "string" && /^left/i.test(said)
          ? "left join"
          : type
        : type;
    if (builder.kind === null && /AndSelect$/.test(step.name)) builder.kind = "select";
    const unknown = (): void => {
      restrict(builder, query.writer.unknown(step.place), "AND", step);
      if (typeof alias === "string") aliases.set(alias, { table: null, alias });
    };
    if (!field || typeof path !== "string" || listed?.kind === "list" || /Lateral/.test(step.name)) return unknown();
    const parts = path.split(".");
    const owner = parts.length > 1 ? aliases.get(parts[0] ?? "") : level;
    const relation = owner && relationOf(owner.table, parts.at(-1) ?? "");
    if (!owner || !relation || parts.length > 2) return unknown();
    const target = query.targetOf(relation);
    const on = given[2];
    const own = typeof alias === "string" ? alias : query.alias(target);
    const made = from.join(relation, owner, `${own}#${path}`, field, {
      kind: kindOf,
      alias: own,
      changes: { addLiveFilter: (column: SoftDeleteColumn) => liveInJoin(builder, step, own, target, column, kindOf) },
    });
    if (!made) return unknown();
    aliases.set(own, made.level);
    const value = on && query.run.value(on);
    if (on && value?.kind === "object") {
      const condition = conditionsFor(value, made.level, `${own}#${path}`, conditions);
      if (condition) made.on.push(condition);
    } else if (on && value && value.kind !== "constant")
      made.on.push(parenthesisedRaw(value, made.level, query) ?? query.writer.unknown(on));
  };

/** Of an outer join, the condition belongs to the join. */
function liveInJoin(
  builder: Builder,
  step: Step,
  alias: string,
  table: NamedTable | null,
  { column, live }: SoftDeleteColumn,
  type: string,
): ReturnType<typeof liveBehind> {
  const key = JSON.stringify(`${alias}.${propertyOf(table, column)}`);
  const value = JSON.stringify(live);
  if (type === "inner join")
    return builder.where === null
      ? liveBehind(step, key, value, "where")
      : builder.whereStep && liveBehind(builder.whereStep, key, value, "andWhere");
  if (step.arguments?.length !== 2 || step.place.frame.anchor !== null || step.place.node.type !== "CallExpression")
    return null;
  const end = step.place.node.arguments[1]?.range[1];
  if (end === undefined) return null;
  return [{ span: { start: end, end }, text: `, { ${key}: ${value} }` }];
}

const takes: Readonly<Record<string, Take>> = {
  select,
  addSelect: select,
  count: (builder, step) => {
    builder.kind = "count";
    if (step.arguments?.[0] && constantOf(builder.query.run, step.arguments[0]) !== undefined)
      builder.fields = [fieldText(step.arguments[0], builder)];
    builder.distinct ||= constantOf(builder.query.run, step.arguments?.[1]) === true;
  },
  insert: kind("insert"),
  update: kind("update"),
  delete: kind("delete"),
  truncate: kind("truncate"),
  where,
  andWhere: where,
  orWhere: where,
  join: join("inner join"),
  innerJoin: join("inner join"),
  leftJoin: join("left join"),
  joinAndSelect: join("inner join"),
  innerJoinAndSelect: join("inner join"),
  leftJoinAndSelect: join("left join"),
  innerJoinLateral: join("inner join"),
  leftJoinLateral: join("left join"),
  innerJoinLateralAndSelect: join("inner join"),
  leftJoinLateralAndSelect: join("left join"),
  distinct: (builder) => {
    builder.distinct = true;
  },
  distinctOn: (builder) => {
    builder.distinct = true;
  },
  groupBy: (builder, step) => {
    const { query, level, aliases } = builder;
    for (const given of step.arguments ?? []) {
      const value = query.run.value(given);
      for (const item of value.kind === "list" ? value.items : [given]) {
        const name = query.run.value(item);
        builder.group.push(
          name.kind === "constant" && typeof name.value === "string"
            ? columnText(name.value, level, aliases, query, item)
            : ((name.kind === "chain" ? rawText(name, level, query) : null) ?? query.writer.unknown(item)),
        );
      }
    }
  },
  having: (builder, step) => having(builder, step),
  andHaving: (builder, step) => having(builder, step),
  orHaving: (builder, step) => having(builder, step),
  orderBy: (builder, step) => {
    const [given] = step.arguments ?? [];
    builder.order = given ? orderOf(given, builder.level, builder.conditions) : null;
  },
  limit: (builder, step) => {
    builder.limit = true;
    if (step.arguments?.[1]) builder.offset = true;
  },
  offset: (builder) => {
    builder.offset = true;
  },
  returning: (builder, step) => {
    const { query, level } = builder;
    const value = step.arguments?.[0] && query.run.value(step.arguments[0]);
    builder.returning =
      value?.kind === "list" && value.items.length > 0
        ? joined(
            value.items.map((item) => fieldText(item, { ...builder, level: { ...level, alias: null } })),
            ", ",
          )
        : null;
  },
  onConflict: (builder, step) => {
    const { query, level } = builder;
    const [given] = step.arguments ?? [];
    const value = given && query.run.value(given);
    const items = value?.kind === "list" ? value.items : given ? [given] : [];
    const isNamed = items.every((item) => typeof constantOf(query.run, item) === "string");
    const target =
      items.length === 0
        ? null
        : isNamed
          ? parenthesised(
              joined(
                items.map((item) =>
                  columnText(String(constantOf(query.run, item)), { ...level, alias: null }, new Map(), query, item),
                ),
                ", ",
              ),
            )
          : ((value?.kind === "chain" ? rawText(value, level, query) : null) ??
            parenthesised(query.writer.unknown(given ?? step.place)));
    builder.conflict = together(query.writer.sql("ON CONFLICT", step.at), target);
  },
  ignore: (builder, step) => {
    builder.conflict = together(builder.conflict, builder.query.writer.sql("DO NOTHING", step.at));
  },
  merge: (builder, step) => {
    builder.conflict = together(
      builder.conflict,
      builder.query.writer.sql("DO UPDATE SET", step.at),
      mergeText(builder, step),
    );
  },
  withSubQuery: (builder, step) => {
    const [sub, alias] = step.arguments ?? [];
    const name = constantOf(builder.query.run, alias);
    if (sub && typeof name === "string") builder.subqueries.set(name, sub);
  },
  applyFilters: (builder, step) => {
    const choice = step.arguments?.[0] ? filterChoice(step.arguments[0], builder.query) : usualFilters;
    restrict(builder, conditionsOfFilters(builder.level, choice, builder.query, step.at), "AND", step);
  },
  "?": (builder, step) => restrict(builder, builder.query.writer.unknown(step.place), "AND", step),
  execute: (builder) => {
    builder.sent = true;
    builder.rows = true;
  },
  getResult: (builder) => {
    builder.sent = true;
  },
  getResultList: (builder) => {
    builder.sent = true;
  },
  getSingleResult: (builder) => {
    builder.sent = builder.single = builder.limit = true;
  },
  getCount: (builder) => {
    builder.sent = true;
    builder.kind = "count";
    builder.order = null;
    builder.limit = builder.offset = false;
    builder.fields = [];
  },
  getResultAndCount: (builder) => {
    builder.sent = true;
    builder.rows = false;
  },
  stream: (builder) => {
    builder.sent = true;
  },
};

function having(builder: Builder, step: Step): void {
  const condition = conditionOf(builder, step);
  if (!condition) return;
  const word = step.name === "orHaving" ? "OR" : "AND";
  builder.having = builder.having
    ? together(parenthesised(builder.having), builder.query.writer.sql(word, step.at), parenthesised(condition))
    : condition;
}

function mergeText({ query, level, data, conditions }: Builder, step: Step): SqlText {
  const { writer } = query;
  const [given] = step.arguments ?? [];
  const value = given && query.run.value(given);
  const plain: Level = { ...level, alias: null };
  if (given && value?.kind === "object") return settingsOf(given, plain, conditions);
  const rows = data ? rowsOf(data, level.table, query) : null;
  const listed =
    value?.kind === "list" && !value.open
      ? value.items
          .map((item) => constantOf(query.run, item))
          .map((name) => columnOf(level.table, String(name))?.name ?? String(name))
      : null;
  const columns = listed ?? [...new Set((rows ?? []).flatMap(({ assigned }) => assigned.map(({ column }) => column)))];
  return columns.length === 0
    ? writer.unknown(step.place)
    : joined(
        columns.map((column) => together(writer.name(column, step.at), writer.sql(`= excluded."${column}"`, step.at))),
        ", ",
      );
}

function compiled(builder: Builder): SqlText {
  const { query, entity, level, start, kind: made, kindStep, data, from, conditions, steps } = builder;
  const { writer } = query;
  const at = kindStep?.at ?? start.at;
  const sql = (text: string): SqlText => writer.sql(text, at);
  const clause = (word: string, text: SqlText | null): SqlText | null => text && together(sql(word), text);
  const last =
    builder.whereStep ??
    [...steps].reverse().find(({ name }) => name in takes && !/^(?:get|execute|stream)/.test(name)) ??
    start;
  const addLiveFilter = (column: SoftDeleteColumn): ReturnType<typeof liveBehind> => {
    const name = propertyOf(entity.table, column.column);
    const isAliased = steps.some(({ name: step }) => /join/i.test(step)) || (start.arguments?.length ?? 0) > 1;
    const key = isAliased && level.alias ? JSON.stringify(`${level.alias}.${name}`) : name;
    return liveBehind(last, key, JSON.stringify(column.live), builder.where ? "andWhere" : "where");
  };
  const table = (): SqlText =>
    query.tableAt(entity.table, level.alias, entity.at, {
      addLiveFilter,
      ...(made === "delete" && kindStep
        ? { softDelete: (column: SoftDeleteColumn) => softDeletionOfBuilder(kindStep, column, entity.table) }
        : {}),
    });
  const modifying = (): SqlText | null => (from.joins.length === 0 ? builder.where : writer.unknown(last.place));
  switch (made) {
    case "insert": {
      const target = query.tableAt(entity.table, null, entity.at);
      return together(
        sql("INSERT INTO"),
        target,
        valuesOf(
          data ? rowsOf(data, entity.table, query) : null,
          data ?? start.place,
          { ...level, alias: null },
          conditions,
        ),
        builder.conflict,
        clause("RETURNING", builder.returning),
      );
    }
    case "update":
      return together(
        sql("UPDATE"),
        table(),
        sql("SET"),
        data ? settingsOf(data, level, conditions) : writer.unknown(start.place),
        clause("WHERE", modifying()),
        clause("RETURNING", builder.returning),
      );
    case "delete":
      return together(
        sql("DELETE FROM"),
        table(),
        clause("WHERE", modifying()),
        clause("RETURNING", builder.returning),
      );
    case "truncate":
      return together(sql("TRUNCATE"), query.tableAt(entity.table, null, entity.at));
    case "count": {
      const main = table();
      const distinct = builder.distinct || from.hasMany;
      const counted = builder.fields[0]
        ? together(sql(distinct ? "COUNT(DISTINCT(" : "COUNT("), builder.fields[0], sql(distinct ? "))" : ")"))
        : distinct
          ? together(sql("COUNT(DISTINCT("), keyText(level, at, query), sql("))"))
          : sql("COUNT(*)");
      return together(
        sql("SELECT"),
        counted,
        sql('AS "count" FROM'),
        main,
        from.written(at),
        clause("WHERE", builder.where),
        builder.group.length > 0 ? clause("GROUP BY", joined(builder.group, ", ")) : null,
      );
    }
    default: {
      const main = table();
      const fields =
        builder.fields.length === 0 ? writer.name([level.alias ?? "", "*"], at) : joined(builder.fields, ", ");
      return together(
        sql("SELECT"),
        builder.distinct ? sql("DISTINCT") : null,
        fields,
        sql("FROM"),
        main,
        from.written(at),
        clause("WHERE", builder.where),
        builder.group.length > 0 ? clause("GROUP BY", joined(builder.group, ", ")) : null,
        clause("HAVING", builder.having),
        clause("ORDER BY", builder.order),
        builder.limit ? sql("LIMIT 1") : null,
        builder.offset ? sql("OFFSET 1") : null,
      );
    }
  }
}

function resultOf({ kind: made, single, rows, steps }: Builder): ResultShape {
  if (made !== null && made !== "select") return "other";
  const method = steps.find(({ name }) => name === "execute")?.arguments?.[0];
  if (!rows || method) return "other";
  return single ? "row-or-null" : "rows";
}
