/** What a configuration file of the project says of where its schema is written. All paths are absolute, with `/`. */
export interface Configured {
  /** The tool whose configuration it is: `knex`, `drizzle`, `typeorm`. */
  readonly tool: string;
  /** The configuration file. */
  readonly file: string;
  /** Folders, files and globs of migrations, in the order in which they are named. */
  readonly migrations: readonly string[];
  /** Folders, files and globs of models. */
  readonly models: readonly string[];
  /** Endings of migrations that are run, `.js`; empty: any. */
  readonly extensions: readonly string[];
  /** What it says that could not be told, for people; null for nothing. */
  readonly untold: string | null;
  /** Its database, where that is not PostgreSQL. */
  readonly otherDatabase: string | null;
}
