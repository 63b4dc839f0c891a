import type { TSESTree } from "@typescript-eslint/utils";
import type { Library } from "../model/site.ts";
import type { SourceModule } from "./module.ts";
import { traceValue } from "./trace.ts";

/** The package a value comes from, and how it was got from it. */
export interface Origin {
  /** Null for packages that are no database library, and for globals. */
  readonly library: Library | null;
  /** The specifier as imported; `""` for a global (`console`, `Bun`). A path that leads to no file counts as a package, too. */
  readonly package: string;
  /**
   * How the value is got from the package: `.name` for a member, `()` for what a call, a construction or a type gives (awaited or
   * not), two backticks for what a tag gives, `(0:1)` for the second parameter of a function handed on as first argument;
   * `""` for the package itself and its default export. Paths that mean the same are one: the client of
   * `await pool.connect()`, `new pg.Client()` and a parameter of type `PoolClient` are all `Client()` of pg,
   * and the tag that `postgres(url)` or `sql.begin(tx => …)` gives is `sql` of postgres.js (lib/source/packages.ts).
   */
  readonly path: string;
  /** `type`: only type information tells. */
  readonly how: "origin" | "type";
}

/**
 * Where the value of an expression comes from: followed through imports, re-exports, constants, destructuring, object literals,
 * class fields, constructor parameters, declared types, callback parameters, `await` and the project's own functions.
 * Out: null where it is the project's own, made by a package that is no database library, or
 * cannot be told.
 */
export function originOf(expression: TSESTree.Node, module: SourceModule): Origin | null {
  const value = traceValue(expression, module);
  if (value?.kind !== "package") return null;
  // What the function or class of an unknown package gives, or hands to a callback, may be anything.
  return value.origin.library === null && value.origin.package !== "" && value.origin.path.includes("(")
    ? null
    : value.origin;
}
