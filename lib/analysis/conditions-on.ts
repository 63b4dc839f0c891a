import type { Expression } from "../model/expression.ts";
import type { Join } from "../model/statement.ts";
import type { Level, Relation } from "./level.ts";
import { rejectsAbsence } from "./soft-delete-conditions.ts";

/** Every row of a relation meets `binding`; `late` come after an outer join has filled in NULLs for it (chapter 7.2.1.1). */
export interface ConditionsOn {
  readonly binding: readonly Expression[];
  readonly late: readonly Expression[];
}

const known = new WeakMap<Relation, ConditionsOn>();

/** The conditions met by the rows of a relation, wherever they count: its level's WHERE and the ONs that hold for its side. */
export function conditionsOn(relation: Relation): ConditionsOn {
  const found = known.get(relation) ?? collect(relation);
  known.set(relation, found);
  return found;
}

function collect(relation: Relation): ConditionsOn {
  const { level, joins } = relation;
  const { where, on } = conditionsOf(level);
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
    if (join.type === "inner" || join.type === "cross" || (isExtended && join.type !== "full"))
      meet(on.get(join) ?? []);
    extended ||= isExtended;
  }
  meet(where);
  return { binding, late };
}

interface ByClause {
  readonly where: readonly Expression[];
  readonly on: ReadonlyMap<Join, readonly Expression[]>;
}

const byClause = new WeakMap<Level, ByClause>();

function conditionsOf(level: Level): ByClause {
  const before = byClause.get(level);
  if (before) return before;
  const where: Expression[] = [];
  const on = new Map<Join, Expression[]>();
  for (const { clause, expression, join } of level.conditions) {
    if (clause === "where") where.push(expression);
    if (join) on.set(join, [...(on.get(join) ?? []), expression]);
  }
  byClause.set(level, { where, on });
  return { where, on };
}
