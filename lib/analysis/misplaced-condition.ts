import type { Expression, Logical } from "../model/expression.ts";
import { conditionsOn } from "./conditions-on.ts";
import { conjuncts } from "./expressions.ts";
import type { SoftDeleted } from "./live-rows.ts";
import { answerOf, type Subject } from "./soft-delete-conditions.ts";

/**
 * The alternatives of `a = 1 OR b = 2 AND deleted_at IS NULL` that were meant to be one condition, first to last, and that
 * parentheses make one. `subjects`: all soft-delete relations of the statement, whose filters may stand beside. Null where parentheses are no help: `deleted_at IS NULL OR a = 1`.
 */
export function alternativesToGroup(
  subject: SoftDeleted,
  subjects: readonly SoftDeleted[],
): { readonly first: Expression; readonly last: Expression } | null {
  const asked = subjectOf(subject);
  const { binding, late } = conditionsOn(subject.relation);
  for (const condition of [...binding, ...late].flatMap(conjuncts)) {
    if (condition.kind !== "or" || answerOf(condition, asked) !== "slip") continue;
    const mixed = condition.operands.filter((operand): operand is Logical => operand.kind === "and");
    const [only] = mixed;
    const live = only?.operands.map((operand) =>
      subjects.some((other) => answerOf(operand, subjectOf(other)) === "live"),
    );
    if (mixed.length !== 1 || !only || !live || !only.operands.some((operand) => answerOf(operand, asked) === "live"))
      return null;
    const rest = only.operands.filter((_, index) => !live[index]);
    const [start, end] = [condition.operands[0], condition.operands.at(-1)];
    const [first, last] = [rest[0], rest.at(-1)];
    // The filters stand together at the outer end, so that what is left of the AND is beside the OR.
    if (only === end && start && last && live.lastIndexOf(false) === rest.length - 1) return { first: start, last };
    if (only === start && end && first && live.indexOf(false) === only.operands.length - rest.length)
      return { first, last: end };
    return null;
  }
  return null;
}

/** The condition on the column that comes after an outer join, and is a part of WHERE for itself. */
export function lateCondition(subject: SoftDeleted): Expression | null {
  const asked = subjectOf(subject);
  return (
    conditionsOn(subject.relation)
      .late.flatMap(conjuncts)
      .find((condition) => answerOf(condition, asked) === "live") ?? null
  );
}

const subjectOf = ({ relation, column: { column, live } }: SoftDeleted): Subject => ({ relation, column, live });
