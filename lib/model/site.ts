import type { Hole, SqlText } from "./sql-text.ts";
import type { SoftDeleteColumn, TableReference } from "./statement.ts";
import type { Edit, Span } from "./span.ts";

/**
 * The name of a library of lib/libraries, as `rowguard queries` prints it; `custom`: named in the settings; `unknown`:
 * none can be told; `sqlFile`: a file of SQL, whoever runs it.
 */
export type Library = string;
export const sqlFile = "SQL file";

/** How placeholders are written in the text that is sent; tags send `$n` for their holes whatever this says. */
export type Placeholders =
  /** `$1` */
  | "numbered"
  /** `?` and `??` (an identifier), `:name` and `:name:` (an identifier): knex. */
  | "question"
  /** `:name` and `?`: Sequelize replacements, TypeORM query builder, MikroORM. */
  | "colon"
  /**
   * `$1`, `$1:name`, `$1~`, `${name}`, `$(name)`, `$/name/`, `$[name]`, `$<name>`, with `:csv`, `:raw`, `:value`, `^`,
   * `#`, …: pg-promise.
   */
  | "formatting"
  /** `@name` */
  | "at"
  /** `$name`, `$name!`, `$$list`, `$row(column, column)`, `$$rows(column, column)`: PgTyped's tag. */
  | "dollar"
  /** `$1`, `:name`, `:'name'`, `:"name"`, `:name!`, `:i:name`, `@name`: what runs .sql files. */
  | "script"
  /** Not known: `$1`, then `?`, then `:name`, whichever the grammar accepts. */
  | "any";

/** A way to write placeholders that a project has made itself: `{{name}}` has its name between `{{` and `}}`. */
export interface PlaceholderScheme {
  readonly before: string;
  readonly after: string;
  /** Its value becomes part of the text. Otherwise it is sent beside it. */
  readonly pastes: boolean;
}

/** A place in a source file that holds SQL text. */
export interface Site {
  readonly library: Library;
  /** Why it counts: the receiver's origin, its type, a client named in the settings, or the text's own evidence. */
  readonly how: "origin" | "type" | "setting" | "evidence";
  /**
   * What is called: `tag` binds its holes, `text` sends the text as it is, `builder` puts its text together from calls.
   */
  readonly kind: "tag" | "text" | "builder";
  /** `fragment`: a piece that is only used inside others, or that no statement word opens. */
  readonly role: "statement" | "fragment";
  /** The template or expression that is the text. */
  readonly span: Span;
  /** The whole call or tagged template. */
  readonly call: Span;
  /** As written, for messages: `pool.query`, `sql`, `prisma.$queryRawUnsafe`. */
  readonly callee: string;
  readonly text: SqlText;
  readonly placeholders: Placeholders;
  /** Placeholders of the project's own making, beside those of the library. */
  readonly schemes?: readonly PlaceholderScheme[];
  readonly values: BoundValues;
  /**
   * What a placeholder that pastes its value in (`$(name:raw)`, `$1^`) would paste, by its name or number, where the
   * call shows it.
   */
  readonly pasted?: ReadonlyMap<string, Hole>;
  /**
   * What a placeholder that its library quotes as a name (`??`, `:table:`, `$1:name`) writes, by its name or number,
   * where the program says it: SQL, in quotes.
   */
  readonly names?: ReadonlyMap<string, string>;
  /** Why it may be no statement of PostgreSQL's; it is not read then. */
  readonly doubt?: string;
  readonly result: ResultShape;
  readonly callback?: RowCallback;
  /** The text is what to sort by: `orderByRaw(…)`, `order: [literal(…)]`. */
  readonly sorts?: boolean;
  /** It is sent by whichever connection of a pool is free. */
  readonly pooled?: boolean;
  /** The library's own types say which columns of its rows may be null. */
  readonly typed?: boolean;
  /** Columns of its rows of which the program says so all the same, in this file: by name, the place of the type. */
  readonly claims?: ReadonlyMap<string, Span>;
  /** The library sends the types of values along: a text that PostgreSQL read as a number is no number then. */
  readonly sendsTypes?: boolean;
  /** It undoes a migration, in its Down part. */
  readonly undoes?: true;
  /** Of a builder: its library may set columns of its own accord that are not in its statements. */
  readonly stamps?: boolean;
  /** Of a builder: its library sends the values that the program gives it, as they are, and no others. */
  readonly sendsAsGiven?: true;
  /** Of a builder: how its library spells a change. */
  readonly editing?: BuilderEdits;
}

/** The changes of a builder's statement that its library has words for; null where one cannot be made in place. */
export interface BuilderEdits {
  addLiveFilter(relation: TableReference, column: SoftDeleteColumn): readonly Edit[] | null;
  /** `live`: only live rows are deleted anyway. */
  softDelete(target: TableReference, column: SoftDeleteColumn, live?: boolean): readonly Edit[] | null;
  /** Alternatives are always written as a group of their own. */
  readonly grouped: boolean;
  /** The condition as the library writes it: `deletedAt: null`. Null: as SQL does. */
  liveCondition(relation: TableReference, column: SoftDeleteColumn): string | null;
  /**
   * True of rows on which no condition is expected: the library takes none there, or the statement before has just made
   * them.
   */
  isSettled(relation: TableReference): boolean;
}

/** What the (awaited) `call` gives. */
export type ResultShape =
  /** An array of row objects: postgres.js, `pool.any`. */
  | "rows"
  /** An object whose `rows` is that array: pg, PGlite, kysely's `execute`. */
  | "result"
  /** One row: `one`. */
  | "row"
  /** One row or null: `maybeOne`, `oneOrNone`. */
  | "row-or-null"
  /** The first column of one row, or of each. */
  | "value"
  | "values"
  /**
   * Rows in one of several forms (a list, an object that holds one, a pair), as options or a client out of sight have
   * it: what the program does with them tells.
   */
  | "unsettled"
  /** A count, a cursor, nothing, or not known. */
  | "other";

/**
 * A function handed to the call that is given rows: `pool.query(text, (error, result) => …)`, `db.map(text, values,
 * (row) => …)`.
 */
export interface RowCallback {
  readonly span: Span;
  /** The parameter that is given them. */
  readonly parameter: number;
  readonly result: ResultShape;
}

/** Where the values of the placeholders stand: what `bind` has to extend. */
export type BoundValues =
  /** The holes themselves. */
  | { readonly kind: "holes" }
  /** An array literal: `elements` spans in order; `closing` is the offset of its `]`. */
  | {
      readonly kind: "array";
      readonly elements: readonly Span[];
      readonly spread: boolean;
      readonly closing: number;
      /** Their placeholders are `$1`, whatever the library's others are. */
      readonly numbered?: true;
    }
  /**
   * No values yet: they go in as a new argument or property at `at`; `before` and `after` are what to write around the
   * array.
   */
  | {
      readonly kind: "absent";
      readonly at: number;
      readonly before: string;
      readonly after: string;
      readonly numbered?: true;
    }
  /** An object, or none yet, that each value goes into under a name: at `at`, with `before` and `after` around them. */
  | { readonly kind: "named"; readonly at: number; readonly before: string; readonly after: string }
  /** An array or object that cannot be seen from here. */
  | { readonly kind: "unknown" };
