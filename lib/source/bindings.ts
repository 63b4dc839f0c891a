import type { TSESTree } from "@typescript-eslint/utils";
import type { Definition, Reference, Scope, Variable } from "@typescript-eslint/scope-manager";
import type { SourceModule } from "./module.ts";

/** A module's references by their identifier: what the scope manager resolved, ready to look up. */
const references = new WeakMap<SourceModule["scopes"], ReadonlyMap<unknown, Reference>>();

function referencesOf(module: SourceModule): ReadonlyMap<unknown, Reference> {
  let found = references.get(module.scopes);
  if (!found) {
    const map = new Map<unknown, Reference>();
    for (const scope of module.scopes.scopes) {
      for (const reference of scope.references) map.set(reference.identifier, reference);
    }
    references.set(module.scopes, (found = map));
  }
  return found;
}

/** The variable an identifier refers to in its module; null for globals. */
export function variableOf(
  module: SourceModule,
  identifier: TSESTree.Identifier | TSESTree.JSXIdentifier,
): Variable | null {
  const reference = referencesOf(module).get(identifier);
  if (reference?.resolved) return isDeclared(reference.resolved) ? reference.resolved : null;
  // Declarations are no references, and a CommonJS file's own top level resolves late.
  return variableNamed(module, identifier.name, identifier);
}

/** What a name means at a node, be it a value or a type; null for globals. */
export function variableNamed(module: SourceModule, name: string, at: TSESTree.Node): Variable | null {
  let scope: Scope | null = null;
  for (let node: TSESTree.Node | undefined = at; node && !scope; node = node.parent) {
    scope = module.scopes.acquire(node, true);
  }
  for (; scope; scope = scope.upper) {
    const variable = scope.set.get(name);
    if (variable) return isDeclared(variable) ? variable : null;
  }
  return null;
}

// Globals that a configuration names are variables without a definition.
function isDeclared(variable: Variable): boolean {
  return variable.defs.length > 0;
}

/**
 * The one definition of a variable; null where it has none or several (overloads, merged declarations, `var` twice).
 */
export function soleDefinition(variable: Variable): Definition | null {
  return variable.defs.length === 1 ? (variable.defs[0] ?? null) : null;
}

/** True where nothing but its declaration writes the variable. */
export function isNeverReassigned(variable: Variable): boolean {
  return variable.references.every((reference) => !reference.isWrite() || reference.init === true);
}

/** Whether a reference is one of types alone. ESLint's own scopes, of plain JavaScript, know of values only and say nothing. */
export function isTypeOnly(reference: { readonly isValueReference?: boolean }): boolean {
  return reference.isValueReference === false;
}
