import type { SqlText } from "../../model/sql-text.ts";
import type { Built, BuiltList } from "../../source/built/built.ts";
import { columnPath, methodOf, rawOf, written } from "./expression.ts";
import type { Options } from "./options.ts";
import { columnOf, quoted, type Level, type SequelizeQuery, type What } from "./query.ts";
import { together } from "../../read/builder/written.ts";

/** What `attributes` asks for: attributes of the model, and pieces with a name. */
type Attribute =
  | { readonly name: string; readonly at: What }
  | { readonly what: What; readonly alias: string | null; readonly at: What };

/**
 * The outputs of one level. In: `include`, the name of the association where the level is an included one; its rows
 * come under it. Empty: none is asked for.
 */
export function outputsOf(
  options: Options,
  level: Level & { readonly as: string },
  include: string | null,
  at: What,
  query: SequelizeQuery,
  isQualified = true,
): SqlText[] {
  const { attributes, open } = attributesOf(
    options,
    level,
    include !== null || options.get("include") !== null,
    at,
    query,
  );
  const own: Level = isQualified ? level : { ...level, as: null };
  const prefix = include === null ? "" : `${level.as.replaceAll("->", ".")}.`;
  const outputs = attributes.map((attribute) => outputOf(attribute, own, prefix, query));
  if (open) outputs.push(query.writer.unknown(open));
  return outputs;
}

function outputOf(attribute: Attribute, level: Level, prefix: string, query: SequelizeQuery): SqlText {
  const { writer } = query;
  if ("name" in attribute) {
    const { name, at } = attribute;
    const column = columnOf(level.table, name);
    const alias = `${prefix}${name}`;
    return together(query.column(level, column, at), alias === column ? null : writer.sql(`AS ${quoted(alias)}`, at));
  }
  const { what, alias, at } = attribute;
  const method = methodOf(what, query);
  const value = method ? null : query.run.value(what);
  const text = method
    ? written(method, query)
    : value?.kind === "constant" && typeof value.value === "string"
      ? value.value.includes(".")
        ? writer.sql(columnPath(value.value), at)
        : query.column(level, value.value, at)
      : writer.unknown(what);
  return together(text, alias === null ? null : writer.sql(`AS ${quoted(`${prefix}${alias}`)}`, at));
}

function attributesOf(
  options: Options,
  level: Level,
  isIncluded: boolean,
  at: What,
  query: SequelizeQuery,
): { readonly attributes: readonly Attribute[]; readonly open: What | null } {
  const every = (): Attribute[] => (level.table?.columns ?? []).map(({ property }) => ({ name: property, at }));
  const layers = options.every("attributes").map(({ value }) => ({ what: value, value: query.run.value(value) }));
  const top = layers.at(-1);
  if (!top || top.value.kind === "constant")
    return level.table ? { attributes: every(), open: options.open } : { attributes: [], open: at };
  const lists = [...layers].reverse().flatMap(({ value }) => (value.kind === "list" ? [value] : []));
  if (top.value.kind === "list") {
    const attributes = unique(lists.reverse().flatMap((list) => itemsOf(list, query)));
    const open = lists.find((list) => list.open) ?? null;
    const keys = level.table?.primaryKey ?? [];
    const key = level.table?.columns.find(({ name }) => name === keys[0])?.property;
    const needsKey =
      isIncluded &&
      attributes.length > 0 &&
      key !== undefined &&
      !options.isOn("raw") &&
      !attributes.some((one) => "name" in one && one.name === key);
    return { attributes: needsKey ? [{ name: key, at }, ...attributes] : attributes, open };
  }
  if (top.value.kind !== "object") return { attributes: [], open: top.what };
  const objects = layers.flatMap(({ value }) => (value.kind === "object" ? [value] : []));
  const listed = (name: string): { readonly attributes: readonly Attribute[]; readonly open: What | null } => {
    const values = objects.flatMap((object) => {
      const entry = query.entry(object, name);
      return entry ? [query.run.value(entry.value)] : [];
    });
    const open = values.find((value: Built) => value.kind !== "list" || value.open) ?? null;
    return { attributes: values.flatMap((value) => (value.kind === "list" ? itemsOf(value, query) : [])), open };
  };
  const [excluded, included] = [listed("exclude"), listed("include")];
  const names = new Set(excluded.attributes.flatMap((one) => ("name" in one ? [one.name] : [])));
  return {
    attributes: unique([...every().filter((one) => "name" in one && !names.has(one.name)), ...included.attributes]),
    open: excluded.open ?? included.open ?? (level.table ? null : at),
  };
}

function unique(attributes: readonly Attribute[]): Attribute[] {
  const seen = new Set<string>();
  return attributes.filter((one) => !("name" in one) || (!seen.has(one.name) && Boolean(seen.add(one.name))));
}

function itemsOf(list: BuiltList, query: SequelizeQuery): Attribute[] {
  return list.items.map((item): Attribute => {
    const value = query.run.value(item);
    if (value.kind === "constant") return { name: String(value.value), at: item };
    const [what, as, ...others] = value.kind === "list" ? value.items : [];
    if (what && as && others.length === 0) {
      const alias = query.run.value(as);
      return { what, alias: alias.kind === "constant" ? String(alias.value) : null, at: item };
    }
    return { what: item, alias: null, at: item };
  });
}

/** What to sort or group by: an attribute, a piece, a path over included models. Null: what it is cannot be told. */
export function sortedBy(what: What, level: Level & { readonly as: string }, query: SequelizeQuery): SqlText | null {
  const method = methodOf(what, query);
  if (method)
    return method.name === "literal" && method.given[0] ? rawOf(method.given[0], query) : written(method, query);
  const value = query.run.value(what);
  if (value.kind !== "constant" || typeof value.value !== "string") return null;
  return value.value.includes(".")
    ? query.writer.sql(columnPath(value.value), what)
    : query.column(level, columnOf(level.table, value.value), what);
}
