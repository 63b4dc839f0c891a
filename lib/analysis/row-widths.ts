import { contentOf, hasUnknownText, isUnknownText } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { Span } from "../model/span.ts";
import { isOneValue } from "./expressions.ts";
import { knownTable } from "./known-schema.ts";
import type { InsertLevel, Level, SetOperationLevel, ValuesLevel } from "./level.ts";
import type { Refusal } from "./refusal.ts";

/** Rows of a level that have other lengths than those they stand beside (chapters 7.4 and 7.7, INSERT). */
export function unequalWidths(level: Level): readonly Refusal[] {
  switch (level.kind) {
    case "values":
      return ofRows(level);
    case "set-operation":
      return ofArms(level);
    case "insert":
      return ofInsert(level);
    default:
      return [];
  }
}

function ofRows({ rows }: ValuesLevel): readonly Refusal[] {
  const [first, ...others] = rows.filter((row): row is readonly Expression[] => !isUnknownText(row)).filter(isTold);
  const other = first && others.find((row) => row.length !== first.length);
  const start = other?.[0];
  if (!first || !other || !start) return [];
  return [unequal("row of VALUES", start.span, other.length, first.length)];
}

const isTold = (row: readonly Expression[]): boolean =>
  !hasUnknownText(row) && row.every((value) => isOneValue(value) && !value.onlyWhen);

function ofArms({ node, scopes, operator }: SetOperationLevel): readonly Refusal[] {
  const [left, right] = [scopes.levelOf(node.left), scopes.levelOf(node.right)];
  if (!left?.outputs.complete || !right?.outputs.complete) return [];
  if ([left, right].some(({ outputs }) => outputs.columns.some(({ output }) => output?.onlyWhen))) return [];
  const [one, other] = [left.outputs.columns.length, right.outputs.columns.length];
  const place = right.outputs.columns[0]?.output ?? node.right;
  return one === other ? [] : [unequal(`right side of ${operator.toUpperCase()}`, place.span, other, one)];
}

function ofInsert({ target, columns, source, scopes }: InsertLevel): readonly Refusal[] {
  const query = contentOf(source)?.query;
  const rows = query && scopes.levelOf(query);
  const names = contentOf(columns)?.names;
  const table = knownTable(target);
  if (!query || !rows?.outputs.complete || columns === "unknown" || names?.some(({ onlyWhen }) => onlyWhen)) return [];
  if (query.kind === "values-query" && !query.rows.every((row) => !isUnknownText(row) && isTold(row))) return [];
  if (rows.outputs.columns.some(({ output }) => output?.onlyWhen)) return [];
  const given = rows.outputs.columns.length;
  const first = rows.outputs.columns[0];
  const span = first?.output?.span ?? first?.arms[0]?.output?.span ?? target.item.nameSpan;
  if (names) return names.length === given ? [] : [unequal("row", span, given, names.length)];
  return table && given > table.columns.length ? [unequal("row", span, given, table.columns.length)] : [];
}

const unequal = (what: string, span: Span, values: number, columns: number): Refusal => ({
  code: "42601",
  kind: "unequalWidths",
  span,
  data: { what, values: String(values), columns: String(columns) },
  guess: null,
});
