import { knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import { conditionsOn } from "./conditions-on.ts";
import { contains } from "./expressions.ts";
import type { Relation } from "./level.ts";
import { givenColumns, isChosenBefore, isJoinedByKey, keysOfRow } from "./pinned-rows.ts";

/**
 * For what the rows of a relation are read. `row`: one row, by its key. `listed`: rows whose keys are given, in a list. `related`: beside rows of
 * another relation: joined, in a subquery, read behind them; `owner`: joined by its own key, one row for each of theirs. `counted`: only to be counted or summed. `changed`, `removed`: they
 * are the target of an UPDATE, of what deletes. `all`: whoever's they are, since no condition asks for a value that is
 * given; `rows`: whichever rows the conditions leave.
 */
export type ReadShape = "row" | "listed" | "related" | "owner" | "counted" | "changed" | "removed" | "all" | "rows";

/** In: whether the statement of the relation is sent behind another one, for rows related to its. */
export function readShape(relation: Relation, isBehind: boolean): ReadShape {
  const { level, role } = relation;
  if (role === "target") return level.kind === "update" ? "changed" : "removed";
  const isFirst = level.relations[0] === relation;
  if (!isFirst && isJoinedByKey(relation)) return "owner";
  if (isBehind || level.use !== "top" || !isFirst) return "related";
  if (isOneByKey(relation)) return "row";
  if (isChosenBefore(relation)) return "listed";
  if (isCounted(relation)) return "counted";
  return asksForGiven(relation) ? "rows" : "all";
}

/** A condition has a value that the program hands over: rows are those of somebody, or of something. */
const asksForGiven = (relation: Relation): boolean =>
  conditionsOn(relation).binding.some((condition) =>
    contains(condition, ({ kind }) => kind === "parameter" || kind === "subquery"),
  );

function isOneByKey(relation: Relation): boolean {
  if (relation.source.kind !== "table") return false;
  const given = givenColumns(relation);
  return keysOfRow(relation.source.table).some((key) => key.every((column) => given.has(column)));
}

function isCounted({ level }: Relation): boolean {
  if (level.kind !== "select" || level.groupBy !== "absent") return false;
  const outputs = knownItems(level.node.outputs);
  return outputs.length > 0 && outputs.every(({ expression }) => contains(expression, isAggregate));
}

const isAggregate = (part: Expression): boolean => part.kind === "call" && aggregates.has(part.name);

const aggregates: ReadonlySet<string> = new Set(["count", "sum", "avg", "min", "max"]);
