import type { Constant, Expression } from "../model/expression.ts";
import { bare } from "./expressions.ts";

/**
 * Whether a condition lets every row through, whatever is in it: `WHERE true`, `1 = 1`. `unknown` where an interpolation may be
 * the condition, or a part of it.
 */
export function keepsEveryRow(condition: Expression): "yes" | "no" | "unknown" {
  switch (condition.kind) {
    case "and":
      return allOf(condition.operands.map(keepsEveryRow));
    case "or":
      return oneOf(condition.operands.map(keepsEveryRow));
    case "cast":
      return keepsEveryRow(condition.operand);
    case "constant":
      return condition.value === true ? "yes" : "no";
    case "operator":
      return condition.operator === "=" && condition.left && areEqual(condition.left, condition.right) ? "yes" : "no";
    case "parameter":
      return condition.hole ? "unknown" : "no";
    case "unknown":
      return "unknown";
    default:
      return "no";
  }
}

type Answer = ReturnType<typeof keepsEveryRow>;

const allOf = (answers: readonly Answer[]): Answer =>
  answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";

const oneOf = (answers: readonly Answer[]): Answer =>
  answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";

function areEqual(one: Expression, other: Expression): boolean {
  const [left, right] = [one, other]
    .map((side) => bare(side))
    .filter((side): side is Constant => side.kind === "constant");
  return left !== undefined && right !== undefined && left.value !== null && left.value === right.value;
}
