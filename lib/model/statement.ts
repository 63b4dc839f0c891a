import type { Clause, ConditionClause, UnknownText } from "./clause.ts";
import type { Definition } from "./definition.ts";
import type { Call, ColumnReference, Comparison, Constant, Expression } from "./expression.ts";
import type { Optional } from "./optional.ts";
import type { Hole } from "./sql-text.ts";
import type { Edit, Span } from "./span.ts";

/** A statement, whoever wrote it: SQL text, a builder chain, a migration. */
export type Statement = Select | Insert | Update | Delete | Truncate | Merge | DefinitionStatement | Utility | Opaque;

export interface Select {
  readonly kind: "select";
  readonly query: Query;
  readonly edits: Edits;
  readonly span: Span;
}

export interface Insert {
  readonly kind: "insert";
  readonly with: readonly (CommonTable | UnknownText)[];
  readonly target: TableReference;
  /** `absent`: no column list, so the table's columns in order. */
  readonly columns: Clause<{ readonly names: readonly ColumnName[] }>;
  /** The rows: VALUES and SELECT are queries both; `absent` for DEFAULT VALUES. */
  readonly source: Clause<{ readonly query: Query }>;
  readonly onConflict: Clause<OnConflict>;
  readonly returning: Clause<Returning>;
  readonly edits: Edits;
  readonly span: Span;
}

/** The name of a column where a statement lists it. */
export interface ColumnName extends Optional {
  readonly name: string;
  /** The part of it that is written: `["[]"]` for `tags[1]`, `["city"]` for `place.city`. */
  readonly part?: readonly string[];
  readonly span: Span;
}

export interface Returning {
  readonly outputs: readonly (Output | UnknownText)[];
  /** What `old` and `new` are called: `RETURNING WITH (OLD AS o, NEW AS n) …`. */
  readonly versions?: { readonly old?: string; readonly new?: string };
}

export interface OnConflict {
  /** `unknown`: an interpolation stands behind DO. */
  readonly action: "nothing" | "update" | "unknown";
  readonly columns: readonly string[];
  /** Expressions stand among the columns, what they are compared by, or names that are not known. */
  readonly hasExpressions?: boolean;
  /** What the index is inferred from, or the constraint's name: `(email)`. */
  readonly targetSpan: Span;
  readonly constraint: string | null;
  /** The WHERE that chooses a partial index. */
  readonly targetWhere: Clause<ConditionClause>;
  readonly assignments: readonly (Assignment | UnknownText)[];
  readonly where: Clause<ConditionClause>;
  readonly span: Span;
}

export interface Update {
  readonly kind: "update";
  readonly with: readonly (CommonTable | UnknownText)[];
  readonly target: TableReference;
  readonly assignments: readonly (Assignment | UnknownText)[];
  readonly from: readonly (FromItem | UnknownText)[];
  readonly where: Clause<ConditionClause>;
  readonly returning: Clause<Returning>;
  readonly edits: Edits;
  readonly span: Span;
}

export interface Assignment extends Optional {
  /** Null where the name is an interpolation. */
  readonly column: string | null;
  /** Null where one source row is spread over several columns, save for the first of them: that one has the source. */
  readonly value: Expression | null;
  /** The part of it that is written: `["[]"]` for `tags[1]`, `["city"]` for `place.city`. */
  readonly part?: readonly string[];
  /** It is one of several that a row spread over them gives, counted from 1. */
  readonly ofRow?: number;
  readonly span: Span;
}

export interface Delete {
  readonly kind: "delete";
  readonly with: readonly (CommonTable | UnknownText)[];
  readonly target: TableReference;
  readonly using: readonly (FromItem | UnknownText)[];
  readonly where: Clause<ConditionClause>;
  readonly returning: Clause<Returning>;
  readonly edits: Edits;
  readonly span: Span;
}

export interface Truncate {
  readonly kind: "truncate";
  readonly targets: readonly TableReference[];
  readonly cascade: boolean;
  readonly edits: Edits;
  readonly span: Span;
}

export interface Merge {
  readonly kind: "merge";
  readonly with: readonly (CommonTable | UnknownText)[];
  readonly target: TableReference;
  readonly source: FromItem;
  readonly on: Expression;
  readonly actions: readonly (MergeAction | UnknownText)[];
  readonly returning: Clause<Returning>;
  readonly edits: Edits;
  readonly span: Span;
}

export interface MergeAction {
  readonly when: "matched" | "not-matched" | "not-matched-by-source";
  readonly condition: Clause<ConditionClause>;
  readonly action: "insert" | "update" | "delete" | "nothing";
  readonly assignments: readonly (Assignment | UnknownText)[];
  readonly span: Span;
}

/** A statement of the data definition language; what it does is in the `definition`. */
export interface DefinitionStatement {
  readonly kind: "definition";
  readonly definition: Definition;
  readonly edits: Edits;
  readonly span: Span;
}

/** BEGIN, SET, EXPLAIN, VACUUM, …: read, and of no interest; `command` is its first words, in capitals. */
export interface Utility {
  readonly kind: "utility";
  readonly command: string;
  readonly edits: Edits;
  readonly span: Span;
}

/** Could not be read; `reason` is one plain sentence without a full stop, PostgreSQL's words where they are its. */
export interface Opaque {
  readonly kind: "opaque";
  readonly reason: string;
  readonly span: Span;
}

/** One query level: SELECT, VALUES, TABLE, or a set operation over two more. */
export type Query = SelectQuery | ValuesQuery | SetOperation;

export interface SelectQuery {
  readonly kind: "select-query";
  readonly with: readonly (CommonTable | UnknownText)[];
  readonly distinct: boolean;
  readonly distinctOn: readonly Expression[];
  readonly outputs: readonly (Output | UnknownText)[];
  readonly from: readonly (FromItem | UnknownText)[];
  readonly where: Clause<ConditionClause>;
  readonly groupBy: Clause<Grouping>;
  readonly having: Clause<ConditionClause>;
  /** What the WINDOW clause partitions and orders by. */
  readonly windows: Clause<Keys>;
  /** Whether UNION, INTERSECT or EXCEPT may follow: `unknown` where text of unknown content could bring it. */
  readonly furtherArm: "absent" | "unknown";
  readonly orderBy: Clause<Keys>;
  /** LIMIT ALL is `absent`. */
  readonly limit: Clause<RowCount>;
  readonly offset: Clause<RowCount>;
  /** FOR UPDATE, FOR SHARE, … */
  readonly locking: Clause<object>;
  readonly span: Span;
}

export interface Keys {
  /** An `unknown` one stands for text that may hold further ones. */
  readonly keys: readonly Expression[];
}

export interface Grouping extends Keys {
  /** GROUPING SETS, ROLLUP or CUBE, or text that may be: any grouped column may be NULL. */
  readonly sets: boolean;
  /** The keys that belong to every set, and those that some set surely lacks: they are NULL in its rows. */
  readonly common: readonly Expression[];
  readonly lost: readonly Expression[];
  /** Some set has no key: its row is there even where nothing else is. */
  readonly total: boolean;
}

export interface RowCount {
  readonly count: Expression;
}

export interface ValuesQuery {
  readonly kind: "values-query";
  readonly with: readonly (CommonTable | UnknownText)[];
  readonly rows: readonly (readonly Expression[] | UnknownText)[];
  readonly span: Span;
}

export interface SetOperation {
  readonly kind: "set-operation";
  readonly with: readonly (CommonTable | UnknownText)[];
  readonly operator: "union" | "intersect" | "except";
  readonly all: boolean;
  readonly left: Query;
  readonly right: Query;
  readonly furtherArm: "absent" | "unknown";
  readonly orderBy: Clause<Keys>;
  readonly limit: Clause<RowCount>;
  readonly offset: Clause<RowCount>;
  readonly span: Span;
}

export interface CommonTable extends Optional {
  readonly name: string;
  readonly columns: readonly string[];
  readonly recursive: boolean;
  readonly materialized: boolean | null;
  /** SELECT in most; a data-modifying statement gives what it RETURNs. */
  readonly statement: Statement;
  /** What SEARCH and CYCLE add behind its own columns, in order. */
  readonly added: readonly AddedColumn[];
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface AddedColumn {
  readonly name: string;
  /** CYCLE may mark rows by NULL. */
  readonly nullable: boolean;
}

/**
 * What a level gives back. `name` is PostgreSQL's own naming (FigureColname) where no alias is written; null for stars
 * and unknowns.
 */
export interface Output extends Optional {
  readonly name: string | null;
  readonly expression: Expression;
  readonly span: Span;
}

export type FromItem = TableReference | DerivedTable | TableFunction | Join | UnknownItem;

/** A table, view or CTE named in FROM, USING, INTO, UPDATE, DELETE FROM or TRUNCATE. */
export interface TableReference extends Optional {
  readonly kind: "table";
  readonly schema: string | null;
  /** Null where the name itself could not be found; then `hole` says which interpolation stands there. */
  readonly name: string | null;
  readonly hole: Hole | null;
  readonly alias: string | null;
  readonly columnAliases: readonly string[];
  readonly only: boolean;
  /** TABLESAMPLE: some of its rows. */
  readonly sampled?: true;
  readonly span: Span;
  /** The name with its schema, without alias: what a rule underlines. */
  readonly nameSpan: Span;
}

export interface DerivedTable extends Optional {
  readonly kind: "derived";
  readonly query: Query;
  readonly lateral: boolean;
  readonly alias: string | null;
  readonly columnAliases: readonly string[];
  readonly span: Span;
}

/** A function, ROWS FROM, XMLTABLE, JSON_TABLE in FROM. */
export interface TableFunction extends Optional {
  readonly kind: "function";
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly alias: string | null;
  readonly columnAliases: readonly string[];
  /** Of a function that is called by itself: its schema, and what its `Call` says of the arguments. */
  readonly called?: Pick<Call, "schema" | "argumentNames" | "variadic">;
  /** WITH ORDINALITY. */
  readonly ordinality?: boolean;
  /** The columns that a column definition list, XMLTABLE or JSON_TABLE says, with their types; null for one that is not told. */
  readonly columns?: readonly { readonly name: string; readonly type: string | null }[];
  readonly span: Span;
}

export interface Join extends Optional {
  readonly kind: "join";
  readonly type: "inner" | "left" | "right" | "full" | "cross";
  readonly left: FromItem;
  readonly right: FromItem;
  /** `absent` for CROSS, NATURAL and USING. */
  readonly on: Clause<ConditionClause>;
  readonly using: readonly string[];
  readonly natural: boolean;
  readonly alias: string | null;
  readonly span: Span;
}

/** A hole, or grammar that is not modelled, in the place of a table. */
export interface UnknownItem extends Optional {
  readonly kind: "unknown-item";
  readonly hole: Hole | null;
  readonly reason: string;
  readonly span: Span;
}

/** The value a soft-delete column has in a live row. */
export type LiveValue = null | boolean | number | string;

/** A column that says a row is deleted, and the value it has while the row is live. */
export interface SoftDeleteColumn {
  readonly column: string;
  readonly live: LiveValue;
  /** `timestamp`-like: deleted by `now()`; otherwise by a constant. */
  readonly type: string;
  /** NULL stands in rows that nobody has marked: live ones are those in which it is not true. */
  readonly unmarkedIsNull?: true;
}

/**
 * What may be changed in a statement, supplied by whoever read it and spelt in its own style. Each gives the edits to
 * apply together, already parsed again, or null where the change cannot be made in place (text from another file, a
 * clause that is not known, a builder chain in pieces).
 */
export interface Edits {
  /** Restricts `relation` (an object of this statement) to its live rows. */
  addLiveFilter(relation: TableReference, column: SoftDeleteColumn): readonly Edit[] | null;
  /** Puts the conditions from `first` to `last` (expressions of this statement) into parentheses. */
  parenthesise(first: Expression, last: Expression): readonly Edit[] | null;
  /** Takes `condition` out of WHERE and restricts `relation` to its live rows in the ON of its outer join. */
  moveToJoin(condition: Expression, relation: TableReference, column: SoftDeleteColumn): readonly Edit[] | null;
  /**
   * Turns the hard delete of `target` into the UPDATE that marks its rows, those only that are not marked; `live`: no others are deleted
   * anyway.
   */
  softDelete(target: TableReference, column: SoftDeleteColumn, live?: boolean): readonly Edit[] | null;
  /** Sends the value of `hole` beside the text instead of inside it; several holes at once keep the values in order. */
  bind(holes: readonly Hole[]): readonly Edit[] | null;
  /** Turns a comparison with NULL on its right (`= NULL`, `<> NULL`) into IS NULL or IS NOT NULL. */
  testForNull(comparison: Comparison): readonly Edit[] | null;
  /** Leaves the rows of a query out in which its only column is NULL. */
  leaveOutNulls(query: Query): readonly Edit[] | null;
  /** Writes another name in the place of a column's, or another text in the place of a literal's. */
  writeInstead(wrong: ColumnReference | Constant, meant: string): readonly Edit[] | null;
  /** Writes another name in the place of one that the program writes there: as a word of its text, as a key, in a string. */
  rename(at: Span, name: string, meant: string): readonly Edit[] | null;
  /** The characters of a name within what the program writes there; all of it where they are not to be found. */
  nameAt(at: Span, name: string): Span;
}

const none: Edits = {
  addLiveFilter: () => null,
  softDelete: () => null,
  parenthesise: () => null,
  moveToJoin: () => null,
  bind: () => null,
  testForNull: () => null,
  leaveOutNulls: () => null,
  writeInstead: () => null,
  rename: () => null,
  nameAt: (at) => at,
};

/** For statements that offer no edits. It has no properties of its own, so that a statement with it is plain data (`lib/catalog/plain-data.ts`). */
export const noEdits = Object.create(none) as Edits;

/** For statements that offer no other edits. */
export const onlyEdits = (offered: Partial<Edits>): Edits => ({ ...none, ...offered });
