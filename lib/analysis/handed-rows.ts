import { assigns } from "./assignments.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, conjuncts } from "./expressions.ts";
import { valuesOf } from "./given-values.ts";
import type { Expression } from "../model/expression.ts";
import type { Relation } from "./level.ts";
import { columnIn } from "./pinned-rows.ts";

/**
 * True of an UPDATE that gives the rows of one owner to another, or to none: it sets the very reference by which it chooses
 * them (`SET owner_id = $1 WHERE owner_id = $2`). A deleted row that was left out would go on pointing at the former owner, who
 * may be about to go.
 */
export function handsRowsOn(relation: Relation): boolean {
  const { level, source, role } = relation;
  if (level.kind !== "update" || role !== "target" || source.kind !== "table") return false;
  const conditions = conditionsOn(relation).binding.flatMap(conjuncts);
  const isChosenBy = (column: string): boolean =>
    conditions.some((one) => valuesOf(one, relation, column) !== null || asksForNone(one, relation, column));
  return source.table.foreignKeys
    .flatMap(({ columns }) => columns)
    .some((column) => assigns(level.assignments, column) === "yes" && isChosenBy(column));
}

/** `owner_id IS NULL`: rows that have no owner yet. */
const asksForNone = (condition: Expression, relation: Relation, column: string): boolean =>
  condition.kind === "null-test" && !condition.negated && columnIn(relation, bare(condition.operand)) === column;
