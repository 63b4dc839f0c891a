import { isUnknownText, knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { CommonTable, FromItem, Output, Query } from "../model/statement.ts";
import { printedName, type Folding } from "./folding.ts";

/** A column that a query gives; `type` is null where it was not worked out. */
export interface QueryColumn {
  readonly name: string;
  readonly type: string | null;
  readonly userType: string | null;
}

interface Range {
  readonly alias: string | null;
  readonly columns: readonly QueryColumn[] | null;
}

type Commons = ReadonlyMap<string, readonly QueryColumn[] | null>;

const untyped = (name: string): QueryColumn => ({ name, type: null, userType: null });

/** The columns of a query in order, stars written out by the schema as it is; null where they cannot be told. */
export function queryColumns(
  folding: Folding,
  query: Query,
  outer: Commons = new Map(),
): readonly QueryColumn[] | null {
  const commons = new Map(outer);
  for (const common of knownItems(query.with)) commons.set(common.name, commonColumns(folding, common, commons));
  if (query.kind === "values-query")
    return (knownItems(query.rows)[0] ?? []).map((_, index) => untyped(`column${index + 1}`));
  if (query.kind === "set-operation")
    return queryColumns(folding, query.left, commons)?.map((column) => column) ?? null;
  const ranges = knownItems(query.from).map((item) => rangesOf(folding, item, commons));
  const columns: QueryColumn[] = [];
  for (const output of query.outputs) {
    if (isUnknownText(output)) return null;
    const given = outputColumns(folding, output, ranges);
    if (!given) return null;
    columns.push(...given);
  }
  return columns;
}

function commonColumns(folding: Folding, common: CommonTable, commons: Commons): readonly QueryColumn[] | null {
  const { statement } = common;
  // A recursive query's own name stands for the columns it declares.
  const self =
    common.recursive && common.columns.length > 0
      ? new Map(commons).set(common.name, common.columns.map(untyped))
      : commons;
  const columns = statement.kind === "select" ? queryColumns(folding, statement.query, self) : null;
  const own = columns
    ? renamed(columns, common.columns)
    : common.columns.length > 0
      ? common.columns.map(untyped)
      : null;
  return own && [...own, ...common.added.map(({ name }) => untyped(name))];
}

const renamed = (columns: readonly QueryColumn[], names: readonly string[]): QueryColumn[] =>
  columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));

interface Joined {
  readonly ranges: readonly Range[];
  /** What `*` gives of it. */
  readonly star: readonly QueryColumn[] | null;
}

function rangesOf(folding: Folding, item: FromItem, commons: Commons): Joined {
  const one = (alias: string | null, columns: readonly QueryColumn[] | null): Joined => ({
    ranges: [{ alias, columns }],
    star: columns,
  });
  switch (item.kind) {
    case "table": {
      const common = item.schema === null && item.name !== null ? commons.get(item.name) : undefined;
      const columns =
        common !== undefined ? common : item.name === null ? null : relationColumns(folding, item.schema, item.name);
      return one(item.alias ?? item.name, columns && renamed(columns, item.columnAliases));
    }
    case "derived": {
      const columns = queryColumns(folding, item.query, commons);
      return one(item.alias, columns && renamed(columns, item.columnAliases));
    }
    case "function":
      return one(item.alias, item.columnAliases.length > 0 ? item.columnAliases.map(untyped) : null);
    case "join": {
      const left = rangesOf(folding, item.left, commons);
      const right = rangesOf(folding, item.right, commons);
      const ranges = item.alias === null ? [...left.ranges, ...right.ranges] : [];
      const [mine, theirs] = [left.star, right.star];
      if (!mine || !theirs)
        return { ranges: item.alias === null ? ranges : [{ alias: item.alias, columns: null }], star: null };
      const shared = item.natural
        ? mine.filter(({ name }) => theirs.some((other) => other.name === name)).map(({ name }) => name)
        : item.using;
      const first = shared.map((name) => mine.find((column) => column.name === name) ?? untyped(name));
      const star = [
        ...first,
        ...mine.filter(({ name }) => !shared.includes(name)),
        ...theirs.filter(({ name }) => !shared.includes(name)),
      ];
      return { ranges: item.alias === null ? ranges : [{ alias: item.alias, columns: star }], star };
    }
    case "unknown-item":
      return { ranges: [], star: null };
  }
}

function relationColumns(folding: Folding, schema: string | null, name: string): readonly QueryColumn[] | null {
  const relation = folding.find({ schema, name });
  if (relation?.kind === "table")
    return relation.columns.map((column) => ({
      name: column.name,
      type: column.type,
      userType: column.userType ?? null,
    }));
  return relation?.columns?.map(untyped) ?? null;
}

function outputColumns(folding: Folding, output: Output, joined: readonly Joined[]): readonly QueryColumn[] | null {
  const { expression } = output;
  if (expression.kind === "column" && expression.name === "*") {
    if (expression.relation === null)
      return joined.every(({ star }) => star) ? joined.flatMap(({ star }) => star ?? []) : null;
    const range = joined.flatMap(({ ranges }) => ranges).find(({ alias }) => alias === expression.relation);
    return range?.columns ?? null;
  }
  if (output.name === null) return null;
  return [{ name: output.name, ...typeOf(folding, expression, joined) }];
}

type ColumnType = Omit<QueryColumn, "name">;

const noType: ColumnType = { type: null, userType: null };
const plain = (type: string): ColumnType => ({ type, userType: null });

const byFunction: Readonly<Record<string, string>> = {
  count: "bigint",
  row_number: "bigint",
  rank: "bigint",
  dense_rank: "bigint",
  ntile: "integer",
  now: "timestamp with time zone",
  current_timestamp: "timestamp with time zone",
  current_date: "date",
  upper: "text",
  lower: "text",
  concat: "text",
  btrim: "text",
  replace: "text",
  md5: "text",
  length: "integer",
  gen_random_uuid: "uuid",
  to_jsonb: "jsonb",
  jsonb_build_object: "jsonb",
  jsonb_agg: "jsonb",
  json_agg: "json",
  json_build_object: "json",
  string_agg: "text",
  bool_or: "boolean",
  bool_and: "boolean",
  to_char: "text",
};
const oneOf = new Set(["coalesce", "greatest", "least"]);
const sameAsFirst = new Set(["min", "max", "first_value", "last_value", "nullif"]);
const comparisons = new Set([
  "=",
  "<>",
  "!=",
  "<",
  ">",
  "<=",
  ">=",
  "~",
  "!~",
  "~*",
  "!~*",
  "~~",
  "!~~",
  "~~*",
  "!~~*",
  "@>",
  "<@",
  "&&",
]);

/** The type of an output, as far as it can be told without PostgreSQL's tables of operators and functions. */
function typeOf(folding: Folding, expression: Expression, joined: readonly Joined[]): ColumnType {
  switch (expression.kind) {
    case "cast":
      return castType(folding, expression.type);
    case "column": {
      const candidates = joined
        .flatMap(({ ranges }) => ranges)
        .filter(({ alias }) => expression.relation === null || alias === expression.relation);
      for (const { columns } of candidates) {
        const found = columns?.find(({ name }) => name === expression.name);
        if (found) return { type: found.type, userType: found.userType };
      }
      return noType;
    }
    case "constant":
      if (expression.type === "number")
        return plain(
          Number.isInteger(expression.value)
            ? Math.abs(Number(expression.value)) < 2 ** 31
              ? "integer"
              : "bigint"
            : "numeric",
        );
      // A literal that nothing else types is text.
      return expression.type === "boolean" ? plain("boolean") : expression.type === "bits" ? noType : plain("text");
    case "and":
    case "or":
    case "not":
    case "null-test":
    case "boolean-test":
    case "distinct-from":
    case "in-list":
    case "between":
      return plain("boolean");
    case "operator":
      return comparisons.has(expression.operator) ? plain("boolean") : noType;
    case "subquery":
      if (expression.form === "scalar") {
        const [first] = queryColumns(folding, expression.query) ?? [];
        return first ? { type: first.type, userType: first.userType } : noType;
      }
      return expression.form === "array" ? noType : plain("boolean");
    case "case":
      return commonType(
        folding,
        [...expression.branches.map(({ then }) => then), ...(expression.otherwise ? [expression.otherwise] : [])],
        joined,
      );
    case "call": {
      const known =
        expression.schema === null && Object.hasOwn(byFunction, expression.name)
          ? byFunction[expression.name]
          : undefined;
      if (known !== undefined) return plain(known);
      if (oneOf.has(expression.name)) return commonType(folding, expression.arguments, joined);
      const [first] = expression.arguments;
      const type = sameAsFirst.has(expression.name) && first ? typeOf(folding, first, joined) : noType;
      // An aggregate has no length: max(varchar(20)) is text.
      return type.type !== null &&
        /^(?:text|integer|bigint|smallint|uuid|date|timestamp)\b/.test(type.type) &&
        !type.type.includes("(")
        ? type
        : noType;
    }
    default:
      return noType;
  }
}

// Arms of one type have that type; literals take the others', and what is mixed is not worked out.
function commonType(folding: Folding, arms: readonly Expression[], joined: readonly Joined[]): ColumnType {
  const open = arms.filter((arm) => !(arm.kind === "constant" && (arm.type === "unknown" || arm.type === "null")));
  const types = open.map((arm) => typeOf(folding, arm, joined));
  if (types.length === 0) return plain("text");
  const [first = noType] = types;
  return types.every(({ type }) => type === first.type) && first.type !== null && !first.type.includes("(")
    ? first
    : noType;
}

function castType(folding: Folding, type: string): ColumnType {
  const element = type.replace(/\[\]$/, "");
  for (const [key, own] of folding.types)
    if (printedName(own) === element || own.name === element)
      return { type: type.replace(element, () => printedName(own)), userType: key };
  return plain(type);
}
