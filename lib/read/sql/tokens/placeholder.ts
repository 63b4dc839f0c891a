import type { LexicalToken } from "./lexer.ts";

/** A placeholder as a library writes it, in the units of the text it was found in. */
export interface Placeholder {
  readonly start: number;
  readonly end: number;
  /** The written name, for `:name`, `@name` and the like; placeholders of one name are one parameter. */
  readonly name: string | null;
  /** The written number, for `$1`. */
  readonly number: number | null;
  /**
   * `parameter`: a value. `identifier`: quoted as a name. `raw`: pasted in as it is. `operator`: an escaped `?`, which
   * stays one. `name`: a plain identifier that has to be quoted to be one. `mark`: what the library takes out, and sends
   * nothing for.
   */
  readonly kind: "parameter" | "identifier" | "raw" | "operator" | "name" | "mark";
  /** What is sent for it where that is more than a parameter, `$?` standing for that. */
  readonly written?: string;
  /** The string literal that it stands in, for what a library pastes even there. */
  readonly inside?: LexicalToken;
}
