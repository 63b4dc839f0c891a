/**
 * The faults of rowguard itself that one file has met with. Each costs what it was met in, a statement or a rule's look at it, and nothing
 * else of the file: that goes on, and the fault is told.
 */
export class Failures {
  readonly #messages = new Set<string>();

  /** Each once, in the order they came. */
  get messages(): readonly string[] {
    return [...this.#messages];
  }

  /** Does some work; what it throws is noted, and `otherwise` given. */
  attempt<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      this.note(error);
      return otherwise;
    }
  }

  note(error: unknown): void {
    this.#messages.add(error instanceof Error ? error.message : String(error));
  }
}
