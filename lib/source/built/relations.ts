import type { TSESTree } from "@typescript-eslint/utils";
import type { Place } from "./built.ts";
import { isInstance } from "./classes.ts";
import { constantly, type Condition } from "./condition.ts";
import { instanceOf, onlyOf, type Evaluator } from "./evaluator.ts";

/** `key in object`, `value instanceof Class`; null for other operators, and where it is not known. */
export function memberRelation(evaluator: Evaluator, node: TSESTree.BinaryExpression, place: Place): Condition | null {
  if (node.operator !== "in" && node.operator !== "instanceof") return null;
  const [left, right] = [node.left, node.right].map((one) =>
    onlyOf(evaluator.evaluate({ node: one, frame: place.frame })),
  );
  if (!left || !right) return null;
  if (node.operator === "in") {
    if (left.kind !== "constant" || right.kind !== "object") return null;
    const entry = right.entries.get(String(left.value));
    if (entry) return entry.when ?? constantly(true);
    return right.open || right.openWhen ? null : constantly(false);
  }
  const instance = left.kind === "chain" && left.steps.length === 0 ? instanceOf(left) : null;
  return instance && right.kind === "class" && isInstance(evaluator, instance, right.node) ? constantly(true) : null;
}
