import type { ModelFilter, ModelRelation, ModelSoftDelete } from "./definition.ts";
import type { Library } from "./site.ts";
import type { SoftDeleteColumn } from "./statement.ts";

/** A table with the names the application has for it. */
export interface NamedTable {
  readonly schema: string;
  readonly name: string;
  /** The application's name: a model, class or constant; null where no model was found. */
  readonly model: string | null;
  /** The library it is a model of; null where no model was found, or it is not known. */
  readonly library?: Library | null;
  readonly columns: readonly NamedColumn[];
  readonly primaryKey: readonly string[] | null;
  readonly relations: readonly ModelRelation[];
  /** Conditions the library adds by itself, or when asked for by name. */
  readonly filters: readonly ModelFilter[];
  /** What the library does of its own accord with rows that are marked as deleted. */
  readonly modelSoftDelete: ModelSoftDelete | null;
  /** The column that marks a deleted row, by settings, convention or model. */
  readonly softDelete: SoftDeleteColumn | null;
}

export interface NamedColumn {
  readonly name: string;
  /** The application's name; the database's where no model has another. */
  readonly property: string;
  readonly type: string;
  readonly nullable: boolean;
}

/**
 * How a reader of builders asks what tables and columns are called. Null: not known, which is not to say that it is not
 * there.
 */
export interface SchemaNames {
  /** As the database calls it; schema null: along the search path. */
  table(schema: string | null, name: string): NamedTable | null;
  /**
   * As a library's application code calls it: the model's name, or its accessor. In: the file (absolute) that declares the model, where that is
   * known, as several may have the name.
   */
  model(library: Library, name: string, file?: string): NamedTable | null;
}
