import type { ModelFilter, ModelRelation, ModelSoftDelete } from "../../model/definition.ts";
import type { Span } from "../../model/span.ts";

/** Where something is declared: an absolute file, its line from 1, and the offsets there. */
export interface DeclaredAt {
  readonly file: string;
  readonly line: number;
  readonly span: Span;
}

/**
 * Tables, types and views as a library's models declare them, before they are definitions. Names are the database's,
 * unquoted.
 */
export interface Declarations {
  /** What the models are models of. */
  readonly library: string;
  readonly tables: DeclaredTable[];
  readonly enums: DeclaredEnum[];
  readonly views: DeclaredView[];
  readonly problems: DeclaredProblem[];
  /** Files that were read, absolute. */
  readonly files: Set<string>;
}

export interface DeclaredProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface TableName {
  readonly schema: string | null;
  readonly name: string;
}

export interface DeclaredTable extends TableName {
  readonly model: string | null;
  readonly at: DeclaredAt;
  readonly columns: DeclaredColumn[];
  primaryKey: { readonly name: string | null; readonly columns: readonly string[] } | null;
  /** Constraints. */
  readonly uniques: {
    readonly name: string | null;
    readonly columns: readonly string[];
    readonly nullsNotDistinct?: boolean;
  }[];
  readonly indexes: DeclaredIndex[];
  readonly checks: { readonly name: string | null; readonly sql: string }[];
  readonly foreignKeys: DeclaredForeignKey[];
  softDelete: ModelSoftDelete | null;
  /** Its client throws where a value is undefined. */
  refusesUndefined?: boolean;
  /** What the library's client calls the model, where that is another name. */
  readonly accessor?: string | null;
  readonly otherNames?: readonly string[];
  /** It may have columns that are not declared. */
  readonly partial?: boolean;
  readonly relations: ModelRelation[];
  readonly filters: ModelFilter[];
}

export interface DeclaredColumn {
  readonly name: string;
  /** The application's name. */
  readonly property: string | null;
  /** As SQL writes it; null where it is not known. */
  readonly type: string | null;
  readonly notNull: boolean;
  /** The database's default as SQL; `unknown` where there is one that cannot be told, null where there is none. */
  readonly default: string | typeof unknownSql | null;
  /** Of a generated column. */
  readonly generated?: string | typeof unknownSql | null;
  readonly identity?: "always" | "by default" | null;
  readonly at: DeclaredAt;
}

/** SQL that is there and could not be read. */
export const unknownSql = Symbol("unknown SQL");

export interface DeclaredIndex {
  readonly name: string | null;
  /** Columns by name, or expressions. */
  readonly keys: readonly ({ readonly column: string } | { readonly sql: string })[];
  readonly unique: boolean;
  readonly method?: string | null;
  readonly where?: string | null;
}

export interface DeclaredForeignKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly references: TableName;
  /** Empty: its primary key. */
  readonly referenced: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

/** An action as a library spells it: `Cascade`, `SET NULL`, `setNull`, `no_action`. Out: null where it is none. */
export function referentialAction(written: string | null | undefined): ReferentialAction | null {
  const words =
    written
      ?.replace(/([a-z])([A-Z])/g, "$1 $2")
      .replace(/_/g, " ")
      .toLowerCase() ?? "";
  return words === "no action" ||
    words === "restrict" ||
    words === "cascade" ||
    words === "set null" ||
    words === "set default"
    ? words
    : null;
}

export interface DeclaredEnum extends TableName {
  readonly labels: readonly string[];
  readonly at: DeclaredAt;
}

export interface DeclaredView extends TableName {
  readonly materialized: boolean;
  /** Null where the query says them. */
  readonly columns: readonly string[] | null;
  readonly query: string | null;
  readonly at: DeclaredAt;
}

/** A table of which nothing is declared yet. */
export const tableDeclared = (name: TableName, model: string | null, at: DeclaredAt): DeclaredTable => ({
  schema: name.schema,
  name: name.name,
  model,
  at,
  columns: [],
  primaryKey: null,
  uniques: [],
  indexes: [],
  checks: [],
  foreignKeys: [],
  softDelete: null,
  relations: [],
  filters: [],
});

export const nothingDeclared = (library: string): Declarations => ({
  library,
  tables: [],
  enums: [],
  views: [],
  problems: [],
  files: new Set(),
});
