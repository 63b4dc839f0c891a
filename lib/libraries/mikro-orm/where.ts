import type { ModelRelation } from "../../model/definition.ts";
import type { NamedColumn } from "../../model/names.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { variableOf } from "../../source/bindings.ts";
import { isPlace, isRuntime, type Built, type BuiltObject, type Chain, type Entry } from "../../source/built/built.ts";
import { liveProperty } from "./edits.ts";
import type { FilterChoice } from "./filters.ts";
import { From, keyOf, keyText, type Joined } from "./from.ts";
import {
  allOf,
  columnOf,
  embeddedColumn,
  holdsKey,
  relationOf,
  type Level,
  type MikroQuery,
  type What,
} from "./query.ts";
import { parenthesisedRaw, rawText } from "./raw.ts";
import { withProperty } from "../../read/builder/object-edits.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

/** What conditions are written for. */
export interface Conditions {
  readonly query: MikroQuery;
  readonly from: From;
  /** Filters of tables that conditions join; null: none hold there. */
  readonly filters: FilterChoice | null;
  /** The query builder's aliases; null outside it. */
  readonly aliases: ReadonlyMap<string, Level> | null;
  /** Conditions on relations to many are about the rows that are read along, as with `populateWhere: "infer"`. */
  readonly inferred?: boolean;
  /** Reads a query builder inside a condition. Null: the chain is none. */
  readonly subquery: (chain: Chain, at: What) => SqlText | null;
}

/** A level, and the path of relations that leads to it. */
interface Here {
  readonly level: Level;
  readonly path: string;
}

/** What `where` says: an object, a list of them or of keys, a key. Null: it says nothing. */
export function whereOf(what: What, conditions: Conditions): SqlText | null {
  const { query, from } = conditions;
  const here: Here = { level: from.main, path: "" };
  const value = query.run.value(what);
  switch (value.kind) {
    case "object":
      return objectOf(value, here, conditions);
    case "list": {
      const { items, open } = value;
      const objects = items
        .map((item) => query.run.value(item))
        .filter((item): item is BuiltObject => item.kind === "object");
      if (objects.length === 0) return keyIs(what, value, here, conditions);
      return anyOf(
        [
          ...objects.map((item) => objectOf(item, here, conditions)),
          ...(open || objects.length < items.length ? [query.writer.unknown(what)] : []),
        ],
        what,
        query,
      );
    }
    case "constant":
      return value.value === undefined || value.value === null ? null : keyIs(what, value, here, conditions);
    case "chain":
      return parenthesisedRaw(value, here.level, query) ?? query.writer.unknown(what);
    default:
      return isKey(what, value) ? keyIs(what, value, here, conditions) : query.writer.unknown(what);
  }
}

/** True of a value made while the program runs that is a key by its name or type, and no object of conditions. */
function isKey(what: What, value: Built): boolean {
  const { node, frame } = value.kind === "input" ? value.place : isPlace(what) ? what : what.place;
  const name =
    node.type === "MemberExpression" && node.property.type === "Identifier"
      ? node.property.name
      : node.type === "Identifier"
        ? node.name
        : "";
  if (/(?:^|[a-z_])(?:id|Id|ID|ids|Ids|uuid|Uuid|UUID|pk)$/.test(name) || node.type === "UnaryExpression") return true;
  if (node.type === "CallExpression")
    return node.callee.type === "Identifier" && /^(?:Number|String|parseInt|BigInt)$/.test(node.callee.name);
  const declared = node.type === "Identifier" ? variableOf(frame.module, node)?.defs[0]?.name : undefined;
  const type = declared?.type === "Identifier" ? declared.typeAnnotation?.typeAnnotation.type : undefined;
  return type === "TSStringKeyword" || type === "TSNumberKeyword" || type === "TSBigIntKeyword";
}

function keyIs(what: What, value: Built, { level }: Here, conditions: Conditions): SqlText {
  const [key = "", ...others] = keyOf(level.table);
  const { query } = conditions;
  if (others.length === 0) return together(query.column(level, key, what), comparison(what, value, level, conditions));
  const isTuple = value.kind === "list" && value.items.every((item) => query.run.value(item).kind !== "list");
  return together(
    keyText(level, what, query),
    query.writer.sql(isTuple ? "=" : "IN", what),
    listText(what, value, conditions),
  );
}

const anyOf = (parts: readonly (SqlText | null)[], at: What, { writer }: MikroQuery): SqlText | null => {
  const known = parts.filter((part): part is SqlText => part !== null && part.length > 0);
  if (known.length === 0) return null;
  return (
    only(known) ?? [
      ...writer.sql("(", at),
      ...joined(
        known.map((part) => parenthesised(part)),
        " OR ",
      ),
      ...writer.sql(")", at),
    ]
  );
};

function objectOf(object: BuiltObject, here: Here, conditions: Conditions): SqlText | null {
  const parts = [...object.entries.values()].map((entry) => entryOf(entry, here, conditions));
  if (object.open) parts.push(conditions.query.writer.unknown(object));
  return allOf(parts);
}

function entryOf(entry: Entry, here: Here, conditions: Conditions): SqlText | null {
  const { query } = conditions;
  const { name, key, value } = entry;
  const group = groups[name];
  if (group) return group(value, here, conditions);
  if (name.startsWith("$"))
    return together(
      keyText(here.level, key, query),
      operatorText(name, value, here.level, conditions, key) ?? query.writer.unknown(key),
    );
  const rawKey = rawKeyOf(entry, here, conditions);
  if (rawKey) return rawKey;
  const path = name.split(".");
  if (path.length > 1) return dotted(path, entry, here, conditions);
  return propertyIs(name, entry, here, conditions);
}

type Group = (value: What, here: Here, conditions: Conditions) => SqlText | null;

const groups: Readonly<Record<string, Group>> = {
  $and: (value, here, conditions) => {
    const { parts, unknown } = partsOf(value, here, conditions);
    return allOf([...parts, unknown]);
  },
  $or: (value, here, conditions) => {
    const { parts, unknown } = partsOf(value, here, conditions);
    return anyOf([...parts, unknown], value, conditions.query);
  },
  $not: (value, here, conditions) => {
    const inner = partOf(value, here, conditions);
    return inner && together(conditions.query.writer.sql("NOT", value), parenthesised(inner));
  },
};

function partsOf(
  value: What,
  here: Here,
  conditions: Conditions,
): { readonly parts: readonly (SqlText | null)[]; readonly unknown: SqlText | null } {
  const { query } = conditions;
  const list = query.run.value(value);
  if (list.kind !== "list") return { parts: [], unknown: query.writer.unknown(value) };
  const parts = list.items.map((item) => partOf(item, here, conditions));
  const open = list.open
    ? list.each && list.items.length === 0
      ? partOf(list.each, here, conditions)
      : query.writer.unknown(value)
    : null;
  return { parts, unknown: open };
}

function partOf(value: What, here: Here, conditions: Conditions): SqlText | null {
  const { query } = conditions;
  const built = query.run.value(value);
  if (built.kind === "object") return objectOf(built, here, conditions);
  if (built.kind === "constant" && !built.value) return null;
  return parenthesisedRaw(built, here.level, query) ?? query.writer.unknown(value);
}

/** `{ [raw("lower(name)")]: "x" }`: the key is an expression, and with an empty list as value the whole condition. */
function rawKeyOf({ key, value }: Entry, { level }: Here, conditions: Conditions): SqlText | null {
  const { node, frame } = key;
  if (node.parent?.type !== "Property" || !node.parent.computed) return null;
  const { query } = conditions;
  const chain = query.run.follow({ node, frame });
  const text = chain.kind === "chain" ? rawText(chain, level, query, key) : null;
  if (!text) return null;
  const given = query.run.value(value);
  if (given.kind === "list" && given.items.length === 0 && !given.open) return parenthesised(text);
  const item =
    given.kind === "list" && given.items.length === 1 && !given.open ? query.run.value(given.items[0] ?? value) : null;
  return compared(parenthesised(text), value, item && given.kind === "list" ? item : given, level, conditions);
}

/** `"u.name"`, `"address.city"`, `"author.name"`. */
function dotted(path: readonly string[], entry: Entry, here: Here, conditions: Conditions): SqlText | null {
  const { query, aliases } = conditions;
  const [first = "", ...rest] = path;
  const [property] = rest;
  const aliased = aliases?.get(first);
  if (aliased)
    return property !== undefined && rest.length === 1
      ? propertyIs(property, entry, { level: aliased, path: first }, conditions)
      : dotted(rest, entry, { level: aliased, path: first }, conditions);
  const relation = relationOf(here.level.table, first);
  if (relation) {
    const level = joinedTo(relation, here, entry.key, conditions);
    if (!level) return query.writer.unknown(entry.key);
    const next: Here = { level, path: pathTo(here, first) };
    return property !== undefined && rest.length === 1
      ? propertyIs(property, entry, next, conditions)
      : dotted(rest, entry, next, conditions);
  }
  const embedded = embeddedColumn(here.level.table, path);
  if (embedded) return columnIs(embedded, entry, here, conditions);
  const json = columnOf(here.level.table, first);
  return json && /^json/.test(json.type)
    ? jsonIs(json, rest, entry.value, here, conditions)
    : query.writer.unknown(entry.key);
}

const pathTo = ({ path }: Here, property: string): string => (path === "" ? property : `${path}.${property}`);

function propertyIs(property: string, entry: Entry, here: Here, conditions: Conditions): SqlText | null {
  const { query } = conditions;
  const { table } = here.level;
  const relation = relationOf(table, property);
  if (relation && table) return relationIs(relation, entry, here, conditions);
  const column = columnOf(table, property) ?? table?.columns.find(({ name }) => name === property) ?? null;
  if (column) return columnIs(column, entry, here, conditions);
  const value = query.run.value(entry.value);
  if (value.kind === "object" && !isOperators(value)) return embeddedIs([property], value, here, conditions);
  // A property that the catalog does not have: it may be kept in another table, or worked out.
  if (table)
    return value.kind === "object" || value.kind === "chain"
      ? query.writer.unknown(entry.key)
      : compared(query.column(here.level, property, entry.key), entry.value, value, here.level, conditions);
  return together(
    query.column(here.level, property, entry.key),
    comparison(entry.value, value, here.level, conditions),
  );
}

function columnIs(column: NamedColumn, entry: Entry, here: Here, conditions: Conditions): SqlText | null {
  const { query } = conditions;
  const value = query.run.value(entry.value);
  if (value.kind === "object" && !isOperators(value) && !value.open && /^json/.test(column.type))
    return jsonIs(column, [], entry.value, here, conditions);
  return compared(query.column(here.level, column.name, entry.key), entry.value, value, here.level, conditions);
}

/** `{ settings: { theme: { name: "dark" } } }` of a JSON column. */
function jsonIs(
  column: NamedColumn,
  path: readonly string[],
  what: What,
  here: Here,
  conditions: Conditions,
): SqlText | null {
  const { query } = conditions;
  const value = query.run.value(what);
  if (value.kind === "object" && !isOperators(value)) {
    return allOf([
      ...[...value.entries.values()].map(({ name, value: inner }) =>
        jsonIs(column, [...path, name], inner, here, conditions),
      ),
      value.open ? query.writer.unknown(what) : null,
    ]);
  }
  const steps = path
    .map((part, index) => `${index === path.length - 1 ? "->>" : "->"}'${part.replaceAll("'", "''")}'`)
    .join("");
  return compared(
    [...query.column(here.level, column.name, what), ...query.writer.sql(steps, what)],
    what,
    value,
    here.level,
    conditions,
  );
}

/** `{ address: { city: "Brno" } }` */
function embeddedIs(path: readonly string[], object: BuiltObject, here: Here, conditions: Conditions): SqlText | null {
  const { query } = conditions;
  return allOf([
    ...[...object.entries.values()].map((entry): SqlText | null => {
      const inner = [...path, entry.name];
      const column = embeddedColumn(here.level.table, inner);
      if (column) return columnIs(column, entry, here, conditions);
      const value = query.run.value(entry.value);
      return value.kind === "object" && !isOperators(value)
        ? embeddedIs(inner, value, here, conditions)
        : query.writer.unknown(entry.key);
    }),
    object.open ? query.writer.unknown(object) : null,
  ]);
}

const isOperators = ({ entries, open }: BuiltObject): boolean =>
  entries.size > 0 && !open && [...entries.keys()].every((name) => name.startsWith("$"));

function relationIs(relation: ModelRelation, entry: Entry, here: Here, conditions: Conditions): SqlText | null {
  const { query } = conditions;
  const { level } = here;
  const value = query.run.value(entry.value);
  if (value.kind === "object") {
    if (value.entries.size === 0) return value.open ? query.writer.unknown(entry.value) : null;
    if ([...value.entries.keys()].some((name) => /^\$(?:some|none|every)$/.test(name)))
      return quantified(relation, value, here, conditions);
    const keys = keysOnly(relation, value, query);
    if (!keys && !isKeyOperators(value)) {
      const next = joinedTo(relation, here, entry.key, conditions, entry.value);
      return next
        ? objectOf(value, { level: next, path: pathTo(here, relation.property) }, conditions)
        : query.writer.unknown(entry.key);
    }
    const column = keyOf_(relation, here, entry, conditions);
    if (!column) return query.writer.unknown(entry.key);
    return keys
      ? compared(column, keys.value, query.run.value(keys.value), level, conditions)
      : compared(column, entry.value, value, level, conditions);
  }
  const isScalars = value.kind !== "list" || value.items.every((item) => query.run.value(item).kind !== "object");
  const column = isScalars ? keyOf_(relation, here, entry, conditions) : null;
  return column ? compared(column, entry.value, value, level, conditions) : query.writer.unknown(entry.key);
}

/**
 * The column that says which row the relation leads to: the own key, that of the table between, or that of the other
 * table.
 */
function keyOf_(relation: ModelRelation, here: Here, { key }: Entry, conditions: Conditions): SqlText | null {
  const { query, from } = conditions;
  const { level } = here;
  const own = only(relation.columns);
  if (level.table && holdsKey(level.table, relation))
    return own !== undefined
      ? query.column(level, own, key)
      : parenthesised(
          joined(
            relation.columns.map((column) => query.column(level, column, key)),
            ", ",
          ),
        );
  const path = pathTo(here, relation.property);
  if (relation.through) {
    const known = from.at(path, true);
    if (known) return keyText(known.level, key, query);
    const between =
      from.at(`${path}[pivot]`, true) ??
      from.join(relation, level, path, key, { onlyBetween: true, kind: "left join" });
    const [column] = relation.through.targetColumns;
    return between && column !== undefined ? query.column(between.level, column, key) : null;
  }
  // Without conditions of their own, no filter holds for the rows that are joined.
  const next =
    from.at(path, false)?.level ?? from.join(relation, level, path, key, { changes: { settled: true } })?.level ?? null;
  return next && keyText(next, key, query);
}

/** `{ author: { id: 1 } }` says the same as `{ author: 1 }`. */
function keysOnly(relation: ModelRelation, { entries, open }: BuiltObject, query: MikroQuery): Entry | null {
  const target = query.targetOf(relation);
  const [only, ...others] = entries.values();
  const [key, ...more] = keyOf(target);
  if (!only || others.length > 0 || more.length > 0 || open || relation.targetColumns.length !== 1) return null;
  const isMany = relation.kind === "many" && !relation.through;
  return !isMany && target?.columns.some(({ name, property }) => name === key && property === only.name) ? only : null;
}

const isKeyOperators = (object: BuiltObject): boolean =>
  isOperators(object) && [...object.entries.keys()].every((name) => !groups[name] || name === "$not");

/** The level a relation leads to, joined unless it has been. In: `inside`, the object of conditions for it. */
function joinedTo(
  relation: ModelRelation,
  here: Here,
  at: What,
  { from, query, filters, inferred }: Conditions,
  inside: What | null = null,
): Level | null {
  const path = pathTo(here, relation.property);
  const known: Joined | null = from.at(path, inferred ?? false);
  if (known) return known.level;
  const target = query.targetOf(relation);
  return (
    from.join(relation, here.level, path, at, {
      filters,
      changes: inside
        ? { addLiveFilter: (column: SoftDeleteColumn) => withProperty(inside, liveProperty(target, column)) }
        : {},
    })?.level ?? null
  );
}

/** `{ books: { $some: { … } } }`: the key is among those of a query of its own, on whose tables no filter holds. */
function quantified(relation: ModelRelation, object: BuiltObject, here: Here, conditions: Conditions): SqlText | null {
  const { query } = conditions;
  const { writer } = query;
  const { table } = here.level;
  const parts = [...object.entries.values()].map(({ name, key, value }): SqlText | null => {
    const sql = (text: string): SqlText => writer.sql(text, key);
    if (!/^\$(?:some|none|every)$/.test(name) || !table) return writer.unknown(key);
    const main: Level = { table, alias: query.alias(table) };
    const from = new From(main, query);
    const start = query.tableAt(table, main.alias, key, { settled: true });
    const target = query.targetOf(relation);
    const other = from.join(relation, main, relation.property, key, {
      kind: "inner join",
      changes: { addLiveFilter: (column) => withProperty(value, liveProperty(target, column)) },
    });
    if (!other) return writer.unknown(key);
    const inner = query.run.value(value);
    const said =
      inner.kind === "object"
        ? objectOf(inner, { level: other.level, path: relation.property }, { ...conditions, from, filters: null })
        : inner.kind === "constant"
          ? null
          : writer.unknown(value);
    const where = said && name === "$every" ? together(sql("NOT"), parenthesised(said)) : said;
    const subquery = together(
      sql("SELECT"),
      keyText(main, key, query),
      sql("FROM"),
      start,
      from.written(key),
      where ? together(sql("WHERE"), where) : null,
    );
    return together(keyText(here.level, key, query), sql(name === "$some" ? "IN" : "NOT IN"), parenthesised(subquery));
  });
  return allOf([...parts, object.open ? writer.unknown(object) : null]);
}

/** `= value`, `IN (…)`, `IS NULL`: what a value that is no object of operators says of its column. */
function comparison(what: What, value: Built, level: Level, conditions: Conditions): SqlText {
  const { writer } = conditions.query;
  if (value.kind === "constant" && (value.value === null || value.value === undefined))
    return writer.sql("IS NULL", what);
  if (value.kind === "list") return together(writer.sql("IN", what), listText(what, value, conditions));
  const { node } = value.place;
  if (value.kind === "input" && node.type === "Literal" && "regex" in node)
    return together(writer.sql(node.regex.flags.includes("i") ? "~*" : "LIKE", what), writer.value(what));
  return together(writer.sql("=", what), valueText(what, level, conditions));
}

/** A column and what is said of it; of several operators, all. */
function compared(column: SqlText, what: What, value: Built, level: Level, conditions: Conditions): SqlText | null {
  const { query } = conditions;
  if (value.kind !== "object") return together(column, comparison(what, value, level, conditions));
  if (!isOperators(value)) return query.writer.unknown(what);
  return allOf(
    [...value.entries.values()]
      .filter(({ name }) => name !== "$flags")
      .map(({ name, key, value: given }) => {
        if (name === "$and" || name === "$or") {
          const list = query.run.value(given);
          if (list.kind !== "list" || list.open) return query.writer.unknown(given);
          const parts = list.items.map((item) => compared(column, item, query.run.value(item), level, conditions));
          return name === "$and" ? allOf(parts) : anyOf(parts, given, query);
        }
        if (name === "$not") {
          const inner = compared(column, given, query.run.value(given), level, conditions);
          return inner && together(query.writer.sql("NOT", key), parenthesised(inner));
        }
        const operator = operatorText(name, given, level, conditions, key);
        return operator ? together(column, operator) : query.writer.unknown(key);
      }),
  );
}

const operators: Readonly<Record<string, string>> = {
  $eq: "=",
  $ne: "<>",
  $gt: ">",
  $gte: ">=",
  $lt: "<",
  $lte: "<=",
  $like: "LIKE",
  $ilike: "ILIKE",
  $re: "~",
  $overlap: "&&",
  $contains: "@>",
  $contained: "<@",
  $hasKey: "?",
  $hasKeys: "?&",
  $hasSomeKeys: "?|",
  $fulltext: "@@",
};

/** What an operator and its value write behind a column. Null: an operator that is not known. */
function operatorText(name: string, what: What, level: Level, conditions: Conditions, at: What): SqlText | null {
  const { query } = conditions;
  const { writer } = query;
  const value = query.run.value(what);
  if (name === "$exists")
    return value.kind === "constant" ? writer.sql(value.value ? "IS NOT NULL" : "IS NULL", at) : null;
  if (name === "$in" || name === "$nin")
    return together(writer.sql(name === "$in" ? "IN" : "NOT IN", at), listText(what, value, conditions));
  const operator = operators[name];
  if (operator === undefined) return null;
  const isNull = value.kind === "constant" && (value.value === null || value.value === undefined);
  if (isNull && (name === "$eq" || name === "$ne")) return writer.sql(name === "$eq" ? "IS NULL" : "IS NOT NULL", at);
  if (value.kind === "list" && (name === "$eq" || name === "$ne"))
    return together(writer.sql(operator, at), query.given(what));
  return together(writer.sql(operator, at), valueText(what, level, conditions));
}

function listText(what: What, value: Built, conditions: Conditions): SqlText {
  const { query } = conditions;
  const { writer, run } = query;
  if (value.kind === "list" && !value.open && value.items.length > 0) {
    return parenthesised(
      joined(
        value.items.map((item) => {
          const one = run.value(item);
          return one.kind === "list" && !one.open
            ? parenthesised(
                joined(
                  one.items.map((part) => writer.value(part)),
                  ", ",
                ),
              )
            : writer.value(item);
        }),
        ", ",
      ),
    );
  }
  if (value.kind === "list" && !value.open) return writer.sql("(NULL)", what);
  if (value.kind === "chain" && !isRuntime(value)) {
    const subquery = conditions.subquery(value, what);
    if (subquery) return parenthesised(subquery);
    const raw = rawText(value, conditions.from.main, query);
    if (raw) return parenthesised(raw);
  }
  return parenthesised(writer.leftOut(query.given(what), what));
}

/** A value: sent beside the text, unless it is raw or a query. */
export function valueText(what: What, level: Level, conditions: Conditions): SqlText {
  const { query } = conditions;
  const value = query.run.value(what);
  if (value.kind === "chain" && !isRuntime(value)) {
    const subquery = conditions.subquery(value, what);
    if (subquery) return parenthesised(subquery);
    const raw = rawText(value, level, query, isPlace(what) ? what : value.place);
    if (raw) return raw;
  }
  return value.kind === "constant" ? query.writer.value(what) : query.writer.leftOut(query.given(what), what);
}

/** What an object of conditions says of a level. */
export function conditionsFor(object: BuiltObject, level: Level, path: string, conditions: Conditions): SqlText | null {
  return objectOf(object, { level, path }, conditions);
}

/** The level that a relation of another one leads to, joined unless it has been. Null: where it leads is not known. */
export function levelOf(
  relation: ModelRelation,
  owner: Level,
  path: string,
  at: What,
  conditions: Conditions,
): Level | null {
  return joinedTo(relation, { level: owner, path }, at, conditions);
}
