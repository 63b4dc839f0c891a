/**
 * Why a value may be undefined where it is used, though nothing in sight excludes it. `chain`: what it is read from may be missing (`session?.user`).
 * `request`: a field of a request that nobody has looked at. `optional`: the function around it may be called without it. `type`: its type says so.
 */
export type WhyUndefined = "chain" | "request" | "optional" | "type";

/** Of a value in a condition that its library leaves out where the value is undefined. */
export interface LeftOut {
  /** Null: nothing says that it may be. */
  readonly why: () => WhyUndefined | null;
  /** What the statement reads is of use only where the value is there. */
  readonly isUsedOnlyWithIt: () => boolean;
  /** The library refuses the statement where no key of the table is left. */
  readonly needsKey: boolean;
}
