import type { JoinTable, ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { Built, BuiltObject, Entry } from "../../source/built/built.ts";
import { outputsOf } from "./attributes.ts";
import { filterInInclude } from "./edits.ts";
import { modelOf, type Model } from "./model.ts";
import { all, layersOfFilter, Options, whereOf, type Layer } from "./options.ts";
import { attributeOf, quoted, type Level, type SequelizeQuery, type What } from "./query.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

/** An included model, as Sequelize works it out before it writes the join. */
export interface Include {
  readonly relation: ModelRelation | null;
  readonly level: Level & { readonly as: string };
  /** Its name beside the includes of its parent. */
  readonly as: string;
  readonly options: Options;
  readonly at: What;
  readonly conditions: readonly SqlText[];
  readonly isRequired: boolean;
  /** Fetched by a statement of its own. */
  readonly isSeparate: boolean;
  readonly children: readonly Include[];
  readonly isDuplicating: boolean;
  readonly hasDuplicating: boolean;
  readonly hasRequired: boolean;
  /** Joined inside the subquery of a limited query. */
  subQuery: boolean;
  /** Where it is joined outside, the subquery asks whether it has rows. */
  subQueryFilter: boolean;
  readonly isPlain: boolean;
}

/** What is included, and how the query is put together of it. */
export interface Includes {
  readonly includes: readonly Include[];
  readonly isSubQuery: boolean;
}

interface Parent {
  readonly table: NamedTable | null;
  readonly as: string;
  readonly isTop: boolean;
  readonly isRequired: boolean;
}

/** The includes of a query. In: `isLimited`, whether it has a LIMIT. */
export function includesOf(
  options: Options,
  top: Level & { readonly as: string },
  isLimited: boolean,
  query: SequelizeQuery,
): Includes {
  const includes = conformed(
    options,
    { table: top.table, as: top.as, isTop: true, isRequired: false },
    isLimited,
    query,
  );
  const hasDuplicating = includes.some((include) => include.hasDuplicating);
  const asked = options.constant("subQuery");
  const isSubQuery =
    typeof asked === "boolean"
      ? asked && isLimited
      : isLimited && (hasDuplicating || includes.some(({ subQuery }) => subQuery));
  return { includes, isSubQuery };
}

/** Includes of one level, decided as `_validateIncludedElements` does. */
function conformed(options: Options, parent: Parent, isLimited: boolean, query: SequelizeQuery): Include[] {
  const found = grouped(options, parent, query);
  const includes = found.map((one) => includeOf(one, parent, isLimited, query));
  const hasDuplicating = includes.some((include) => include.hasDuplicating);
  for (const include of includes) {
    const asked = include.options.constant("subQuery");
    if (asked !== false && hasDuplicating && isLimited) {
      include.subQuery = include.isDuplicating ? asked === true : include.hasRequired;
      include.subQueryFilter = include.isDuplicating && include.hasRequired;
    } else {
      include.subQuery =
        asked === true || (!include.isDuplicating && parent.isRequired && include.hasRequired && !include.isSeparate);
      include.subQueryFilter = include.isDuplicating && include.subQuery;
    }
  }
  return includes;
}

interface Found {
  readonly relation: ModelRelation | null;
  readonly model: Model | null;
  readonly table: NamedTable | null;
  readonly as: string;
  readonly at: What;
  readonly layers: readonly BuiltObject[];
}

/** What is included, of all layers; two of one association are one. */
function grouped(options: Options, parent: Parent, query: SequelizeQuery): Found[] {
  const found = new Map<string, Found>();
  for (const entry of options.every("include")) {
    for (const what of itemsOf(entry, query)) {
      const one = foundAt(what, parent, query);
      if (!one) continue;
      const before = found.get(one.as);
      found.set(one.as, before ? { ...one, layers: [...before.layers, ...one.layers] } : one);
    }
  }
  return [...found.values()];
}

function itemsOf({ value: what }: Entry, query: SequelizeQuery): readonly What[] {
  const value = query.run.follow(what);
  if (value.kind === "list") {
    if (value.open) query.unknown ??= "which associations it includes is not known";
    return value.items;
  }
  return [what];
}

/** One element of `include`: a model, the name of an association, or an object that says more. */
function foundAt(what: What, parent: Parent, query: SequelizeQuery): Found | null {
  const value = query.run.follow(what);
  const isNothing = value.kind === "constant" && !value.value;
  if (isNothing) return null;
  if (value.kind === "object") return ofObject(value, parent, query);
  const named = namedOf(value);
  if (named !== null) return ofAssociation(named, what, [], parent, query);
  const model = modelOf(what, query);
  if (model) return ofModel(model, null, what, [], parent, query);
  query.unknown ??= "which associations it includes is not known";
  return null;
}

/** `"posts"`, `User.associations.posts`. */
function namedOf(value: Built): string | null {
  if (value.kind === "constant") return typeof value.value === "string" ? value.value : null;
  if (value.kind !== "chain") return null;
  const at = value.steps.findIndex(({ name }) => name === "associations");
  return at >= 0 ? (value.steps[at + 1]?.name ?? null) : null;
}

function ofObject(object: BuiltObject, parent: Parent, query: SequelizeQuery): Found | null {
  const association = query.entry(object, "association");
  const as = query.entry(object, "as");
  const alias = as && query.run.value(as.value);
  const given = alias?.kind === "constant" && typeof alias.value === "string" ? alias.value : null;
  if (association) {
    const named = namedOf(query.run.follow(association.value));
    if (named !== null) return ofAssociation(named, association.value, [object], parent, query);
    if (given === null) {
      query.unknown ??= "which associations it includes is not known";
      return null;
    }
  }
  const model = query.entry(object, "model");
  const target = model && modelOf(model.value, query);
  if (target) return ofModel(target, given, model.value, [object], parent, query);
  if (given !== null && as) return ofAssociation(given, as.value, [object], parent, query);
  query.unknown ??= query.entry(object, "all")
    ? "it includes every association"
    : "which associations it includes is not known";
  return null;
}

function ofAssociation(
  name: string,
  at: What,
  layers: readonly BuiltObject[],
  { table }: Parent,
  query: SequelizeQuery,
): Found {
  const relation = table?.relations.find(({ property }) => property === name) ?? null;
  const target = relation && targetOf(relation, query);
  const given = layers.map((layer) => query.entry(layer, "model")).find((entry) => entry !== null);
  const model = given ? modelOf(given.value, query) : null;
  return { relation, model, table: target ?? model?.table ?? null, as: name, at, layers };
}

function ofModel(
  model: Model,
  as: string | null,
  at: What,
  layers: readonly BuiltObject[],
  { table }: Parent,
  query: SequelizeQuery,
): Found {
  const relations = (table?.relations ?? []).filter(
    (relation) => model.table !== null && targetOf(relation, query) === model.table,
  );
  const relation =
    as === null ? (only(relations) ?? null) : (relations.find(({ property }) => property === as) ?? null);
  return { relation, model, table: model.table, as: as ?? relation?.property ?? model.name, at, layers };
}

export function targetOf(relation: ModelRelation, { names }: SequelizeQuery): NamedTable | null {
  return (
    names.table(relation.table.schema, relation.table.name) ??
    (relation.model === null ? null : names.model("sequelize", relation.model))
  );
}

function includeOf(
  { relation, model, table, as, at, layers }: Found,
  parent: Parent,
  isLimited: boolean,
  query: SequelizeQuery,
): Include {
  const level = { table, as: parent.isTop ? as : `${parent.as}->${as}` };
  const scopes: readonly Layer[] =
    model?.scopes ??
    (table?.filters ?? []).filter(({ always }) => always).flatMap((filter) => layersOfFilter(filter, at));
  const [own, ...others] = [...layers].reverse();
  const options = new Options(
    [...scopes, ...others.reverse().map((object): Layer => ({ kind: "options", object }))],
    own ?? null,
    query,
  );
  const given = whereOf(options, level, query);
  const asked = options.get("required");
  const value = asked && query.run.value(asked.value);
  const hasWhere =
    options.every("where").length > 0 ||
    options.layers.some((layer) => layer.kind === "filter" && layer.filter.conditions.length > 0);
  const isRequired = value
    ? value.kind === "constant"
      ? Boolean(value.value)
      : query.run.holds("kind" in asked.value ? asked.value.place : asked.value)
    : hasWhere;
  const limit = options.get("limit");
  const isSeparate = options.constant("separate") === true || (limit !== null && options.get("separate") === null);
  const children = conformed(options, { table, as: level.as, isTop: false, isRequired }, isLimited, query);
  const isDuplicating = isSeparate ? false : (options.constant("duplicating") ?? relation?.kind !== "one") === true;
  return {
    relation,
    level,
    as,
    options,
    at,
    isRequired,
    isSeparate,
    children,
    isDuplicating,
    conditions: [...paranoidOf(table, level, options, at, query), ...given],
    hasDuplicating: isDuplicating || children.some((child) => child.hasDuplicating),
    hasRequired: isRequired || children.some((child) => child.hasRequired),
    subQuery: false,
    subQueryFilter: false,
    isPlain: layers.length === 0,
  };
}

/** `"deletedAt" IS NULL`, which a paranoid model adds unless it is told not to. */
export function paranoidOf(
  table: NamedTable | null,
  level: Level,
  options: Options | null,
  at: What,
  query: SequelizeQuery,
): SqlText[] {
  const soft = table?.modelSoftDelete;
  if (!soft?.filters || options?.isOff("paranoid")) return [];
  const asked = options?.get("paranoid");
  const left = query.column(level, soft.column, at);
  const condition = together(left, query.writer.sql(soft.live === null ? "IS NULL" : `= ${String(soft.live)}`, at));
  if (!asked) return [condition];
  const value = query.run.value(asked.value);
  // Whether it is asked for is decided while the program runs.
  return value.kind === "constant" ? [condition] : [query.writer.unknown(asked.value)];
}

/** What may be asked of the table of an include. */
function changesOf(
  include: Include,
  isOuter: boolean,
  query: SequelizeQuery,
): { addLiveFilter?(column: SoftDeleteColumn): ReturnType<typeof filterInInclude>; readonly settled?: boolean } {
  const { table, options } = { table: include.level.table, options: include.options };
  if (options.isOff("paranoid") && table?.modelSoftDelete?.filters) return { settled: true };
  return { addLiveFilter: (column) => filterInInclude(include.at, options, table, column, isOuter, query) };
}

/**
 * What an include is joined to. `inSubQuery`: its rows come out of the subquery, with its columns under the names of
 * attributes.
 */
interface Parented extends Level {
  readonly as: string;
  readonly inSubQuery?: boolean;
  readonly isTop?: boolean;
}

/** The joins of includes, told apart by whether they stand in the subquery of a limited query. */
export interface Joins {
  readonly main: SqlText[];
  readonly sub: SqlText[];
  readonly mainOutputs: SqlText[];
  readonly subOutputs: SqlText[];
}

/** `LEFT OUTER JOIN "posts" AS "posts" ON … AND …`, with the includes of the include. */
export function joinsOf(
  includes: readonly Include[],
  parent: Parented,
  isSubQuery: boolean,
  hasOutputs: boolean,
  query: SequelizeQuery,
): Joins {
  const joins: Joins = { main: [], sub: [], mainOutputs: [], subOutputs: [] };
  for (const include of includes) {
    if (include.isSeparate) continue;
    const isInside = include.subQuery && isSubQuery;
    const inner = joinsOf(include.children, { ...include.level, inSubQuery: isInside }, isSubQuery, hasOutputs, query);
    if (hasOutputs)
      (isInside ? joins.subOutputs : joins.mainOutputs).push(
        ...outputsOf(include.options, include.level, include.as, include.at, query),
      );
    if (hasOutputs && include.relation?.through)
      joins.mainOutputs.push(...betweenOutputs(include, include.relation.through, query));
    joins.mainOutputs.push(...inner.mainOutputs);
    joins.subOutputs.push(...inner.subOutputs);
    const { word, body, on } = joinOf(include, isInside ? { ...parent, inSubQuery: false } : parent, query);
    const nested = isInside ? inner.sub : inner.main;
    const isMismatch =
      !include.isRequired &&
      include.children.some((child) => !child.isSeparate && child.isRequired) &&
      nested.length > 0;
    const { writer } = query;
    const own = isMismatch
      ? together(writer.sql(`${word} (`, include.at), body, ...nested, writer.sql(") ON", include.at), on)
      : together(writer.sql(word, include.at), body, writer.sql("ON", include.at), on, ...nested);
    if (isInside) {
      joins.sub.push(own);
      joins.main.push(...inner.main);
    } else {
      joins.main.push(own);
      joins.sub.push(...inner.sub);
    }
  }
  return joins;
}

/** The columns of the table between, under its model's name. */
function betweenOutputs({ options, level, at }: Include, through: JoinTable, query: SequelizeQuery): SqlText[] {
  const table = query.names.table(through.schema, through.name);
  const given = new Options([], options.get("through")?.value ?? null, query);
  const as = `${level.as}->${table?.model ?? through.name}`;
  return table ? outputsOf(given, { table, as }, "", at, query) : [];
}

function joinOf(
  include: Include,
  parent: Parented,
  query: SequelizeQuery,
): { readonly word: string; readonly body: SqlText; readonly on: SqlText } {
  const { writer } = query;
  const { relation, level, options, at, conditions } = include;
  const word = include.isRequired
    ? "INNER JOIN"
    : options.constant("right") === true
      ? "RIGHT OUTER JOIN"
      : "LEFT OUTER JOIN";
  const table = query.tableAt(level.table, level.as, at, changesOf(include, !include.isRequired, query));
  const sql = (text: string): SqlText => writer.sql(text, at);
  const where = all(conditions);
  const and = where ? [sql("AND"), parenthesised(where)] : [];
  const on = options.get("on");
  if (relation?.through) {
    const link: Level & { readonly as: string } = {
      table: null,
      as: `${level.as}->${query.names.table(relation.through.schema, relation.through.name)?.model ?? relation.through.name}`,
    };
    const between = throughOf(relation.through, link, options, at, query);
    const known = relation.columns.length > 0 && relation.through.columns.length > 0;
    const target = known
      ? equals(level, relation.targetColumns, link, relation.through.targetColumns, at, query)
      : writer.unknown(at);
    const source = known
      ? keysOf(parent, relation.columns, link, relation.through.columns, at, query)
      : writer.unknown(at);
    return {
      word,
      body: together(
        sql("("),
        between.table,
        sql("INNER JOIN"),
        table,
        sql("ON"),
        target,
        ...between.conditions.flatMap((one) => [sql("AND"), one]),
        sql(")"),
      ),
      on: together(source, ...and),
    };
  }
  if (on) {
    const written = all(whereOf(new Options([], objectWith(on, "where"), query), level, query));
    return { word, body: table, on: together(written ?? sql("TRUE"), ...and) };
  }
  const known = relation && relation.columns.length > 0 && relation.columns.length === relation.targetColumns.length;
  const keys = known ? keysOf(parent, relation.columns, level, relation.targetColumns, at, query) : writer.unknown(at);
  return {
    word,
    body: table,
    on: together(keys, ...(options.constant("or") === true && where ? [sql("OR"), parenthesised(where)] : and)),
  };
}

function objectWith(entry: Entry, name: string): BuiltObject {
  return { kind: "object", entries: new Map([[name, { ...entry, name }]]), open: false, place: entry.key };
}

/** As `equals`, of a parent that may stand in the subquery. */
function keysOf(
  parent: Parented,
  columns: readonly string[],
  other: Level,
  others: readonly string[],
  at: What,
  query: SequelizeQuery,
): SqlText {
  if (!parent.inSubQuery) return equals(parent, columns, other, others, at, query);
  const names = columns.map((column) => attributeOf(parent.table, column));
  if (parent.isTop) return equals(parent, names, other, others, at, query);
  return equals(
    { table: null, as: null },
    names.map((name) => `${parent.as.replaceAll("->", ".")}.${name}`),
    other,
    others,
    at,
    query,
  );
}

export function equals(
  one: Level,
  columns: readonly string[],
  other: Level,
  others: readonly string[],
  at: What,
  query: SequelizeQuery,
): SqlText {
  return joined(
    columns.map((column, index) =>
      together(query.column(one, column, at), query.writer.sql("=", at), query.column(other, others[index] ?? "", at)),
    ),
    " AND ",
  );
}

/** The table between, with `through: { where }` and what its own model adds. */
export function throughOf(
  through: JoinTable,
  link: Level & { readonly as: string },
  options: Options,
  at: What,
  query: SequelizeQuery,
): { readonly table: SqlText; readonly conditions: readonly SqlText[] } {
  const entry = options.get("through");
  const table = query.names.table(through.schema, through.name);
  const level = { table, as: link.as };
  const given = new Options([], entry?.value ?? null, query);
  const conditions = [...paranoidOf(table, level, given, at, query), ...whereOf(given, level, query)];
  const changes =
    given.isOff("paranoid") && table?.modelSoftDelete?.filters
      ? { settled: true }
      : {
          addLiveFilter: (column: SoftDeleteColumn) =>
            filterInInclude(at, options, table, column, false, query, "through"),
        };
  const written = table
    ? query.tableAt(table, link.as, at, changes)
    : together(
        query.writer.name(through.schema === null ? [through.name] : [through.schema, through.name], at),
        query.writer.sql(`AS ${quoted(link.as)}`, at),
      );
  return { table: written, conditions: conditions.length > 0 ? [parenthesised(joined(conditions, " AND "))] : [] };
}
