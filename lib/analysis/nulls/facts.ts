import { meet, unclear, isNull, value, type Mask } from "./masks.ts";

const everything = isNull | value | unclear;

/** What is known of one row, of those beside it and of what is computed from them: by the key of each expression, what it may be. */
export class Facts {
  readonly #masks: Map<string, Mask>;
  /** No such row can be. */
  impossible = false;
  /** Something is known of more than columns and joins. */
  ofExpressions = false;

  constructor(masks: Map<string, Mask> = new Map()) {
    this.#masks = masks;
  }

  copy(): Facts {
    const copy = new Facts(new Map(this.#masks));
    copy.impossible = this.impossible;
    copy.ofExpressions = this.ofExpressions;
    return copy;
  }

  of(key: string): Mask {
    return this.#masks.get(key) ?? everything;
  }

  has(key: string): boolean {
    return this.#masks.has(key);
  }

  /** Out: false where it was known before. */
  learn(key: string, mask: Mask): boolean {
    const before = this.of(key);
    const now = meet(before, mask);
    if (now === before) return false;
    this.#masks.set(key, now);
    if (now === 0) this.impossible = true;
    return true;
  }

  /** Knows all that others know. */
  take(others: Facts): void {
    for (const [key, mask] of others.#masks) this.#masks.set(key, mask);
    this.impossible = others.impossible;
    this.ofExpressions = others.ofExpressions;
  }

  /** Knows what all of some others know: one of them is so. */
  learnShared(others: readonly Facts[]): void {
    const [first, ...rest] = others;
    if (!first) {
      this.impossible = true;
      return;
    }
    for (const [key, mask] of first.#masks) {
      let shared = mask;
      for (const other of rest) shared |= other.of(key);
      if (shared !== everything) this.learn(key, shared);
    }
    if (others.every(({ ofExpressions }) => ofExpressions)) this.ofExpressions = true;
  }
}
