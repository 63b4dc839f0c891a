import { dirname } from "node:path";
import { mappedSpecifier } from "./import-maps.ts";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import { soleDefinition, variableOf } from "./bindings.ts";
import { importedBy, type Imported } from "./imports.ts";
import type { SourceModule } from "./module.ts";
import { generatedFrom, knownPackage, packageOfGlobal } from "./packages.ts";
import { reachesLibrary } from "./reach.ts";

type Node = TSESTree.Node;

/** Constants that are gone through for one answer. */
const furthest = 6;

/**
 * Whether the value of an expression may come from a library that speaks SQL, by what the expression begins with and
 * what the imports of its module lead to. No is sure; it is told without parsing another file.
 */
export function mayLeadToLibrary(node: Node, module: SourceModule): boolean {
  return reachesLibrary(module) && begins(node, module, 0);
}

function begins(node: Node, module: SourceModule, depth: number): boolean {
  switch (node.type) {
    case "MemberExpression":
      return begins(node.object, module, depth);
    case "AwaitExpression":
      return begins(node.argument, module, depth);
    case "TSNonNullExpression":
    case "ChainExpression":
      return begins(node.expression, module, depth);
    case "NewExpression":
      return begins(node.callee, module, depth);
    case "CallExpression":
      // A function may give what it is given: `once("db", () => new Pool())`, `Object.freeze(pool)`.
      return node.arguments.some((one) => !isPlain(one)) || isRequire(node) || begins(node.callee, module, depth);
    case "Identifier":
      return variableMay(variableOf(module, node), node, module, depth);
    default:
      return !isPlain(node);
  }
}

function isPlain({ type }: Node): boolean {
  switch (type) {
    case "Literal":
    case "TemplateLiteral":
    case "BinaryExpression":
    case "UnaryExpression":
    case "UpdateExpression":
    case "ArrayExpression":
      return true;
    default:
      return false;
  }
}

function isRequire({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === "Identifier" && callee.name === "require";
}

function variableMay(
  variable: Variable | null,
  node: TSESTree.Identifier,
  module: SourceModule,
  depth: number,
): boolean {
  if (!variable) return packageOfGlobal(node.name) !== null;
  const definition = soleDefinition(variable);
  if (definition?.type === "ImportBinding") {
    const from = importedBy(definition);
    return !from || importMay(from, module);
  }
  if (definition?.type !== "Variable" || depth > furthest) return true;
  const { id, init } = definition.node;
  if (!init || id.typeAnnotation || variable.references.some((one) => one.isWrite() && one.init !== true)) return true;
  // A default in a pattern may be anything.
  return hasDefault(id) || begins(init, module, depth + 1);
}

function hasDefault(pattern: Node): boolean {
  return (
    pattern.type === "ObjectPattern" &&
    pattern.properties.some((one) => one.type === "Property" && one.value.type !== "Identifier")
  );
}

function importMay({ specifier, name }: Imported, module: SourceModule): boolean {
  if (knownPackage(mappedSpecifier(specifier, dirname(module.file))) !== null || generatedFrom(name) !== null)
    return true;
  const target = module.textOf(specifier);
  return target !== null && reachesLibrary(target);
}
