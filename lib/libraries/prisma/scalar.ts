import type { SqlText } from "../../model/sql-text.ts";
import type { Built, BuiltObject, Entry } from "../../source/built/built.ts";
import { joined, parenthesised, together, type PrismaQuery, type What } from "./query.ts";
import { columnOf } from "./query.ts";
import { only } from "../../lists.ts";

/** What a filter on a column is given beside its operator. */
interface Around {
  readonly entry: Entry;
  readonly column: SqlText;
  readonly insensitive: boolean;
  /** Inside `not`. */
  readonly negated: boolean;
  readonly query: PrismaQuery;
  /** It is a part of a key of several columns, which Prisma takes as a whole only. */
  readonly ofKey: boolean;
}

/** The condition that a property of a `where` makes on a column; null where it says nothing. */
export function scalarCondition(entry: Entry, column: SqlText, query: PrismaQuery, ofKey = false): SqlText | null {
  const value = query.run.value(entry.value);
  const around: Around = { entry, column, insensitive: false, negated: false, query, ofKey };
  return value.kind === "object" ? filterOf(value, around) : equality(around);
}

function filterOf(filter: BuiltObject, around: Around): SqlText | null {
  const { query } = around;
  const mode = filter.entries.get("mode");
  const asked = mode ? query.run.value(mode.value) : null;
  const insensitive = around.insensitive || (asked?.kind === "constant" && asked.value === "insensitive");
  const path = filter.entries.get("path");
  const column = path
    ? parenthesised(together(around.column, query.writer.sql("#>", path.key), query.given(path.value)))
    : around.column;
  const conditions: SqlText[] = [];
  for (const entry of filter.entries.values()) {
    if (entry.name === "mode" || entry.name === "path") continue;
    const value = query.run.value(entry.value);
    if (value.kind === "constant" && value.value === undefined) continue;
    const condition =
      operators[entry.name]?.({ ...around, entry, column, insensitive }) ??
      (operators[entry.name] ? null : query.writer.unknown(entry.value));
    if (condition) conditions.push(condition);
  }
  if (filter.open) conditions.push(query.writer.unknown(filter));
  if (conditions.length === 0) return null;
  return only(conditions) ?? parenthesised(joined(conditions, " AND "));
}

/** `= x`, `IS NULL`, and with `not` their opposites. */
function equality(around: Around): SqlText | null {
  const { entry, column, insensitive, negated, query } = around;
  const value = query.run.value(entry.value);
  if (value.kind === "constant" && value.value === undefined) return null;
  const sql = (text: string): SqlText => query.writer.sql(text, entry.key);
  if ((value.kind === "constant" && value.value === null) || nullOf(value) === "IS")
    return together(column, sql(negated ? "IS NOT NULL" : "IS NULL"));
  const operator = insensitive ? (negated ? "NOT ILIKE" : "ILIKE") : negated ? "<>" : "=";
  return together(column, sql(operator), operand(entry.value, query, around));
}

/** `Prisma.DbNull` and `Prisma.AnyNull` stand for NULL. */
function nullOf(value: Built): "IS" | null {
  if (value.kind !== "chain" || value.root.kind !== "package") return null;
  const path = [value.root.origin.path, ...value.steps.map(({ name }) => name)].join(".");
  return /(?:^|\.)(?:DbNull|AnyNull)$/.test(path) ? "IS" : null;
}

/** A value, or the column that `prisma.member.fields.email` stands for. */
function operand(what: What, query: PrismaQuery, around: Around | null = null): SqlText {
  const value = query.run.value(what);
  if (value.kind === "chain" && value.root.kind === "package") {
    const [model, fields, field] = value.steps.slice(-3);
    const table = model && fields?.name === "fields" ? query.names.model("prisma", model.name) : null;
    const column = table && field ? columnOf(table, field.name) : null;
    if (column) return query.writer.name(column, what);
  }
  return around && !around.negated && !around.ofKey
    ? query.writer.leftOut(query.writer.value(what), what, query.needsKey)
    : query.writer.value(what);
}

const compared =
  (operator: string, opposite: string) =>
  ({ entry, column, negated, query }: Around): SqlText =>
    together(column, query.writer.sql(negated ? opposite : operator, entry.key), operand(entry.value, query));

/** `LIKE '%x%'`. In: what stands before and after the value. */
const like =
  (before: string, after: string) =>
  ({ entry, column, insensitive, negated, query }: Around): SqlText => {
    const value = query.run.value(entry.value);
    const operator = `${negated ? "NOT " : ""}${insensitive ? "ILIKE" : "LIKE"}`;
    const pattern =
      value.kind === "constant" && typeof value.value === "string"
        ? query.writer.sql(`'${`${before}${value.value}${after}`.replaceAll("'", "''")}'`, entry.value)
        : query.given(entry.value);
    return together(column, query.writer.sql(operator, entry.key), pattern);
  };

const among =
  (isIn: boolean) =>
  ({ entry, column, negated, query, ofKey }: Around): SqlText => {
    const value = query.run.value(entry.value);
    const sql = (text: string): SqlText => query.writer.sql(text, entry.key);
    const keyword = isIn === !negated ? "IN (" : "NOT IN (";
    // An empty list: nothing is in it.
    if (value.kind === "list" && !value.open && value.items.length === 0)
      return sql(isIn === !negated ? "FALSE" : "TRUE");
    const items =
      value.kind === "list" && !value.open
        ? value.items.map((item) => operand(item, query))
        : [isIn === negated || ofKey ? query.given(entry.value) : query.list(entry.value)];
    return together(column, sql(keyword), joined(items, ", "), sql(")"));
  };

type Operator = (around: Around) => SqlText | null;

/** https://www.prisma.io/docs/orm/reference/prisma-client-reference#filter-conditions-and-operators */
const operators: Readonly<Record<string, Operator>> = {
  equals: equality,
  not(around) {
    const { entry, query } = around;
    const value = query.run.value(entry.value);
    return value.kind === "object"
      ? filterOf(value, { ...around, negated: !around.negated })
      : equality({ ...around, negated: !around.negated });
  },
  in: among(true),
  notIn: among(false),
  lt: compared("<", ">="),
  lte: compared("<=", ">"),
  gt: compared(">", "<="),
  gte: compared(">=", "<"),
  contains: like("%", "%"),
  startsWith: like("", "%"),
  endsWith: like("%", ""),
  string_contains: like("%", "%"),
  string_starts_with: like("", "%"),
  string_ends_with: like("%", ""),
  search: ({ entry, column, negated, query }) =>
    together(
      query.writer.sql(negated ? "(NOT to_tsvector(" : "(to_tsvector(", entry.key),
      column,
      query.writer.sql(") @@ to_tsquery(", entry.key),
      query.given(entry.value),
      query.writer.sql("))", entry.key),
    ),
  has: compared("@>", "@>"),
  hasEvery: compared("@>", "@>"),
  hasSome: compared("&&", "&&"),
  isEmpty: ({ entry, column, query }) => {
    const value = query.run.value(entry.value);
    return together(
      column,
      query.writer.sql(value.kind === "constant" && value.value === false ? "<> '{}'" : "= '{}'", entry.key),
    );
  },
  array_contains: compared("@>", "@>"),
  array_starts_with: compared("=", "<>"),
  array_ends_with: compared("=", "<>"),
};
