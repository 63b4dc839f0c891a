import type { Expression } from "../../model/expression.ts";
import type { Frame } from "./frame.ts";
import { meet, unclear, isNull, value, type Mask } from "./masks.ts";

/** Conditions of which one is true. */
export interface Alternatives {
  readonly parts: readonly Expression[];
  readonly frame: Frame;
}

/** A condition that is true of some row of a group, whose key `rowsKey` gives. */
interface Witness {
  readonly condition: Expression;
  readonly key: string;
}

const everything = isNull | value | unclear;

/** What is known of one row, of those beside it and of what is computed from them: by the key of each expression, what it may be. */
export class Facts {
  readonly #masks: Map<string, Mask>;
  /** No such row can be. */
  impossible = false;
  /** What was worked out from them, until more is known. */
  readonly #made = new Map<string, Mask | Facts>();
  alternatives: readonly Alternatives[] = [];
  witnesses: readonly Witness[] = [];
  /** Something is known of more than columns and joins. */
  ofExpressions = false;

  constructor(masks: Map<string, Mask> = new Map()) {
    this.#masks = masks;
  }

  copy(): Facts {
    const copy = new Facts(new Map(this.#masks));
    copy.impossible = this.impossible;
    copy.ofExpressions = this.ofExpressions;
    copy.alternatives = this.alternatives;
    copy.witnesses = this.witnesses;
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
    this.#made.clear();
    if (now === 0) this.impossible = true;
    return true;
  }

  /** A mask that follows from them, worked out once. */
  mask(key: string, make: () => Mask): Mask {
    const made = this.#made.get(key);
    if (typeof made === "number") return made;
    const mask = make();
    this.#made.set(key, mask);
    return mask;
  }

  /** They and more, put together once; nobody may change what comes out. */
  with(key: string, learn: (facts: Facts) => void): Facts {
    const made = this.#made.get(key);
    if (made instanceof Facts) return made;
    const more = this.copy();
    learn(more);
    this.#made.set(key, more);
    return more;
  }

  /** Knows all that others know. */
  take(others: Facts): void {
    for (const [key, mask] of others.#masks) this.#masks.set(key, mask);
    this.#made.clear();
    this.impossible = others.impossible;
    this.ofExpressions = others.ofExpressions;
    this.alternatives = others.alternatives;
    this.witnesses = others.witnesses;
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
