import type { SoftDeleteSetting } from "../lib/settings.ts";
import type { Shard } from "./shard.ts";

/** 0: nothing found. 1: findings. 2: usage, configuration or internal error. */
export type ExitStatus = 0 | 1 | 2;

/** What `check`, `queries` and `schema` have in common. Nothing is validated against the disk yet. */
export interface ProjectOptions {
  readonly paths: readonly string[];
  readonly schema: readonly string[];
  readonly softDelete: readonly SoftDeleteSetting[];
}

export interface CheckOptions extends ProjectOptions {
  /** Without `rowguard/`; empty: those of the sets. */
  readonly rules: readonly string[];
  /** Sets of rules; empty: what the settings say. */
  readonly presets: readonly string[];
  readonly types: boolean;
  /** Of migrations only those are judged that a commit does not have; null: all of them. */
  readonly sinceBase: string | null;
  /** A part of the files; null: all of them. */
  readonly shard: Shard | null;
  /** Test files are checked, too. */
  readonly tests: boolean;
  readonly format: "stylish" | "json" | "sarif" | "github" | "html";
  /** Where PostgreSQL is asked about each statement: `embedded`, or the URL of a database; null: it is not. */
  readonly verify: string | null;
  readonly fix: "write" | "show" | null;
  readonly exitZero: boolean;
  /** What rowguard itself failed on is an error, even where the rest of the file was checked. */
  readonly strictErrors: boolean;
}

export interface RulesOptions {
  /** The file that is asked about, as typed; null: this folder. */
  readonly file: string | null;
  readonly format: "stylish" | "json";
}

export interface MigrateOptions {
  /** A file and a line of it, as typed: `migrations/001.sql:5`. */
  readonly place: string;
  /** Without `rowguard/`; empty: all. */
  readonly rules: readonly string[];
}

export interface QueriesOptions extends ProjectOptions {
  /** Say of each output why it may be NULL or not. */
  readonly explain: boolean;
  readonly strictErrors: boolean;
  readonly types: boolean;
  readonly format: "stylish" | "json";
}

export interface TypesOptions extends ProjectOptions {
  /** The file it is written to; null: standard output. */
  readonly out: string | null;
  /** Compare the file with what would be written, and write nothing. */
  readonly check: boolean;
}

export interface SchemaOptions extends ProjectOptions {
  readonly format: "stylish" | "json";
}

export interface IndexesOptions extends ProjectOptions {
  readonly format: "stylish" | "json";
  /** So many statements have to look by a column. */
  readonly least: number;
}

export interface SurveyOptions extends ProjectOptions {
  readonly format: "stylish" | "json" | "html";
  /** The file it is written to; null: standard output. */
  readonly out: string | null;
}
