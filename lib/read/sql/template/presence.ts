import type { Condition, ConditionKey } from "../../../model/sql-text.ts";

/** The optional piece that something stands in, with the pieces around it. Null instead: it is always there. */
export interface Presence {
  readonly around: Presence | null;
  readonly condition: Condition;
}

/** Gives the same object for pieces in the same piece that have the same condition. */
export class Presences {
  readonly #known = new Map<Presence | null, Map<string, Presence>>();

  of(around: Presence | null, condition: Condition): Presence {
    const inside = this.#known.get(around) ?? new Map<string, Presence>();
    this.#known.set(around, inside);
    const name = nameOf(condition);
    const presence = inside.get(name) ?? { around, condition };
    inside.set(name, presence);
    return presence;
  }
}

/** A text that is the same for conditions that say the same in the same way. */
export function nameOf(condition: Condition): string {
  const name = names.get(condition) ?? written(condition);
  names.set(condition, name);
  return name;
}

const names = new WeakMap<Condition, string>();

function written(condition: Condition): string {
  switch (condition.kind) {
    case "is":
      return `${condition.truth ? "" : "!"}${JSON.stringify(condition.key)}`;
    case "not":
      return `!(${nameOf(condition.of)})`;
    default: {
      const operands = new Set(operandsOf(condition.kind, condition.of).map(nameOf));
      const [only] = operands;
      return operands.size === 1 && only !== undefined ? only : `${condition.kind}(${[...operands].sort().join()})`;
    }
  }
}

function operandsOf(kind: "all" | "any", of: readonly Condition[]): readonly Condition[] {
  return of.flatMap((one) => (one.kind === kind ? operandsOf(kind, one.of) : [one]));
}

/** True where what stands in `presence` is there only if what stands in `other` is. */
export function isWithin(presence: Presence | null, other: Presence | null): boolean {
  return other === null || chainOf(presence).includes(other);
}

/** The innermost piece that both stand in. */
export function common(one: Presence | null, other: Presence | null): Presence | null {
  let at = one;
  while (at !== null && !isWithin(other, at)) at = at.around;
  return at;
}

/** A presence as one condition. */
export function conditionOf(presence: Presence): Condition {
  const all: Condition[] = [];
  for (let at: Presence | null = presence; at !== null; at = at.around) all.unshift(at.condition);
  const [only] = all;
  return all.length === 1 && only ? only : { kind: "all", of: all };
}

/** What is known of the conditions of a text; null: not decided yet. */
export type Decided = (key: ConditionKey) => boolean | null;

/** What is left of a condition once some keys are decided: true, false, or a condition on the others. */
export function decidedPart(condition: Condition, decided: Decided): boolean | Condition {
  switch (condition.kind) {
    case "is": {
      const holds = decided(condition.key);
      return holds === null ? condition : holds === condition.truth;
    }
    case "not": {
      const of = decidedPart(condition.of, decided);
      return typeof of === "boolean" ? !of : of === condition.of ? condition : { kind: "not", of };
    }
    default: {
      const ends = condition.kind === "any";
      const open: Condition[] = [];
      for (const one of condition.of) {
        const part = decidedPart(one, decided);
        if (part === ends) return ends;
        if (typeof part !== "boolean") open.push(part);
      }
      const [only] = open;
      return !only ? !ends : open.length === 1 ? only : { kind: condition.kind, of: open };
    }
  }
}

/** Whether something is there once every key is decided. */
export function isPresent(presence: Presence | null, decided: Decided): boolean {
  for (let at = presence; at !== null; at = at.around) if (decidedPart(at.condition, decided) !== true) return false;
  return true;
}

/** True where something is there whenever all of some others are. */
export function isThereWith(presence: Presence | null, ...others: readonly (Presence | null)[]): boolean {
  const truths = new Map<ConditionKey, boolean>();
  const hold = (condition: Condition): void => {
    if (condition.kind === "is") truths.set(condition.key, condition.truth);
    if (condition.kind === "all") condition.of.forEach(hold);
  };
  for (const other of others) for (let at = other; at !== null; at = at.around) hold(at.condition);
  const around = new Set(others.flatMap((other) => [...chainOf(other)]));
  return chainOf(presence).every(
    (at) => around.has(at) || decidedPart(at.condition, (key) => truths.get(key) ?? null) === true,
  );
}

function chainOf(presence: Presence | null): readonly Presence[] {
  return presence === null ? [] : [...chainOf(presence.around), presence];
}

/**
 * The keys of a condition, each with the truth that it asks for. What stands in a `not` counts as little as possible:
 * it only keeps one piece in where the others are gone.
 */
export function eachKey(condition: Condition, see: (key: ConditionKey, truth: boolean | null) => void): void {
  if (condition.kind === "is") see(condition.key, condition.truth);
  else if (condition.kind === "not") eachKey(condition.of, (key) => see(key, null));
  else for (const one of condition.of) eachKey(one, see);
}
