import type { TSESTree } from "@typescript-eslint/utils";
import type { Definition, Scope, Variable } from "@typescript-eslint/scope-manager";
import type { SourceModule } from "./module.ts";

/** The variable an identifier refers to in its module; null for globals. */
export function variableOf(module: SourceModule, identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Variable | null {
  let scope: Scope | null = null;
  for (let node: TSESTree.Node | undefined = identifier; node && !scope; node = node.parent) {
    scope = module.scopes.acquire(node as never, true) as Scope | null;
  }
  for (; scope; scope = scope.upper) {
    const variable = scope.set.get(identifier.name);
    if (variable) return variable;
  }
  return null;
}

/** The one definition of a variable; null where it has none or several (overloads, merged declarations, `var` twice). */
export function soleDefinition(variable: Variable): Definition | null {
  return variable.defs.length === 1 ? (variable.defs[0] ?? null) : null;
}

/** True where nothing but its declaration writes the variable. */
export function isNeverReassigned(variable: Variable): boolean {
  return variable.references.every((reference) => !reference.isWrite() || reference.init === true);
}
