import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Built, BuiltObject, Entry, Place } from "../../source/built/built.ts";
import { conditionOf, operandOf } from "./expressions.ts";
import { aliased, namedTable } from "./tables.ts";
import type { Drizzle, TableThing } from "./things.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

type Given = Place | Built;

/** The rows an object is about. */
interface Level {
  readonly table: TableThing;
  readonly named: NamedTable | null;
}

const words: Readonly<Record<string, string>> = {
  eq: "=",
  ne: "<>",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
  like: "like",
  notLike: "not like",
  ilike: "ilike",
  notIlike: "not ilike",
  arrayContains: "@>",
  arrayContained: "<@",
  arrayOverlaps: "&&",
};

/**
 * The conditions of an object, as the second version of relational queries takes them (orm.drizzle.team/docs/rqb-v2,
 * "Select filters"): `{ age: { gt: 18 }, OR: [{ … }], posts: { title: "…" } }`. Null: none.
 */
export function filterText(object: BuiltObject, level: Level, drizzle: Drizzle): SqlText | null {
  const conditions = [...object.entries.values()]
    .map((entry) => entryText(entry, level, drizzle))
    .filter((one) => one !== null);
  if (object.open) conditions.push(drizzle.writer.unknown(object.place));
  return all(conditions, "and");
}

function all(conditions: readonly SqlText[], word: "and" | "or"): SqlText | null {
  if (conditions.length === 0) return null;
  return only(conditions) ?? parenthesised(joined(conditions, ` ${word} `));
}

function entryText({ name, key, value: given }: Entry, level: Level, drizzle: Drizzle): SqlText | null {
  const { run, writer } = drizzle;
  const value = run.value(given);
  if (value.kind === "constant" && value.value === undefined) return null;
  switch (name) {
    case "AND":
    case "OR":
      return listText(value, name === "AND" ? "and" : "or", (one) => objectText(one, level, drizzle), drizzle);
    case "NOT": {
      const inner = objectText(given, level, drizzle);
      return inner && together(writer.sql("not", key), parenthesised(inner));
    }
    case "RAW": {
      const raw =
        value.kind === "function"
          ? run.call(value, [drizzle.given(level.table, value.place), drizzle.operators(value.place)]).result
          : given;
      return drizzle.within(level.table.alias, () => conditionOf(drizzle, raw));
    }
  }
  const relation = level.named?.relations.find(({ property }) => property === name);
  if (relation && !level.table.columns.has(name)) return relatedText(relation, given, key, level, drizzle);
  if (!level.table.columns.has(name) && !level.table.open) return writer.unknown(given);
  const column = writer.name(
    [level.table.alias ?? "", level.table.columns.get(name)?.name ?? level.table.nameOf(name)],
    key,
  );
  return columnText(column, given, drizzle);
}

function objectText(given: Given, level: Level, drizzle: Drizzle): SqlText | null {
  const value = drizzle.run.value(given);
  return value.kind === "object"
    ? filterText(value, level, drizzle)
    : value.kind === "constant"
      ? null
      : drizzle.writer.unknown(given);
}

function listText(
  value: Built,
  word: "and" | "or",
  make: (given: Given) => SqlText | null,
  drizzle: Drizzle,
): SqlText | null {
  if (value.kind !== "list") return drizzle.writer.unknown(value);
  const texts = value.items.map(make).filter((one) => one !== null);
  if (value.open) texts.push((value.each && make(value.each)) ?? drizzle.writer.unknown(value));
  return all(texts, word);
}

/** `name: "Dan"`, `name: { ilike: "d%", OR: [{ … }] }`. */
function columnText(column: SqlText, given: Given, drizzle: Drizzle): SqlText | null {
  const { run, writer } = drizzle;
  const value = run.value(given);
  if (value.kind !== "object")
    return together(column, writer.sql("=", given), writer.leftOut(operandOf(drizzle, given), given));
  const conditions = [...value.entries.values()]
    .map(({ name, key, value: operand }): SqlText | null => {
      const one = run.value(operand);
      if (one.kind === "constant" && one.value === undefined) return null;
      if (name === "AND" || name === "OR")
        return listText(one, name === "AND" ? "and" : "or", (inner) => columnText(column, inner, drizzle), drizzle);
      if (name === "NOT") {
        const inner = columnText(column, operand, drizzle);
        return inner && together(writer.sql("not", key), parenthesised(inner));
      }
      if (name === "isNull" || name === "isNotNull") {
        if (one.kind === "constant")
          return one.value ? together(column, writer.sql(name === "isNull" ? "is null" : "is not null", key)) : null;
        return run.decide(one.place, 2) === 1
          ? together(column, writer.sql(name === "isNull" ? "is null" : "is not null", key))
          : null;
      }
      if (name === "in" || name === "notIn") {
        const items =
          one.kind === "list" && !one.open && one.items.length > 0
            ? one.items.map((item) => operandOf(drizzle, item))
            : [writer.value({ kind: "input", place: one.place })];
        return together(column, writer.sql(name === "in" ? "in" : "not in", key), parenthesised(joined(items, ", ")));
      }
      const word = Object.hasOwn(words, name) ? words[name] : undefined;
      return word === undefined
        ? writer.unknown(operand)
        : together(column, writer.sql(word, key), writer.leftOut(operandOf(drizzle, operand), operand));
    })
    .filter((one) => one !== null);
  if (value.open) conditions.push(writer.unknown(value));
  return all(conditions, "and");
}

/** `posts: { title: "…" }`, `posts: true`: some row of the relation. */
function relatedText(
  relation: ModelRelation,
  given: Given,
  key: Place,
  { table }: Level,
  drizzle: Drizzle,
): SqlText | null {
  const { run, writer } = drizzle;
  const value = run.value(given);
  const target = drizzle.target(relation);
  if (!target || relation.columns.length === 0 || relation.through) return writer.unknown(given);
  const alias = `${table.alias ?? ""}_${relation.property}_filter`;
  const related = aliased(namedTable(target, key), alias);
  const link = relation.columns.map((column, index) =>
    together(
      writer.name([alias, relation.targetColumns[index] ?? ""], key),
      writer.sql("=", key),
      writer.name([table.alias ?? "", column], key),
    ),
  );
  const inner =
    value.kind === "object"
      ? filterText(value, { table: related, named: target }, drizzle)
      : value.kind === "constant"
        ? null
        : writer.unknown(given);
  const path = [...(related.schema === null ? [] : [related.schema]), related.name ?? ""];
  const query = together(
    writer.sql("select 1 from", key),
    writer.name(path, key),
    writer.name(alias, key),
    writer.sql("where", key),
    joined([...link, ...(inner ? [inner] : [])], " and "),
  );
  const exists = together(writer.sql("exists", key), parenthesised(query));
  return value.kind === "constant" && !value.value ? together(writer.sql("not", key), exists) : exists;
}
