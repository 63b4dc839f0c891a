import type { LiveValue } from "./model/statement.ts";

/** What users configure, validated, with its defaults filled in: `settings.rowguard` of an ESLint configuration. */
export interface Settings {
  /** Absolute; relative paths in the settings and in messages start here. */
  readonly root: string;
  /** Files, folders and globs in order; null: found by itself. */
  readonly schema: readonly string[] | null;
  /** Columns that mark a row as deleted; the conventions unless the user names some. */
  readonly softDelete: readonly SoftDeleteSetting[];
  /** Clients and wrappers that no import shows. */
  readonly clients: readonly ClientSetting[];
  /** Names of functions whose result restricts a relation to live rows: `notDeleted(users)`. */
  readonly liveFilters: readonly string[];
}

export interface SoftDeleteSetting {
  readonly column: string;
  readonly live: LiveValue;
  /** Only these tables (`name` or `schema.name`); null: every table that has the column. */
  readonly tables: readonly string[] | null;
}

/** `{ name: "db", methods: ["run", "all"] }`, `{ module: "@acme/db", export: "sql", tag: true }`. */
export interface ClientSetting {
  /** The module it is imported from, as written or as a path from the root; null: any value called `name`. */
  readonly module: string | null;
  /** The exported or local name. */
  readonly name: string;
  /** Its methods that take SQL text first; empty: it is called itself. */
  readonly methods: readonly string[];
  /** It is a template tag that binds its holes. */
  readonly tag: boolean;
  /** The library it behaves like: placeholders and results. */
  readonly like: string | null;
}
