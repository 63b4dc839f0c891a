import type { Catalog } from "../../../../lib/catalog/catalog.ts";
import { findRelation } from "../../../../lib/catalog/catalog.ts";
import {
  contentOf,
  isUnknownText,
  knownItems,
  type Clause,
  type ConditionClause,
  type UnknownText,
} from "../../../../lib/model/clause.ts";
import type { Expression } from "../../../../lib/model/expression.ts";
import type {
  Assignment,
  CommonTable,
  FromItem,
  Keys,
  OnConflict,
  Output,
  Query,
  Returning,
  RowCount,
  Statement,
  TableReference,
} from "../../../../lib/model/statement.ts";

export interface NormalOptions {
  /** Tells which table a column without one belongs to. */
  readonly catalog?: Catalog;
  /** Parts that are not compared. */
  readonly ignore?: readonly ("outputs" | "order" | "limit" | "returning" | "values")[];
}

interface Known extends NormalOptions {
  /** The statement it is compared with: where either has a star, or an output without a name, these are not compared. */
  readonly other?: Statement | undefined;
}

/** Relations of one query level, by the name the level knows them by. */
interface Scope {
  readonly names: ReadonlyMap<string, string>;
  /** Canonical names with their tables, in order. */
  readonly tables: readonly { readonly id: string; readonly reference: TableReference | null }[];
}

/**
 * A statement in a form in which two that mean the same are equal: aliases by table, constants and parameters alike, AND and OR flattened, NOT
 * pushed inside, operands of what commutes in order, casts left out.
 */
export function normal(statement: Statement, options: Known = {}): unknown {
  return new Normal(options).statement(statement, [], options.other ?? null);
}

const value = "value";

class Normal {
  readonly #options: NormalOptions;

  constructor(options: NormalOptions) {
    this.#options = options;
  }

  #compares(part: NonNullable<NormalOptions["ignore"]>[number]): boolean {
    return !this.#options.ignore?.includes(part);
  }

  statement(statement: Statement, outer: readonly Scope[], other: Statement | null): unknown {
    switch (statement.kind) {
      case "select":
        return {
          kind: "select",
          ...this.#query(statement.query, outer, other?.kind === "select" ? other.query : null),
        };
      case "insert": {
        const scope = scopeOf([statement.target], outer.length);
        const scopes = [scope, ...outer];
        const columns =
          contentOf(statement.columns)
            ?.names.map(({ name }) => name)
            .sort() ?? statement.columns;
        const source = contentOf(statement.source)?.query;
        const conflict = contentOf(statement.onConflict);
        return {
          kind: "insert",
          ...this.#with(statement.with, outer),
          into: nameOf(statement.target),
          columns,
          source:
            source === undefined
              ? "defaults"
              : source.kind === "values-query"
                ? this.#compares("values")
                  ? `${source.rows.length} rows`
                  : "rows"
                : this.#query(source, outer, null),
          conflict: conflict ? this.#conflict(conflict, scopes) : statement.onConflict,
          ...this.#returning(statement.returning, other, scopes),
        };
      }
      case "update": {
        const scope = scopeOf([statement.target, ...tablesIn(knownItems(statement.from))], outer.length);
        const scopes = [scope, ...outer];
        return {
          kind: "update",
          ...this.#with(statement.with, outer),
          table: nameOf(statement.target),
          set: this.#assignments(statement.assignments, scopes),
          from: statement.from.map((item) => (isUnknownText(item) ? ["unknown"] : this.#from(item, scopes))),
          where: this.#condition(statement.where, scopes),
          ...this.#returning(statement.returning, other, scopes),
        };
      }
      case "delete": {
        const scope = scopeOf([statement.target, ...tablesIn(knownItems(statement.using))], outer.length);
        const scopes = [scope, ...outer];
        return {
          kind: "delete",
          ...this.#with(statement.with, outer),
          from: nameOf(statement.target),
          using: statement.using.map((item) => (isUnknownText(item) ? ["unknown"] : this.#from(item, scopes))),
          where: this.#condition(statement.where, scopes),
          ...this.#returning(statement.returning, other, scopes),
        };
      }
      case "truncate":
        return { kind: "truncate", tables: statement.targets.map(nameOf), cascade: statement.cascade };
      case "utility":
        return { kind: "utility", command: statement.command };
      case "opaque":
        return { kind: "opaque", reason: statement.reason };
      default:
        return { kind: statement.kind };
    }
  }

  #with(tables: readonly (CommonTable | UnknownText)[], outer: readonly Scope[]): object {
    return tables.length === 0
      ? {}
      : {
          with: tables.map((table) =>
            isUnknownText(table)
              ? "unknown"
              : {
                  name: table.name,
                  recursive: table.recursive,
                  statement: this.statement(table.statement, outer, null),
                },
          ),
        };
  }

  #returning(returning: Clause<Returning>, other: Statement | null, scopes: readonly Scope[]): object {
    const theirs = other && "returning" in other ? contentOf(other.returning)?.outputs : null;
    const ours = contentOf(returning)?.outputs;
    if (returning === "unknown") return { returning };
    if (!this.#compares("returning") || (!ours?.length && !theirs?.length)) return {};
    return { returning: this.#outputs(ours ?? [], theirs ?? null, scopes) };
  }

  #conflict(conflict: OnConflict, scopes: readonly Scope[]): unknown {
    return {
      action: conflict.action,
      columns: [...conflict.columns].sort(),
      constraint: conflict.constraint,
      set: this.#assignments(conflict.assignments, scopes),
      targetWhere: this.#condition(conflict.targetWhere, scopes),
      where: this.#condition(conflict.where, scopes),
    };
  }

  #assignments(assignments: readonly (Assignment | UnknownText)[], scopes: readonly Scope[]): string[] {
    return assignments
      .map((one) =>
        isUnknownText(one)
          ? "unknown"
          : `${one.column} = ${one.value ? this.expression(one.value, scopes) : "part of a row"}`,
      )
      .sort();
  }

  #query(query: Query, outer: readonly Scope[], other: Query | null): object {
    switch (query.kind) {
      case "values-query":
        return { values: query.rows.length };
      case "set-operation":
        return {
          ...this.#with(query.with, outer),
          [`${query.operator}${query.all ? " all" : ""}`]: [
            this.#query(query.left, outer, other?.kind === "set-operation" ? other.left : null),
            this.#query(query.right, outer, other?.kind === "set-operation" ? other.right : null),
          ],
          ...this.#tail(query, outer),
        };
      case "select-query": {
        const scopes = [scopeOf(tablesIn(knownItems(query.from)), outer.length), ...outer];
        return {
          ...this.#with(query.with, outer),
          ...(this.#compares("outputs") && outer.length === 0
            ? { outputs: this.#outputs(query.outputs, other?.kind === "select-query" ? other.outputs : null, scopes) }
            : {}),
          ...(query.distinct || query.distinctOn.length > 0
            ? { distinct: query.distinctOn.map((one) => this.expression(one, scopes)) }
            : {}),
          from: query.from.flatMap((item) => (isUnknownText(item) ? ["unknown"] : this.#from(item, scopes))),
          where: this.#condition(query.where, scopes),
          ...this.#keys("groupBy", query.groupBy, scopes, true),
          ...(query.having !== "absent" ? { having: this.#condition(query.having, scopes) } : {}),
          ...this.#tail(query, scopes),
        };
      }
    }
  }

  #tail(
    query: {
      readonly orderBy: Clause<Keys>;
      readonly limit: Clause<RowCount>;
      readonly offset: Clause<RowCount>;
      readonly furtherArm: string;
    },
    scopes: readonly Scope[],
  ): object {
    return {
      ...(query.furtherArm === "unknown" ? { furtherArm: "unknown" } : {}),
      ...(this.#compares("order") ? this.#keys("orderBy", query.orderBy, scopes, false) : {}),
      ...(this.#compares("limit") ? isThere("limit", query.limit) : {}),
      ...(this.#compares("limit") ? isThere("offset", query.offset) : {}),
    };
  }

  #keys(name: string, clause: Clause<Keys>, scopes: readonly Scope[], sorted: boolean): object {
    if (clause === "absent") return {};
    const keys = contentOf(clause)?.keys.map((one) => this.expression(one, scopes));
    return { [name]: (sorted ? keys?.sort() : keys) ?? clause };
  }

  /** Names, save where either statement has a star or an output that has none. */
  #outputs(outputs: OutputList, other: OutputList | null, scopes: readonly Scope[]): unknown {
    const isKnown = (all: OutputList): boolean =>
      all.every((one) => !isUnknownText(one) && one.name !== null && one.expression.kind !== "unknown");
    void scopes;
    return isKnown(outputs) && (other === null || isKnown(other))
      ? knownItems(outputs)
          .map(({ name }) => name)
          .sort()
      : "any";
  }

  #from(item: FromItem, scopes: readonly Scope[]): unknown[] {
    switch (item.kind) {
      case "table":
        return [nameOf(item)];
      case "derived":
        return [{ ...(item.lateral ? { lateral: true } : {}), query: this.#query(item.query, scopes, null) }];
      case "function":
        return [`function ${item.name}`];
      case "join":
        return [
          ...this.#from(item.left, scopes),
          {
            [`${item.type} join`]: this.#from(item.right, scopes),
            ...(item.on !== "absent" ? { on: this.#condition(item.on, scopes) } : {}),
            ...(item.using.length > 0 ? { using: item.using } : {}),
            ...(item.natural ? { natural: true } : {}),
          },
        ];
      case "unknown-item":
        return [`unknown (${item.reason})`];
    }
  }

  #condition(clause: Clause<ConditionClause>, scopes: readonly Scope[]): string | null {
    if (typeof clause === "string") return clause === "absent" ? null : clause;
    const written = this.#boolean(clause.condition, false, scopes);
    return written === "true" ? null : written;
  }

  /** A condition, or what it says when it is denied. */
  #boolean(expression: Expression, denied: boolean, scopes: readonly Scope[]): string {
    switch (expression.kind) {
      case "not":
        return this.#boolean(expression.operand, !denied, scopes);
      case "and":
      case "or": {
        const joined = (expression.kind === "and") !== denied ? "and" : "or";
        const neutral = joined === "and" ? "true" : "false";
        const flat = (one: Expression): string[] => {
          if (one.kind === "not" && (one.operand.kind === "and" || one.operand.kind === "or"))
            return [this.#boolean(one, denied, scopes)];
          return one.kind === expression.kind ? one.operands.flatMap(flat) : [this.#boolean(one, denied, scopes)];
        };
        const operands = [...new Set(expression.operands.flatMap(flat).filter((one) => one !== neutral))].sort();
        if (operands.length === 0) return neutral;
        return operands.length === 1 ? operands[0]! : `(${operands.join(` ${joined} `)})`;
      }
      case "constant":
        if (typeof expression.value === "boolean") return String(expression.value !== denied);
        break;
      case "null-test":
        return `${this.expression(expression.operand, scopes)} is ${expression.negated !== denied ? "not null" : "null"}`;
      case "boolean-test":
        return `${this.expression(expression.operand, scopes)} is ${expression.negated !== denied ? "not " : ""}${expression.test}`;
      case "in-list":
        return `${this.expression(expression.operand, scopes)} ${expression.negated !== denied ? "not in" : "in"} (${[...new Set(expression.items.map((one) => this.expression(one, scopes)))].sort().join(", ")})`;
      case "between":
        return `${this.expression(expression.operand, scopes)} ${expression.negated !== denied ? "not between" : "between"} ${this.expression(expression.low, scopes)} and ${this.expression(expression.high, scopes)}`;
      case "distinct-from":
        return `${[this.expression(expression.left, scopes), this.expression(expression.right, scopes)].sort().join(expression.negated !== denied ? " is not distinct from " : " is distinct from ")}`;
      case "cast":
        return this.#boolean(expression.operand, denied, scopes);
      case "operator":
        return this.#comparison(expression, denied, scopes);
      case "subquery":
        return `${denied ? "not " : ""}${this.#subquery(expression, scopes)}`;
      default:
    }
    const written = this.expression(expression, scopes);
    return denied ? `not ${written}` : written;
  }

  #comparison(
    expression: Expression & { readonly kind: "operator" },
    denied: boolean,
    scopes: readonly Scope[],
  ): string {
    const { left, right, operator, quantifier } = expression;
    const [one, other] = [left ? this.expression(left, scopes) : null, this.expression(right, scopes)];
    if (one === null) return `${denied ? "not " : ""}${operator} ${other}`;
    if (quantifier === "any" && operator === "=" && other === value)
      return `${one} ${denied ? "not in" : "in"} (${value})`;
    if (quantifier === "all" && operator === "<>" && other === value)
      return `${one} ${denied ? "in" : "not in"} (${value})`;
    if (quantifier) return `${denied ? "not " : ""}${one} ${operator} ${quantifier} ${other}`;
    const isLiteral = (side: Expression): boolean => side.kind === "constant" && typeof side.value === "number";
    if (left && isLiteral(left) && isLiteral(right) && operator === "=")
      return String(((left as { value: unknown }).value === (right as { value: unknown }).value) !== denied);
    const opposite = opposites[operator];
    const word = denied && opposite ? opposite : operator;
    const prefix = denied && !opposite ? "not " : "";
    if (word === "=" || word === "<>") return `${prefix}${[one, other].sort().join(` ${word} `)}`;
    if (word === ">" || word === ">=") return `${prefix}${other} ${word.replace(">", "<")} ${one}`;
    return `${prefix}${one} ${word} ${other}`;
  }

  #subquery(expression: Expression & { readonly kind: "subquery" }, scopes: readonly Scope[]): string {
    const query = JSON.stringify(this.#query(expression.query, scopes, null));
    const operand = expression.operand ? `${this.expression(expression.operand, scopes)} ` : "";
    return `${operand}${expression.operator ? `${expression.operator} ` : ""}${expression.form} ${query}`;
  }

  expression(expression: Expression, scopes: readonly Scope[]): string {
    switch (expression.kind) {
      case "column":
        return this.#column(expression.relation, expression.name, scopes);
      case "constant":
        return expression.value === null ? "null" : value;
      case "parameter":
        return value;
      case "cast":
        return this.expression(expression.operand, scopes);
      case "call": {
        const inside = [
          ...expression.arguments.map((one) => this.expression(one, scopes)),
          ...(expression.star ? ["*"] : []),
          ...(expression.distinct ? ["distinct"] : []),
        ].join(", ");
        return `${expression.name}(${inside})${expression.filter ? ` filter ${this.#boolean(expression.filter, false, scopes)}` : ""}${expression.window ? ` over` : ""}`;
      }
      case "case": {
        const branches = expression.branches.map(
          ({ when, then }) => `when ${this.#boolean(when, false, scopes)} then ${this.expression(then, scopes)}`,
        );
        return `case ${expression.operand ? this.expression(expression.operand, scopes) : ""} ${branches.join(" ")} else ${expression.otherwise ? this.expression(expression.otherwise, scopes) : "null"}`;
      }
      case "array":
      case "row":
        return expression.items.every((one) => this.expression(one, scopes) === value) && expression.kind === "array"
          ? value
          : `${expression.kind}[${expression.items.map((one) => this.expression(one, scopes)).join(", ")}]`;
      case "unknown":
        return `unknown (${expression.hole?.source ?? expression.reason})`;
      default:
        return this.#boolean(expression, false, scopes);
    }
  }

  #column(relation: string | null, name: string, scopes: readonly Scope[]): string {
    if (relation !== null) {
      for (const { names } of scopes) {
        const found = names.get(relation);
        if (found !== undefined) return `${found}.${name}`;
      }
      return `${relation}.${name}`;
    }
    for (const { tables } of scopes) {
      const having = tables.filter(({ reference }) => this.#has(reference, name));
      if (having.length === 1) return `${having[0]!.id}.${name}`;
    }
    const [only, ...others] = scopes[0]?.tables ?? [];
    return only && others.length === 0 ? `${only.id}.${name}` : name;
  }

  #has(reference: TableReference | null, column: string): boolean {
    const found =
      reference?.name && this.#options.catalog
        ? findRelation(this.#options.catalog, reference.schema, reference.name)
        : undefined;
    return found?.kind === "table" && found.columns.some(({ name }) => name === column);
  }
}

const opposites: Readonly<Record<string, string>> = {
  "=": "<>",
  "<>": "=",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
  "~~": "!~~",
  "!~~": "~~",
  "~~*": "!~~*",
  "!~~*": "~~*",
  "~": "!~",
  "!~": "~",
  "~*": "!~*",
  "!~*": "~*",
};

type OutputList = readonly (Output | UnknownText)[];

function isThere(name: string, clause: Clause<RowCount>): object {
  return clause === "absent" ? {} : { [name]: typeof clause === "string" ? clause : true };
}

function nameOf(table: TableReference): string {
  return `${table.schema && table.schema !== "public" ? `${table.schema}.` : ""}${table.name ?? `unknown (${table.hole?.source ?? ""})`}`;
}

/** Tables, derived tables and functions of FROM, in order. */
function tablesIn(items: readonly FromItem[]): FromItem[] {
  return items.flatMap((item) => (item.kind === "join" ? tablesIn([item.left, item.right]) : [item]));
}

/** A relation is called by its table; several of one table at a level are counted, and levels told apart. */
function scopeOf(items: readonly FromItem[], depth: number): Scope {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const tables = items.map((item) => {
    const name = item.kind === "table" ? nameOf(item) : item.kind === "function" ? item.name : "derived";
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const id = `${name}${count > 1 ? `#${count}` : ""}${depth > 0 ? `@${depth}` : ""}`;
    const known = "alias" in item && item.alias !== null ? item.alias : item.kind === "table" ? item.name : null;
    if (known !== null) names.set(known, id);
    return { id, reference: item.kind === "table" ? item : null };
  });
  return { names, tables };
}
