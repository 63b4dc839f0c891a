import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "./nodes.ts";

type Node = TSESTree.Node;
type IsValue = (node: Node) => boolean;

/**
 * Whether a test that comes out as `outcome` says that a value is a number or the text of one, which holds no SQL: `Number(x) > 0`,
 * `!isNaN(x)`, `typeof x === "number"`. `parseInt` and `parseFloat` read what a text begins with, and say nothing of the rest.
 */
export function provesNumber(test: Node, outcome: boolean, isValue: IsValue): boolean {
  const inner = unwrap(test);
  switch (inner.type) {
    case "BinaryExpression":
      return comparisonProves(inner, outcome, isValue);
    case "CallExpression":
      return callProves(inner, outcome, isValue);
    default:
      // NaN and 0 are falsy.
      return outcome && isConverted(inner, isValue);
  }
}

/** Every comparison with NaN is false, and so is its equality with anything. */
function comparisonProves({ operator, left, right }: TSESTree.BinaryExpression, outcome: boolean, isValue: IsValue) {
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const isNumber = isConverted(side, isValue) || (isValue(unwrap(side)) && isNumeric(other));
    if (/^[<>]=?$/.test(operator) && outcome && isNumber) return true;
    if (!/^[!=]==?$/.test(operator) || operator.startsWith("=") !== outcome) continue;
    if (isConverted(side, isValue) && isNumeric(other)) return true;
    if (isTypeOf(side, isValue) && other.type === "Literal" && harmlessTypes.has(String(other.value))) return true;
  }
  return false;
}

const harmlessTypes: ReadonlySet<string> = new Set(["number", "bigint", "boolean"]);

const isTypeOf = (node: Node, isValue: IsValue): boolean =>
  node.type === "UnaryExpression" && node.operator === "typeof" && isValue(unwrap(node.argument));

/** `3`, `-1` */
function isNumeric(node: Node): boolean {
  const inner = node.type === "UnaryExpression" ? node.argument : node;
  return inner.type === "Literal" && typeof inner.value === "number";
}

/** `Number(x)`, `+x`: NaN wherever the text is no number. */
function isConverted(node: Node, isValue: IsValue): boolean {
  const inner = unwrap(node);
  if (inner.type === "UnaryExpression") return inner.operator === "+" && isValue(unwrap(inner.argument));
  const [first] = inner.type === "CallExpression" ? inner.arguments : [];
  return (
    inner.type === "CallExpression" &&
    inner.callee.type === "Identifier" &&
    inner.callee.name === "Number" &&
    first !== undefined &&
    isValue(unwrap(first))
  );
}

/** `isNaN(x)` converts what it is given, `Number.isNaN(x)` does not. */
function callProves({ callee, arguments: given }: TSESTree.CallExpression, outcome: boolean, isValue: IsValue) {
  const [first] = given;
  if (!first) return false;
  if (callee.type === "Identifier") {
    const isAsked = isValue(unwrap(first)) || isConverted(first, isValue);
    if (callee.name === "Number") return outcome && isValue(unwrap(first));
    return isAsked && (callee.name === "isNaN" ? !outcome : callee.name === "isFinite" && outcome);
  }
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier" || callee.object.name !== "Number")
    return false;
  const method = memberName(callee) ?? "";
  if (method === "isNaN") return !outcome && isConverted(first, isValue);
  return (
    outcome &&
    /^is(?:Finite|Integer|SafeInteger)$/.test(method) &&
    (isValue(unwrap(first)) || isConverted(first, isValue))
  );
}
