import type { Built, Choice, Value } from "./built.ts";
import { always, chosen, never, type Condition } from "./condition.ts";

/** What a choice may be, as far as anybody could tell apart, and the condition under which it is that. */
export interface Alternative {
  readonly when: Condition;
  /** The values that are this one. */
  readonly values: ReadonlySet<Built>;
}

const known = new WeakMap<Choice, readonly Alternative[]>();

/** The different things that a choice may be: of values that are not known it does not matter which it is. */
export function alternativesOf(choice: Choice): readonly Alternative[] {
  const before = known.get(choice);
  if (before) return before;
  const groups = new Map<unknown, Set<Built>>();
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (value.kind === "never" || seen.has(value)) return;
    seen.add(value);
    if (value.kind === "choice") {
      visit(value.then);
      visit(value.otherwise);
    } else groups.set(identityOf(value), (groups.get(identityOf(value)) ?? new Set()).add(value));
  };
  visit(choice);
  const found = [...groups.values()].map((values) => ({ values, when: whenAmong(choice, values) }));
  known.set(choice, found);
  return found;
}

/** Two values with the same identity are the same to everybody who asks. */
function identityOf(value: Built): unknown {
  return value.kind === "input" ? "input" : value;
}

function whenAmong(choice: Choice, values: ReadonlySet<Built>): Condition {
  const conditions = new Map<Value, Condition>();
  const visit = (value: Value): Condition => {
    if (value.kind !== "choice") return value.kind !== "never" && values.has(value) ? always : never;
    const before = conditions.get(value);
    if (before) return before;
    const condition = chosen(value.condition, visit(value.then), visit(value.otherwise));
    conditions.set(value, condition);
    return condition;
  };
  return visit(choice);
}
