import type { Configured } from "../model/configured.ts";
import type { Definition } from "../model/definition.ts";
import type { Statement } from "../model/statement.ts";
import type { Listing } from "../project/listing.ts";
import type { CatalogProblem } from "./catalog.ts";

/**
 * What is read of a whole .sql file: its definitions in order, and what could not be read. Offsets are UTF-16 units.
 */
export interface Script {
  readonly statements: readonly Statement[];
  /** Those under a guard: one that cannot be applied is no problem. */
  readonly guarded: ReadonlySet<Statement>;
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
}

export type ReadScript = (text: string) => Script;

/** What reads the files of a schema; handed in, because the catalog knows no parser. */
export interface SchemaReaders {
  readonly script: ReadScript;
  readonly migrations: MigrationReader;
  readonly models: ModelReader;
  /** What the configuration files of a project say. */
  readonly configured: (listing: Listing) => readonly Configured[];
}

/** Reads migrations that are written in JavaScript or TypeScript. */
export interface MigrationReader {
  /** The library a text is a migration of; null for none. */
  kindOf(text: string): string | null;
  /** The order in which a module of the project lists others, all absolute; null where none does. */
  listed(files: readonly string[]): { readonly file: string; readonly order: readonly string[] } | null;
  /**
   * The part of a migration that is applied. `exists` tells what the schema holds before it; null where the file cannot
   * be read.
   */
  read(file: string, kind: string, exists: (question: SchemaQuestion) => boolean | null): CodeMigration | null;
}

/** Whether a table, or a column of it, is there. */
export interface SchemaQuestion {
  readonly schema: string | null;
  readonly table: string;
  readonly column: string | null;
}

/** What was read of a migration in code. Offsets are UTF-16 units of the file. */
export interface CodeMigration extends Script {
  /** The texts that it sends, in order; null where not all of one is known. */
  readonly sent?: readonly { readonly sql: string | null; readonly offset: number; readonly guarded: boolean }[];
  /** Other files that were read for it, absolute. */
  readonly reads: readonly string[];
  /** Of those, the modules that send its SQL or hold the text of it. */
  readonly writtenIn?: readonly string[];
  /** What it asked of the schema: with other answers it is another migration. */
  readonly asked: readonly (SchemaQuestion & { readonly answer: boolean | null })[];
}

/** Finds and reads what declares tables in application code and model files. */
export interface ModelReader {
  /** Those of a project. */
  find(listing: Listing, configured: readonly Configured[]): readonly ModelSource[];
  /** What a path of the settings names; null where it is no file or folder of models. */
  at(path: string, root: string): ModelSource | null;
  read(source: ModelSource): ModelReading;
  /** Whether models of a kind only say what rows a database that others describe has. */
  typesOnly(kind: string): boolean;
  /** Whether the library of a kind writes migrations by its models. */
  migrates(kind: string): boolean;
}

/** Files that declare models, by one library. */
export interface ModelSource {
  readonly kind: string;
  /** Relative to the root. */
  readonly path: string;
  /** The folder whose code it is the schema of, relative to the root; `.` for the root. */
  readonly serves: string;
  /** Absolute. */
  readonly files: readonly string[];
  /** Where it was seen that these are models: `package.json depends on drizzle-orm`. */
  readonly why: string;
  /** The folder whose models these are, where it is another that is served. */
  readonly of?: string;
  /** Types of rows beside models that say more: they add no table. */
  readonly isBesideModels?: boolean;
}

export interface ModelReading {
  /** In the order they apply; `file` is absolute. */
  readonly definitions: readonly { readonly definition: Definition; readonly file: string; readonly line: number }[];
  readonly problems: readonly CatalogProblem[];
  /** Every file that was read for it, imported ones included. */
  readonly files: readonly string[];
}
