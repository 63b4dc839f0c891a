import type { TSESTree } from "@typescript-eslint/utils";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, memberName, returnedExpressions, unwrap } from "./nodes.ts";
import { isRequest } from "./request.ts";

type Node = TSESTree.Node;

const furthest = 12;

/** What the value of an expression is made of: names, members and calls, with what only changes their form taken off. */
export function leavesOf(node: Node, module: SourceModule, depth = 0): readonly Node[] {
  if (depth > furthest) return [node];
  const inner = unwrap(node);
  const go = (next: Node): readonly Node[] => leavesOf(next, module, depth + 1);
  switch (inner.type) {
    case "TemplateLiteral":
      return inner.expressions.flatMap(go);
    case "BinaryExpression":
    case "LogicalExpression":
      return [...go(inner.left), ...go(inner.right)];
    case "ConditionalExpression":
      return [...go(inner.consequent), ...go(inner.alternate)];
    case "ArrayExpression":
      return inner.elements.flatMap((one) => (one ? go(one.type === "SpreadElement" ? one.argument : one) : []));
    case "MemberExpression":
      return isPartOfText(inner) ? go(inner.object) : [inner];
    case "CallExpression": {
      if (isRequest(inner, module)) return [inner];
      const { callee } = inner;
      const [first] = inner.arguments;
      if (callee.type === "Identifier" && callee.name === "String" && first) return go(first);
      if (callee.type !== "MemberExpression") return [inner];
      const name = memberName(callee) ?? "";
      if (name === "map" && isFunction(first)) return returnedExpressions(first).flatMap(go);
      return keepsText.has(name) ? go(callee.object) : [inner];
    }
    case "Identifier": {
      const meaning = isRequest(inner, module) ? null : meaningOf(inner, module);
      if (meaning?.kind === "value" && meaning.module === module && !isFunction(meaning.node)) return go(meaning.node);
      const whole = wholeOf(inner, module);
      return whole ? go(whole) : [inner];
    }
    default:
      return [inner];
  }
}

/** `path.split(".")[0]` */
function isPartOfText({ object, computed }: TSESTree.MemberExpression): boolean {
  const plain = unwrap(object);
  return (
    computed &&
    plain.type === "CallExpression" &&
    plain.callee.type === "MemberExpression" &&
    memberName(plain.callee) === "split"
  );
}

/** `const [lat, lon] = place.split(",")`: the text that a name is a part of. */
function wholeOf(name: TSESTree.Identifier, module: SourceModule): Node | null {
  const variable = variableOf(module, name);
  const declarator = variable ? soleDefinition(variable)?.node : undefined;
  if (
    !variable ||
    declarator?.type !== "VariableDeclarator" ||
    declarator.id.type !== "ArrayPattern" ||
    !declarator.init
  )
    return null;
  const { init } = declarator;
  return isNeverReassigned(variable) &&
    init.type === "CallExpression" &&
    init.callee.type === "MemberExpression" &&
    memberName(init.callee) === "split"
    ? init.callee.object
    : null;
}

/** Methods that give a text of the text that they are called on, or a list of its parts, or fewer elements of a list. */
const keepsText: ReadonlySet<string> = new Set([
  ...["trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase", "normalize", "toString", "slice", "substring"],
  ...["substr", "split", "at", "join", "sort", "reverse", "toSorted", "toReversed", "pop", "shift"],
]);
