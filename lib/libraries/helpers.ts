import type { Names } from "./names.ts";

/** A library's helpers in the place of a piece of SQL: `sql.identifier(["users"])`. */
export interface HelperFacts {
  /** What a helper becomes in the text; null for what is none. */
  readonly embed: Embed;
  /** The path of a table or column that a value of the library's own stands for in its tag: `${users.id}`; null for others. */
  readonly named?: (value: ValueForm) => readonly string[] | null;
  /** Their names say what they do where the library is not known. */
  readonly byName?: boolean;
  /** Helpers that take text as it is. */
  readonly raw?: Names;
  /** Helpers stand in texts, too, not only in the library's tag. */
  readonly inTexts?: boolean;
  /** The tag itself is called: `sql(columns)`. */
  readonly calledTag?: boolean;
  /** What quotes a name in place of the raw helper; an empty name is the tag itself, called. */
  readonly quoting?: { readonly raw: string; readonly name: string };
}

/** A value of a library, as facts are shown it: `pgTable("users", { … }).id`. */
export interface ValueForm {
  /** What it begins with: `pgTable`. */
  readonly path: string;
  readonly steps: readonly ValueStep[];
}

export interface ValueStep {
  /** `""` for a direct call. */
  readonly name: string;
  readonly isCalled: boolean;
  /** An argument that is a constant text. */
  text(argument: number): string | null;
  /** A property of an argument that is an object, where that is a value of the library. */
  property(argument: number, name: string): ValueForm | null;
}

/** Written against what a text offers, so that facts know nothing of how texts are followed. */
export type Embed = <Piece>(use: HelperUse<Piece>) => Piece | null;

/** A call of a helper, and what it may become. Arguments are named by their index. */
export interface HelperUse<Piece> {
  /**
   * Its name below the library's tag or namespace: `identifier`; `""` is the tag itself, called; `.empty` is no call.
   */
  readonly name: string;
  readonly count: number;
  /** The text of an argument where it is known in full. */
  constant(argument: number): string | null;
  /**
   * The texts of an argument, or of all from it on: of a list's elements, or of one text; null where one is not known.
   */
  constants(argument: number, to?: "end"): readonly string[] | null;
  /** The keys of an object literal, or of the first in a list; null where they are not all written out. */
  keys(argument: number): readonly string[] | null;
  /** The literals of a list that is written out, null for an element that is none; null for no such list. */
  literals(argument: number): readonly (string | null)[] | null;
  /** What an argument is written as. */
  form(argument: number): "array" | "other";
  /** True of an argument that is followed to a list. */
  isList(argument: number): boolean;
  /** A value that is sent beside the text. */
  value(sql?: string): Piece;
  /** A quoted name, or one of several parts; null where it is not known. */
  identifier(names: readonly string[] | null): Piece;
  /** What the library makes safe, with what may stand for it. */
  escaped(standIns: readonly string[]): Piece;
  /** SQL of the library's own making whose text is not known. */
  piece(standIns?: readonly string[]): Piece;
  text(sql: string): Piece;
  /** The pieces of a list with a glue (an argument or a text) between them. */
  join(pieces: number, glue: number | string, around?: readonly [before: string, after: string]): Piece;
}

/** A name, or one of several parts, in quotes. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join(".");
}
