import type { Span } from "./span.ts";
import type { LeftOut } from "./undefined.ts";

/**
 * The text of a statement as the source file builds it: literal pieces, interpolations, choices between texts, and
 * pieces that are there under a condition only. Constants, fragments and helper functions that could be followed are
 * already written out in it.
 */
export type SqlText = readonly SqlPart[];

export type SqlPart = TextPart | HolePart | ChoicePart | OptionalPart;

export interface TextPart {
  readonly kind: "text";
  /** Cooked: what is sent, not what is typed. */
  readonly text: string;
  readonly place: TextPlace;
}

/**
 * Where the characters of a text stand. `here`: in this file, `offsets` with one entry for each UTF-16 unit and one for
 * the end, or null where the text is typed as it is sent, from `start` on. `elsewhere`: it came from another file or
 * was computed; `span` is what to underline in this one, and nothing can be edited. `sent`: a value that the library sends beside the text, as
 * a literal, so that it is known.
 */
export type TextPlace =
  | {
      readonly kind: "here";
      readonly start: number;
      readonly offsets: readonly number[] | null;
      readonly quoting: Quoting;
    }
  | { readonly kind: "elsewhere"; readonly span: Span; readonly sent?: true };

/** What inserted text must be escaped for. `raw`: String.raw. `none`: a .sql file. */
export type Quoting = "template" | "raw" | "single" | "double" | "none";

export interface HolePart {
  readonly kind: "hole";
  readonly hole: Hole;
}

/**
 * One of several texts that exclude one another, decided while the program runs: a ternary, a reassigned `let`, a
 * switch.
 */
export interface ChoicePart {
  readonly kind: "choice";
  readonly span: Span;
  /**
   * What has to hold for the first of two options; where it does not, it is the other. Choices and optional pieces with
   * the same key are decided alike. Null: its place alone decides.
   */
  readonly condition: Condition | null;
  readonly options: readonly SqlText[];
}

/**
 * A piece that is there on some ways through the program only: `${x ? "AND a" : ""}`, `cond && text`, `if (x) text +=
 * …`.
 */
export interface OptionalPart {
  readonly kind: "optional";
  readonly span: Span;
  readonly condition: Condition;
  readonly text: SqlText;
}

/** Names a condition of the program: the same key for the same condition, wherever it is asked. */
export type ConditionKey = string;

/** A condition of the program that holds, or does not. */
export interface Test {
  readonly kind: "is";
  readonly key: ConditionKey;
  readonly truth: boolean;
}

/** What has to hold for a piece to be there. */
export type Condition =
  | Test
  | { readonly kind: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition };

/** An interpolation whose text is not known. */
export interface Hole {
  /** The expression. */
  readonly span: Span;
  /** With its `${` and `}`, or with the quotes and plus signs a concatenation spends on it. */
  readonly outer: Span;
  /** The expression as typed. */
  readonly source: string;
  /**
   * What the library does with it. `bound`: sent beside the text. `escaped`: quoted as an identifier or literal.
   * `composed`: a fragment of the same library, its own values bound. `spliced`: pasted in as it is.
   */
  readonly treatment: "bound" | "escaped" | "composed" | "spliced";
  readonly value: HoleValue;
  /**
   * SQL texts to try in its place, the likeliest first, `$?` standing for the next parameter: `["$?"]` for a bound
   * value, `['"name"']` for a known identifier, `["(a, b) VALUES ($?, $?)", …]` for an insert helper. Empty: the reader
   * tries by grammar.
   */
  readonly standIns: readonly string[];
  /**
   * The spliced values inside the quotes of the pieces this hole is made of: `rows.map((row) =>
   * `('${row.name}')`).join(", ")`.
   */
  readonly quoted?: readonly Hole[];
  /** The variables, properties and functions whose value it is, where nothing else is known of it. */
  readonly names?: readonly string[];
  /** A function out of sight makes it of what it is given: a placeholder or a quoted value as likely as a plain one. */
  readonly made?: boolean;
  /** Where the expression stands if that is another file: `span` is then what leads there in this one. */
  readonly elsewhere?: { readonly file: string; readonly span: Span };
  /** The condition that it stands in is left out where it is undefined. */
  readonly leftOut?: LeftOut;
  /** It is what a builder's call is given: an object, a builder, a value. */
  readonly ofBuilder?: true;
}

/** What a spliced value is, as far as the source tells. Only `input` and `request` are sure dangers. */
export type HoleValue =
  /**
   * One of a finite set of texts written in the program: a union of literals, an enum, a look-up in a constant record.
   */
  | "literals"
  /** Compared with a list before use, else the program does not get here. */
  | "checked"
  /** Said to be one of those, or a number, by a type assertion, which checks nothing. */
  | "claimed"
  | "number"
  | "boolean"
  /** Went through an escaping function of a library. */
  | "escaped"
  /** Its quotes are doubled or gone: inside a string literal it is safe, and nowhere else. */
  | "without quotes"
  /** Generated placeholders: `$1, $2`. */
  | "placeholders"
  /** SQL text put together elsewhere: a fragment, a clause, a statement. */
  | "sql"
  /** Keys of an object that the program was given, which by its type may have any. */
  | "keys"
  /** A value the program was given: a parameter, a request, a row, a file, the result of a call. */
  | "input"
  /** Input from outside the program: the body, query or headers of a request. */
  | "request"
  | "unknown";

/**
 * What the program puts into a hole. `request`: a part of a request, `from` as it is written there. `outside`: what it is started with, or reads from files
 * and the network. `account`: the id of whoever is logged in, which the program has found itself. `constants`: nothing but texts of its own, and values
 * in which there is no place for SQL.
 */
export type HandedIn =
  | { readonly kind: "request"; readonly from: string }
  | { readonly kind: "outside" }
  | { readonly kind: "account" }
  | { readonly kind: "constants" };
