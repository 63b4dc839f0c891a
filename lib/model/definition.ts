import type { Expression } from "./expression.ts";
import type { Query } from "./statement.ts";
import type { Span } from "./span.ts";

/**
 * What a statement of the data definition language does, reduced to what the catalog folds and what rules about
 * migrations ask. Names are folded and cut to 63 bytes as PostgreSQL does it; `span` is the name or clause as written.
 */
export type Definition =
  | CreateTable
  | CreateTableAs
  | CreateView
  | AlterTable
  | CreateIndex
  | CreateType
  | AlterEnum
  | CreateDomain
  | AlterDomain
  | CreateSchema
  | CreateSequence
  | CreateTrigger
  | CreateFunction
  | CreatePolicy
  | CreateExtension
  | CreateRoutine
  | Rename
  | SetSchema
  | Drop
  | SetSearchPath
  | OtherDefinition;

/** A name with its schema, where one is written. */
export interface ObjectName {
  readonly schema: string | null;
  readonly name: string;
  readonly span: Span;
}

/** A name that needs no schema: a column, a constraint, a trigger. */
export interface Name {
  readonly name: string;
  readonly span: Span;
}

/** A type as written: `serial`, `varchar(32)`, `app.mood[]`. */
export interface TypeReference {
  readonly schema: string | null;
  /** PostgreSQL's internal name where the grammar has one: `int4`, `varchar`, `timestamptz`, `serial4`. */
  readonly name: string;
  readonly modifiers: readonly string[];
  readonly array: boolean;
  readonly span: Span;
}

/** An expression with its text. */
export interface WrittenExpression {
  readonly text: string;
  readonly expression: Expression;
  readonly span: Span;
}

export interface CreateTable {
  readonly kind: "create-table";
  readonly table: ObjectName;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly elements: readonly TableElement[];
  readonly inherits: readonly ObjectName[];
  readonly partitionOf: ObjectName | null;
  /** Has PARTITION BY. */
  readonly partitioned: boolean;
  /** CREATE FOREIGN TABLE. */
  readonly foreign?: true;
  /** OF a composite type. */
  readonly ofType: TypeReference | null;
  /** Declared by a model of the application: its name there. */
  readonly model?: string | null;
  readonly modelSoftDelete?: ModelSoftDelete | null;
  readonly modelTraits?: ModelTraits | null;
}

/** What a library does of its own accord on a model whose rows are deleted softly. */
export interface ModelSoftDelete {
  readonly column: string;
  /** The column's value in a live row. */
  readonly live: null | boolean;
  /**
   * Its ordinary deletion marks rows (Sequelize's paranoid); false where only a call of another name does (TypeORM's
   * softDelete).
   */
  readonly deletes: boolean;
  /** Its reads leave marked rows out. */
  readonly filters: boolean;
}

/**
 * What a model of the application says of its table besides the columns. Tables and columns are the database's names,
 * unquoted.
 */
export interface ModelTraits {
  /** The library it is a model of, as `rowguard schema` names it: `prisma`, `typeorm`, `drizzle`. */
  readonly library: string;
  /**
   * What the library's client calls it, where that is not the model's name: Prisma's `prisma.orderItem` of model
   * OrderItem.
   */
  readonly accessor: string | null;
  /** Further names of the same table: children of single-table inheritance. */
  readonly otherNames: readonly string[];
  /** The table may have columns that the model does not speak of. */
  readonly partial: boolean;
  readonly relations: readonly ModelRelation[];
  readonly filters: readonly ModelFilter[];
  /** Its client throws where a value is undefined, and leaves no condition out. */
  readonly refusesUndefined?: boolean;
}

/**
 * A property of a model that leads to rows of a table: Prisma's relation fields, associations, `@ManyToOne`,
 * `relationMappings`.
 */
export interface ModelRelation {
  readonly property: string;
  /** The model it leads to; null where only the table has a name. */
  readonly model: string | null;
  readonly table: TargetTable;
  readonly kind: "one" | "many";
  /**
   * The columns of the own table, and those of the other that equal them (or, with `through`, that the join table leads
   * to), pairwise. Empty: not known.
   */
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
  /** The join table of a relation that is many on both sides; null for none. */
  readonly through: JoinTable | null;
  /** Its rows are read with every row of the model: TypeORM's `eager`. */
  readonly eager?: boolean;
}

/** A table that models name. */
export interface TargetTable {
  /** Null: along the search path. */
  readonly schema: string | null;
  readonly name: string;
}

export interface JoinTable extends TargetTable {
  /** Of the join table: what equals the relation's `columns`, and what equals its `targetColumns`. */
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
}

/** A condition that a library adds to reads of a model: Sequelize's scopes, MikroORM's filters. */
export interface ModelFilter {
  /** Null for one without a name: Sequelize's default scope. */
  readonly name: string | null;
  /** Added unless it is switched off; else only when asked for. */
  readonly always: boolean;
  /** What must hold in every row it lets through, as far as it could be told. */
  readonly conditions: readonly ModelCondition[];
  /** False where it may restrict its rows in ways that `conditions` do not say. */
  readonly complete?: boolean;
  /** Relations whose rows it reads along, by their names; they restrict nothing. */
  readonly includes?: readonly string[];
}

export interface ModelCondition {
  readonly column: string;
  readonly operator: "=" | "<>" | "is null" | "is not null";
  /** Of `=` and `<>`. */
  readonly value: string | number | boolean | null;
}

export type TableElement = ColumnDefinition | ConstraintDefinition | LikeClause;

export interface ColumnDefinition {
  readonly kind: "column";
  readonly name: Name;
  /** Null in PARTITION OF and OF, where the type comes from elsewhere. */
  readonly type: TypeReference | null;
  readonly constraints: readonly ConstraintDefinition[];
  readonly default: WrittenExpression | null;
  readonly generated: WrittenExpression | null;
  readonly identity: "always" | "by default" | null;
  readonly span: Span;
  /** Declared by a model of the application: its name there. */
  readonly property?: string | null;
  /** The model has it from a class of another file: its span is that of the model. */
  readonly isInherited?: boolean;
}

/** A constraint of a table, or of the column it is written beside (then `columns` has that one column). */
export type ConstraintDefinition =
  NotNullConstraint | NullMark | CheckConstraint | KeyConstraint | ForeignKeyConstraint | ExclusionConstraint;

export interface NotNullConstraint {
  readonly kind: "not-null";
  readonly name: string | null;
  readonly column: Name;
  readonly validated: boolean;
  readonly noInherit?: boolean;
  readonly span: Span;
}

/** A column's explicit `NULL`. */
export interface NullMark {
  readonly kind: "null";
  readonly column: Name;
  readonly span: Span;
}

export interface CheckConstraint {
  readonly kind: "check";
  readonly name: string | null;
  readonly condition: WrittenExpression;
  /** Null for one of a table. */
  readonly column: Name | null;
  readonly validated: boolean;
  /** PostgreSQL 18: NOT ENFORCED. */
  readonly enforced: boolean;
  readonly noInherit: boolean;
  readonly span: Span;
}

export interface KeyConstraint {
  readonly kind: "primary-key" | "unique";
  readonly name: string | null;
  readonly columns: readonly Name[];
  /** ADD CONSTRAINT … USING INDEX. */
  readonly usingIndex: string | null;
  readonly nullsNotDistinct: boolean;
  readonly span: Span;
}

export interface ForeignKeyConstraint {
  readonly kind: "foreign-key";
  readonly name: string | null;
  readonly columns: readonly Name[];
  readonly references: ObjectName;
  /** Empty: the primary key. */
  readonly referencedColumns: readonly Name[];
  readonly onDelete: "no action" | "restrict" | "cascade" | "set null" | "set default";
  readonly onUpdate: "no action" | "restrict" | "cascade" | "set null" | "set default";
  readonly validated: boolean;
  /** DEFERRABLE: it may be broken until the end of a transaction. */
  readonly deferrable?: boolean;
  /** Its last column is a PERIOD. */
  readonly period?: true;
  /** `ON DELETE CASCADE`; null where nothing is written. */
  readonly onDeleteSpan?: Span | null;
  readonly span: Span;
}

export interface ExclusionConstraint {
  readonly kind: "exclusion";
  readonly name: string | null;
  readonly columns: readonly IndexColumn[];
  readonly where: WrittenExpression | null;
  readonly span: Span;
}

export interface LikeClause {
  readonly kind: "like";
  readonly table: ObjectName;
  readonly including: {
    readonly constraints: boolean;
    readonly defaults: boolean;
    readonly generated: boolean;
    readonly identity: boolean;
    readonly indexes: boolean;
  };
}

/** CREATE TABLE … AS and SELECT INTO. */
export interface CreateTableAs {
  readonly kind: "create-table-as";
  readonly table: ObjectName;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly string[];
  /** Null for EXECUTE. */
  readonly query: Query | null;
}

export interface CreateView {
  readonly kind: "create-view";
  readonly view: ObjectName;
  readonly materialized: boolean;
  readonly temporary: boolean;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly string[];
  readonly query: Query | null;
}

/** ALTER TABLE, and ALTER VIEW, INDEX, SEQUENCE, FOREIGN TABLE, TYPE (composite) in the same grammar. */
export interface AlterTable {
  readonly kind: "alter-table";
  readonly object: "table" | "view" | "index" | "sequence" | "type";
  readonly table: ObjectName;
  readonly ifExists: boolean;
  readonly only: boolean;
  readonly actions: readonly TableAction[];
}

export type TableAction =
  | {
      readonly kind: "add-column";
      readonly column: ColumnDefinition;
      readonly ifNotExists: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: "drop-column";
      readonly column: Name;
      readonly ifExists: boolean;
      readonly cascade: boolean;
      readonly span: Span;
    }
  | { readonly kind: "set-type"; readonly column: Name; readonly type: TypeReference; readonly span: Span }
  | {
      readonly kind: "set-default";
      readonly column: Name;
      readonly default: WrittenExpression | null;
      readonly span: Span;
    }
  | {
      readonly kind: "set-not-null" | "drop-not-null" | "drop-expression" | "drop-identity";
      readonly column: Name;
      readonly span: Span;
    }
  | {
      readonly kind: "set-expression";
      readonly column: Name;
      readonly expression: WrittenExpression | null;
      readonly span: Span;
    }
  | {
      readonly kind: "add-identity";
      readonly column: Name;
      readonly identity: "always" | "by default";
      readonly span: Span;
    }
  | { readonly kind: "add-constraint"; readonly constraint: ConstraintDefinition; readonly span: Span }
  | { readonly kind: "validate-constraint"; readonly constraint: Name; readonly span: Span }
  /** ALTER CONSTRAINT; null for what it does not say. */
  | {
      readonly kind: "alter-constraint";
      readonly constraint: Name;
      readonly enforced: boolean | null;
      readonly inherits: boolean | null;
      readonly deferrable: boolean | null;
      readonly span: Span;
    }
  | {
      readonly kind: "drop-constraint";
      readonly constraint: Name;
      readonly ifExists: boolean;
      readonly cascade: boolean;
      readonly span: Span;
    }
  | { readonly kind: "attach-partition" | "detach-partition"; readonly partition: ObjectName; readonly span: Span }
  | { readonly kind: "inherit" | "no-inherit"; readonly parent: ObjectName; readonly span: Span }
  /** ENABLE and DISABLE ROW LEVEL SECURITY. */
  | { readonly kind: "row-security"; readonly enabled: boolean; readonly span: Span }
  | { readonly kind: "other"; readonly span: Span };

export interface CreateIndex {
  readonly kind: "create-index";
  /** Null: PostgreSQL chooses it. */
  readonly name: Name | null;
  readonly table: ObjectName;
  readonly unique: boolean;
  readonly concurrently: boolean;
  readonly ifNotExists: boolean;
  readonly only: boolean;
  readonly method: string;
  readonly columns: readonly IndexColumn[];
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  readonly where: WrittenExpression | null;
}

/** A column by name, or an expression. */
export interface IndexColumn {
  readonly column: string | null;
  readonly expression: WrittenExpression | null;
  /** What PostgreSQL builds a chosen name of: the column, a function's name, `expr`. */
  readonly label: string;
}

export interface CreateType {
  readonly kind: "create-type";
  readonly type: ObjectName;
  readonly form: "enum" | "composite" | "range" | "base";
  readonly labels: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly type: TypeReference | null }[];
  /** Of a range: what its elements are, and the name of its multirange where one is given. */
  readonly subtype?: TypeReference | null;
  readonly multirange?: string | null;
}

/** ALTER TYPE … ADD VALUE and RENAME VALUE. */
export interface AlterEnum {
  readonly kind: "alter-enum";
  readonly type: ObjectName;
  /** Null: a new label is added. */
  readonly renamed: string | null;
  readonly label: string;
  readonly ifNotExists: boolean;
  readonly neighbour: string | null;
  readonly after: boolean;
}

export interface CreateDomain {
  readonly kind: "create-domain";
  readonly domain: ObjectName;
  readonly type: TypeReference;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

export interface AlterDomain {
  readonly kind: "alter-domain";
  readonly domain: ObjectName;
  readonly action: "set-not-null" | "drop-not-null" | "set-default" | "drop-default" | "other";
}

export interface CreateSchema {
  readonly kind: "create-schema";
  readonly name: Name;
  readonly ifNotExists: boolean;
  readonly elements: readonly Definition[];
}

export interface CreateSequence {
  readonly kind: "create-sequence";
  readonly sequence: ObjectName;
  readonly ifNotExists: boolean;
}

export interface CreateTrigger {
  readonly kind: "create-trigger";
  readonly name: Name;
  readonly table: ObjectName;
  readonly function: ObjectName;
  readonly timing: "before" | "after" | "instead of";
  readonly events: readonly ("insert" | "update" | "delete" | "truncate")[];
  readonly columns: readonly string[];
  readonly row: boolean;
  readonly replace: boolean;
}

export interface CreateFunction {
  readonly kind: "create-function";
  readonly name: ObjectName;
  readonly replace: boolean;
  readonly procedure: boolean;
  readonly language: string | null;
  readonly returns: TypeReference | null;
  /** RETURNS SETOF and RETURNS TABLE. */
  readonly returnsSet?: boolean;
  readonly parameters?: readonly FunctionParameter[];
  /** It gives NULL as soon as one argument is NULL. */
  readonly strict?: boolean;
  /** The text between the quotes; null for a body in SQL syntax. */
  readonly body: string | null;
  /** What its body does, where that is PL/pgSQL. */
  readonly does?: RoutineEffects | null;
}

/** `table`: a column of RETURNS TABLE. */
export interface FunctionParameter {
  readonly name: string | null;
  readonly type: TypeReference | null;
  readonly mode: "in" | "out" | "inout" | "variadic" | "table";
  readonly hasDefault: boolean;
}

/** CREATE OPERATOR, CAST and AGGREGATE, whose names alone are kept; a cast is called `source as target`. */
export interface CreateRoutine {
  readonly kind: "create-routine";
  readonly object: "operator" | "cast" | "aggregate";
  readonly name: string;
}

/** What the body of a function in PL/pgSQL does, by its words. */
export interface RoutineEffects {
  /** Columns of NEW that it sets. */
  readonly sets: readonly string[];
  /** It may stop the statement with an exception. */
  readonly raises: boolean;
  /** It changes rows, calls procedures, or runs a text. */
  readonly changes: boolean;
  /** It reads rows besides the one it is about. */
  readonly reads: boolean;
  /** It looks at the row as it was before. */
  readonly compares: boolean;
}

/** A policy of row-level security. */
export interface CreatePolicy {
  readonly kind: "create-policy";
  readonly name: Name;
  readonly table: ObjectName;
}

export interface CreateExtension {
  readonly kind: "create-extension";
  readonly name: string;
  readonly schema: string | null;
}

/** What RENAME, SET SCHEMA and DROP are said of. */
export type ObjectKind =
  | "table"
  | "view"
  | "materialized-view"
  | "index"
  | "sequence"
  | "type"
  | "domain"
  | "schema"
  | "column"
  | "constraint"
  | "trigger"
  | "policy"
  | "function"
  | "attribute"
  | "extension"
  | "other";

export interface Rename {
  readonly kind: "rename";
  readonly object: ObjectKind;
  /** The object; for a column, constraint or trigger the relation (or type) it belongs to. */
  readonly target: ObjectName;
  /** The column, constraint, trigger or attribute; null where the object itself is renamed. */
  readonly part: Name | null;
  readonly newName: string;
  readonly newNameSpan?: Span;
  readonly ifExists: boolean;
}

export interface SetSchema {
  readonly kind: "set-schema";
  readonly object: ObjectKind;
  readonly target: ObjectName;
  readonly schema: string;
  readonly ifExists: boolean;
}

export interface Drop {
  readonly kind: "drop";
  readonly object: ObjectKind;
  readonly targets: readonly DropTarget[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

/** `part`: the trigger or policy of a table. */
export interface DropTarget extends ObjectName {
  readonly part: string | null;
}

/** SET search_path; null: back to the default. LOCAL lasts until the transaction ends. */
export interface SetSearchPath {
  readonly kind: "set-search-path";
  readonly schemas: readonly string[] | null;
  readonly local: boolean;
}

/** GRANT, COMMENT, CREATE POLICY, …: read, and nothing the catalog keeps. `command` is its first words, in capitals. */
export interface OtherDefinition {
  readonly kind: "other";
  readonly command: string;
}
