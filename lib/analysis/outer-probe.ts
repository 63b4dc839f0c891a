import type { Expression } from "../model/expression.ts";
import { bare, conjuncts, contains, referencesIn } from "./expressions.ts";
import type { Bound, Relation } from "./level.ts";

/**
 * Whether a relation is outer-joined only to see whether its row is missing or behind, and gives no column: `LEFT JOIN renderings r ON … WHERE r.id IS NULL OR
 * r.version < docs.version`. A marked row is no longer up to date, or is; either way it is compared. Where its absence alone is asked for, a marked row
 * would pass for one that is there.
 */
export function isStalenessProbe(relation: Relation): boolean {
  const { level, nullExtended, role } = relation;
  if (level.kind !== "select" || role !== "read" || !nullExtended || !level.outputs.complete) return false;
  const given = [level.node.outputs, level.groupBy, level.having, level.orderBy, level.node.windows];
  if (level.outputs.columns.some(({ bound }) => bound?.relation === relation) || referencesIn(given).some(isOwn))
    return false;
  const asked = level.conditions
    .filter(({ clause }) => clause === "where")
    .flatMap(({ expression }) => conjuncts(expression))
    .filter((condition) => contains(condition, isOwn));
  return asked.length > 0 && asked.every((condition) => asksWhetherBehind(condition));

  function isOwn(part: Expression): boolean {
    return part.kind === "column" && boundIn(part, relation)?.relation === relation;
  }

  /** One alternative is that there is no row, another compares it with a row of another relation. */
  function asksWhetherBehind(condition: Expression): boolean {
    if (condition.kind !== "or") return false;
    return condition.operands.some(isAbsent) && condition.operands.some(isCompared);
  }

  function isAbsent(condition: Expression): boolean {
    return condition.kind === "null-test" && !condition.negated && isOwn(bare(condition.operand));
  }

  function isCompared(condition: Expression): boolean {
    if (condition.kind !== "operator" && condition.kind !== "distinct-from") return false;
    const { left, right } = condition;
    return (
      left !== null &&
      [isOwn(bare(left)) && isOther(bare(right)), isOwn(bare(right)) && isOther(bare(left))].includes(true)
    );
  }

  function isOther(part: Expression): boolean {
    return part.kind === "column" && !isOwn(part) && boundIn(part, relation) !== null;
  }
}

function boundIn(part: Expression & { readonly kind: "column" }, { level }: Relation): Bound | null {
  const bound = level.scopes.resolve(part);
  return typeof bound === "object" ? bound : null;
}
