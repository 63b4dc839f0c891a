import { contentOf, hasUnknownText, knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { Site } from "../model/site.ts";
import type { SurroundingLoop } from "../model/surroundings.ts";
import { bare, conjuncts, contains } from "./expressions.ts";
import type { DeleteLevel, InsertLevel, Level, Relation, SelectLevel, StatementScopes, UpdateLevel } from "./level.ts";
import type { Around } from "./shown.ts";
import { placeOfValue } from "./given-values.ts";

/** What a loop does once for each value, where one statement could do it for all. */
export interface DoneInRounds {
  readonly relation: Relation;
  /** What the loop goes through, in so many words as a message has room for. */
  readonly over: string;
  /** The columns by which it chooses rows, one value a round; none for an INSERT. */
  readonly columns: readonly string[];
}

/** A query in a loop that could read the rows of all rounds at once; null for any other. */
export function readInRounds(level: SelectLevel, around: Around): DoneInRounds | null {
  if (level.use !== "top" || level.locking !== "absent" || level.offset !== "absent") return null;
  // The last of each is not the last of all.
  if (level.limit !== "absent" && level.orderBy !== "absent") return null;
  // A library reads what belongs to the rows it has read; what it writes behind them needs each.
  if (around.before.length > 0 || !around.after.every(isRead)) return null;
  const at = inLoop(around);
  // What a round does before may be what it looks for.
  const chosen = at?.loop.isFirst ? chosenInRounds(level, at) : null;
  return chosen && at && !isWrittenIn(at.loop, chosen.relation, around) ? chosen : null;
}

/** An UPDATE or DELETE in a loop that does the same to the rows of all rounds; null for any other. */
export function changeInRounds(level: UpdateLevel | DeleteLevel, around: Around): DoneInRounds | null {
  const at = level.use === "top" ? inLoop(around) : null;
  if (!at?.loop.isAlone || !at.loop.isUnused) return null;
  if (level.kind === "update") {
    if (hasUnknownText(level.assignments)) return null;
    if (knownItems(level.assignments).some(({ value }) => !value || variesIn(value, at))) return null;
  }
  return chosenInRounds(level, at);
}

/** An INSERT in a loop of one row a round; null for any other. */
export function insertInRounds(level: InsertLevel, around: Around): DoneInRounds | null {
  const { use, columns, source, onConflict, target } = level;
  const query = contentOf(source)?.query;
  // Libraries have words for one such row.
  if (onConflict === "unknown" || (onConflict !== "absent" && onConflict.action !== "nothing")) return null;
  if (use !== "top" || columns === "unknown" || query?.kind !== "values-query") return null;
  const [row, ...more] = query.rows;
  if (!row || more.length > 0 || "kind" in row) return null;
  const at = inLoop(around);
  if (!at?.loop.isAlone || !at.loop.isUnused) return null;
  const isOfRound = row.some((value) => varies(value, at)) && !row.some((value) => isHidden(value, at));
  return isOfRound ? { relation: target, over: shown(at.loop), columns: [] } : null;
}

/** A statement that a loop sends in each round. */
interface InLoop {
  readonly site: Site;
  readonly loop: SurroundingLoop;
}

function inLoop({ site, loop }: Around): InLoop | null {
  const around = site && loop();
  return around && { site, loop: around };
}

const isRead = ({ top }: StatementScopes): boolean => top === null || top.kind === "select";

/** What a round has changed, the next one may read. */
const isWrittenIn = ({ round }: SurroundingLoop, { item }: Relation, { inFile }: Around): boolean =>
  inFile().some(
    (level) =>
      (level.kind === "insert" || level.kind === "update" || level.kind === "delete" || level.kind === "merge") &&
      level.span.start >= round.start &&
      level.span.end <= round.end &&
      item?.kind === "table" &&
      level.target.item.name === item.name,
  );

function shown({ over }: SurroundingLoop): string {
  return (over.length > 30 ? `${over.slice(0, 29)}…` : over).replace(/\s+/g, " ");
}

function chosenInRounds(level: Level, at: InLoop): DoneInRounds | null {
  if (level.scopes.levels.some((other) => other !== level && asksInRounds(other, at))) return null;
  const found: ChosenInRound[] = [];
  for (const condition of level.conditions.flatMap(({ expression }) => conjuncts(expression))) {
    if (!variesIn(condition, at)) continue;
    const chosen = equated(condition, level, at);
    if (!chosen) return null;
    found.push(chosen);
  }
  const [first] = found;
  if (!first) return null;
  const { relation } = first;
  const columns = found.filter((one) => one.relation === relation).map(({ column }) => column);
  return { relation, over: shown(at.loop), columns };
}

/** A subquery, or another part of the statement, that asks something else in each round. */
const asksInRounds = (level: Level, at: InLoop): boolean =>
  level.conditions.some(({ expression }) => variesIn(expression, at));

interface ChosenInRound {
  readonly relation: Relation;
  readonly column: string;
}

function equated(condition: Expression, level: Level, at: InLoop): ChosenInRound | null {
  if (condition.kind !== "operator" || condition.operator !== "=" || !condition.left || condition.quantifier !== null)
    return null;
  for (const [one, other] of [
    [condition.left, condition.right],
    [condition.right, condition.left],
  ] as const) {
    const plain = bare(one);
    const bound = plain.kind === "column" && varies(other, at) ? level.resolve(plain) : null;
    if (bound !== null && typeof bound === "object" && bound.relation.level === level)
      return { relation: bound.relation, column: bound.column };
  }
  return null;
}

function varies(value: Expression, { site, loop }: InLoop): boolean {
  const span = placeOfValue(value, site);
  return span !== null && loop.varies(span);
}

/** A value that is not seen may vary as well. */
const mayVary = (value: Expression, at: InLoop): boolean =>
  value.kind === "unknown" || (value.kind === "parameter" && (isHidden(value, at) || varies(value, at)));

const variesIn = (expression: Expression, at: InLoop): boolean => contains(expression, (part) => mayVary(part, at));

const isHidden = (value: Expression, { site }: InLoop): boolean =>
  value.kind === "unknown" || (bare(value).kind === "parameter" && placeOfValue(value, site) === null);
