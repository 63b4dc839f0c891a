import { contentOf, hasUnknownText, knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { Site } from "../model/site.ts";
import type { SurroundingLoop } from "../model/surroundings.ts";
import { bare, conjuncts, contains } from "./expressions.ts";
import type { DeleteLevel, InsertLevel, Level, Relation, SelectLevel, UpdateLevel } from "./level.ts";
import { placeOfValue } from "./given-values.ts";

/** A statement that a loop sends for each value, and the loop. */
export interface InLoop {
  readonly site: Site;
  readonly loop: SurroundingLoop;
}

/** The columns of a relation by which a loop chooses its rows, one value a round. */
export interface ChosenInLoop {
  readonly relation: Relation;
  readonly columns: readonly string[];
}

/** A query in a loop that could read the rows of all rounds at once; null for any other. */
export function readsInRounds(level: SelectLevel, { site, loop }: InLoop): ChosenInLoop | null {
  // What a round does before may be what it looks for.
  if (!loop.isFirst) return null;
  if (level.use !== "top" || level.locking !== "absent" || level.offset !== "absent") return null;
  // The last of each is not the last of all.
  if (level.limit !== "absent" && level.orderBy !== "absent") return null;
  return chosenInRounds(level, site, loop);
}

/** An UPDATE or DELETE in a loop that does the same to the rows of all rounds; null for any other. */
export function changesInRounds(level: UpdateLevel | DeleteLevel, { site, loop }: InLoop): ChosenInLoop | null {
  if (level.use !== "top" || !loop.isAlone || !loop.isUnused) return null;
  if (level.kind === "update") {
    if (hasUnknownText(level.assignments)) return null;
    if (knownItems(level.assignments).some(({ value }) => !value || mayVary(value, site, loop))) return null;
  }
  return chosenInRounds(level, site, loop);
}

/** An INSERT in a loop of one row a round. */
export function insertsInRounds({ use, columns, source, onConflict }: InsertLevel, { site, loop }: InLoop): boolean {
  const query = contentOf(source)?.query;
  // Libraries have words for one such row.
  if (onConflict === "unknown" || (onConflict !== "absent" && onConflict.action !== "nothing")) return false;
  if (use !== "top" || !loop.isAlone || !loop.isUnused || columns === "unknown" || query?.kind !== "values-query")
    return false;
  const [row, ...more] = query.rows;
  if (!row || more.length > 0 || "kind" in row) return false;
  return row.some((value) => varies(value, site, loop)) && !row.some((value) => isHidden(value, site));
}

function chosenInRounds(level: Level, site: Site, loop: SurroundingLoop): ChosenInLoop | null {
  const found: ChosenInLoop[] = [];
  for (const condition of level.conditions.flatMap(({ expression }) => conjuncts(expression))) {
    if (!contains(condition, (part) => mayVary(part, site, loop))) continue;
    const chosen = equated(condition, level, site, loop);
    if (!chosen) return null;
    found.push(chosen);
  }
  const [first] = found;
  const columns = found.filter(({ relation }) => relation === first?.relation).flatMap((one) => one.columns);
  return first ? { relation: first.relation, columns } : null;
}

/** `user_id = $1`, of a value that is another one in each round. */
function equated(condition: Expression, level: Level, site: Site, loop: SurroundingLoop): ChosenInLoop | null {
  if (condition.kind !== "operator" || condition.operator !== "=" || !condition.left || condition.quantifier !== null)
    return null;
  for (const [one, other] of [
    [condition.left, condition.right],
    [condition.right, condition.left],
  ] as const) {
    const plain = bare(one);
    const bound = plain.kind === "column" && varies(other, site, loop) ? level.resolve(plain) : null;
    if (bound !== null && typeof bound === "object" && bound.relation.level === level)
      return { relation: bound.relation, columns: [bound.column] };
  }
  return null;
}

function varies(value: Expression, site: Site, loop: SurroundingLoop): boolean {
  const span = placeOfValue(value, site);
  return span !== null && loop.varies(span);
}

/** A value that is not seen may vary as well. */
const mayVary = (value: Expression, site: Site, loop: SurroundingLoop): boolean =>
  value.kind === "unknown" || (value.kind === "parameter" && (isHidden(value, site) || varies(value, site, loop)));

const isHidden = (value: Expression, site: Site): boolean =>
  value.kind === "unknown" || (bare(value).kind === "parameter" && placeOfValue(value, site) === null);
