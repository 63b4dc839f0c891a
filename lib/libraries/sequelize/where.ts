import type { SqlText } from "../../model/sql-text.ts";
import type { BuiltList, BuiltObject, Entry } from "../../source/built/built.ts";
import { columnPath, methodOf, rawOf, words, written, type Method } from "./expression.ts";
import { columnOf, typeOf, type Level, type SequelizeQuery, type Subject, type What } from "./query.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

/** The column, path or piece that an entry's value is compared with; null: the entry is an operator of its own. */
type Key = { readonly name: string; readonly at: What } | { readonly text: SqlText };

/**
 * The conditions of a `where`, that must all hold. Out: empty where it has none, null where it is not given at all.
 * What is not known is a condition that is not known.
 * https://sequelize.org/docs/v6/core-concepts/model-querying-basics/#applying-where-clauses
 */
export function conditionsIn(where: What, subject: Subject, query: SequelizeQuery): SqlText[] | null {
  const method = methodOf(where, query);
  if (method) return [ofMethod(method, subject, query)].filter((one) => one.length > 0);
  const value = query.run.value(where);
  switch (value.kind) {
    case "object":
      return ofEntries([...value.entries.values()], value, subject, query);
    case "list":
      return ofList(value, subject, query);
    case "constant":
      if (value.value === null || value.value === undefined) return null;
      return [ofKey({ name: subject.table?.primaryKey?.[0] ?? "id", at: where }, where, subject, query)];
    default:
      return [query.writer.unknown(where)];
  }
}

/** The conditions of entries, some of which may come from a scope. */
export function ofEntries(
  entries: readonly Entry[],
  object: BuiltObject | null,
  subject: Subject,
  query: SequelizeQuery,
): SqlText[] {
  const conditions = entries.map((entry) => ofEntry(entry, subject, query)).filter((one) => one.length > 0);
  if (object?.open) conditions.push(query.writer.unknown(object));
  return conditions;
}

function ofEntry({ name, key, value }: Entry, subject: Subject, query: SequelizeQuery): SqlText {
  const operator = operatorNamed(name);
  if (operator && isGroup(operator)) return group(operator, value, subject, query, key);
  if (subject.left)
    return operator
      ? compared({ text: subject.left }, operator, value, subject, query, key)
      : query.writer.unknown(value);
  if (operator) return query.writer.unknown(value);
  return ofKey({ name, at: key }, value, subject, query);
}

const isGroup = (operator: string): operator is "and" | "or" | "not" =>
  operator === "and" || operator === "or" || operator === "not";

/** `Op.gte` and the `$gte` of old versions; null for a column. */
function operatorNamed(name: string): string | null {
  const symbol = /(?:^|\.)Op\.(\w+)$/.exec(name)?.[1];
  if (symbol) return symbol;
  const alias = /^\$(\w+)$/.exec(name)?.[1];
  return alias !== undefined && (Object.hasOwn(words, alias) || isGroup(alias) || alias === "col") ? alias : null;
}

function ofMethod(method: Method, subject: Subject, query: SequelizeQuery): SqlText {
  if (method.name === "and" || method.name === "or")
    return groupOf(method.name, method.given, subject, query, method.at);
  const text = written(method, query);
  return method.name === "literal" ? parenthesised(text) : text;
}

/** A list without a key: all of it must hold. */
function ofList(list: BuiltList, subject: Subject, query: SequelizeQuery): SqlText[] {
  const conditions = list.items.flatMap((item) => conditionsIn(item, subject, query) ?? []);
  if (list.open) conditions.push(query.writer.unknown(list));
  return conditions;
}

function group(operator: "and" | "or" | "not", what: What, subject: Subject, query: SequelizeQuery, at: What): SqlText {
  const method = methodOf(what, query);
  const value = method ? null : query.run.value(what);
  if (value?.kind === "list") {
    if (value.open && value.items.length === 0 && !value.each) return query.writer.unknown(what);
    const items = value.open && value.each ? [...value.items, value.each] : value.items;
    return groupOf(
      operator,
      items,
      subject,
      query,
      at,
      value.open && operator !== "or" ? value : null,
      value.open && operator === "or" ? value : null,
    );
  }
  if (value && value.kind !== "object") return value.kind === "constant" ? [] : query.writer.unknown(what);
  const conditions = conditionsIn(what, subject, query) ?? [];
  return grouped(operator, conditions, query, at);
}

/** Each of the items is a condition of its own. In: `open`, a list of which not all is seen. */
function groupOf(
  operator: "and" | "or" | "not",
  items: readonly What[],
  subject: Subject,
  query: SequelizeQuery,
  at: What,
  open: BuiltList | null = null,
  others: BuiltList | null = null,
): SqlText {
  const conditions = items.flatMap((item) => {
    const inside = conditionsIn(item, subject, query) ?? [];
    return inside.length === 0 ? [] : [only(inside) ?? parenthesised(joined(inside, " AND "))];
  });
  const more = open ?? others;
  if (more) conditions.push(query.writer.unknown(more));
  return grouped(operator, conditions, query, at);
}

function grouped(
  operator: "and" | "or" | "not",
  conditions: readonly SqlText[],
  query: SequelizeQuery,
  at: What,
): SqlText {
  const { writer } = query;
  if (conditions.length === 0) return operator === "and" ? [] : writer.sql("0 = 1", at);
  const inside = parenthesised(joined(conditions, operator === "or" ? " OR " : " AND "));
  return operator === "not" ? together(writer.sql("NOT", at), inside) : inside;
}

/** What a column, or a path of an included model, is compared with. */
function ofKey(key: Key, what: What, subject: Subject, query: SequelizeQuery): SqlText {
  const { writer, run } = query;
  const plain = query.plain(what);
  if (plain?.kind === "input") return together(leftOf(key, subject, query), writer.sql("=", what), query.given(what));
  const method = plain ? null : methodOf(what, query);
  // A literal in the place of a value takes the place of the whole condition.
  if (method && method.name !== "fn") return ofMethod(method, subject, query);
  const left = leftOf(key, subject, query);
  if (method) return together(left, writer.sql("=", method.at), written(method, query));
  const value = run.value(what);
  switch (value.kind) {
    case "constant":
      if (value.value === undefined) return writer.unknown(what);
      return value.value === null
        ? together(left, writer.sql("IS NULL", what))
        : together(left, writer.sql("=", what), writer.value(what));
    case "list":
      return isArray(key, subject)
        ? together(left, writer.sql("=", what), query.given(what))
        : listed(left, "IN", value, query);
    case "object":
      return ofObject(key, value, subject, query);
    default:
      return together(left, writer.sql("=", what), query.given(what));
  }
}

const isArray = (key: Key, { table }: Level): boolean => "name" in key && typeOf(table, key.name).endsWith("[]");
const isJson = (key: Key, { table }: Level): boolean => "name" in key && /^jsonb?$/i.test(typeOf(table, key.name));

/** `{ [Op.gt]: 1, [Op.lt]: 9 }`, `{ [Op.or]: [null, 3] }`, and what is asked of a JSON document. */
function ofObject(key: Key, object: BuiltObject, subject: Subject, query: SequelizeQuery): SqlText {
  const { writer } = query;
  const entries = [...object.entries.values()];
  const operators = entries.map((entry) => operatorNamed(entry.name));
  for (const bind of ["or", "and"] as const) {
    const at = operators.indexOf(bind);
    const entry = entries[at];
    if (entry) return bound(key, bind, entry, subject, query);
  }
  const conditions = entries
    .map((entry, index) => {
      const operator = operators[index];
      if (operator) return compared(key, operator, entry.value, subject, query, entry.key);
      return isJson(key, subject) && "name" in key
        ? inDocument(leftOf(key, subject, query), [entry.name], entry, query)
        : writer.unknown(entry.value);
    })
    .filter((one) => one.length > 0);
  if (object.open) conditions.push(writer.unknown(object));
  // An object without operators is a value: a date of a library, a document.
  if (entries.length === 0) return together(leftOf(key, subject, query), writer.sql("=", object), query.given(object));
  return conditions.length <= 1 ? (conditions[0] ?? []) : parenthesised(joined(conditions, " AND "));
}

/** `{ [Op.or]: [null, { [Op.gt]: 3 }] }` on one column. */
function bound(key: Key, operator: "and" | "or", entry: Entry, subject: Subject, query: SequelizeQuery): SqlText {
  const value = query.run.value(entry.value);
  const conditions =
    value.kind === "list"
      ? value.items.map((item) => ofKey(key, item, subject, query))
      : value.kind === "object"
        ? [...value.entries.values()].map((one) =>
            compared(key, operatorNamed(one.name) ?? "unknown", one.value, subject, query, one.key),
          )
        : [query.writer.unknown(entry.value)];
  if ((value.kind === "list" || value.kind === "object") && value.open) conditions.push(query.writer.unknown(value));
  const known = conditions.filter((one) => one.length > 0);
  return known.length === 0 ? [] : parenthesised(joined(known, operator === "or" ? " OR " : " AND "));
}

function leftOf(key: Key, subject: Subject, query: SequelizeQuery): SqlText {
  if ("text" in key) return key.text;
  const { name, at } = key;
  const path = /^\$(.+)\$$/.exec(name)?.[1];
  if (path !== undefined) return query.writer.sql(columnPath(path), at);
  const [first = "", ...rest] = name.split(".");
  if (rest.length > 0 && isJson({ name: first, at }, subject))
    return documentPath(query.column(subject, columnOf(subject.table, first), at), rest, at, query);
  return query.column(subject, columnOf(subject.table, name), at);
}

/** `{ meta: { address: { city: "x" } } }` */
function inDocument(
  document: SqlText,
  path: readonly string[],
  { value: what, key }: Entry,
  query: SequelizeQuery,
): SqlText {
  const value = query.run.value(what);
  const left = documentPath(document, path, key, query);
  if (value.kind === "object" && !methodOf(what, query)) {
    const conditions = [...value.entries.values()].map((entry) => {
      const operator = operatorNamed(entry.name);
      return operator
        ? compared({ text: left }, operator, entry.value, { table: null, as: null }, query, entry.key)
        : inDocument(document, [...path, entry.name], entry, query);
    });
    if (value.open) conditions.push(query.writer.unknown(value));
    return conditions.length === 0 ? query.writer.unknown(what) : joined(conditions, " AND ");
  }
  return ofKey({ text: left }, what, { table: null, as: null }, query);
}

function documentPath(document: SqlText, path: readonly string[], at: What, { writer }: SequelizeQuery): SqlText {
  const written = path
    .map((part) => part.replace(/::\w+$/, ""))
    .join(",")
    .replaceAll("'", "''");
  return together(writer.sql("(", at), document, writer.sql(`#>>'{${written}}')`, at));
}

/** One operator with its value. */
function compared(key: Key, operator: string, what: What, subject: Subject, query: SequelizeQuery, at: What): SqlText {
  const { writer, run } = query;
  const left = leftOf(key, subject, query);
  if (isGroup(operator) && operator !== "not") return writer.unknown(what);
  const plain = query.plain(what);
  const method = plain ? null : methodOf(what, query);
  const value = plain ?? run.value(what);
  const isNull = !method && value.kind === "constant" && value.value === null;
  const isBoolean = !method && value.kind === "constant" && typeof value.value === "boolean";
  const word =
    operator === "not"
      ? value.kind === "list"
        ? "NOT IN"
        : method || !(isNull || isBoolean)
          ? "!="
          : "IS NOT"
      : operator === "col"
        ? "="
        : (words[operator] ?? null);
  if (word === null || (value.kind === "constant" && value.value === undefined)) return writer.unknown(what);
  if (operator === "col")
    return value.kind === "constant"
      ? together(left, writer.sql(`= ${columnPath(String(value.value))}`, at))
      : writer.unknown(what);
  if (isNull && (word === "=" || word === "!=" || word === "IS" || word === "IS NOT"))
    return together(left, writer.sql(word === "=" || word === "IS" ? "IS NULL" : "IS NOT NULL", at));
  if (word === "IS" || word === "IS NOT")
    return method || isBoolean
      ? together(left, writer.sql(word, at), method ? written(method, query) : writer.value(what))
      : writer.unknown(what);
  if (word === "IN" || word === "NOT IN") return among(left, word, what, method, query);
  if (word === "BETWEEN" || word === "NOT BETWEEN") return between(left, word, what, query);
  if (operator === "any" || operator === "all")
    return together(left, writer.sql(word, at), parenthesised(method ? written(method, query) : query.given(what)));
  if (method) return together(left, writer.sql(word, at), written(method, query));
  if (value.kind === "object") {
    const [entry] = value.entries.values();
    const inner = entry && operatorNamed(entry.name);
    if (entry && inner === "col") {
      const path = run.value(entry.value);
      return path.kind === "constant"
        ? together(left, writer.sql(`${word} ${columnPath(String(path.value))}`, at))
        : writer.unknown(what);
    }
    if (entry && (inner === "any" || inner === "all"))
      return together(left, writer.sql(`${word} ${inner.toUpperCase()}`, at), parenthesised(query.given(entry.value)));
  }
  return together(left, writer.sql(word, at), value.kind === "constant" ? writer.value(what) : query.given(what));
}

/** `{ [Op.in]: [1, 2] }`, `{ [Op.in]: literal("(SELECT …)") }`. */
function among(
  left: SqlText,
  word: "IN" | "NOT IN",
  what: What,
  method: Method | null,
  query: SequelizeQuery,
): SqlText {
  const { writer } = query;
  if (method) {
    const [first] = method.given;
    if (method.name !== "literal" || !first) return writer.unknown(what);
    const text = rawOf(first, query);
    const isEnclosed = text[0]?.kind === "text" && text[0].text.trimStart().startsWith("(");
    return together(left, writer.sql(word, what), isEnclosed ? text : parenthesised(text));
  }
  const value = query.run.value(what);
  if (value.kind === "list") return listed(left, word, value, query);
  return together(left, writer.sql(word, what), parenthesised(query.given(what)));
}

/** An empty list matches nothing with IN, and leaves the condition out with NOT IN. */
function listed(left: SqlText, word: "IN" | "NOT IN", list: BuiltList, query: SequelizeQuery): SqlText {
  const { writer } = query;
  const items = list.items.map((item) => {
    const plain = query.plain(item);
    if (plain) return plain.kind === "constant" ? writer.value(plain) : query.given(item);
    const method = methodOf(item, query);
    return method ? written(method, query) : writer.value(item);
  });
  if (list.open) items.push(query.given(list));
  if (items.length > 0) return together(left, writer.sql(word, list), parenthesised(joined(items, ", ")));
  return word === "IN" ? together(left, writer.sql("IN (NULL)", list)) : [];
}

function between(left: SqlText, word: string, what: What, query: SequelizeQuery): SqlText {
  const { writer, run } = query;
  const value = run.value(what);
  const [low = what, high = what] =
    value.kind === "list" && !value.open && value.items.length === 2 ? value.items : [what, what];
  const side = (one: What): SqlText => {
    const method = methodOf(one, query);
    return method ? written(method, query) : run.value(one).kind === "constant" ? writer.value(one) : query.given(one);
  };
  return together(left, writer.sql(word, what), side(low), writer.sql("AND", what), side(high));
}
