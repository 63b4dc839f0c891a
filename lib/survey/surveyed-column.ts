import type { NullUseKind } from "./null-uses.ts";

/** What speaks for NULL in a column: what the project does with it, or what its schema says beside that it allows NULL. */
export type NullEvidenceKind =
  | Exclude<NullUseKind, "sets" | "seeds" | "copies" | "unknown" | "fills">
  | "added"
  | "dropped"
  | "reference"
  | "schema asks";

export interface NullEvidence {
  readonly kind: NullEvidenceKind;
  /** Where it stands, relative to the root with `/`, and the line from 1; absent for what the schema as a whole says. */
  readonly file?: string;
  readonly line?: number;
  /** Of what may be null: the type that says so, as it is written. */
  readonly type?: string;
}

/** What is known of a column that allows NULL and has no default. */
export interface SurveyedColumn {
  /** `schema.name` */
  readonly table: string;
  readonly serves: string;
  readonly column: string;
  /** How many statements make rows of the table, those among them of which it is not known what they give the column. */
  readonly inserts: number;
  /** Every statement that was read gives it a value that is sure to be there; absent: not all do, or it is not known. */
  readonly given?: true;
  /** Migrations or seeders make its rows, and nothing else writes to the table; absent: none does. */
  readonly seeded?: true;
  /** What speaks for NULL, the strongest first: the first of each kind. */
  readonly evidence: readonly NullEvidence[];
}
