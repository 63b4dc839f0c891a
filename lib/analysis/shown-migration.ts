import type { CreateFunction } from "../model/definition.ts";
import type { Span } from "../model/span.ts";

/** A file of migrations, in SQL or in code. */
export interface ShownMigration {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Its first line: where is told what is wrong with the file as a whole. */
  readonly firstLine: Span;
  /** The migrations that lie beside it, in the order they run, itself among them; paths as above. */
  readonly beside: readonly string[];
  /** The tool or library that applies it, as `rowguard schema` names it. */
  readonly tool: string;
  /** It makes, changes or drops something, and not only where that is or is not there already. */
  readonly defines: boolean;
  /** The functions of PostgreSQL that it makes, with the places of their names. */
  readonly functions: () => readonly ShownFunction[];
  /** What undoes it. Worked out when it is asked for. */
  readonly down: () => DownPart;
}

export interface ShownFunction {
  readonly definition: CreateFunction;
  readonly nameSpan: Span;
}

/**
 * What undoes a migration. `none`: the tool has nothing of the kind, or needs nothing. `unknown`: it could not be read. `refused`: it says
 * that it does not. `missing`: there is no place for it. `there`: with what it leaves of the migration.
 */
export type DownPart =
  | { readonly kind: "none" | "unknown" | "refused" | "missing" }
  | {
      readonly kind: "there";
      /** Where it begins; null where that is another file. */
      readonly span: Span | null;
      /** Of another file: its path, relative to the root. */
      readonly file: string | null;
      readonly isEmpty: boolean;
      readonly leaves: readonly Left[];
    };

/** Something that is not as it was before a migration when it was applied and undone. */
export interface Left {
  readonly how: "left behind" | "not brought back" | "changed";
  readonly what: "table" | "column" | "index" | "foreign key" | "type";
  /** `users`, or `users.email` of a column; an index is named by its columns. */
  readonly name: string;
}
