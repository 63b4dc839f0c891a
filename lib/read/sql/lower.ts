import type { Edits, Statement } from "../../model/statement.ts";
import type { Hole } from "../../model/sql-text.ts";
import type { Span } from "../../model/span.ts";
import type { Layout } from "./layout.ts";
import type { ByteOffsets, ParsedStatement, Token } from "./postgres-parser.ts";

/** What the reader of a site knows about the text that was parsed; offsets are UTF-16 units of `text`. */
export interface LowerContext {
  /** The text that was parsed: all of it, where `parsed` is one of several statements. */
  readonly text: string;
  /** `scanPostgres(text)`, comments included or not. */
  readonly tokens: readonly Token[];
  /** Of the same parse as the statement. */
  readonly at: ByteOffsets;
  readonly edits: Edits;
  /** The range of the file that a range of the text stands for. */
  place(start: number, end: number): Span;
  /** What `$number` stands for. */
  parameter(number: number): { readonly name: string | null; readonly hole: Hole | null };
  /** The hole for which the identifier or literal at this range (a single token) was put in, or null. */
  holeAt(start: number, end: number): Hole | null;
  /** Where a fragment of unknown text was left out. Which level and clause it belongs to is found here. */
  readonly gaps: readonly { readonly hole: Hole; readonly offset: number }[];
}

export interface Lowered {
  readonly statement: Statement;
  readonly layout: Layout;
}

/**
 * Turns a parse tree of libpg-query into the model. Never throws: what is not modelled becomes an `unknown` expression or
 * item, and a statement that cannot be told at all an `opaque` one with the reason.
 */
export declare function lowerStatement(parsed: ParsedStatement, context: LowerContext): Lowered;
