import type { ResultShape } from "../../model/site.ts";
import type { Edit, Span } from "../../model/span.ts";
import type { Hole, SqlPart, SqlText } from "../../model/sql-text.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import { isPlace, sourceOf, spanOf, type Built, type Place } from "../../source/built/built.ts";
import { isUsedOnlyWithIt, whyUndefined } from "../../source/undefined-values.ts";
import type { Path } from "../../source/built/path.ts";

/**
 * What a builder would send, written as SQL on one way through the program, every piece with the place it comes from.
 */
export interface Written {
  /** The statements, in the order they are sent; a Prisma query with `include` is several. */
  readonly statements: readonly SqlText[];
  readonly result: ResultShape;
  /** Tables of the statements that a change can be asked for. */
  readonly relations: readonly WrittenRelation[];
  /**
   * True where alternatives are written as a group of their own, as `grouped` of a reader, where only some of its calls
   * do.
   */
  readonly grouped?: boolean;
  /** Whether the library's own types guard reads of these rows; absent: as its reader says. */
  readonly typed?: boolean;
  /** Of columns whose type not the library says but the program: by name, the type. */
  readonly claims?: ReadonlyMap<string, Place>;
  /** Why something of it is not known, where no hole in the text says so already. */
  readonly unknown?: string | null;
}

export interface WrittenRelation {
  /** What the table's name in the text was given as its place. */
  readonly span: Span;
  /** The alias or name it has in the text, to tell relations of one place apart; null: any. */
  readonly alias: string | null;
  /** Restricts it to live rows, in the library's own words. Null: not possible in place. */
  addLiveFilter?(column: SoftDeleteColumn): readonly Edit[] | null;
  /** The condition that restricts it to live rows, as the library writes it, for messages; none: as SQL does. */
  liveCondition?(column: SoftDeleteColumn): string;
  /** No condition on its rows is expected: the library takes none there, or the statement before has just made them. */
  readonly settled?: boolean;
  /** The same of rows that are deleted, where that is written otherwise. */
  addLiveFilterToDeletion?(column: SoftDeleteColumn): readonly Edit[] | null;
  /** The library itself marks no row that is marked already. */
  readonly marksLiveOnly?: boolean;
  /** Turns the deletion of its rows into a soft one. */
  softDelete?(column: SoftDeleteColumn): readonly Edit[] | null;
}

/** Reads the SQL text that an expression is, for raw pieces inside a builder. `tag`: its holes are bound. */
export type TextOf = (place: Place, mode: "tag" | "text") => SqlText;

/** Writes the pieces of a statement. */
export class Writer {
  readonly run: Path;
  readonly #textOf: TextOf;

  constructor(run: Path, textOf: TextOf) {
    this.run = run;
    this.#textOf = textOf;
  }

  /** SQL that the library writes for what stands at a place. */
  sql(text: string, at: Place | Built | Span): SqlText {
    return [{ kind: "text", text, place: { kind: "elsewhere", span: "start" in at ? at : spanOf(at) } }];
  }

  /** A name, quoted; several with dots between them. A star stays a star. */
  name(name: string | readonly string[], at: Place | Built | Span): SqlText {
    const path = typeof name === "string" ? [name] : name;
    return this.sql(path.map((part) => (part === "*" ? part : `"${part.replaceAll('"', '""')}"`)).join("."), at);
  }

  /** A value: a literal where it is written in the program, otherwise sent beside the text. */
  value(what: Place | Built): SqlText {
    const value = this.run.value(what);
    if (value.kind === "constant") {
      const { value: literal } = value;
      if (literal === null || literal === undefined) return this.#sent("NULL", what);
      if (typeof literal === "string") return this.#sent(`'${literal.replaceAll("'", "''")}'`, what);
      return this.#sent(typeof literal === "boolean" ? (literal ? "TRUE" : "FALSE") : String(literal), what);
    }
    // What an assignment has put in the place of another value stands where it was assigned.
    const isAssigned = isPlace(what) && what.held !== undefined;
    return [{ kind: "hole", hole: this.#hole(isAssigned ? value : what, "bound", ["$?"]) }];
  }

  /**
   * The text of a value, in a condition that the library leaves out where that is undefined. In: whether some key of the table has to be left.
   */
  leftOut(text: SqlText, what: Place | Built, needsKey = false): SqlText {
    const holes = text.filter((part) => part.kind === "hole");
    if (holes.length !== 1) return text;
    const place = this.#written(what);
    return text.map((part) =>
      part.kind === "hole" && part.hole.treatment === "bound"
        ? {
            ...part,
            hole: {
              ...part.hole,
              leftOut: { why: () => whyUndefined(place), isUsedOnlyWithIt: () => isUsedOnlyWithIt(place), needsKey },
            },
          }
        : part,
    );
  }

  /** The expression of a value; of one that an assignment has put in the place of another, what was assigned. */
  #written(what: Place | Built): Place {
    if (!isPlace(what)) return what.place;
    return what.held === undefined ? what : this.run.value(what).place;
  }

  /** A condition, table, or clause of which nothing is known. */
  unknown(what: Place | Built): SqlText {
    return [{ kind: "hole", hole: this.#hole(what, "composed", []) }];
  }

  /** A raw piece that is written out in the program. */
  raw(what: Place | Built, mode: "tag" | "text"): SqlText {
    const place = isPlace(what) ? what : what.place;
    const text = this.#textOf(place, mode);
    // A query of its own is judged in the file that it is written in.
    return place.frame.module !== this.run.module && holdsQuery(text) ? this.unknown(what) : text;
  }

  #sent(literal: string, what: Place | Built): SqlText {
    return [{ kind: "text", text: literal, place: { kind: "elsewhere", span: spanOf(what), sent: true } }];
  }

  #hole(what: Place | Built, treatment: Hole["treatment"], standIns: readonly string[]): Hole {
    const span = spanOf(what);
    return {
      span,
      outer: span,
      source: sourceOf(what),
      treatment,
      value: treatment === "bound" ? "unknown" : "sql",
      standIns,
      ofBuilder: true,
    };
  }
}

const holdsQuery = (text: SqlText): boolean =>
  text.some((part) => part.kind === "text" && /\bselect\b/i.test(part.text));

/** A list that was written with a text between its items. */
export interface WrittenList {
  readonly separators: readonly SqlPart[];
  /** The first part of its first item, the last part of its last one. */
  readonly first: SqlPart;
  readonly last: SqlPart;
}

const lists = new WeakMap<SqlPart, WrittenList>();

/** The list that a part separates the items of. */
export const listOf = (part: SqlPart): WrittenList | null => lists.get(part) ?? null;

/** Pieces with a text between them. In: the text, or what gives the one before the piece with an index. */
export function joined(pieces: readonly SqlText[], separator: string | ((index: number) => string)): SqlText {
  const separators: SqlPart[] = [];
  const text: SqlPart[] = [];
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    if (before) {
      const written = between(typeof separator === "string" ? separator : separator(index), before, piece);
      separators.push(written);
      text.push(written);
    }
    for (const part of piece) text.push(part);
  }
  const [first, last] = [text[0], text.at(-1)];
  if (first && last && separators.some((one) => !isBlank(one)))
    for (const one of separators) lists.set(one, { separators, first, last });
  return text;
}

const isBlank = (part: SqlPart): boolean => part.kind === "text" && !/\S/.test(part.text);

/** Pieces one after the other. */
export function together(...pieces: readonly (SqlText | null)[]): SqlText {
  return joined(
    pieces.filter((piece): piece is SqlText => piece !== null && piece.length > 0),
    " ",
  );
}

export function parenthesised(piece: SqlText): SqlText {
  const text = [between("(", piece, piece), ...piece, between(")", piece, piece)];
  const [open, close] = [text[0], text.at(-1)];
  if (open && close && open !== close) {
    parentheses.set(open, close);
    closing.add(close);
  }
  return text;
}

const parentheses = new WeakMap<SqlPart, SqlPart>();
const closing = new WeakSet<SqlPart>();

/** The closing parenthesis of an opening one that was put around a piece. */
export const closedBy = (part: SqlPart): SqlPart | null => parentheses.get(part) ?? null;

/** True where of each pair of parentheses that were put around pieces both are in a text, or neither. */
export function isBalanced(text: SqlText): boolean {
  const parts = new Set(text);
  const opened = text.flatMap((part) => closedBy(part) ?? []);
  return opened.every((close) => parts.has(close)) && text.filter((part) => closing.has(part)).length === opened.length;
}

/**
 * True of a part that says something: it is not blank, separates no items of a list and is no parenthesis that was put
 * around a piece.
 */
export function isContent(part: SqlPart): boolean {
  return !isBlank(part) && !lists.has(part) && !parentheses.has(part) && !closing.has(part);
}

/** What stands between pieces stands where the first of them ends. */
function between(text: string, piece: SqlText, other: SqlText): SqlPart {
  const part = piece.at(-1) ?? other[0];
  const span: Span =
    part?.kind === "hole"
      ? part.hole.span
      : part?.kind === "choice" || part?.kind === "optional"
        ? part.span
        : part?.kind === "text"
          ? part.place.kind === "elsewhere"
            ? part.place.span
            : { start: part.place.start, end: part.place.start }
          : { start: 0, end: 0 };
  return { kind: "text", text, place: { kind: "elsewhere", span } };
}
