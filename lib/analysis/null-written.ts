import type { Expression } from "../model/expression.ts";
import { bare } from "./expressions.ts";

/** Whether an expression is NULL as it is written: `NULL`, `NULL::text`, or a `null` that a library sends as a value. */
export function isNullWritten(expression: Expression): boolean {
  const value = bare(expression);
  if (value.kind === "constant") return value.value === null;
  return value.kind === "parameter" && value.hole?.treatment === "bound" && value.hole.source.trim() === "null";
}
