import type { ColumnReference, Constant } from "../model/expression.ts";
import type { Span } from "../model/span.ts";

/** What PostgreSQL refuses of a statement, whatever its values are. */
export interface Refusal {
  /** PostgreSQL's error code (SQLSTATE; documentation, appendix A). */
  readonly code: string;
  readonly kind: RefusalKind;
  /** The smallest wrong characters. */
  readonly span: Span;
  /** What its message names; `guess`: what was meant, most likely. */
  readonly data: Readonly<Record<string, string>>;
  readonly guess: string | null;
  /** The name or literal in whose place the guess can be written. */
  readonly wrong?: ColumnReference | Constant;
  /** The wrong name, where it is one: it stands somewhere in the span. */
  readonly name?: string;
}

export type RefusalKind =
  | "unknownTable"
  | "unknownColumn"
  | "unknownColumnOfAny"
  | "unknownRelation"
  | "ambiguousColumn"
  | "sameName"
  | "sameColumn"
  | "missingColumn"
  | "nullInColumn"
  | "generatedColumn"
  | "unequalWidths"
  | "unknownLabel"
  | "missingValue"
  | "extraValue"
  /** In PostgreSQL's own words, which are the `message` of the data. */
  | "refused";
