/** Decides the conditions of one way through a program. */
export interface Decisions {
  /** Which of `ways` is gone. In: the same key for the same condition. Out: 0 to `ways - 1`, 0 on the first way of all. */
  decide(key: string, ways: number): number;
}

/** Thrown where a way through the program does not get as far as what is asked about. */
export class Unreachable extends Error {}

/** What came of every way that was gone; `complete`: there is no other. */
export interface EveryWay<T> {
  readonly results: readonly T[];
  readonly complete: boolean;
}

const skipped = Symbol("unreachable");

/** What a path has decided: which of how many options, by the key of the condition. */
export type Made = ReadonlyMap<string, { readonly taken: number; readonly ways: number }>;

interface Gone<T> {
  readonly made: Made;
  readonly result: T | typeof skipped;
}

/**
 * Goes one way through a program. In: `wanted`, the options to take, and which are taken elsewhere. Out: what was
 * decided, and what came of it; null where the way does not get as far.
 */
export function oneWay<T>(
  wanted: ReadonlyMap<string, number>,
  elsewhere: "first" | "last",
  go: (decisions: Decisions) => T,
): { readonly made: Made; readonly result: T | null } {
  const { made, result } = gone(wanted, elsewhere, go);
  return { made, result: result === skipped ? null : result };
}

function gone<T>(
  wanted: ReadonlyMap<string, number>,
  elsewhere: "first" | "last",
  go: (decisions: Decisions) => T,
): Gone<T> {
  const made = new Map<string, { taken: number; ways: number }>();
  const result = reached(() =>
    go({
      decide(key, ways) {
        const known = made.get(key);
        if (known) return Math.min(known.taken, ways - 1);
        const taken = Math.min(wanted.get(key) ?? (elsewhere === "first" ? 0 : ways - 1), ways - 1);
        made.set(key, { taken, ways });
        return taken;
      },
    }),
  );
  return { made, result };
}

/**
 * Goes through a program again and again, each time with other decisions. Where there are more than `most` ways: the first option
 * everywhere, each other option once with the first ones elsewhere, the last option everywhere, and then as many others as fit.
 * A way on which `go` throws `Unreachable` is none. In: `isEnough`, whether no other way needs to be gone; `identify`, what tells
 * results apart: a condition that makes no difference to the first way and none to the last is not combined with others.
 */
export function everyWay<T>(
  most: number,
  go: (decisions: Decisions) => T,
  isEnough: (result: T) => boolean = () => false,
  identify: ((result: T) => string) | null = null,
): EveryWay<T> {
  const known = new Set<string>();
  const asked = new Set<string>();
  const results: T[] = [];
  let complete = true;
  const walk = (wanted: ReadonlyMap<string, number>, elsewhere: "first" | "last"): Gone<T> => {
    const { made, result } = gone(wanted, elsewhere, go);
    const signature = [...made].map(([key, { taken }]) => `${key}=${taken}`).join("\n");
    if (!known.has(signature)) {
      known.add(signature);
      if (result !== skipped) results.push(result);
    }
    return { made, result };
  };
  const isSame = (one: Gone<T>, other: Gone<T>): boolean =>
    identify !== null &&
    one.result !== skipped &&
    other.result !== skipped &&
    one.made.size === other.made.size &&
    [...one.made.keys()].every((key) => other.made.has(key)) &&
    identify(one.result) === identify(other.result);
  /** Ways to go yet: as one that was gone, but for one decision. */
  const waiting: { readonly from: Gone<T>; readonly key: string; readonly way: number }[] = [];
  const irrelevant = new Set<string>();
  const branch = (from: Gone<T>): void => {
    for (const [key, { taken, ways }] of from.made) {
      for (let way = 0; way < ways && waiting.length < most * 8; way++)
        if (way !== taken && !irrelevant.has(key)) waiting.push({ from, key, way });
    }
  };
  const other = ({ from: { made }, key, way }: (typeof waiting)[number]): Map<string, number> =>
    new Map([...made].map(([each, { taken }]) => [each, each === key ? way : taken] as const));
  const first = walk(new Map(), "first");
  branch(first);
  const last = first.made.size > 2 && !results.some(isEnough) ? walk(new Map(), "last") : null;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (results.some(isEnough) || results.length >= most || known.size >= most * 4) {
      complete = false;
      break;
    }
    if (irrelevant.has(next.key)) continue;
    const wanted = other(next);
    const signature = [...wanted]
      .map(([each, taken]) => `${each}=${taken}`)
      .sort()
      .join("\n");
    if (asked.has(signature)) continue;
    asked.add(signature);
    const found = walk(wanted, "first");
    const decided = last?.made.get(next.key);
    if (last && decided?.ways === 2 && next.from === first && isSame(first, found)) {
      const flipped = walk(other({ from: last, key: next.key, way: 1 - decided.taken }), "last");
      if (isSame(last, flipped)) {
        irrelevant.add(next.key);
        continue;
      }
    }
    branch(found);
  }
  return { results, complete };
}

/** What some work gives that looks at a program once its paths are gone; null where no path gets to what it looks at. */
export function whereReached<T>(work: () => T): T | null {
  const found = reached(work);
  return found === skipped ? null : found;
}

function reached<T>(go: () => T): T | typeof skipped {
  try {
    return go();
  } catch (error) {
    if (error instanceof Unreachable) return skipped;
    throw error;
  }
}
