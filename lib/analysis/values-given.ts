import type { Column, Table } from "../catalog/catalog.ts";
import { contentOf, hasUnknownText, isUnknownText, knownItems, type UnknownText } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { Assignment, Query } from "../model/statement.ts";
import type { Span } from "../model/span.ts";
import { bare } from "./expressions.ts";
import type { InsertLevel, Level, MergeLevel, UpdateLevel } from "./level.ts";

/** What a statement gives a column of the table that it writes. */
export interface GivenValue {
  readonly table: Table;
  readonly column: Column;
  readonly by: "insert" | "update";
  /** `left out`: the row is made without it. `unknown`: it is not known whether it is given, or what. */
  readonly value: Expression | "left out" | "unknown";
  /** Of what is unknown: where the program has the row that holds it, or a list of such rows. */
  readonly row?: Span;
  /** It is given so on some ways through the program only, and left out on the others. */
  readonly sometimes: boolean;
}

/** What a level gives the columns of its table, of which those are told that `isAsked`; nothing of levels that write none. */
export function valuesGiven(level: Level, isAsked: (column: Column) => boolean): readonly GivenValue[] {
  if (level.kind !== "insert" && level.kind !== "update" && level.kind !== "merge") return [];
  const { source } = level.target;
  if (source.kind !== "table") return [];
  const { table } = source;
  const asked = table.columns.filter(isAsked);
  if (asked.length === 0) return [];
  switch (level.kind) {
    case "insert":
      return [...inserted(level, table, asked), ...conflicting(level, table, asked)];
    case "update":
      return assigned(level.assignments, table, asked);
    case "merge":
      return merged(level, table, asked);
  }
}

/** The numbers of the parameters that become values of columns, as they are. */
export function storedParameters(levels: readonly Level[]): ReadonlySet<number> {
  const given = levels.flatMap((level) => valuesGiven(level, () => true));
  return new Set(
    given.flatMap(({ value }) => {
      const written = typeof value === "string" ? null : bare(value);
      return written?.kind === "parameter" ? [written.number] : [];
    }),
  );
}

function inserted(level: InsertLevel, table: Table, asked: readonly Column[]): readonly GivenValue[] {
  const { columns, source } = level;
  const names = columns === "unknown" ? null : columns === "absent" ? table.columns : columns.names;
  const isOpen = names === null || (typeof columns !== "string" && hasUnknownText(columns.names));
  const query = contentOf(source)?.query ?? null;
  const row = columns === "unknown" && query ? wholeRow(query) : null;
  return asked.flatMap((column): readonly GivenValue[] => {
    const given = { table, column, by: "insert", sometimes: false } as const;
    const position = (names ?? []).findIndex(({ name }) => name === column.name);
    const name = names?.[position];
    if (source === "absent") return [{ ...given, value: "left out" }];
    if (!name && isOpen) return [{ ...given, value: "unknown", ...(row && { row }) }];
    if (!name) return [{ ...given, value: "left out" }];
    const sometimes = "onlyWhen" in name;
    const values = query ? itemsAt(query, position) : null;
    if (!values) return [{ ...given, value: "unknown", sometimes }];
    // A row that is shorter than the table's columns leaves the others out.
    return values.map((value) => ({ ...given, value: value ?? "left out", sometimes }));
  });
}

/** What a query has in a position, row by row or arm by arm; null where that is not known. */
function itemsAt(query: Query, position: number): readonly (Expression | undefined)[] | null {
  switch (query.kind) {
    case "values-query":
      return query.rows.some(isUnknownText) ? null : knownItems(query.rows).map((row) => row[position]);
    case "select-query": {
      const { outputs } = query;
      const before = outputs.slice(0, position + 1);
      if (hasUnknownText(before) || knownItems(before).some(isStar)) return null;
      return knownItems(before)[position] ? [knownItems(before)[position]?.expression] : [undefined];
    }
    case "set-operation": {
      const [left, right] = [itemsAt(query.left, position), itemsAt(query.right, position)];
      return left && right && [...left, ...right];
    }
  }
}

/** The object, or the list of objects, that a builder is given for its rows. */
function wholeRow(query: Query): Span | null {
  if (query.kind !== "values-query") return null;
  const { start, end } = query.span;
  for (const item of knownItems(query.rows).flat()) {
    const span = item.kind === "parameter" ? item.hole?.span : undefined;
    if (span?.start === start && span.end === end) return span;
  }
  return null;
}

const isStar = ({ expression }: { readonly expression: Expression }): boolean =>
  expression.kind === "column" && expression.name === "*";

function conflicting({ onConflict }: InsertLevel, table: Table, asked: readonly Column[]): readonly GivenValue[] {
  const conflict = contentOf(onConflict);
  return conflict?.action === "update" ? assigned(conflict.assignments, table, asked) : [];
}

/** Not known what a SET list leaves out: it keeps what is there. */
function assigned(
  assignments: readonly (Assignment | UnknownText)[],
  table: Table,
  asked: readonly Column[],
): readonly GivenValue[] {
  return knownItems(assignments).flatMap(({ column: name, value, part, ofRow }): readonly GivenValue[] => {
    const column = asked.find((one) => one.name === name);
    // An element of a list and an attribute of a composite are not the column.
    if (!column || (part && part.length > 0)) return [];
    return [{ table, column, by: "update", value: value && ofRow === undefined ? value : "unknown", sometimes: false }];
  });
}

function merged({ actions }: MergeLevel, table: Table, asked: readonly Column[]): readonly GivenValue[] {
  return knownItems(actions).flatMap(({ action, assignments }): readonly GivenValue[] => {
    if (action !== "insert") return assigned(assignments, table, asked);
    const given = assigned(assignments, table, asked).map((one): GivenValue => ({ ...one, by: "insert" }));
    const missing = asked.filter((column) => given.every((one) => one.column !== column));
    const value = hasUnknownText(assignments) ? "unknown" : "left out";
    return [
      ...given,
      ...missing.map((column): GivenValue => ({ table, column, by: "insert", value, sometimes: false })),
    ];
  });
}

/** The expressions of which one becomes the value: the branches of a CASE, what COALESCE falls back to. A CASE without ELSE may be NULL: null. */
export function outcomesOf(value: Expression): readonly (Expression | null)[] {
  const plain = bare(value);
  if (plain.kind === "case") {
    const { branches, otherwise } = plain;
    return [...branches.map(({ then }) => then), otherwise].flatMap((one) => (one ? outcomesOf(one) : [null]));
  }
  if (plain.kind === "call" && plain.name === "coalesce") {
    const last = plain.arguments.at(-1);
    return last ? outcomesOf(last) : [];
  }
  if (plain.kind === "call" && plain.name === "nullif") return [null];
  return [plain];
}

/** Whether an UPDATE fills the rows that lack a value of a column: it gives them one, and keeps the others or changes all. */
export function fillsRows({ where }: UpdateLevel, column: string): boolean {
  if (where === "absent") return true;
  return where !== "unknown" && asksForNull(where.condition, column);
}

/** `column IS NULL`, alone or with other conditions. */
function asksForNull(condition: Expression, column: string): boolean {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.operands.some((one) => asksForNull(one, column));
    case "null-test": {
      const operand = bare(condition.operand);
      return !condition.negated && operand.kind === "column" && operand.name === column;
    }
    default:
      return false;
  }
}
