import { libraries } from "../libraries/index.ts";
import type { FunctionParameter, ModelSoftDelete, ModelTraits, RoutineEffects } from "../model/definition.ts";
import type { Expression } from "../model/expression.ts";
import type { Query } from "../model/statement.ts";

/** The schema of a database as its migrations leave it. Immutable: every DDL statement gives a new one. */
export interface Catalog {
  /** Key: `schema.name`, as PostgreSQL folds it. Tables, views and materialized views. */
  readonly relations: ReadonlyMap<string, Table | View>;
  /** Enums, domains, composite and other types the schema makes; same keys. */
  readonly types?: ReadonlyMap<string, UserType>;
  /** Functions triggers call, and all others: the last definition of a name; same keys. */
  readonly functions?: ReadonlyMap<string, UserFunction>;
  /** Functions by the same keys, with every one of a name; null where they are not all known. */
  readonly routines?: ReadonlyMap<string, readonly Routine[] | null>;
  /** Extensions by name, with the schema they were put in, where one is written. */
  readonly extensions?: ReadonlyMap<string, string | null>;
  /** What the schema makes besides: `operator ~>`, `cast`, `aggregate sum_sq`. */
  readonly further?: ReadonlySet<string>;
  readonly searchPath: readonly string[];
  /** Files the schema came from, in the order they were applied, relative to the root with `/`. */
  readonly sources: readonly string[];
  /** What could not be read or applied. */
  readonly problems: readonly CatalogProblem[];
}

export interface CatalogProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface SourceLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** The schema of a project that has none. */
export const emptyCatalog: Catalog = {
  relations: new Map(),
  types: new Map(),
  functions: new Map(),
  searchPath: ["public"],
  sources: [],
  problems: [],
};

export interface UserType {
  readonly schema: string;
  readonly name: string;
  readonly form: "enum" | "domain" | "composite" | "range" | "base";
  /** Of an enum, in order. */
  readonly labels: readonly string[];
  /** Of a domain: what it is over, and whether it refuses NULL. */
  readonly over: string | null;
  /** The key of what a domain is over, where that is a type of the schema itself. */
  readonly overType?: string | null;
  readonly notNull: boolean;
  readonly attributes: readonly { readonly name: string; readonly type: string }[];
  /** Of a range: the name of its multirange, where one is given. */
  readonly multirange?: string | null;
}

/** A function as it is called. Types are spelt as those of columns. */
export interface Routine {
  readonly schema: string;
  readonly name: string;
  readonly procedure: boolean;
  readonly parameters: readonly {
    readonly name: string | null;
    readonly type: string;
    readonly mode: FunctionParameter["mode"];
    readonly hasDefault: boolean;
  }[];
  /** Null where the OUT parameters say it, or nothing is given back. */
  readonly returns: string | null;
  readonly returnsSet: boolean;
  readonly strict: boolean;
}

export interface UserFunction {
  readonly schema: string;
  readonly name: string;
  readonly language: string | null;
  readonly body: string | null;
  readonly returns: string | null;
  /** What its body does, where that is PL/pgSQL. */
  readonly does?: RoutineEffects | null;
}

export interface Table {
  readonly kind: "table";
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[] | null;
  readonly unique: readonly UniqueKey[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly place: SourceLine | null;
  readonly triggers?: readonly Trigger[];
  /** Row-level security is enabled. */
  readonly rowSecurity?: boolean;
  /** The names of its policies, which restrict nothing where it is not. */
  readonly policies?: readonly string[];
  /** What the folding of further statements needs to know. */
  readonly structure?: TableStructure;
  /** The application's name for it: a model, class, entity or constant. */
  readonly model?: string | null;
  /** How its model deletes rows softly. */
  readonly modelSoftDelete?: ModelSoftDelete | null;
  /** What else its model says: the library, what its client calls it, relations, the conditions its reads have. */
  readonly modelTraits?: ModelTraits | null;
  /** Where the model is declared; `place` is where the migrations make the table. */
  readonly modelPlace?: SourceLine | null;
  /** The table as further models of it declare it, also of other libraries: their names, columns, properties and places. */
  readonly furtherModels?: readonly Table[];
}

/** What no rule asks of a table, but later statements change: its constraints by name, and where it inherits from. */
export interface TableStructure {
  readonly constraints: readonly Constraint[];
  /** Keys of the tables it inherits from, or is a partition of. */
  readonly parents: readonly string[];
  readonly partition: boolean;
  readonly partitioned: boolean;
  /** It stands for one of another server, and PostgreSQL enforces none of its constraints. */
  readonly foreign?: true;
  readonly temporary: boolean;
}

/** A constraint as `pg_constraint` holds it. */
export interface Constraint {
  readonly name: string;
  readonly kind: "primary-key" | "unique" | "foreign-key" | "check" | "not-null" | "exclusion";
  readonly columns: readonly string[];
  readonly validated: boolean;
  /** Of a check: the columns it proves are never NULL. */
  readonly proves: readonly string[];
  /** Of a check: what it asks. */
  readonly condition?: Expression | null;
  readonly foreignKey: ForeignKey | null;
  /** Came from a parent alone. */
  readonly inherited: boolean;
  readonly noInherit: boolean;
  /** False for a check or foreign key that is NOT ENFORCED. */
  readonly enforced?: boolean;
}

export interface Trigger {
  readonly name: string;
  readonly timing: "before" | "after" | "instead of";
  readonly events: readonly ("insert" | "update" | "delete" | "truncate")[];
  /** Key of the function it calls, as written where no schema has it. */
  readonly function: string;
  readonly row: boolean;
  /** Of UPDATE OF; empty: of any. */
  readonly columns?: readonly string[];
}

export interface Column {
  readonly name: string;
  /** As `format_type` prints it: `timestamp with time zone`, `character varying(32)`, `text[]`. */
  readonly type: string;
  /**
   * No NOT NULL that was ever checked: `NOT NULL … NOT VALID` leaves old rows as they are. See `neverNull` for what
   * CHECKs and domains add.
   */
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  /** The expression of its DEFAULT. */
  readonly defaultTo?: Expression | null;
  readonly generated: boolean;
  readonly identity: boolean;
  /** A validated CHECK or a NOT NULL domain excludes NULL, whatever `nullable` says. */
  readonly neverNull?: boolean;
  /** The key of its type in the catalog's types. */
  readonly userType?: string | null;
  /** Came from a parent table. */
  readonly inherited?: boolean;
  /** Declared by the table itself, though a parent has it too. */
  readonly local?: boolean;
  /** Of a generated column: the columns its expression reads. */
  readonly computedFrom?: readonly string[];
  /** Of a generated column: its expression. */
  readonly computedBy?: Expression | null;
  /** The application's name for it: a property or field of the model. */
  readonly property?: string | null;
  /** What a later migration did so that rows may lack a value here. */
  readonly opened?: OpenedColumn;
  /** Its model says NOT NULL, and the migrations do not. */
  readonly modelNotNull?: boolean;
}

/** A column that was added without a default to a table that was there, or whose NOT NULL was dropped. */
export interface OpenedColumn {
  readonly how: "added" | "dropped";
  readonly place: SourceLine;
}

export interface UniqueKey {
  readonly columns: readonly string[];
  readonly where: string | null;
}

export interface Index {
  readonly name: string;
  /** Column names; an expression is printed in parentheses. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly where: string | null;
  readonly predicate: Expression | null;
  /** Every column it mentions, in its keys, expressions, INCLUDE list and predicate. */
  readonly mentions?: readonly string[];
  /** What names of its copies are chosen by: its columns as they were called when it was made. */
  readonly labels?: readonly string[];
  /** Backs the primary key or a constraint of the same name. */
  readonly constraint?: boolean;
  /** Of a parent's index, for a partition. */
  readonly parent?: string | null;
  readonly only?: boolean;
}

export interface ForeignKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly references: { readonly schema: string; readonly table: string; readonly columns: readonly string[] };
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** It may be broken until the end of a transaction. */
  readonly deferrable?: boolean;
  /** Its last columns are periods: that of the row is covered by those of rows of the other table, and equals none of them. */
  readonly period?: true;
}

export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

export interface View {
  readonly kind: "view";
  readonly schema: string;
  readonly name: string;
  readonly materialized: boolean;
  /** Names in order; null where they could not be worked out. */
  readonly columns: readonly string[] | null;
  readonly query: Query | null;
  readonly place: SourceLine | null;
  /** Keys of the relations it reads; null where they are not known. */
  readonly reads?: readonly string[] | null;
  /** Of a materialized view. */
  readonly indexes?: readonly Index[];
}

/**
 * Finds a relation as PostgreSQL would: by its schema, or along the search path.
 * Out: undefined when the catalog does not have it, which is not to say that the database does not.
 */
export function findRelation(catalog: Catalog, schema: string | null, name: string): Table | View | undefined {
  for (const candidate of schema === null ? catalog.searchPath : [schema]) {
    const found = catalog.relations.get(`${candidate}.${name}`);
    if (found) return found;
  }
  return undefined;
}

/** True where some list may have no NOT NULL although the library that wrote the schema never leaves NULL there. */
export function hasBareLists({ sources }: Catalog): boolean {
  return libraries.some(({ listsWithoutNotNull }) => sources.some((file) => listsWithoutNotNull?.test(file)));
}
