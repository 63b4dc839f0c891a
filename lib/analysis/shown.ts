import type { Expression } from "../model/expression.ts";
import type { PlacedHole, Reading } from "../model/reading.ts";
import type { ColumnRead, DeclaredColumn } from "../model/row-use.ts";
import type { RowValue } from "../model/row-value.ts";
import type { SentValue } from "../model/sent-value.ts";
import type { Site } from "../model/site.ts";
import type { Edit, Span } from "../model/span.ts";
import type { HandedIn, Hole } from "../model/sql-text.ts";
import type { Word } from "../model/words.ts";
import type { RowProperty, UntypedRows } from "../model/row-properties.ts";
import type { SurroundingLoop } from "../model/surroundings.ts";
import type { StatementClient } from "../model/client.ts";
import type { MadePool, TakenClient } from "../model/connections.ts";
import type { DefinitionStatement, Utility } from "../model/statement.ts";
import type {
  DeleteLevel,
  InsertLevel,
  Level,
  MergeLevel,
  Relation,
  SelectLevel,
  SetOperationLevel,
  StatementScopes,
  TruncateLevel,
  UpdateLevel,
  ValuesLevel,
} from "./level.ts";
import type { Sending } from "./refused-values.ts";
import type { RowColumn } from "./row-columns.ts";
import type { ShownMigration } from "./shown-migration.ts";
import type { ShownTable } from "./shown-table.ts";
import type { ValuesRead } from "./values-read.ts";

/** What a rule can be shown, by the name under which it asks for it. */
export interface Shown {
  /** A level of any kind. */
  readonly level: Level;
  /** Levels of statements, wherever they stand: in a CTE, a subquery, an arm of UNION, the rows of an INSERT. */
  readonly select: SelectLevel;
  readonly values: ValuesLevel;
  readonly setOperation: SetOperationLevel;
  readonly insert: InsertLevel;
  readonly update: UpdateLevel;
  readonly delete: DeleteLevel;
  readonly merge: MergeLevel;
  readonly truncate: TruncateLevel;
  /** Whatever gives rows to a level, or has them changed: tables, views, CTEs, subqueries, functions. */
  readonly relation: Relation;
  /** An expression of a level, at any depth; those of its subqueries belong to their own levels. */
  readonly expression: ShownExpression;
  /** A statement of the data definition language. */
  readonly definition: DefinitionStatement;
  /** A table that the file makes or changes, as SQL, in code or as a model, as it stands when all migrations have run. */
  readonly table: ShownTable;
  /** The text of one or more statements, which PostgreSQL's grammar has accepted. */
  readonly text: ShownText;
  /** The file itself, where it is a migration: its name among the others, and what undoes it. */
  readonly migration: ShownMigration;
  /** BEGIN, COMMIT, SET and the like. */
  readonly utility: Utility;
  /** A pool of connections that the program makes, and a client that it takes out of one. */
  readonly pool: MadePool;
  readonly client: TakenClient;
  /** An interpolation, and where in the grammar it stands. */
  readonly hole: ShownHole;
  /** A row type that the program declares, for the rows of a statement or as a model of a table. */
  readonly row: ShownRow;
  /** A use of a column of a row that a statement gave. */
  readonly read: ShownRead;
  /** A parameter whose value is seen, and whose type is known; with type information only. */
  readonly parameter: ShownParameter;
  /** The rows of a statement that the program uses and says no type of. */
  readonly untypedRows: ShownUntypedRows;
}

/** What surrounds a thing that is shown. */
export interface Around {
  /** The text or builder chain it is a part of; null for a model. */
  readonly site: Site | null;
  /** The columns that the program looks at in the rows of the statement. */
  readonly looked: () => ReadonlySet<string>;
  /** The columns that those look at who call the functions which give these rows back. */
  readonly lookedByCallers: () => ReadonlySet<string>;
  /** Whether the program ends its way where the statement has found a row. */
  readonly endsWhereFound: () => boolean;
  /** Whether the program does what it does without the row that the statement gives, too. */
  readonly goesOnWithout: () => boolean;
  /**
   * Whether the row that a relation of the statement chooses by its key was looked up before it. `counts`: which lookups say what is asked, by the
   * relation that was read and the columns that the program looks at in its rows; none: any of the same function, elsewhere those of live rows.
   */
  readonly lookedUpBefore: (
    relation: Relation,
    counts?: (relation: Relation, looked: () => ReadonlySet<string>) => boolean,
  ) => boolean;
  /** What the statements of the file hand to one another; null for a model. */
  readonly values: ValuesRead | null;
  /** The names of the statements that the library sends before this one at the same place: of its parents, where a builder reads related rows. */
  readonly before: readonly StatementScopes[];
  /** The names of those that it sends behind it. */
  readonly after: readonly StatementScopes[];
  /** What every statement of the file does, on every way. */
  readonly inFile: () => readonly Level[];
  /** The client that sends the statement; null for a model. */
  readonly client: () => StatementClient | null;
  /** Whether the program makes a value up at a place, that it was not given. */
  readonly isMadeUp: (span: Span) => boolean;
  /** What the program around says of what is pasted into the text. */
  readonly pasting: AskPasting;
  /** Whether its library leaves a condition out whose value is undefined. */
  readonly leavesOutUndefined: () => boolean;
  /** The loop of the program that runs the statement in each round; null where there is none. */
  readonly loop: () => SurroundingLoop | null;
}

/** How the program is asked about a value that becomes part of a text. */
export interface AskPasting {
  /** What the program puts into a hole, by all who call the function around it; null where that is not sure. `looks`: what was read from the database is known, too. */
  readonly handedIn: (hole: Hole, looks?: "at rows, too") => HandedIn | null;
  /** Whether the same value is handed over beside the text as well: it could be named there. */
  readonly isHandedBeside: (hole: Hole) => boolean;
  /** Whether the function that is given the text takes nothing beside it. */
  readonly takesOnlyText: () => boolean;
  /** Whether the text that the hole stands in is a statement of another file, and judged there. */
  readonly isJudgedElsewhere: (hole: Hole) => boolean;
  /** The file is run by hand. */
  readonly isScript: () => boolean;
}

export interface ShownExpression {
  readonly expression: Expression;
  readonly level: Level;
}

export interface ShownHole extends PlacedHole {
  /** What it is a part of, with its other holes. */
  readonly reading: Reading;
}

export interface ShownText {
  /** Its words, where they stand. */
  readonly words: () => readonly Word[];
}

export interface ShownUntypedRows extends UntypedRows {
  /** The type that is to be written. */
  readonly properties: readonly RowProperty[];
}

export interface ShownParameter {
  /** The value, as an expression of the program. */
  readonly span: Span;
  /** As format_type writes it. */
  readonly type: string;
  readonly value: SentValue;
  readonly sending: Sending;
  /** It becomes the value of a column, as it is. */
  readonly isStored: boolean;
  /** The client library, as prose writes it. */
  readonly client: string;
}

export interface ShownRow {
  /** `User`, or the inline type's text. */
  readonly name: string;
  /** The properties that are columns. */
  readonly columns: readonly ShownColumn[];
  /** Where the statement itself is said to give these rows; null of what the program makes of them further on. */
  readonly said: Span | null;
  /** The properties that every row of the type has, and none of the statement's: sure ones only. */
  readonly missing: () => readonly DeclaredColumn[];
  /** The columns of the statement's rows. */
  readonly given: readonly RowColumn[];
}

export interface ShownColumn {
  /** The program puts its values into texts for people, and does nothing else with them. */
  readonly isOnlyPrinted: () => boolean;
  readonly declared: DeclaredColumn;
  readonly column: RowColumn;
  /** Wherever the program uses its values it has made sure that they are not NULL, whole rows go nowhere else, and nobody else can use the type. */
  readonly isGuardedEverywhere: () => boolean;
  /** Where a NULL of it would be a word of a text: the expression as it is written, and its line. */
  readonly printedAt: () => { readonly text: string; readonly line: number } | null;
  /** What the client makes of the column's values; null where that, or the column's type, is not known. */
  readonly value: () => RowValue | null;
  /** The labels of the enum that the column's type is, where the statement may give each of them; null where it is none, or that is not sure. */
  readonly labels: () => readonly string[] | null;
}

export interface ShownRead extends Omit<ColumnRead, "column" | "beside"> {
  readonly column: RowColumn;
  /** The row's declared type says that the column is never NULL. */
  readonly isDeclaredNonNull: boolean;
  /** Another column of the row that may be NULL is known not to be, where this is read: columns are often NULL together. */
  readonly isBesideNullable: boolean;
}

/** The edits that send the values of holes of a reading beside the text; null where no statement offers them. */
export function bind(reading: Reading, holes: readonly Hole[]): readonly Edit[] | null {
  for (const statement of reading.variants.flat()) {
    const edits = "edits" in statement ? statement.edits.bind(holes) : null;
    if (edits) return edits;
  }
  return reading.bind?.(holes) ?? null;
}
