import type { Span } from "./span.ts";

/** A pool of connections that the program makes. */
export interface MadePool {
  /** What is called or constructed, as typed. */
  readonly maker: string;
  readonly span: Span;
  /** False where it has options that cannot be seen. */
  readonly complete: boolean;
  readonly limits: readonly PoolLimit[];
}

/** How many connections it may have; how long one is kept that nobody uses; how long somebody waits for one. */
export interface PoolLimit {
  readonly of: "max" | "idle" | "connection";
  /** The library's option. */
  readonly name: string;
  /** A number of connections, or milliseconds; null where it is not known. */
  readonly value: number | "absent" | null;
  /** Where it is set; null where it is absent. */
  readonly span: Span | null;
}

/** A connection that the program takes out of a pool. */
export interface TakenClient {
  /** Its name. */
  readonly name: string;
  /** The call that takes it. */
  readonly span: Span;
  /** `always`: whatever happens. `unless it fails`: not where something that is awaited before throws. `unknown`: others may do it. */
  readonly released: "always" | "unless it fails" | "never" | "unknown";
}
