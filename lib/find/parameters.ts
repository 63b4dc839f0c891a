import type { TSESTree } from "@typescript-eslint/utils";
import type { Reference, Variable } from "@typescript-eslint/scope-manager";
import { soleDefinition, variableOf } from "../source/bindings.ts";
import type { SourceModule } from "../source/module.ts";
import { type FunctionNode, keyName, memberName } from "../source/nodes.ts";

/** A function's parameter, or a property of it, handed on as the text or at its beginning. */
export interface ParameterUse {
  readonly index: number;
  /** `text` of `{ text }`; null: the parameter itself. */
  readonly property: string | null;
  /** The parameter is handed on as a whole, be it text or an object that holds it. */
  readonly whole: boolean;
  /** What the function writes behind it: texts, null for what is not known. */
  readonly after: readonly (string | null)[];
}

const furthest = 8;
const keepsText = /^(?:trim|trimStart|trimEnd|toString|normalize|replace|replaceAll)$/;

/** Which parameter of a function an expression in its body is, or begins with; null where it is something else. */
export function textOfParameter(
  node: TSESTree.Node,
  fn: FunctionNode,
  module: SourceModule,
  depth = 0,
): ParameterUse | null {
  if (depth > furthest) return null;
  const further = (next: TSESTree.Node): ParameterUse | null => textOfParameter(next, fn, module, depth + 1);
  switch (node.type) {
    case "Identifier": {
      const variable = variableOf(module, node);
      return variable && ofVariable(variable, fn, further);
    }
    case "MemberExpression": {
      const use = node.object.type === "Identifier" ? further(node.object) : null;
      const name = memberName(node);
      return use && use.property === null && name !== null
        ? { index: use.index, property: name, whole: false, after: [] }
        : null;
    }
    case "CallExpression":
      return node.callee.type === "MemberExpression" && keepsText.test(memberName(node.callee) ?? "")
        ? further(node.callee.object)
        : null;
    case "BinaryExpression":
    case "TemplateLiteral":
      return followed(piecesOf(node), further);
    case "ObjectExpression": {
      // `client.query({ text, values, rowMode: "array" })`
      for (const property of node.properties) {
        if (property.type === "Property" && /^(?:text|sql|query)$/.test(keyName(property) ?? ""))
          return further(property.value);
      }
      return null;
    }
    case "AwaitExpression":
      return further(node.argument);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
      return further(node.expression);
    default:
      return null;
  }
}

/** A parameter, or a variable that begins as one. */
function ofVariable(
  variable: Variable,
  fn: FunctionNode,
  further: (node: TSESTree.Node) => ParameterUse | null,
): ParameterUse | null {
  const definition = soleDefinition(variable);
  const declarator = definition?.type === "Variable" ? definition.node : null;
  const use =
    declarator?.id.type === "Identifier" && declarator.init ? further(declarator.init) : parameterOf(variable, fn);
  return use && !variable.references.every((reference) => keepsItsText(reference, variable))
    ? { ...use, after: [...use.after, null] }
    : use;
}

/** True for a read, and for `text = text.trim()`. */
function keepsItsText(reference: Reference, variable: Variable): boolean {
  if (!reference.isWrite() || reference.init === true) return true;
  const assignment = reference.identifier.parent;
  if (assignment.type !== "AssignmentExpression" || assignment.operator !== "=") return false;
  let value: TSESTree.Node = assignment.right;
  while (
    value.type === "CallExpression" &&
    value.callee.type === "MemberExpression" &&
    keepsText.test(memberName(value.callee) ?? "")
  )
    value = value.callee.object;
  return value !== assignment.right && value.type === "Identifier" && value.name === variable.name;
}

type Piece = string | TSESTree.Node;

function piecesOf(node: TSESTree.Node): Piece[] {
  if (node.type === "BinaryExpression" && node.operator === "+")
    return [...piecesOf(node.left), ...piecesOf(node.right)];
  if (node.type === "TemplateLiteral")
    return node.quasis.flatMap((quasi, index) => [
      quasi.value.cooked ?? "",
      ...node.expressions.slice(index, index + 1),
    ]);
  return [node.type === "Literal" && typeof node.value === "string" ? node.value : node];
}

/** `${text} LIMIT 1`: the text, with nothing but comments before it. */
function followed(
  pieces: readonly Piece[],
  further: (node: TSESTree.Node) => ParameterUse | null,
): ParameterUse | null {
  const [first, ...rest] = pieces.slice(
    pieces.findIndex((piece) => typeof piece !== "string" || !/^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*$/.test(piece)),
  );
  const use = first !== undefined && typeof first !== "string" ? further(first) : null;
  return (
    use && {
      ...use,
      after: [
        ...use.after,
        ...rest.map((piece) => (typeof piece === "string" ? piece : null)).filter((piece) => piece !== ""),
      ],
    }
  );
}

function parameterOf(variable: Variable, fn: FunctionNode): ParameterUse | null {
  const definition = soleDefinition(variable);
  if (definition?.type !== "Parameter" || definition.node !== fn) return null;
  const name = definition.name;
  for (const [index, param] of fn.params.entries()) {
    const bare = param.type === "TSParameterProperty" ? param.parameter : param;
    const pattern = bare.type === "AssignmentPattern" ? bare.left : bare.type === "RestElement" ? bare.argument : bare;
    if (pattern === name) return { index, property: null, whole: true, after: [] };
    if (pattern.type !== "ObjectPattern") continue;
    for (const property of pattern.properties) {
      if (property.type !== "Property") continue;
      const bound = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
      if (bound === name) return { index, property: keyName(property), whole: false, after: [] };
    }
  }
  return null;
}

/**
 * True where an expression is a parameter of the function around it, or a part of one: its text is its callers'
 * business.
 */
export function isParameter(node: TSESTree.Node, module: SourceModule): boolean {
  switch (node.type) {
    case "Identifier": {
      const variable = variableOf(module, node);
      if (!variable) return false;
      const definition = soleDefinition(variable);
      if (definition?.type !== "Parameter") return false;
      return variable.references.every((reference) => !reference.isWrite() || reference.init === true);
    }
    case "MemberExpression":
      return isParameter(node.object, module);
    case "AwaitExpression":
      return isParameter(node.argument, module);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return isParameter(node.expression, module);
    case "SpreadElement":
      return isParameter(node.argument, module);
    default:
      return false;
  }
}
