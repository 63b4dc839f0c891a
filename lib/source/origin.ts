import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "./module.ts";
import type { Origin } from "./package-value.ts";
import { traceValue } from "./trace.ts";

/**
 * Where the value of an expression comes from: followed through imports, re-exports, constants, destructuring, object
 * literals, class fields, constructor parameters, declared types, callback parameters, `await` and the project's own
 * functions.
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
