/** A sequence of numbers that is the same for the same seed (mulberry32), and choices made by it. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  }

  /** From 0, below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Some of a list, in its order; at least `least`. */
  some<T>(list: readonly T[], least = 1): T[] {
    const kept = list.filter(() => this.chance(45));
    while (kept.length < Math.min(least, list.length)) {
      const other = this.pick(list);
      if (!kept.includes(other)) kept.push(other);
    }
    return kept;
  }

  maybe(percent: number, text: string): string {
    return this.chance(percent) ? text : "";
  }
}
