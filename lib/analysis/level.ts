import type { Column, Table, View } from "../catalog/catalog.ts";
import type { Clause, ConditionClause } from "../model/clause.ts";
import type { ColumnReference, Expression } from "../model/expression.ts";
import type { Span } from "../model/span.ts";
import type {
  CommonTable,
  Delete,
  Edits,
  FromItem,
  Insert,
  Join,
  Merge,
  Output,
  SelectQuery,
  SetOperation,
  TableReference,
  Truncate,
  Update,
  ValuesQuery,
} from "../model/statement.ts";

/**
 * One level of a statement with its names bound: a query, or a change of rows, wherever it stands (in a CTE, a subquery, an arm
 * of a set operation, the rows of an INSERT). Each clause is `{ kind: "is", … }`, `absent` or `unknown`.
 */
export type Level =
  SelectLevel | ValuesLevel | SetOperationLevel | InsertLevel | UpdateLevel | DeleteLevel | MergeLevel | TruncateLevel;

export type LevelNode = Level["node"];

export interface SelectLevel
  extends
    LevelBase,
    Pick<
      SelectQuery,
      "distinct" | "where" | "groupBy" | "having" | "furtherArm" | "orderBy" | "limit" | "offset" | "locking"
    > {
  readonly kind: "select";
  readonly node: SelectQuery;
}

export interface ValuesLevel extends LevelBase, Pick<ValuesQuery, "rows"> {
  readonly kind: "values";
  readonly node: ValuesQuery;
}

/** UNION, INTERSECT or EXCEPT; its arms are levels of their own. */
export interface SetOperationLevel
  extends LevelBase, Pick<SetOperation, "operator" | "all" | "furtherArm" | "orderBy" | "limit" | "offset"> {
  readonly kind: "set-operation";
  readonly node: SetOperation;
}

export interface InsertLevel extends LevelBase, Pick<Insert, "columns" | "source" | "onConflict" | "returning"> {
  readonly kind: "insert";
  readonly node: Insert;
  readonly target: Target;
}

export interface UpdateLevel extends LevelBase, Pick<Update, "assignments" | "where" | "returning"> {
  readonly kind: "update";
  readonly node: Update;
  readonly target: Target;
}

export interface DeleteLevel extends LevelBase, Pick<Delete, "where" | "returning"> {
  readonly kind: "delete";
  readonly node: Delete;
  readonly target: Target;
}

export interface MergeLevel extends LevelBase, Pick<Merge, "actions" | "returning"> {
  readonly kind: "merge";
  readonly node: Merge;
  readonly target: Target;
  /** Its ON. */
  readonly on: Clause<ConditionClause>;
}

/** A TRUNCATE, whose targets are its only relations. */
export interface TruncateLevel extends LevelBase, Pick<Truncate, "cascade"> {
  readonly kind: "truncate";
  readonly node: Truncate;
  readonly targets: readonly Target[];
}

/** What levels of every kind have. */
export interface LevelBase {
  /** How the level stands in the one that holds it. `source`: the rows of an INSERT. `arm`: of a set operation. */
  readonly use: "top" | "cte" | "derived" | "arm" | "expression" | "source" | "view";
  /** The level it is written in; null at the top. */
  readonly container: Level | null;
  /** What it sees of the levels around it, for correlation; null where it sees nothing. */
  readonly outer: Surroundings | null;
  /** What stands in FROM, JOIN and USING, and the target of a change. */
  readonly relations: readonly Relation[];
  /** WHERE and each ON (MERGE's ON too), as far as they are there. USING and NATURAL are not among them. */
  readonly conditions: readonly LevelCondition[];
  /** What it gives, stars written out; `complete` is false where a star stands for columns that are not known. */
  readonly outputs: Outputs;
  /** All names of the statement that the level stands in (of the view, for a view's own levels). */
  readonly scopes: StatementScopes;
  /** What may be changed in the statement. */
  readonly edits: Edits;
  readonly span: Span;
  /** What a name means in this level's WHERE. */
  resolve(reference: ColumnReference): Resolution;
}

/** The names of a statement, bound as PostgreSQL binds them (documentation, chapters 7.2 and 7.8). */
export interface StatementScopes {
  /** Every query level, an enclosing one before those inside it; the levels inside views are not among them. */
  readonly levels: readonly Level[];
  /** Null for statements that have no level: definitions, what could not be read. */
  readonly top: Level | null;
  levelOf(node: LevelNode): Level | null;
  /** What a column reference of this statement means where it stands. */
  resolve(reference: ColumnReference): Resolution;
  /**
   * The relations whose columns a reference of this statement may mean where it stands, those of the nearest level first; null for a reference
   * that stands nowhere.
   */
  inSight(reference: ColumnReference): readonly Relation[] | null;
  /** What a table, derived table or function of this statement stands for. */
  relationOf(item: FromItem): Relation | null;
}

/** A part of a level that another level, inside it, can see. */
export interface Surroundings {
  readonly level: Level;
  readonly namespace: Namespace;
  readonly outer: Surroundings | null;
}

/** The names in sight at one place of a level. */
export interface Namespace {
  /** Found by `name.column`. */
  readonly relations: readonly Relation[];
  /** Found by `column`, in the order of `*`. */
  readonly columns: readonly { readonly name: string; readonly bound: Bound }[];
  /** Relations that may have columns which are not known. */
  readonly open: readonly Relation[];
}

export interface LevelCondition {
  readonly clause: "where" | "on";
  readonly expression: Expression;
  /** The join whose ON it is. */
  readonly join: Join | null;
}

/** Something that gives rows to a level, under one name. */
export interface Relation {
  readonly level: Level;
  /** Null for `excluded`. */
  readonly item: FromItem | null;
  /** The alias, or the name where there is none; null where neither is known. */
  readonly name: string | null;
  /** `target`: of INSERT, UPDATE, DELETE, MERGE or TRUNCATE. */
  readonly role: "read" | "target" | "excluded";
  readonly source: RelationSource;
  readonly columns: readonly RelationColumn[];
  /** False where it may have more columns than those. */
  readonly complete: boolean;
  /** It stands on the null-extended side of an outer join. */
  readonly nullExtended: boolean;
  /** The target in RETURNING, as it was before or as it is after the change. */
  readonly version?: "old" | "new";
  /** The joins it stands in, innermost first, and on which side. */
  readonly joins: readonly { readonly join: Join; readonly side: "left" | "right" }[];
}

/** A table that is written to; `item.nameSpan` is its name as written. */
export interface Target extends Relation {
  readonly item: TableReference;
}

export type RelationSource =
  | { readonly kind: "table"; readonly table: Table }
  /** `level` is the view's own query and `scopes` its names, null where it is not known. */
  | {
      readonly kind: "view";
      readonly view: View;
      readonly level: Level | null;
      readonly scopes: StatementScopes | null;
    }
  /** `below`: its WITH belongs to a level around the one that reads it. */
  | { readonly kind: "cte"; readonly cte: CommonTable; readonly level: Level | null; readonly below: boolean }
  | { readonly kind: "derived"; readonly level: Level }
  /** `columns`: the names of what it gives, null where they are not known. */
  | { readonly kind: "function"; readonly columns: readonly string[] | null }
  | { readonly kind: "unknown" };

export interface RelationColumn {
  /** As the level around it names it. */
  readonly name: string;
  /** The table's column. */
  readonly column: Column | null;
  /** What the query of a CTE, derived table or view gives. */
  readonly output: OutputColumn | null;
  /** PostgreSQL itself makes it: SEARCH, CYCLE. */
  readonly made?: { readonly nullable: boolean };
  /** Left out of stars: SEARCH and CYCLE columns are, in queries below the one whose WITH has them. */
  readonly unstarred?: boolean;
}

export interface Outputs {
  readonly columns: readonly OutputColumn[];
  readonly complete: boolean;
}

export interface OutputColumn {
  /** Null where PostgreSQL's name for it is not known. */
  readonly name: string | null;
  /** Null where a star or a set operation gave it. */
  readonly expression: Expression | null;
  /** The column it hands on as it is: a plain reference, or part of a star. */
  readonly bound: Bound | null;
  /** Of a set operation: the output of each arm, in order; of VALUES: one for each row. Empty otherwise. */
  readonly arms: readonly OutputColumn[];
  readonly level: Level;
  readonly output: Output | null;
}

export interface Bound {
  readonly relation: Relation;
  /** The name in that relation; `*` for the whole row. */
  readonly column: string;
  readonly of: RelationColumn | null;
  /** A column merged by JOIN USING or NATURAL JOIN: those it was made of, in order. Empty otherwise. */
  readonly merged: readonly Bound[];
}

/** `unknown`: it may be a column that the catalog does not know of. Null: no relation in sight can have it. */
export type Resolution = Bound | "ambiguous" | "unknown" | null;
