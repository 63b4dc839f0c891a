import type { Expression } from "../model/expression.ts";
import type { Join } from "../model/statement.ts";
import type { Relation } from "./level.ts";
import { rejectsAbsence } from "./soft-delete-conditions.ts";

/**
 * The conditions that every row of a relation meets, wherever it counts: its level's WHERE and the ONs that hold for its side.
 * `late`: those that come after an outer join has filled in NULLs for it (chapter 7.2.1.1).
 */
export function conditionsOn(relation: Relation): {
  readonly binding: readonly Expression[];
  readonly late: readonly Expression[];
} {
  const { level, joins } = relation;
  const where = level.conditions.filter(({ clause }) => clause === "where").map(({ expression }) => expression);
  const onOf = (join: Join) =>
    level.conditions.flatMap((condition) => (condition.join === join ? [condition.expression] : []));
  const binding: Expression[] = [];
  let late: Expression[] = [];
  let extended = false;
  const meet = (conditions: readonly Expression[]) => {
    // A condition that needs a row of the relation undoes the outer join: what came after it binds all the same.
    if (extended && conditions.some((condition) => rejectsAbsence(condition, relation))) {
      binding.push(...late);
      late = [];
      extended = false;
    }
    (extended ? late : binding).push(...conditions);
  };
  for (const { join, side } of joins) {
    const isExtended =
      join.type === "full" || (join.type === "left" && side === "right") || (join.type === "right" && side === "left");
    if (join.type === "inner" || join.type === "cross" || (isExtended && join.type !== "full")) meet(onOf(join));
    extended ||= isExtended;
  }
  meet(where);
  return { binding, late };
}
