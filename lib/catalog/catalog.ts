import type { Expression } from "../model/expression.ts";
import type { Query } from "../model/statement.ts";

/** The schema of a database as its migrations leave it. Immutable: every DDL statement gives a new one. */
export interface Catalog {
  /** Key: `schema.name`, as PostgreSQL folds it. Tables, views and materialized views. */
  readonly relations: ReadonlyMap<string, Table | View>;
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

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
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
  readonly place: Place | null;
}

export interface Column {
  readonly name: string;
  /** As `format_type` prints it: `timestamp with time zone`, `character varying(32)`, `text[]`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly generated: boolean;
  readonly identity: boolean;
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
}

export interface ForeignKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly references: { readonly schema: string; readonly table: string; readonly columns: readonly string[] };
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
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
  readonly place: Place | null;
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
