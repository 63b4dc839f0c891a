import type { Span } from "../../model/span.ts";
import { tokensOf, type Token } from "./grammar.ts";

/** Where a schema of Prisma's writes the words of what its models declare. None of it is SQL. */
export class PrismaNames {
  readonly sql = null;
  readonly #text: string;
  #words: readonly Token[] | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  isStatement(): boolean {
    return false;
  }

  isName(): boolean {
    return false;
  }

  find(): null {
    return null;
  }

  /** The nearest behind: what is said of a relation stands behind its field. */
  findNear(within: Span, word: string, near: Span): Span | null {
    this.#words ??= tokensOf(this.#text).filter(({ kind }) => kind === "name");
    const found = this.#words.find(
      ({ text, start, end }) =>
        start >= near.end && end <= Math.max(within.end, near.end) && text.toLowerCase() === word.toLowerCase(),
    );
    return found ? { start: found.start, end: found.end } : null;
  }
}
