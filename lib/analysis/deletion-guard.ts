import { contentOf } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import { conjuncts } from "./expressions.ts";
import type { Level, Relation } from "./level.ts";
import type { ValuesRead } from "./values-read.ts";

/**
 * Whether a relation is looked into so that rows of another table are deleted only where it has none: `DELETE … WHERE NOT EXISTS (SELECT … FROM
 * boxes)`. Rows that are marked as deleted count there on purpose: without them more would go, by cascades theirs among it.
 */
export function guardsDeletion(relation: Relation): boolean {
  return relation.level.container?.kind === "delete" && isAskedForNone(relation);
}

/** The same in two steps: the rows that have none are read first, and those of the DELETE chosen by their keys. */
export function guardsLaterDeletion(relation: Relation, values: ValuesRead | null): boolean {
  const { container } = relation.level;
  if (container?.kind !== "select" || values === null || !isAskedForNone(relation)) return false;
  return values.deletedBy(container).length > 0;
}

function isAskedForNone({ level }: Relation): boolean {
  const { container } = level;
  if (level.use !== "expression" || (container?.kind !== "delete" && container?.kind !== "select")) return false;
  const where = contentOf(container.where)?.condition;
  return where !== undefined && conjuncts(where).some((part) => asksForNone(part, level));
}

function asksForNone(condition: Expression, level: Level): boolean {
  const isQuery = (part: Expression): part is Expression & { readonly kind: "subquery" } =>
    part.kind === "subquery" && part.query === level.node;
  if (condition.kind === "not")
    return isQuery(condition.operand) && (condition.operand.form === "exists" || condition.operand.form === "any");
  // `id NOT IN (SELECT …)`
  if (isQuery(condition)) return condition.form === "all" && condition.operator === "<>";
  // `(SELECT count(*) …) = 0`
  if (condition.kind !== "operator" || condition.operator !== "=" || condition.left === null) return false;
  return [
    [condition.left, condition.right],
    [condition.right, condition.left],
  ].some(([one, other]) => one && other && isQuery(one) && other.kind === "constant" && String(other.value) === "0");
}
