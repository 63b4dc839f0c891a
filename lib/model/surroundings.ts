import type { Span } from "./span.ts";

/** A loop of the program in which a statement is run, once for each element of something. */
export interface SurroundingLoop {
  /** What is gone through, as typed. */
  readonly over: string;
  /** What a round does. */
  readonly round: Span;
  /** Nothing is awaited before the statement in a round. */
  readonly isFirst: boolean;
  /** The statement is all that is awaited in a round, no round ends early, and no failure of one round is caught. */
  readonly isAlone: boolean;
  /** The result of the statement is not used. */
  readonly isUnused: boolean;
  /** Whether an expression says another value in each round, one that is known before the first. */
  varies(value: Span): boolean;
}
