/** What the program has for the client that sends a statement. */
export interface StatementClient {
  /** The names on the way to it: `replica` and `db` of `this.db.replica.query(…)`. */
  readonly names: ReadonlySet<string>;
  /** The variables of the environment that it is made of: `REPLICA_DB_URL`. */
  readonly environment: ReadonlySet<string>;
}
