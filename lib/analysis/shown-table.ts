import type { Catalog, Column, ForeignKey, Index, Table } from "../catalog/catalog.ts";
import type { CreateTrigger, ForeignKeyConstraint, TypeReference, WrittenExpression } from "../model/definition.ts";
import type { Edit, Span } from "../model/span.ts";

/**
 * A table as one file declares or changes it, wherever that is written: SQL, a migration in code, a model. What a later
 * migration drops or overrides is left out, so what is here is still so when all of them have run.
 */
export interface ShownTable {
  /** The table when all migrations have run. */
  readonly final: Table;
  /** The table as this file leaves it. */
  readonly after: Table;
  /** The schema when all migrations have run. */
  readonly catalog: Catalog;
  /** This file makes it. */
  readonly isNew: boolean;
  readonly declaredIn: "migration" | "model";
  /** The tool or library that applies the file: `goose`, `knex`, `drizzle`. */
  readonly tool: string;
  /** The file may still be changed: it has a model, or is the last migration there is. */
  readonly isOpen: boolean;
  /** Its name where it is made or, in a file that does not make it, named first. */
  readonly nameSpan: Span;
  /** Where this file gives it the name it has at the end. */
  readonly namedAt: Span | null;
  /** Where SQL can be added to this file; null where it is no file of SQL. */
  readonly behind: {
    /** The last column of the CREATE TABLE. */
    readonly columns: number | null;
    /** The last statement that is about the table. */
    readonly statements: number;
  } | null;
  /** The columns that this file adds or changes. */
  readonly columns: readonly ShownColumn[];
  /** The foreign keys that this file adds. */
  readonly foreignKeys: readonly ShownForeignKey[];
  /** The unique constraints and unique indexes that this file adds, primary keys left out. */
  readonly uniques: readonly ShownUnique[];
  /** The triggers that this file adds. */
  readonly triggers: readonly ShownTrigger[];
  /** The policies of row-level security that this file adds. */
  readonly policies: readonly { readonly name: string; readonly span: Span }[];
}

export interface ShownColumn {
  /** The column when all migrations have run. */
  readonly column: Column;
  /** Its name, where this file adds or changes it. */
  readonly span: Span;
  /** This file adds it. */
  readonly isAdded: boolean;
  /** Its type at the end, where this file is the one that gives it. */
  readonly type: { readonly span: Span; readonly reference: TypeReference; readonly isSql: boolean } | null;
  /** Where this file lets it be NULL, and none after it forbids that. */
  readonly nullableAt: Span | null;
  /** The DEFAULT that this file gives it. */
  readonly default: WrittenExpression | null;
  /** Behind all that its definition says; null where this file does not hold it as SQL. */
  readonly end: number | null;
}

export interface ShownForeignKey {
  /** The constraint when all migrations have run. */
  readonly foreignKey: ForeignKey;
  readonly definition: ForeignKeyConstraint;
  /** The clause, or the column where the clause is not written as SQL. */
  readonly span: Span;
  /** What is written of deletion: `ON DELETE CASCADE`, `"cascade"`. */
  readonly onDeleteAt: Span | null;
  /** The whole clause is SQL that stands in this file. */
  readonly isSql: boolean;
}

export interface ShownUnique {
  readonly index: Index;
  readonly kind: "constraint" | "index";
  readonly span: Span;
  /** The edits that make it an index over the rows of which a condition holds; null where it is not written as SQL. */
  readonly partial: (condition: string) => readonly Edit[] | null;
}

export interface ShownTrigger {
  readonly definition: CreateTrigger;
  /** The key of its function in the catalog, as written where no schema has it. */
  readonly function: string;
  readonly span: Span;
}
