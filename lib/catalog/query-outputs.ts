import type { Expression } from "../model/expression.ts";
import type { CommonTable, FromItem, Output, Query } from "../model/statement.ts";
import type { Folding } from "./folding.ts";
import { keyOf } from "./folding.ts";

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
export function queryColumns(folding: Folding, query: Query, outer: Commons = new Map()): readonly QueryColumn[] | null {
  const commons = new Map(outer);
  for (const common of query.with) commons.set(common.name, commonColumns(folding, common, commons));
  if (query.kind === "values-query") return (query.rows[0] ?? []).map((_, index) => untyped(`column${index + 1}`));
  if (query.kind === "set-operation") return queryColumns(folding, query.left, commons)?.map((column) => column) ?? null;
  const ranges = query.from.map((item) => rangesOf(folding, item, commons));
  const columns: QueryColumn[] = [];
  for (const output of query.outputs) {
    const given = outputColumns(folding, output, ranges);
    if (!given) return null;
    columns.push(...given);
  }
  return columns;
}

function commonColumns(folding: Folding, common: CommonTable, commons: Commons): readonly QueryColumn[] | null {
  const { statement } = common;
  // A recursive query's own name stands for the columns it declares.
  const self = common.recursive && common.columns.length > 0 ? new Map(commons).set(common.name, common.columns.map(untyped)) : commons;
  const columns = statement.kind === "select" ? queryColumns(folding, statement.query, self) : null;
  return columns ? renamed(columns, common.columns) : common.columns.length > 0 ? common.columns.map(untyped) : null;
}

const renamed = (columns: readonly QueryColumn[], names: readonly string[]): QueryColumn[] => columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));

interface Joined {
  readonly ranges: readonly Range[];
  /** What `*` gives of it. */
  readonly star: readonly QueryColumn[] | null;
}

function rangesOf(folding: Folding, item: FromItem, commons: Commons): Joined {
  const one = (alias: string | null, columns: readonly QueryColumn[] | null): Joined => ({ ranges: [{ alias, columns }], star: columns });
  switch (item.kind) {
    case "table": {
      const common = item.schema === null && item.name !== null ? commons.get(item.name) : undefined;
      const columns = common !== undefined ? common : item.name === null ? null : relationColumns(folding, item.schema, item.name);
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
      if (!left.star || !right.star) return { ranges: item.alias === null ? ranges : [{ alias: item.alias, columns: null }], star: null };
      const shared = item.natural ? left.star.filter(({ name }) => right.star!.some((other) => other.name === name)).map(({ name }) => name) : item.using;
      const first = shared.map((name) => left.star!.find((column) => column.name === name) ?? untyped(name));
      const star = [...first, ...left.star.filter(({ name }) => !shared.includes(name)), ...right.star.filter(({ name }) => !shared.includes(name))];
      return { ranges: item.alias === null ? ranges : [{ alias: item.alias, columns: star }], star };
    }
    case "unknown-item":
      return { ranges: [], star: null };
  }
}

function relationColumns(folding: Folding, schema: string | null, name: string): readonly QueryColumn[] | null {
  const relation = folding.find({ schema, name });
  if (relation?.kind === "table") return relation.columns.map((column) => ({ name: column.name, type: column.type, userType: column.userType ?? null }));
  return relation?.columns?.map(untyped) ?? null;
}

function outputColumns(folding: Folding, output: Output, joined: readonly Joined[]): readonly QueryColumn[] | null {
  const { expression } = output;
  if (expression.kind === "column" && expression.name === "*") {
    if (expression.relation === null) return joined.every(({ star }) => star) ? joined.flatMap(({ star }) => star ?? []) : null;
    const range = joined.flatMap(({ ranges }) => ranges).find(({ alias }) => alias === expression.relation);
    return range?.columns ?? null;
  }
  if (output.name === null) return null;
  return [{ name: output.name, ...typeOf(folding, expression, joined) }];
}

function typeOf(folding: Folding, expression: Expression, joined: readonly Joined[]): Omit<QueryColumn, "name"> {
  if (expression.kind === "cast") return { type: expression.type, userType: folding.types.has(keyOf("public", expression.type)) ? keyOf("public", expression.type) : null };
  if (expression.kind === "column") {
    const candidates = joined.flatMap(({ ranges }) => ranges).filter(({ alias }) => expression.relation === null || alias === expression.relation);
    for (const { columns } of candidates) {
      const found = columns?.find(({ name }) => name === expression.name);
      if (found) return { type: found.type, userType: found.userType };
    }
  }
  return { type: null, userType: null };
}
