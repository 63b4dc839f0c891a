import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { soleDefinition, variableOf } from "../source/bindings.ts";
import type { SourceModule } from "../source/module.ts";
import { keyName, memberName, type FunctionNode } from "../source/trace.ts";

/** A function's parameter, or a property of it, handed on unchanged. */
export interface ParameterUse {
  readonly index: number;
  /** `text` of `{ text }`; null: the parameter itself. */
  readonly property: string | null;
  /** The parameter is handed on as a whole, be it text or an object that holds it. */
  readonly whole: boolean;
}

/** Which parameter of a function an expression in its body is; null where it is something else. */
export function textOfParameter(node: TSESTree.Node, fn: FunctionNode, module: SourceModule): ParameterUse | null {
  switch (node.type) {
    case "Identifier": {
      const variable = variableOf(module, node);
      return variable && parameterOf(variable, fn);
    }
    case "MemberExpression": {
      const use = node.object.type === "Identifier" ? textOfParameter(node.object, fn, module) : null;
      const name = memberName(node);
      return use && use.property === null && name !== null ? { index: use.index, property: name, whole: false } : null;
    }
    case "ObjectExpression": {
      // `client.query({ text, values, rowMode: "array" })`
      for (const property of node.properties) {
        if (property.type === "Property" && /^(?:text|sql|query)$/.test(keyName(property) ?? "")) return textOfParameter(property.value, fn, module);
      }
      return null;
    }
    case "AwaitExpression":
      return textOfParameter(node.argument, fn, module);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
      return textOfParameter(node.expression, fn, module);
    default:
      return null;
  }
}

function parameterOf(variable: Variable, fn: FunctionNode): ParameterUse | null {
  const definition = soleDefinition(variable);
  if (definition?.type !== "Parameter" || (definition.node as unknown) !== fn) return null;
  const name = definition.name as TSESTree.Identifier;
  for (const [index, param] of fn.params.entries()) {
    const bare = param.type === "TSParameterProperty" ? param.parameter : param;
    const pattern = bare.type === "AssignmentPattern" ? bare.left : bare.type === "RestElement" ? bare.argument : bare;
    if (pattern === name) return { index, property: null, whole: true };
    if (pattern.type !== "ObjectPattern") continue;
    for (const property of pattern.properties) {
      if (property.type !== "Property") continue;
      const bound = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
      if (bound === name) return { index, property: keyName(property), whole: false };
    }
  }
  return null;
}

/** True where an expression is a parameter of the function around it, or a part of one: its text is its callers' business. */
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
