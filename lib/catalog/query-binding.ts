import { contentOf, hasUnknownClause, hasUnknownText, knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { CommonTable, FromItem, Output, Query, SelectQuery, TableReference } from "../model/statement.ts";
import type { Relation } from "./folding.ts";
import { keyOf } from "./folding.ts";

/** What a query reads of the schema, and what it gives. */
interface BoundQuery {
  /** Names in order; null where they cannot be told. */
  readonly columns: readonly string[] | null;
  /** The columns it reads, by the key of their table or view; of a table that it only counts the rows of, none. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
  /** No part of it was passed over: what `reads` does not have is not read. */
  readonly complete: boolean;
  /** The query with its stars written out. */
  readonly query: Query;
}

type FindRelation = (schema: string | null, name: string) => Relation | undefined;

interface BoundColumn {
  readonly name: string;
  readonly sources: readonly (readonly [key: string, column: string])[];
}

interface Range {
  readonly alias: string | null;
  readonly columns: readonly BoundColumn[] | null;
  /** Merged by USING: what `*` gives first, and what an unqualified name means. */
  readonly shared?: readonly string[];
}

interface Star {
  readonly relation: string | null;
  readonly column: BoundColumn;
}

type Commons = ReadonlyMap<string, readonly BoundColumn[] | null>;
type Scopes = readonly (readonly Range[])[];

/** Binds the names of a query as PostgreSQL does when a view is made of it (Queries, Table Expressions). */
export function bindQuery(query: Query, find: FindRelation): BoundQuery {
  const binder = new Binder(find);
  const bound = binder.query(query, [], new Map());
  return {
    columns: bound.columns?.map(({ name }) => name) ?? null,
    reads: binder.reads,
    complete: binder.complete,
    query: bound.query,
  };
}

class Binder {
  readonly reads = new Map<string, Set<string>>();
  complete = true;
  readonly #find: FindRelation;

  constructor(find: FindRelation) {
    this.#find = find;
  }

  query(
    query: Query,
    outer: Scopes,
    known: Commons,
  ): { readonly columns: readonly BoundColumn[] | null; readonly query: Query } {
    const commons = new Map(known);
    const written = knownItems(query.with).map((common) => this.#common(common, outer, commons));
    if (hasUnknownText(query.with) || hasUnknownClause(query)) this.complete = false;
    if (query.kind === "values-query") {
      const rows = knownItems(query.rows);
      this.#expressions(rows, [...outer], commons);
      if (hasUnknownText(query.rows)) this.complete = false;
      return {
        columns: (rows[0] ?? []).map((_, index) => ({ name: `column${index + 1}`, sources: [] })),
        query: { ...query, with: written },
      };
    }
    if (query.kind === "set-operation") {
      const left = this.query(query.left, outer, commons);
      const right = this.query(query.right, outer, commons);
      return {
        columns: left.columns?.map(({ name }) => ({ name, sources: [] })) ?? null,
        query: { ...query, with: written, left: left.query, right: right.query },
      };
    }
    return this.#select({ ...query, with: written }, outer, commons);
  }

  #common(common: CommonTable, outer: Scopes, commons: Map<string, readonly BoundColumn[] | null>): CommonTable {
    const named = (columns: readonly BoundColumn[] | null) =>
      columns?.map(({ name }, index): BoundColumn => ({ name: common.columns[index] ?? name, sources: [] })) ??
      (common.columns.length > 0 ? common.columns.map((name) => ({ name, sources: [] })) : null);
    const { statement } = common;
    if (statement.kind !== "select") {
      this.complete = false;
      commons.set(common.name, named(null));
      return common;
    }
    let self: Commons = commons;
    if (common.recursive) {
      // The part that is not recursive says what the query's own name gives inside it.
      const first =
        statement.query.kind === "set-operation"
          ? new Binder(this.#find).query(statement.query.left, outer, commons).columns
          : null;
      self = new Map(commons).set(common.name, named(first));
    }
    const bound = this.query(statement.query, outer, self);
    const added = common.added.map(({ name }): BoundColumn => ({ name, sources: [] }));
    const own = named(bound.columns);
    commons.set(common.name, own && [...own, ...added]);
    return { ...common, statement: { ...statement, query: bound.query } };
  }

  #select(
    query: SelectQuery,
    outer: Scopes,
    commons: Commons,
  ): { readonly columns: readonly BoundColumn[] | null; readonly query: Query } {
    const ranges: Range[] = [];
    const stars: (readonly Star[] | null)[] = [];
    if (hasUnknownText(query.from) || hasUnknownText(query.outputs)) this.complete = false;
    const from = knownItems(query.from).map((item) => {
      const joined = this.#item(item, [ranges, ...outer], commons);
      ranges.push(...joined.ranges);
      stars.push(joined.star);
      return joined.item;
    });
    const scopes = [ranges, ...outer];
    const outputs: Output[] = [];
    let columns: BoundColumn[] | null = [];
    for (const output of knownItems(query.outputs)) {
      const written = this.#output(output, stars, scopes);
      outputs.push(...written);
      for (const { name, expression } of written) {
        if (name === null || (expression.kind === "column" && expression.name === "*")) columns = null;
        else columns?.push({ name, sources: expression.kind === "column" ? this.#resolve(expression, scopes) : [] });
      }
    }
    this.#expressions(
      outputs.map(({ expression }) => expression),
      scopes,
      commons,
    );
    const names = new Set(outputs.map(({ name }) => name));
    // An output's name goes before a column's in ORDER BY.
    const ordered = (contentOf(query.orderBy)?.keys ?? []).filter(
      (expression) => !(expression.kind === "column" && expression.relation === null && names.has(expression.name)),
    );
    this.#expressions(
      [query.where, query.groupBy, query.having, query.windows, query.distinctOn, ordered, query.limit, query.offset],
      scopes,
      commons,
    );
    return { columns, query: { ...query, from, outputs } };
  }

  #item(
    item: FromItem,
    scopes: Scopes,
    commons: Commons,
  ): { readonly item: FromItem; readonly ranges: readonly Range[]; readonly star: readonly Star[] | null } {
    const one = (made: FromItem, alias: string | null, columns: readonly BoundColumn[] | null) => ({
      item: made,
      ranges: [{ alias, columns }],
      star: alias === null ? null : (columns?.map((column) => ({ relation: alias, column })) ?? null),
    });
    switch (item.kind) {
      case "table":
        return one(item, item.alias ?? item.name, renamed(this.#tableColumns(item, commons), item.columnAliases));
      case "derived": {
        const bound = this.query(item.query, scopes, commons);
        return one(
          { ...item, query: bound.query },
          item.alias,
          renamed(bound.columns?.map(({ name }) => ({ name, sources: [] })) ?? null, item.columnAliases),
        );
      }
      case "function":
        this.#expressions(item.arguments, scopes, commons);
        return one(item, item.alias ?? item.name, renamed(null, item.columnAliases));
      case "join":
        return this.#join(item, scopes, commons);
      case "unknown-item":
        this.complete = false;
        return { item, ranges: [{ alias: null, columns: null }], star: null };
    }
  }

  #tableColumns(item: TableReference, commons: Commons): readonly BoundColumn[] | null {
    if (item.name === null) {
      this.complete = false;
      return null;
    }
    if (item.schema === null && commons.has(item.name)) return commons.get(item.name) ?? null;
    const relation = this.#find(item.schema, item.name);
    if (!relation) return null;
    const key = keyOf(relation.schema, relation.name);
    if (!this.reads.has(key)) this.reads.set(key, new Set());
    const names = relation.kind === "table" ? relation.columns.map(({ name }) => name) : relation.columns;
    return names?.map((name) => ({ name, sources: [[key, name]] })) ?? null;
  }

  #join(
    item: Extract<FromItem, { kind: "join" }>,
    scopes: Scopes,
    commons: Commons,
  ): { readonly item: FromItem; readonly ranges: readonly Range[]; readonly star: readonly Star[] | null } {
    const left = this.#item(item.left, scopes, commons);
    const right = this.#item(item.right, [[...left.ranges, ...(scopes[0] ?? [])], ...scopes.slice(1)], commons);
    const others = right.star;
    const natural =
      item.natural && left.star && others
        ? left.star
            .filter(({ column }) => others.some((other) => other.column.name === column.name))
            .map(({ column }) => column.name)
        : null;
    const using = natural ?? item.using;
    const made: FromItem = {
      ...item,
      left: left.item,
      right: right.item,
      using,
      natural: item.natural && natural === null,
    };
    const ranges = [...left.ranges, ...right.ranges];
    this.#expressions([item.on], [ranges, ...scopes], commons);
    const merged = using.map((name): BoundColumn => ({
      name,
      sources: [...left.ranges, ...right.ranges].flatMap(
        ({ columns }) => columns?.find((column) => column.name === name)?.sources ?? [],
      ),
    }));
    for (const column of merged) this.#read(column);
    const rest = (star: readonly Star[]) => star.filter(({ column }) => !using.includes(column.name));
    const star =
      left.star && right.star
        ? [...merged.map((column) => ({ relation: null, column })), ...rest(left.star), ...rest(right.star)]
        : null;
    if (item.alias === null)
      return {
        item: made,
        ranges: [...(merged.length > 0 ? [{ alias: null, columns: merged, shared: using }] : []), ...ranges],
        star,
      };
    const columns = star?.map(({ column }) => column) ?? null;
    return {
      item: made,
      ranges: [{ alias: item.alias, columns }],
      star: columns?.map((column) => ({ relation: item.alias, column })) ?? null,
    };
  }

  /** An output, a star written out where every name in it is plain. */
  #output(output: Output, stars: readonly (readonly Star[] | null)[], scopes: Scopes): readonly Output[] {
    const { expression } = output;
    if (expression.kind !== "column" || expression.name !== "*") return [output];
    let all: readonly Star[] | null;
    if (expression.relation === null) all = stars.every((star) => star !== null) ? stars.flat() : null;
    else
      all =
        scopes
          .flat()
          .find(({ alias }) => alias === expression.relation)
          ?.columns?.map((column) => ({ relation: expression.relation, column })) ?? null;
    const ambiguous = all?.some(
      ({ relation, column }, index) =>
        all.findIndex((other) => other.relation === relation && other.column.name === column.name) !== index,
    );
    if (!all || ambiguous) {
      for (const { column } of all ?? []) this.#read(column);
      if (!all) for (const { columns } of scopes[0] ?? []) for (const column of columns ?? []) this.#read(column);
      return [output];
    }
    return all.map(({ relation, column }) => ({
      ...output,
      name: column.name,
      expression: { ...expression, schema: null, relation, name: column.name },
    }));
  }

  #expressions(value: unknown, scopes: Scopes, commons: Commons): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#expressions(item, scopes, commons);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    const expression = value as Expression;
    if (expression.kind === "column") {
      if (expression.name !== "*") this.#read({ name: expression.name, sources: this.#resolve(expression, scopes) });
    } else if (expression.kind === "subquery") {
      this.#expressions(expression.operand, scopes, commons);
      this.query(expression.query, scopes, commons);
    } else {
      if (expression.kind === "unknown") this.complete = false;
      for (const part of Object.values(value)) if (typeof part === "object") this.#expressions(part, scopes, commons);
    }
  }

  #resolve(
    { relation, name }: { readonly relation: string | null; readonly name: string },
    scopes: Scopes,
  ): BoundColumn["sources"] {
    for (const scope of scopes) {
      const found = scope.filter(
        ({ alias, columns }) =>
          (relation === null || alias === relation) && columns?.some((column) => column.name === name),
      );
      const first = found.find(({ shared }) => shared) ?? found[0];
      if (first) return first.columns?.find((column) => column.name === name)?.sources ?? [];
    }
    return [];
  }

  #read({ sources }: BoundColumn): void {
    for (const [key, column] of sources) this.reads.get(key)?.add(column);
  }
}

const renamed = (columns: readonly BoundColumn[] | null, names: readonly string[]): readonly BoundColumn[] | null =>
  columns?.map((column, index) => ({ ...column, name: names[index] ?? column.name })) ??
  (names.length > 0 ? names.map((name) => ({ name, sources: [] })) : null);
