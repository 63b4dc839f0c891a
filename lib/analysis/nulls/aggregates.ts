import { contentOf } from "../../model/clause.ts";
import type { Call } from "../../model/expression.ts";
import { referencesIn } from "../expressions.ts";
import type { Level, SelectLevel } from "../level.ts";
import type { Facts } from "./facts.ts";
import type { Frame } from "./frame.ts";
import { rowsKey } from "./keys.ts";
import { isTrue } from "./masks.ts";

/** Whether an aggregate belongs to a level: the one whose columns it takes; without columns, the one it is written in (chapter 4.2.7). */
export function isOwnAggregate(call: Call, level: Level): boolean {
  const bounds = referencesIn([call.arguments, call.filter]).map((reference) => level.scopes.resolve(reference));
  const known = bounds.flatMap((bound) => (bound !== null && typeof bound === "object" ? [bound] : []));
  return known.length === 0 || known.some(({ relation }) => relation.level === level);
}

/** Whether a level's groups may be of no rows. */
export function hasEmptyGroups(frame: Frame, facts: Facts): boolean {
  return frame.level.kind === "select" && !hasRows(frame.level, frame, facts);
}

/** Whether there is a row in each group for sure. */
export function hasRows(level: SelectLevel, frame: Frame, facts: Facts): boolean {
  return facts.of(rowsKey(frame)) === isTrue || contentOf(level.groupBy)?.total === false;
}

export const isOrdered = (name: string): boolean => name === "mode" || name.startsWith("percentile_");

/** Whether an aggregate is NULL where all that it takes is, and only there. */
export const isOfValues = (name: string): boolean => ofValues.has(name) && !isOrdered(name);

/** Aggregates that are NULL over values where all of them are NULL, and only there. */
export const ofValues: ReadonlySet<string> = new Set(
  "min max sum avg any_value string_agg bool_and bool_or every bit_and bit_or bit_xor stddev_pop var_pop mode percentile_cont percentile_disc range_agg range_intersect_agg count".split(
    " ",
  ),
);
