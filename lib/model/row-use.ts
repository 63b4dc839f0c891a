import type { ValueKind } from "./row-value.ts";
import type { UntypedRows } from "./row-properties.ts";
import type { Edit, Span } from "./span.ts";

/** What the program does with the rows that a statement gives back, as far as it can be followed. */
export interface RowUse {
  /** Uses of a column's value, in the same function or along what it hands on in this file. */
  readonly reads: readonly ColumnRead[];
  /** Row types declared for the statement's rows: a type argument, an annotation, a zod schema. */
  readonly declared: readonly DeclaredRow[];
  /** Every column the program looks at through a row, guarded or not: `if (user.deletedAt)` looks at `deletedAt`. */
  readonly looked: ReadonlySet<string>;
  /** Properties that the program itself puts into the rows: `user.groups = …`. */
  readonly given: ReadonlySet<string>;
  /** Every column that those look at who call the functions that give the rows back, in whichever file they stand; looked for at the first call. */
  readonly lookedByCallers: () => ReadonlySet<string>;
  /** Where the program asks of a column's own value whether it is there: `if (user.phone)`, `user.phone ?? ""`; looked for at the first call. */
  readonly asked: () => readonly HeldColumn[];
  /** Whether the program ends its way where the statement has given a row: `if (existing) throw …`; looked into at the first call. */
  readonly endsWhereFound: () => boolean;
  /** Whether the program does what it does without the row, too: `user?.name ?? "Unknown"`; looked into at the first call. */
  readonly goesOnWithout: () => boolean;
  /** Expressions that are the value of a column, or a list of the values of one, whoever calls the function they stand in. */
  readonly held: readonly HeldColumn[];
  /** Where a type is to be written for them, since none is: the program uses them as `any`. Null where one is, or they are not used. */
  readonly untyped: () => UntypedRows | null;
  /** Columns whose values go into texts for people, and nowhere else; none where the rows could not be followed to their end. */
  readonly printed: () => ReadonlySet<string>;
  /** What becomes of the values of each column, as far as they were followed. */
  readonly uses: () => ReadonlyMap<string, readonly ColumnUse[]>;
  /** True where every use of the rows was followed: nothing was returned, passed on, or stored out of sight. */
  readonly complete: boolean;
}

/** A use of a column's value. */
export interface ColumnUse {
  /** `asked`: it is only asked whether it is NULL. `guarded`: no NULL comes here. */
  readonly kind: "asked" | "guarded" | "open";
  /** Where it goes into a text as it is, in which NULL is a word: `${user.name}`, and its line from 1. */
  readonly printed: { readonly text: string; readonly line: number } | null;
  /** Other columns of the row that are known not to be NULL here. */
  readonly beside: ReadonlySet<string>;
}

export interface HeldColumn {
  /** The property as the program names it; empty for the first column, where the call gives its value alone. */
  readonly column: string;
  readonly span: Span;
}

export interface ColumnRead {
  /** The property as the program names it; empty for the first column, where the call gives its value alone. */
  readonly column: string;
  /**
   * `dereference` covers a property and a method (`x.length`, `x.trim()`); `loose` uses break nothing but mean
   * something else with NULL (arithmetic, text building, an argument or assignment of non-null type) and are reported
   * under `strict`.
   */
  readonly use: "dereference" | "call" | "spread" | "iterate" | "index" | "loose";
  /** The column's own characters: `email` in `user.email.trim()`. */
  readonly span: Span;
  /** A check that ends NULL stands before this use: `?.`, `??`, `if`, `&&`, an early exit, an assertion, a default. */
  readonly guarded: boolean;
  /** Other columns of the row that are known not to be NULL where this use stands. */
  readonly beside: ReadonlySet<string>;
  /** Strict TypeScript already sees null here, so the compiler does this job. */
  readonly typed: boolean;
  /** `?.` in place of `.`, where that is the whole change. */
  readonly optional: readonly Edit[] | null;
}

export interface DeclaredRow {
  /** `User`, or the inline type's text. */
  readonly name: string;
  readonly columns: readonly DeclaredColumn[];
  /** Where the statement itself is said to give these rows; absent of what the program makes of them further on. */
  readonly said?: Span;
  /** It is the type of the table: that of the rows has those of its columns that are selected. */
  readonly ofTable?: true;
}

export interface DeclaredColumn {
  readonly name: string;
  /**
   * False where the declaration excludes null and undefined; null where it cannot be told (any, unknown, a type from
   * afar).
   */
  readonly nullable: boolean | null;
  /** Whether it names null itself; undefined, and a `?`, are none. */
  readonly saysNull?: () => boolean;
  /** Its decorator says that the column may be NULL, whatever the type says. */
  readonly saysNullable?: boolean;
  /** The property's name in the declaration, or the reference to the type where it is declared in another file. */
  readonly span: Span;
  /** Which declaration of another file it is a part of; null where it is declared in this one. */
  readonly elsewhere?: string | null;
  /** Its declaration is one that other files may use for rows of their own. */
  readonly isShared?: boolean;
  /** Which declaration it is a part of, whichever file that stands in; absent where it is told by no name. */
  readonly declaration?: string;
  /** Adds `| null` (`.nullable()` in zod). */
  readonly allowNull: readonly Edit[] | null;
  /** Whether a row without it is of the type, too; absent: it is. */
  readonly mayLack?: () => boolean;
  /** The type that it is declared to have; null where none is written, or where it is declared otherwise. */
  readonly type?: () => DeclaredType | null;
  /** The type that the property's decorator has to name first: a union tells the library none. */
  readonly typeToName?: string | null;
}

/** A type that the program declares for a value. */
export interface DeclaredType {
  /** As it is written. */
  readonly text: string;
  /** What values of it may be, null and undefined aside; null where that cannot be told (any, generics, types from afar). */
  readonly kinds: ReadonlySet<ValueKind> | null;
  /** What its elements are declared to be, where it is a list and nothing else; null where it is no list, or that is not written. */
  readonly elements: () => DeclaredType | null;
  /** The texts that it is one of, as it says; null where it is any text, or no text. */
  readonly literals: () => DeclaredLiterals | null;
  /** Writes another type in its place, and leaves null and undefined where they are; null where it is more than one name. */
  readonly become: ((type: string) => readonly Edit[]) | null;
}

/** A union of texts. */
export interface DeclaredLiterals {
  readonly texts: ReadonlySet<string>;
  /** Writes others in their place, and leaves the rest of the union as it is; null where they are not written side by side in this file. */
  readonly become: ((texts: readonly string[]) => readonly Edit[]) | null;
}
