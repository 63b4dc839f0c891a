import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "./module.ts";
import { memberName, nameOfKey, some, unwrap, type FunctionNode } from "./nodes.ts";
import { traceValue } from "./trace.ts";

type Node = TSESTree.Node;

/**
 * Whether a call asks of its arguments no more than if they are there, or are texts or lists: `isNotEmpty(name)`, `assertDefined(name)`.
 * A function of the project is looked into, whatever it is called; of others the name has to say so.
 */
export function asksOnlyIfThere(call: TSESTree.CallExpression, module: SourceModule): boolean {
  const value = traceValue(call.callee, module);
  return value?.kind === "function" ? tellsNothing(value.node, value.module) : isNamedSo(call);
}

/** Functions that are being looked into: one that calls itself adds nothing by it. */
const lookedInto = new Set<FunctionNode>();

/** True of a function in which nothing stands that could compare a value with others. */
function tellsNothing(fn: FunctionNode, module: SourceModule): boolean {
  if (lookedInto.has(fn)) return true;
  // Declarations without a body are functions to some parsers.
  const body: Node | null = fn.body;
  if (!body) return false;
  lookedInto.add(fn);
  try {
    return !some(body, (node) => mayCompare(node, module));
  } finally {
    lookedInto.delete(fn);
  }
}

function mayCompare(node: Node, module: SourceModule): boolean {
  switch (node.type) {
    case "BinaryExpression":
      return comparesContent(node);
    case "UnaryExpression":
      // `+x > 0` is a comparison of numbers.
      return node.operator === "+" || node.operator === "-";
    case "CallExpression":
      return !isHarmless(node) && !asksOnlyIfThere(node, module);
    case "SwitchStatement":
    case "TaggedTemplateExpression":
      return true;
    case "MemberExpression":
      return node.computed && node.property.type !== "Literal";
    default:
      return node.type === "Literal" && "regex" in node;
  }
}

/** `x === "asc"`, `x > 0`, `x in LIST`; not `x !== null`, `x.length > 0`, `typeof x === "string"`. */
function comparesContent({ operator, left, right }: TSESTree.BinaryExpression): boolean {
  if (operator === "instanceof") return false;
  if (operator === "in") return true;
  const sides = [unwrap(left), unwrap(right)];
  if (/^[!=]==?$/.test(operator)) return !sides.some(isNothing);
  return /^[<>]=?$/.test(operator) && !sides.some(isSize);
}

/** What is compared with to see whether there is anything at all, or of which kind it is. */
function isNothing(node: Node): boolean {
  if (node.type === "UnaryExpression") return node.operator === "typeof" || node.operator === "void";
  if (node.type === "Identifier") return node.name === "undefined";
  if (node.type === "Literal") return node.value === null || node.value === "" || typeof node.value === "boolean";
  return isSize(node);
}

const isSize = (node: Node): boolean =>
  node.type === "MemberExpression" && /^(?:length|size)$/.test(memberName(node) ?? "");

/** Calls of the language that say nothing of what a text holds. */
function isHarmless({ callee }: TSESTree.CallExpression): boolean {
  if (callee.type === "Identifier") return callee.name === "Boolean" || callee.name === "String";
  if (callee.type !== "MemberExpression") return false;
  const owner = callee.object.type === "Identifier" ? `${callee.object.name}.` : "";
  const name = memberName(callee) ?? "";
  return /^(?:trim|toString)$/.test(name) || /^(?:Array\.isArray|Object\.(?:keys|values|entries))$/.test(owner + name);
}

/** `isNotNullNorUndefined(x)`, `_.isString(x)`, `assert(x)`: each word of the name asks whether there is anything, or of which kind. */
function isNamedSo({ callee }: TSESTree.CallExpression): boolean {
  const name =
    callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? nameOfKey(callee.property) : null;
  const words = (name ?? "").split(/_|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
  return (
    name === "assert" ||
    (words.every((word) => verbs.has(word) || existence.has(word)) && words.some((word) => existence.has(word)))
  );
}

const verbs: ReadonlySet<string> = new Set(["is", "are", "has", "have", "assert", "ensure", "require", "check"]);

const existence: ReadonlySet<string> = new Set([
  ...["not", "non", "no", "nor", "or", "and", "null", "nil", "nullish", "undefined", "defined", "void", "none", "any"],
  ...["empty", "blank", "present", "given", "set", "some", "something", "truthy", "value", "values", "length", "of"],
  ...["string", "strings", "text", "array", "list", "object", "plain", "function", "items", "content"],
]);
