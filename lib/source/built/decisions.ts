/** Decides the conditions of one way through a program. */
export interface Decisions {
  /** Which of `ways` is gone. In: the same key for the same condition. Out: 0 to `ways - 1`, 0 on the first way of all. */
  decide(key: string, ways: number): number;
}

/** What came of every way that was gone; `complete`: there is no other. */
export interface EveryWay<T> {
  readonly results: readonly T[];
  readonly complete: boolean;
}

/**
 * Goes through a program again and again, each time with other decisions. Where there are more than `most` ways: the first option
 * everywhere, each other option once with the first ones elsewhere, the last option everywhere, and then as many others as fit.
 */
export function everyWay<T>(most: number, go: (decisions: Decisions) => T): EveryWay<T> {
  const gone = new Set<string>();
  const results: T[] = [];
  const waiting: ReadonlyMap<string, number>[] = [new Map()];
  let complete = true;
  const walk = (wanted: ReadonlyMap<string, number>, elsewhere: "first" | "last"): ReadonlyMap<string, { readonly taken: number; readonly ways: number }> => {
    const made = new Map<string, { taken: number; ways: number }>();
    const result = go({
      decide(key, ways) {
        const known = made.get(key);
        if (known) return Math.min(known.taken, ways - 1);
        const taken = Math.min(wanted.get(key) ?? (elsewhere === "first" ? 0 : ways - 1), ways - 1);
        made.set(key, { taken, ways });
        return taken;
      },
    });
    const signature = JSON.stringify([...made].map(([key, { taken }]) => [key, taken]));
    if (!gone.has(signature)) {
      gone.add(signature);
      results.push(result);
    }
    return made;
  };
  const asked = new Set<string>();
  let lastTried = false;
  while (waiting.length > 0) {
    if (results.length >= most) {
      complete = false;
      break;
    }
    const wanted = waiting.shift()!;
    const made = walk(wanted, "first");
    for (const [key, { taken, ways }] of made) {
      for (let way = 0; way < ways; way++) {
        if (way === taken) continue;
        const next = new Map([...made].map(([each, decision]) => [each, decision.taken] as const));
        next.set(key, way);
        const signature = JSON.stringify([...next].sort(([one], [other]) => (one < other ? -1 : 1)));
        if (asked.has(signature)) continue;
        asked.add(signature);
        waiting.push(next);
      }
    }
    if (!lastTried && made.size > 2) walk(new Map(), "last");
    lastTried = true;
  }
  return { results, complete };
}
