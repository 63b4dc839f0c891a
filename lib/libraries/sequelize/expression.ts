import type { SqlText } from "../../model/sql-text.ts";
import { type Built, type Chain, type Place } from "../../source/built/built.ts";
import { quoted, type SequelizeQuery, type What } from "./query.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

/**
 * `fn("lower", col("email"))`, `Sequelize.literal("…")`, `sequelize.where(…)`: a piece of SQL that the library makes.
 */
export interface Method {
  readonly name: MethodName;
  readonly given: readonly What[];
  readonly at: Place;
}

type MethodName = "fn" | "col" | "literal" | "cast" | "where" | "and" | "or" | "json";

const isMethod = (name: string | undefined): name is MethodName =>
  /^(?:fn|col|literal|cast|where|and|or|json)$/.test(name ?? "");

/** What of Sequelize's own functions makes a value; null for every other value. */
export function methodOf(what: What, { run }: SequelizeQuery): Method | null {
  const value = run.follow(what);
  if (value.kind !== "chain") return null;
  const last = value.steps.at(-1);
  if (!last?.arguments || last.spread) return null;
  const name = last.name === "" ? nameOf(value) : last.name;
  if (!isMethod(name) || !isSequelize(value, name)) return null;
  return { name, given: last.arguments, at: last.place };
}

/** `fn(…)` of `import { fn } from "sequelize"` or of a variable `const { fn } = db.sequelize`. */
function nameOf({ root, steps }: Chain): string | undefined {
  return steps.at(-2)?.name ?? (root.kind === "package" ? root.origin.path.split(".").at(-1) : undefined);
}

/** Of a client that is out of sight, what nobody else has a method of such a name for: it stands in a query. */
function isSequelize({ root, steps }: Chain, name: MethodName): boolean {
  if (root.kind === "package" && root.origin.library !== null) return root.origin.library === "sequelize";
  if (root.kind === "class") return steps[0]?.name === "sequelize";
  return root.kind === "unknown" || root.kind === "package" ? name !== "where" || steps.length > 0 : false;
}

/** A piece as it stands in a statement. In: `prefix`, what a column without a table is written with. */
export function written({ name, given, at }: Method, query: SequelizeQuery): SqlText {
  const { writer, run } = query;
  const [first, second, third] = given;
  if (!first) return writer.unknown(at);
  switch (name) {
    case "literal":
      return rawOf(first, query);
    case "col": {
      const path = run.value(first);
      return path.kind === "constant" ? writer.sql(columnPath(String(path.value)), first) : writer.unknown(first);
    }
    case "fn": {
      const called = run.value(first);
      if (called.kind !== "constant" || !/^[\w. ]+$/.test(String(called.value))) return writer.unknown(first);
      const inside = joined(
        given.slice(1).map((one) => operand(one, query)),
        ", ",
      );
      return together(writer.sql(`${String(called.value)}(`, at), inside, writer.sql(")", at));
    }
    case "cast": {
      const type = second && run.value(second);
      if (type?.kind !== "constant" || !/^[\w\s()[\],]+$/.test(String(type.value))) return writer.unknown(at);
      return together(writer.sql("CAST(", at), operand(first, query), writer.sql(`AS ${String(type.value)})`, at));
    }
    case "where":
      return compared(first, second, third, at, query);
    case "and":
    case "or": {
      const conditions = given.flatMap((one) => query.conditions(one, { table: null, as: null }));
      return conditions.length === 0 ? [] : parenthesised(joined(conditions, name === "and" ? " AND " : " OR "));
    }
    case "json":
      return writer.unknown(at);
  }
}

/** A literal's text, as it stands. */
export function rawOf(what: What, query: SequelizeQuery): SqlText {
  return query.writer.raw(what, "text");
}

/** An argument of a function: a piece, conditions, or a value. */
function operand(what: What, query: SequelizeQuery): SqlText {
  const method = methodOf(what, query);
  if (method) return written(method, query);
  const value = query.run.value(what);
  if (value.kind === "object") {
    const conditions = query.conditions(what, { table: null, as: null });
    return conditions.length > 0 ? joined(conditions, " AND ") : query.writer.unknown(what);
  }
  return query.writer.value(what);
}

/** `where(fn("lower", col("email")), "=", email)`, `where(col("age"), { [Op.gt]: 3 })`. */
function compared(
  attribute: What,
  comparator: What | undefined,
  logic: What | undefined,
  at: Place,
  query: SequelizeQuery,
): SqlText {
  const { writer, run } = query;
  const method = methodOf(attribute, query);
  const left = method ? written(method, query) : writer.unknown(attribute);
  const value = logic ?? comparator;
  if (!value) return writer.unknown(at);
  const word = logic && comparator ? comparatorOf(comparator, query) : "=";
  if (word === null) return writer.unknown(at);
  const right = methodOf(value, query);
  const known = run.value(value);
  if (!right && known.kind === "object") return conditionsOn(left, value, query);
  if (!right && known.kind === "constant" && known.value === null)
    return together(left, writer.sql(word === "!=" || word === "IS NOT" ? "IS NOT NULL" : "IS NULL", at));
  if (!right && known.kind === "list") {
    const items = known.items.map((item) => operand(item, query));
    const [low, high] = items;
    return /BETWEEN/.test(word) && low && high && items.length === 2
      ? together(left, writer.sql(word, at), low, writer.sql("AND", at), high)
      : together(
          left,
          writer.sql(word === "=" ? "IN" : word, at),
          parenthesised(items.length > 0 ? joined(items, ", ") : query.given(value)),
        );
  }
  return together(
    left,
    writer.sql(word, at),
    /IN$/.test(word) && !right ? parenthesised(operand(value, query)) : operand(value, query),
  );
}

function conditionsOn(left: SqlText, value: What, query: SequelizeQuery): SqlText {
  const conditions = query.conditions(value, { table: null, as: null, left });
  return conditions.length > 0 ? parenthesised(joined(conditions, " AND ")) : query.writer.unknown(value);
}

function comparatorOf(what: What, query: SequelizeQuery): string | null {
  const value = query.run.follow(what);
  if (value.kind === "constant" && typeof value.value === "string")
    return /^(?:[<>=!~@&|#?*-]+|IS(?: NOT)?|(?:NOT )?(?:I?LIKE|IN|BETWEEN|SIMILAR TO))$/i.test(value.value.trim())
      ? value.value.trim().toUpperCase()
      : null;
  const operator = operatorOf(value);
  return operator === null ? null : (words[operator] ?? null);
}

/** `or` of `Op.or`, however it is reached. */
export function operatorOf(value: Built): string | null {
  if (value.kind !== "chain") return null;
  const { root, steps } = value;
  const path = [...(root.kind === "package" ? root.origin.path.split(".") : []), ...steps.map(({ name }) => name)];
  return path.at(-2) === "Op" ? (path.at(-1) ?? null) : null;
}

/** The operators that stand between two values. */
export const words: Readonly<Record<string, string>> = {
  eq: "=",
  ne: "!=",
  gte: ">=",
  gt: ">",
  lte: "<=",
  lt: "<",
  not: "IS NOT",
  is: "IS",
  in: "IN",
  notIn: "NOT IN",
  like: "LIKE",
  notLike: "NOT LIKE",
  iLike: "ILIKE",
  notILike: "NOT ILIKE",
  startsWith: "LIKE",
  endsWith: "LIKE",
  substring: "LIKE",
  regexp: "~",
  notRegexp: "!~",
  iRegexp: "~*",
  notIRegexp: "!~*",
  between: "BETWEEN",
  notBetween: "NOT BETWEEN",
  overlap: "&&",
  contains: "@>",
  contained: "<@",
  adjacent: "-|-",
  strictLeft: "<<",
  strictRight: ">>",
  noExtendRight: "&<",
  noExtendLeft: "&>",
  any: "= ANY",
  all: "= ALL",
  match: "@@",
};

/** `user.email` → `"user"."email"`; of a longer path all but the last are one name. */
export function columnPath(path: string): string {
  if (path.startsWith("*")) return "*";
  const parts = path.split(".");
  return parts.length > 2
    ? [parts.slice(0, -1).join("->"), parts.at(-1) ?? ""].map(quoted).join(".")
    : parts.map(quoted).join(".");
}
