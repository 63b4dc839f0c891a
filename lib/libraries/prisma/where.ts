import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuiltObject, Entry } from "../../source/built/built.ts";
import { withProperty } from "../../read/builder/object-edits.ts";
import { liveProperty } from "./names.ts";
import {
  columnOf,
  holdsKey,
  joined,
  parenthesised,
  relationOf,
  together,
  type Level,
  type PrismaQuery,
  type What,
} from "./query.ts";
import { scalarCondition } from "./scalar.ts";
import { only } from "../../lists.ts";

/**
 * The condition that a `where` makes. Out: null where it says nothing.
 * https://www.prisma.io/docs/orm/reference/prisma-client-reference#filter-conditions-and-operators
 */
export function conditionOf(where: What, level: Level, query: PrismaQuery): SqlText | null {
  const value = query.run.value(where);
  if (value.kind === "constant") return null;
  if (value.kind !== "object") return query.writer.unknown(where);
  return conditionOfObject(value, level, query);
}

function conditionOfObject(value: BuiltObject, level: Level, query: PrismaQuery): SqlText | null {
  const conditions: SqlText[] = [];
  for (const entry of value.entries.values()) {
    const condition = (words[entry.name] ?? member)(entry, level, query);
    if (condition) conditions.push(condition);
  }
  if (value.open) conditions.push(query.writer.unknown(value));
  if (conditions.length === 0) return null;
  return only(conditions) ?? parenthesised(joined(conditions, " AND "));
}

type Member = (entry: Entry, level: Level, query: PrismaQuery) => SqlText | null;

const words: Readonly<Record<string, Member>> = {
  AND: (entry, level, query) => every(entry.value, level, query, (condition) => condition),
  NOT: (entry, level, query) =>
    every(entry.value, level, query, (condition, at) =>
      parenthesised(together(query.writer.sql("NOT", at), condition)),
    ),
  OR(entry, level, query) {
    const value = query.run.value(entry.value);
    if (value.kind === "constant") return null;
    if (value.kind === "object") return conditionOfObject(value, level, query);
    if (value.kind !== "list") return query.writer.unknown(entry.value);
    const items = [...value.items, ...(value.open && value.each ? [value.each] : [])];
    // An alternative that says nothing is left out, and no alternative never holds.
    const alternatives = items
      .map((item) => conditionOf(item, level, query))
      .filter((condition): condition is SqlText => condition !== null);
    if (value.open && !value.each) alternatives.push(query.writer.unknown(entry.value));
    if (alternatives.length === 0) return query.writer.sql("FALSE", entry.key);
    return only(alternatives) ?? parenthesised(joined(alternatives, " OR "));
  },
};

/** What each of an object or a list of them says. */
function every(
  what: What,
  level: Level,
  query: PrismaQuery,
  make: (condition: SqlText, at: What) => SqlText,
): SqlText | null {
  const value = query.run.value(what);
  if (value.kind === "constant") return null;
  if (value.kind !== "list" && value.kind !== "object") return query.writer.unknown(what);
  const items = value.kind === "list" ? [...value.items, ...(value.open && value.each ? [value.each] : [])] : [value];
  const conditions = items.flatMap((item) => {
    const condition = conditionOf(item, level, query);
    return condition ? [make(condition, item)] : [];
  });
  if (value.kind === "list" && value.open && !value.each) conditions.push(query.writer.unknown(what));
  if (conditions.length === 0) return null;
  return only(conditions) ?? parenthesised(joined(conditions, " AND "));
}

const member: Member = (entry, level, query) => {
  const relation = relationOf(level.table, entry.name);
  if (relation) return relationCondition(entry, relation, level, query);
  const column = columnOf(level.table, entry.name);
  const value = query.run.value(entry.value);
  if (column === null && value.kind === "object")
    return compoundKey(value, level, query) ?? query.writer.unknown(entry.value);
  return scalarCondition(entry, query.column(level, column ?? entry.name, entry.key), query);
};

/** `memberId_roomId: { memberId, roomId }` */
function compoundKey(value: BuiltObject, level: Level, query: PrismaQuery): SqlText | null {
  const { table } = level;
  if (
    !table ||
    value.open ||
    value.entries.size < 1 ||
    ![...value.entries.keys()].every((name) => columnOf(table, name) !== null)
  )
    return null;
  return parenthesised(
    joined(
      [...value.entries.values()].map(
        (entry) =>
          scalarCondition(
            entry,
            query.column(level, columnOf(table, entry.name) ?? entry.name, entry.key),
            query,
            true,
          ) ?? query.writer.unknown(entry.value),
      ),
      " AND ",
    ),
  );
}

function relationCondition(entry: Entry, relation: ModelRelation, level: Level, query: PrismaQuery): SqlText | null {
  const value = query.run.value(entry.value);
  const { writer } = query;
  if (value.kind === "constant" && value.value === undefined) return null;
  const target = query.targetOf(relation);
  const { table } = level;
  if (!target || !table || relation.columns.length === 0) return writer.unknown(entry.value);
  const follow = (inner: What | null, mode: "some" | "none" | "every") =>
    existence(entry, inner, mode, relation, target, level, query);
  if (relation.kind === "one") {
    const none = (): SqlText =>
      holdsKey(table, relation, target, relation.targetColumns)
        ? parenthesised(
            joined(
              relation.columns.map((name) =>
                together(query.column(level, name, entry.key), writer.sql("IS NULL", entry.key)),
              ),
              " OR ",
            ),
          )
        : follow(null, "none");
    if (value.kind === "constant") return value.value === null ? none() : writer.unknown(entry.value);
    if (value.kind !== "object") return writer.unknown(entry.value);
    const [is, isNot] = [value.entries.get("is"), value.entries.get("isNot")];
    // `{ member: {} }` asks for nothing; `{ member: { is: {} } }` for a row that is there.
    if (!is && !isNot)
      return !value.open && [...value.entries.values()].every((one) => isNothing(one, query))
        ? null
        : follow(entry.value, "some");
    const isNull = (one: Entry) => {
      const inner = query.run.value(one.value);
      return inner.kind === "constant" && inner.value === null;
    };
    const conditions = [
      ...(is ? [isNull(is) ? none() : follow(is.value, "some")] : []),
      ...(isNot
        ? [isNull(isNot) ? together(writer.sql("NOT", isNot.key), parenthesised(none())) : follow(isNot.value, "none")]
        : []),
    ];
    return only(conditions) ?? parenthesised(joined(conditions, " AND "));
  }
  if (value.kind !== "object") return writer.unknown(entry.value);
  const conditions = [...value.entries.values()].flatMap((one) => {
    if (isNothing(one, query)) return [];
    return one.name === "some" || one.name === "none" || one.name === "every"
      ? [follow(one.value, one.name)]
      : [writer.unknown(one.value)];
  });
  if (value.open) conditions.push(writer.unknown(value));
  if (conditions.length === 0) return null;
  return only(conditions) ?? parenthesised(joined(conditions, " AND "));
}

function isNothing(entry: Entry, query: PrismaQuery): boolean {
  const value = query.run.value(entry.value);
  return value.kind === "constant" && value.value === undefined;
}

/**
 * `EXISTS (SELECT … WHERE … AND "t0"."member_id" = "members"."id")`. In: `inner`, the conditions on the other rows;
 * null for none.
 */
function existence(
  entry: Entry,
  inner: What | null,
  mode: "some" | "none" | "every",
  relation: ModelRelation,
  target: NamedTable,
  level: Level,
  query: PrismaQuery,
): SqlText {
  const { writer } = query;
  const at = entry.key;
  const alias = query.alias();
  const rows: Level = { table: target, alias };
  const sql = (text: string): SqlText => writer.sql(text, at);
  const said = inner ? conditionOf(inner, rows, query) : null;
  const condition =
    said && mode === "every"
      ? parenthesised(together(sql("NOT"), parenthesised(said)))
      : (said ?? (mode === "every" ? sql("FALSE") : null));
  const from = (keys: Level, columns: readonly string[]): SqlText =>
    query.all(
      [
        condition,
        ...relation.columns.map((name, index) =>
          together(query.column(level, name, at), sql("="), query.column(keys, columns[index] ?? "", at)),
        ),
        ...columns.map((name) => together(query.column(keys, name, at), sql("IS NOT NULL"))),
      ],
      at,
    );
  const changes = {
    addLiveFilter: (column: Parameters<typeof liveProperty>[1]) =>
      inner
        ? mode === "every"
          ? throughEvery(inner, liveProperty(target, column), query)
          : withProperty(inner, liveProperty(target, column))
        : null,
  };
  const { through } = relation;
  const table = query.tableAt(target, alias, at, changes);
  let body: SqlText;
  if (through) {
    const link: Level = { table: null, alias: query.alias() };
    const linked = relation.targetColumns.map((name, index) =>
      together(query.column(rows, name, at), sql("="), query.column(link, through.targetColumns[index] ?? "", at)),
    );
    body = together(
      writer.name(through.name, at),
      sql(`AS "${link.alias}" INNER JOIN`),
      table,
      sql("ON"),
      joined(linked, " AND "),
      sql("WHERE"),
      from(link, through.columns),
    );
  } else body = together(table, sql("WHERE"), from(rows, relation.targetColumns));
  return together(sql(mode === "some" ? "EXISTS (SELECT 1 FROM" : "NOT EXISTS (SELECT 1 FROM"), body, sql(")"));
}

/** In `every`, a deleted row must not count: it satisfies the condition whatever it holds. */
function throughEvery(inner: What, live: string, query: PrismaQuery): ReturnType<typeof withProperty> {
  const value = query.run.value(inner);
  if (value.kind !== "object" || value.entries.size === 0) return null;
  const [name, constant] = live.split(": ");
  const edits = withProperty(inner, live);
  const [edit] = edits ?? [];
  const place = value.place;
  if (!edit || place.frame.anchor !== null || place.node.type !== "ObjectExpression") return null;
  const span = { start: place.node.range[0], end: place.node.range[1] };
  return [
    {
      span,
      text: `{ OR: [{ ${name}: { not: ${constant} } }, ${place.frame.module.text.slice(span.start, span.end)}] }`,
    },
  ];
}
