import type { Span } from "./span.ts";

/** A word, name, literal or sign of a text, comments left out. */
export interface Word {
  /** In lower case, save for what is quoted. */
  readonly text: string;
  /** `word`: a keyword or a name without quotes. `break`: text of unknown content, or the end of a piece of text. */
  readonly kind: "word" | "number" | "other" | "break";
  readonly span: Span;
}
