import type { Expression } from "../model/expression.ts";
import type { Span } from "../model/span.ts";
import { bare } from "./expressions.ts";

/** Whether an expression is NULL as it is written: `NULL`, `NULL::text`, or a `null` that a library sends as a value. */
export function isNullWritten(expression: Expression): boolean {
  const value = bare(expression);
  if (value.kind === "constant") return value.value === null;
  return value.kind === "parameter" && value.hole?.treatment === "bound" && value.hole.source.trim() === "null";
}

/** The keyword DEFAULT in place of a value. */
export const isDefault = (value: Expression): boolean => value.kind === "call" && value.name === "default";

/** A comparison with NULL, which is never true. */
export interface ComparedWithNull {
  readonly comparison: Extract<Expression, { kind: "operator" }>;
  readonly operator: string;
  /** What tests for NULL, as the comparison was meant. */
  readonly test: "IS NULL" | "IS NOT NULL";
  /** Where the NULL stands. */
  readonly span: Span;
  /** `x = NULL`, as `x IS NULL` is written. */
  readonly isRight: boolean;
}

/** `x = NULL`, `NULL <> x`. Two constants are compared on purpose: `NULL = NULL` stands for a condition that never holds. */
export function comparedWithNull(comparison: Expression): ComparedWithNull | null {
  if (comparison.kind !== "operator" || comparison.quantifier !== null) return null;
  const { left, right, operator } = comparison;
  if (!left || (operator !== "=" && operator !== "<>" && operator !== "!=")) return null;
  const isRight = isNullWritten(right);
  if (isRight === isNullWritten(left)) return null;
  const [tested, written] = isRight ? [left, right] : [right, left];
  if (tested.kind === "constant" || tested.kind === "row") return null;
  const test = operator === "=" ? "IS NULL" : "IS NOT NULL";
  return { comparison, operator, test, span: written.span, isRight };
}

/** The NULLs of `x IN (1, NULL)`; none where the list `mayBeEmpty` and a lone NULL says so. */
export function nullsInList(expression: Expression, mayBeEmpty: boolean): readonly Expression[] {
  if (expression.kind !== "in-list" || expression.negated) return [];
  return mayBeEmpty && expression.items.length === 1 ? [] : expression.items.filter(isNullWritten);
}
