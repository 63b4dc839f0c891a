import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { SourceModule } from "./module.ts";
import { childrenOf, enclosingClass, type FunctionNode, nameOfKey } from "./nodes.ts";

/**
 * The arguments of every call of a function that only its own file can call. Out: null where others may call it, or
 * where it is also used in other ways.
 */
export function callsOf(
  fn: FunctionNode,
  module: SourceModule,
): readonly (readonly TSESTree.CallExpressionArgument[])[] | null {
  if (fn.parent.type === "MethodDefinition") return callsOfMethod(fn.parent);
  const variable = nameOf(fn, module);
  if (!variable || isExported(variable, module)) return null;
  const calls: (readonly TSESTree.CallExpressionArgument[])[] = [];
  for (const reference of variable.references) {
    if (reference.init) continue;
    const node = reference.identifier;
    if (node.parent.type !== "CallExpression" || node.parent.callee !== node) return null;
    calls.push(node.parent.arguments);
  }
  return calls;
}

function nameOf(fn: FunctionNode, module: SourceModule): Variable | null {
  const owner = fn.type === "FunctionDeclaration" ? fn : fn.parent.type === "VariableDeclarator" ? fn.parent : null;
  const name = owner?.id?.type === "Identifier" ? owner.id : null;
  return (
    (name && module.scopes.getDeclaredVariables(owner as never).find((one) => one.identifiers.includes(name))) ?? null
  );
}

function isExported(variable: Variable, module: SourceModule): boolean {
  const declared = variable.identifiers[0];
  for (let node = declared?.parent; node; node = node.parent) {
    if (node.type === "ExportNamedDeclaration" || node.type === "ExportDefaultDeclaration") return true;
    if (/Function|Class|Block/.test(node.type) && node !== declared?.parent) return false;
  }
  return module.ast.body.some(
    (statement) =>
      statement.type === "ExportNamedDeclaration" &&
      statement.specifiers.some((one) => nameOfKey(one.local) === variable.name),
  );
}

const methodCalls = new WeakMap<
  TSESTree.MethodDefinition,
  { readonly calls: readonly (readonly TSESTree.CallExpressionArgument[])[] | null }
>();

function callsOfMethod(
  method: TSESTree.MethodDefinition,
): readonly (readonly TSESTree.CallExpressionArgument[])[] | null {
  const known = methodCalls.get(method) ?? { calls: findCallsOfMethod(method) };
  methodCalls.set(method, known);
  return known.calls;
}

function findCallsOfMethod(
  method: TSESTree.MethodDefinition,
): readonly (readonly TSESTree.CallExpressionArgument[])[] | null {
  const name = nameOfKey(method.key);
  const owner = enclosingClass(method);
  if (!owner || name === null || !(method.accessibility === "private" || name.startsWith("#"))) return null;
  const calls: (readonly TSESTree.CallExpressionArgument[])[] = [];
  const otherUses: TSESTree.Node[] = [];
  const visit = (node: TSESTree.Node): void => {
    for (const child of childrenOf(node)) {
      if (child.type === "MemberExpression" && !child.computed && nameOfKey(child.property) === name) {
        if (child.parent.type === "CallExpression" && child.parent.callee === child) calls.push(child.parent.arguments);
        else otherUses.push(child);
      }
      visit(child);
    }
  };
  visit(owner.body);
  return otherUses.length === 0 ? calls : null;
}
