import type { TSESTree } from "@typescript-eslint/utils";
import type { Definition, Variable } from "@typescript-eslint/scope-manager";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { enclosingClass, indexIn, isFunction, keyName, memberName, unwrap, type FunctionNode } from "./nodes.ts";

type Node = TSESTree.Node;

/**
 * Which value an expression is, told by its names: `input.pollId` is `pollId` of the parameter `input`, whatever it was
 * destructured into on its way. `root` is a variable, the whole pattern of a parameter, or the class of `this`.
 */
export interface ValuePath {
  readonly root: Variable | Node;
  readonly names: readonly string[];
}

const furthest = 12;

/** The path of an expression; null where it is no name, or a property of none. */
export function pathOf(node: Node, module: SourceModule, depth = 0): ValuePath | null {
  if (depth > furthest) return null;
  const plain = unwrap(node);
  switch (plain.type) {
    case "Identifier":
      return pathOfName(plain, module, depth);
    case "MemberExpression": {
      const name = memberName(plain);
      const object = name === null ? null : pathOf(plain.object, module, depth + 1);
      return object && name !== null ? { root: object.root, names: [...object.names, name] } : null;
    }
    case "Property":
      return plain.shorthand ? pathOf(plain.value, module, depth + 1) : null;
    case "ThisExpression": {
      const owner = enclosingClass(plain);
      return owner && { root: owner, names: [] };
    }
    case "LogicalExpression":
      return plain.operator === "??" ? pathOf(plain.left, module, depth + 1) : null;
    case "UnaryExpression":
      return plain.operator === "+" ? pathOf(plain.argument, module, depth + 1) : null;
    case "TemplateLiteral":
      return plain.expressions[0] && plain.quasis.every(({ value }) => value.raw === "")
        ? pathOf(plain.expressions[0], module, depth + 1)
        : null;
    case "CallExpression":
      return pathOfConverted(plain, module, depth);
    default:
      return null;
  }
}

/** `String(id)`, `Number.parseInt(id, 10)`, `id.toString()`: the same value in another form. */
function pathOfConverted(
  { callee, arguments: given }: TSESTree.CallExpression,
  module: SourceModule,
  depth: number,
): ValuePath | null {
  const plain = unwrap(callee);
  if (plain.type === "MemberExpression" && memberName(plain) === "toString")
    return pathOf(plain.object, module, depth + 1);
  const name =
    plain.type === "Identifier" && variableOf(module, plain) === null
      ? plain.name
      : plain.type === "MemberExpression" && plain.object.type === "Identifier" && plain.object.name === "Number"
        ? memberName(plain)
        : null;
  return name !== null && converters.has(name) && given[0] ? pathOf(given[0], module, depth + 1) : null;
}

const converters: ReadonlySet<string> = new Set(["String", "Number", "BigInt", "parseInt", "parseFloat"]);

function pathOfName(name: TSESTree.Identifier, module: SourceModule, depth: number): ValuePath | null {
  const variable = variableOf(module, name);
  if (!variable) return null;
  const definition = soleDefinition(variable);
  const itself: ValuePath = { root: variable, names: [] };
  if (!definition || !isNeverReassigned(variable)) return itself;
  const declared = definition.name as Node;
  if (definition.type === "Parameter") return pathInParameter(definition, declared) ?? itself;
  const { node } = definition;
  if (node.type !== "VariableDeclarator" || !node.init) return itself;
  const names = namesWithin(node.id, declared);
  const from = names && pathOf(node.init, module, depth + 1);
  return from ? { root: from.root, names: [...from.names, ...names] } : itself;
}

function pathInParameter({ node }: Definition, declared: Node): ValuePath | null {
  if (!isFunction(node)) return null;
  for (const parameter of node.params) {
    const pattern = patternOf(parameter);
    const names = namesWithin(pattern, declared);
    if (names) return { root: pattern, names };
  }
  return null;
}

/** The pattern that a parameter binds, without its default or the modifier that makes it a field. */
export function patternOf(parameter: Node): Node {
  if (parameter.type === "TSParameterProperty") return patternOf(parameter.parameter);
  return parameter.type === "AssignmentPattern" ? parameter.left : parameter;
}

/** The properties that lead from a pattern to a name it binds; null where it binds none of that name, or as an item of a list. */
function namesWithin(pattern: Node, name: Node): readonly string[] | null {
  if (pattern === name) return [];
  if (pattern.type === "AssignmentPattern") return namesWithin(pattern.left, name);
  if (pattern.type !== "ObjectPattern") return null;
  for (const property of pattern.properties) {
    const key = property.type === "Property" ? keyName(property) : null;
    const inner = property.type === "Property" ? namesWithin(property.value, name) : null;
    if (inner && key !== null) return [key, ...inner];
  }
  return null;
}

/** The function whose parameter a path begins with, and which of its parameters that is; null where it begins otherwise. */
export function parameterOf({ root }: ValuePath): { readonly fn: FunctionNode; readonly index: number } | null {
  if (!("type" in root)) return null;
  let parameter = root as Node;
  while (parameter.parent?.type === "AssignmentPattern" || parameter.parent?.type === "TSParameterProperty")
    parameter = parameter.parent;
  const fn = parameter.parent;
  if (!isFunction(fn)) return null;
  const index = indexIn(fn.params, parameter);
  return index < 0 ? null : { fn, index };
}

/** Whether two paths name the same value. */
export function isSamePath(one: ValuePath, other: ValuePath): boolean {
  return one.root === other.root && areSame(one.names, other.names);
}

const areSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, index) => name === other[index]);

/**
 * What a function is given as its parameter number `index` where an argument holds a value: the properties that lead to
 * it there. Null where the argument does not hold it. `{ id: poll.id }` holds `poll.id` under `id`.
 */
export function namesInArgument(argument: Node, value: ValuePath, module: SourceModule): readonly string[] | null {
  const plain = unwrap(argument);
  if (plain.type === "ObjectExpression") {
    for (const property of plain.properties) {
      const key = property.type === "Property" ? keyName(property) : null;
      const inner =
        property.type === "Property" && key !== null ? namesInArgument(property.value, value, module) : null;
      if (inner && key !== null) return [key, ...inner];
      const spread = property.type === "SpreadElement" ? namesInArgument(property.argument, value, module) : null;
      if (spread) return spread;
    }
    return null;
  }
  const path = pathOf(plain, module);
  if (path?.root !== value.root || path.names.length > value.names.length) return null;
  return areSame(path.names, value.names.slice(0, path.names.length)) ? value.names.slice(path.names.length) : null;
}

/** The expression that stands under some names in an argument, and the names that are left when it is no object literal. */
export function inArgument(
  argument: Node,
  names: readonly string[],
): { readonly node: Node; readonly names: readonly string[] } | null {
  const plain = unwrap(argument);
  const [first, ...rest] = names;
  if (plain.type !== "ObjectExpression" || first === undefined) return { node: plain, names };
  const property = plain.properties.findLast((one) => one.type === "Property" && keyName(one) === first);
  return property?.type === "Property" ? inArgument(property.value, rest) : null;
}
