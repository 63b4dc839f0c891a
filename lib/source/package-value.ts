import type { Library } from "../model/site.ts";

/** The package a value comes from, and how it was got from it. */
export interface Origin {
  /** Null for packages that are no database library, and for globals. */
  readonly library: Library | null;
  /**
   * The specifier as imported; `""` for a global (`console`, `Bun`). A path that leads to no file counts as a package,
   * too.
   */
  readonly package: string;
  /**
   * How the value is got from the package: `.name` for a member, `()` for what a call, a construction or a type gives
   * (awaited or not), two backticks for what a tag gives, `(0:1)` for the second parameter of a function handed on as
   * first argument; `""` for the package itself and its default export. Paths that mean the same are one: the client of
   * `await pool.connect()`, `new pg.Client()` and a parameter of type `PoolClient` are all `Client()` of pg, and the
   * tag that `postgres(url)` or `sql.begin(tx => …)` gives is `sql` of postgres.js (lib/source/packages.ts).
   */
  readonly path: string;
  /** `type`: only type information tells. */
  readonly how: "origin" | "type";
}
