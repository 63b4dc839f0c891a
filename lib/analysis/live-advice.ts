import type { BuilderEdits } from "../model/site.ts";
import type { Edit } from "../model/span.ts";
import { conditionText } from "./live-condition.ts";
import { softDeletedRelations, type Liveness, type SoftDeleted, type SoftDeleteOf } from "./live-rows.ts";
import { alternativesToGroup, lateCondition } from "./misplaced-condition.ts";

/** What is wrong with a relation that lets deleted rows through. */
export type Fault =
  | "unfilteredRead"
  | "unfilteredUpdate"
  | "unfilteredFullJoin"
  | "filterBesideOr"
  | "filterInOr"
  | "filterAfterOuterJoin";

/** What mends it. */
export type Change = "addFilter" | "parenthesise" | "moveToJoin";

export interface Advice {
  readonly fault: Fault;
  /** Null where no small change mends it. */
  readonly change: Change | null;
  /** Null where the change cannot be made in place. */
  readonly edits: readonly Edit[] | null;
  /** The condition that is wanted: `u.deleted_at IS NULL`. */
  readonly condition: string;
}

/** What to say about a relation that is `missing` its filter, has it beside OR (`slip`) or after an outer join (`late`), and the change that mends it; `editing`: how the library of a builder spells a change. */
export function adviceOn(
  subject: SoftDeleted,
  liveness: Liveness,
  softDelete: SoftDeleteOf,
  editing: BuilderEdits | null,
): Advice {
  const { relation, item, column } = subject;
  const { edits, scopes } = relation.level;
  const beside = relation.level.relations.filter(({ role }) => role !== "excluded").length > 1;
  const condition = editing?.liveCondition(item, column) ?? conditionText(item, column, beside);
  if (liveness === "slip") {
    // Where a builder says which conditions belong together, nothing has slipped.
    if (editing?.grouped)
      return {
        fault: "filterInOr",
        change: "addFilter",
        edits: edits.addLiveFilter(item, column),
        condition,
      };
    const group = alternativesToGroup(subject, softDeletedRelations(scopes, softDelete));
    if (!group) return { fault: "filterInOr", change: null, edits: null, condition };
    return {
      fault: "filterBesideOr",
      change: "parenthesise",
      edits: edits.parenthesise(group.first, group.last),
      condition,
    };
  }
  if (liveness === "late") {
    const late = lateCondition(subject);
    return {
      fault: "filterAfterOuterJoin",
      change: "moveToJoin",
      edits: late && edits.moveToJoin(late, item, column),
      condition,
    };
  }
  if (relation.joins.some(({ join }) => join.type === "full"))
    return { fault: "unfilteredFullJoin", change: null, edits: null, condition };
  const fault = relation.role === "target" ? "unfilteredUpdate" : "unfilteredRead";
  return { fault, change: "addFilter", edits: edits.addLiveFilter(item, column), condition };
}
