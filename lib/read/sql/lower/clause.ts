import type { Node } from "@pgsql/types";
import type { Clause, ConditionClause, UnknownText } from "../../../model/clause.ts";
import type { Keys } from "../../../model/statement.ts";
import type { Expression, Logical, UnknownExpression } from "../../../model/expression.ts";
import { lowerExpression } from "./expression.ts";
import type { Lowering } from "./lowering.ts";

/*
 * Clauses are made in two steps: what is in them is lowered first, so that the levels inside take the texts of unknown
 * content that are theirs; what is left is the level's own.
 */

export function lowerOptional(lowering: Lowering, node: Node | undefined): Expression | null {
  return node ? lowerExpression(lowering, node) : null;
}

/** A condition that may be left out; `texts`: what stands in it, or in its place. */
export function conditionClause(
  lowering: Lowering,
  condition: Expression | null,
  texts: readonly UnknownText[] = [],
): Clause<ConditionClause> {
  if (!condition) return texts.length > 0 ? "unknown" : "absent";
  return { kind: "is", condition: withUnknown(lowering, condition, texts) };
}

/** A list of expressions that may be left out. */
export function keysClause(keys: readonly Expression[], texts: readonly UnknownText[]): Clause<Keys> {
  if (keys.length === 0) return texts.length > 0 ? "unknown" : "absent";
  return { kind: "is", keys: [...keys, ...unknownExpressions(texts)] };
}

/** A condition with which texts of unknown content go on. */
export function withUnknown(lowering: Lowering, condition: Expression, texts: readonly UnknownText[]): Expression {
  if (texts.length === 0) return condition;
  const operands = condition.kind === "and" ? condition.operands : [condition];
  return lowering.make<Logical>(lowering.runOf(condition), {
    kind: "and",
    operands: [...operands, ...unknownExpressions(texts)],
  });
}

/** The texts as expressions of a list: what they are is not known. */
function unknownExpressions(texts: readonly UnknownText[]): readonly UnknownExpression[] {
  return texts.map(({ hole, span }) => ({ kind: "unknown", hole, reason: "the text is not known", span }));
}
