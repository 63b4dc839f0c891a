import { dirname } from "node:path";
import { mappedSpecifier } from "./import-maps.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import { fieldWrites } from "./class-fields.ts";
import { exportOf } from "./exports.ts";
import { importedBy, requiredBy, type Imported } from "./imports.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf, enclosingClass, keyName, nameOfKey, type ClassNode, type FunctionNode } from "./nodes.ts";

export { childrenOf, enclosingClass, nameOfKey, type ClassNode, type FunctionNode };

/** What a name stands for, in whichever module of the project that is written. */
export type Meaning =
  /** A value that never changes. */
  | { readonly kind: "value"; readonly node: TSESTree.Expression; readonly module: SourceModule }
  | { readonly kind: "function"; readonly node: FunctionNode; readonly module: SourceModule }
  | { readonly kind: "enum"; readonly node: TSESTree.TSEnumDeclaration; readonly module: SourceModule }
  | { readonly kind: "class"; readonly node: ClassNode; readonly module: SourceModule }
  | {
      readonly kind: "parameter";
      readonly variable: Variable;
      readonly owner: FunctionNode;
      readonly module: SourceModule;
    }
  /** A property of `from`, by destructuring; `fallback` is its default. */
  | {
      readonly kind: "property";
      readonly from: TSESTree.Expression;
      readonly key: string;
      readonly fallback: TSESTree.Expression | null;
      readonly module: SourceModule;
    }
  /** A `let` or `var` that is written again. */
  | {
      readonly kind: "variable";
      readonly variable: Variable;
      readonly declarator: TSESTree.VariableDeclarator;
      readonly module: SourceModule;
    }
  /** A whole module of the project, under one name. */
  | { readonly kind: "namespace"; readonly module: SourceModule }
  /** Something of a package. */
  | { readonly kind: "package"; readonly specifier: string; readonly name: string };

const furthest = 6;

/** What an identifier stands for; null where that cannot be told. */
export function meaningOf(identifier: TSESTree.Identifier, module: SourceModule, depth = 0): Meaning | null {
  const variable = variableOf(module, identifier);
  return variable ? meaningOfVariable(variable, module, depth) : null;
}

function meaningOfVariable(variable: Variable, module: SourceModule, depth: number): Meaning | null {
  if (depth > furthest) return null;
  const functions = variable.defs.filter((definition) => definition.type === "FunctionName");
  // Overloads: the one with a body is the function.
  const definition =
    soleDefinition(variable) ??
    (functions.length === variable.defs.length
      ? functions.find((one) => one.node.type === "FunctionDeclaration")
      : undefined);
  if (!definition) return null;
  const from = importedBy(definition);
  if (from) return imported(from, module, depth);
  const node = definition.node;
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      if (definition.type === "Parameter") return { kind: "parameter", variable, owner: node, module };
      return isNeverReassigned(variable) ? { kind: "function", node, module } : null;
    case "ClassDeclaration":
    case "ClassExpression":
      return { kind: "class", node, module };
    case "TSEnumDeclaration":
      return { kind: "enum", node, module };
    case "VariableDeclarator":
      return meaningOfDeclarator(variable, node, module, depth);
    default:
      return null;
  }
}

function meaningOfDeclarator(
  variable: Variable,
  node: TSESTree.VariableDeclarator,
  module: SourceModule,
  depth: number,
): Meaning | null {
  if (node.id.type === "Identifier") {
    if (!isNeverReassigned(variable)) return { kind: "variable", variable, declarator: node, module };
    if (!node.init)
      return node.parent.kind === "const" || isLoopHead(node)
        ? null
        : { kind: "variable", variable, declarator: node, module };
    const required = requiredBy(node.init);
    return required ? imported(required, module, depth) : { kind: "value", node: node.init, module };
  }
  if (!node.init || !isNeverReassigned(variable) || node.id.type !== "ObjectPattern") return null;
  const property = node.id.properties.find(
    (one) =>
      one.type === "Property" &&
      (one.value === variable.identifiers[0] ||
        (one.value.type === "AssignmentPattern" && one.value.left === variable.identifiers[0])),
  );
  if (property?.type !== "Property" || property.computed) return null;
  const key = nameOfKey(property.key);
  if (key === null) return null;
  const required = requiredBy(node.init);
  if (required?.name === "*") return imported({ ...required, name: key }, module, depth);
  const fallback = property.value.type === "AssignmentPattern" ? property.value.right : null;
  return { kind: "property", from: node.init, key, fallback, module };
}

function isLoopHead(node: TSESTree.VariableDeclarator): boolean {
  return node.parent.parent.type === "ForOfStatement" || node.parent.parent.type === "ForInStatement";
}

function imported({ specifier, name }: Imported, module: SourceModule, depth: number): Meaning | null {
  const target = module.import(specifier);
  return target
    ? exportedMeaning(target, name, depth + 1)
    : { kind: "package", specifier: mappedSpecifier(specifier, dirname(module.file)), name };
}

/** What `require("./x")` or `await import("./x")` gives, or a member of either; null for any other expression. */
export function requiredMeaning(node: TSESTree.Node, module: SourceModule): Meaning | null {
  const required = requiredBy(node);
  return required && imported(required, module, 0);
}

/** What a module exports under a name, `*` for all of it; null where that cannot be told. */
export function exportedMeaning(module: SourceModule, name: string, depth = 0): Meaning | null {
  if (depth > furthest) return null;
  const exported = exportOf(module, name);
  switch (exported?.kind) {
    case "value": {
      const meaning = meaningOfExpression(exported.node, exported.module, depth);
      // `module.exports = { … }` is a module whose names are its members.
      return name === "*" && (!meaning || (meaning.kind === "value" && meaning.node.type === "ObjectExpression"))
        ? { kind: "namespace", module }
        : meaning;
    }
    case "member":
      return isExpression(exported.of)
        ? { kind: "property", from: exported.of, key: name, fallback: null, module: exported.module }
        : null;
    case "namespace":
      return exported;
    case "package":
      return { kind: "package", specifier: exported.specifier, name: exported.name };
    default:
      return null;
  }
}

/** What an expression stands for where it is a name, a function or a class; otherwise the expression as a value. */
export function meaningOfExpression(node: TSESTree.Node, module: SourceModule, depth = 0): Meaning | null {
  switch (node.type) {
    case "Identifier":
      return meaningOf(node, module, depth + 1);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return { kind: "function", node, module };
    case "ClassDeclaration":
    case "ClassExpression":
      return { kind: "class", node, module };
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return meaningOfExpression(node.expression, module, depth);
    default:
      return isExpression(node) ? { kind: "value", node, module } : null;
  }
}

function isExpression(node: TSESTree.Node): node is TSESTree.Expression {
  return /Expression$|^(?:Literal|TemplateLiteral|Identifier)$/.test(node.type);
}

/** What a class holds under a name: a method, or the one value its field is ever given. */
export function classMember(
  owner: ClassNode,
  name: string,
  module: SourceModule,
):
  | { readonly kind: "function"; readonly node: FunctionNode; readonly module: SourceModule }
  | { readonly kind: "value"; readonly node: TSESTree.Expression; readonly module: SourceModule }
  | null {
  const member = owner.body.body.findLast(
    (one) => (one.type === "MethodDefinition" || one.type === "PropertyDefinition") && keyName(one) === name,
  );
  if (member?.type === "MethodDefinition") {
    return member.kind === "method" && member.value.type === "FunctionExpression"
      ? { kind: "function", node: member.value, module }
      : null;
  }
  const [value, ...others] = fieldValues(owner, name, module);
  if (!value || others.length > 0) return null;
  if (value.type === "ArrowFunctionExpression" || value.type === "FunctionExpression")
    return { kind: "function", node: value, module };
  return { kind: "value", node: value, module };
}

/** Every value that a declared field of a class is ever given; none where it is also changed in other ways. */
export function fieldValues(owner: ClassNode, name: string, module: SourceModule): readonly TSESTree.Expression[] {
  const member = owner.body.body.findLast((one) => one.type === "PropertyDefinition" && keyName(one) === name);
  if (member?.type !== "PropertyDefinition") return [];
  const { assigned, changed } = fieldWrites(owner, name, member.static, module);
  if (changed || assigned.some(({ operator }) => operator !== "=")) return [];
  return [...(member.value ? [member.value] : []), ...assigned.map(({ value }) => value)];
}

/** The declared type of what a function gives back; null where none is written. */
export function returnAnnotation(fn: FunctionNode): TSESTree.TypeNode | null {
  return fn.returnType?.typeAnnotation ?? null;
}

/** True of a function that is async, or declared to give a promise: what it returns is awaited, by whoever calls. */
export function givesPromise(fn: FunctionNode): boolean {
  const type = fn.returnType?.typeAnnotation;
  return (
    fn.async ||
    (type?.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "Promise")
  );
}
