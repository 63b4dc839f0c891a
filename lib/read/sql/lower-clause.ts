import type { Node } from "@pgsql/types";
import type { Clause, Condition, UnknownText } from "../../model/clause.ts";
import type { Expression, Logical, UnknownExpression } from "../../model/expression.ts";
import { lowerExpression } from "./lower-expression.ts";
import type { Lowering } from "./lowering.ts";

/** A condition that may be left out; `texts`: what stands in it, or in its place. */
export function lowerCondition(
  lowering: Lowering,
  node: Node | undefined,
  texts: readonly UnknownText[],
): Clause<Condition> {
  if (!node) return texts.length > 0 ? "unknown" : "absent";
  return { kind: "is", condition: withUnknown(lowering, lowerExpression(lowering, node), texts) };
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
export function unknownExpressions(texts: readonly UnknownText[]): readonly UnknownExpression[] {
  return texts.map(({ hole, span }) => ({ kind: "unknown", hole, reason: "the text is not known", span }));
}
