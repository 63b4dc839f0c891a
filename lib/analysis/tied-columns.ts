import { clauseExpressions, referencesIn } from "./expressions.ts";
import type { Bound, Level, OutputColumn } from "./level.ts";
import type { Nullability } from "./nullable.ts";

/**
 * Whether conditions about other columns of a derived table, CTE or view may keep out the rows in which one of its columns is
 * NULL: they come from the same outer join, or are what it is computed from.
 * In: a column that may be NULL, and how others may be.
 */
export function isTied(
  bound: Bound,
  level: Level,
  found: Nullability,
  of: (output: OutputColumn) => Nullability,
): boolean {
  const { relation, column } = bound;
  const output = bound.of?.output;
  if (!output) return false;
  const sources = new Set(boundsOf(output).map(keyOf));
  return conditionsOf(level)
    .flatMap((condition) => referencesIn(condition))
    .some((reference) => {
      const other = level.resolve(reference);
      if (other === null || typeof other === "string" || other.relation !== relation || other.column === column)
        return false;
      const sibling = other.of?.output;
      if (!sibling?.bound || output.level !== sibling.level) return true;
      if (found.because === "join") return of(sibling).nullable !== "never" && of(sibling).because !== "column";
      return sources.size === 0 || sources.has(keyOf(sibling.bound));
    });
}

const ids = new WeakMap<object, number>();
let next = 0;

function keyOf({ relation, column }: Bound): string {
  const id = ids.get(relation) ?? next++;
  ids.set(relation, id);
  return `${id} ${column}`;
}

/** The columns that an output is computed from, on its own level. */
function boundsOf({ expression, level }: OutputColumn): readonly Bound[] {
  return referencesIn(expression).flatMap((reference) => {
    const bound = level.resolve(reference);
    return bound !== null && typeof bound === "object" ? [bound] : [];
  });
}

function conditionsOf(level: Level) {
  const having = level.kind === "select" ? clauseExpressions(level.having) : [];
  return [...level.conditions.map(({ expression }) => expression), ...having];
}
