import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import { variableOf } from "./bindings.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, memberName, nodeAt, returnedExpressions, some, unwrap, type FunctionNode } from "./nodes.ts";

type Node = TSESTree.Node;

const furthest = 8;

/**
 * Whether the program makes a value up that it was not given: `nanoid()`, `crypto.randomUUID()`, a text with one of these in it. In: where the
 * expression stands.
 */
export function isMadeUp(span: Span, module: SourceModule): boolean {
  const node = nodeAt(module.ast, span);
  return node !== null && makesUp(node, module, 0);
}

function makesUp(node: Node, module: SourceModule, depth: number): boolean {
  if (depth > furthest) return false;
  const deeper = (inner: Node): boolean => makesUp(inner, module, depth + 1);
  const plain = unwrap(node);
  switch (plain.type) {
    case "Property":
      return deeper(plain.value);
    case "Identifier": {
      const meaning = meaningOf(plain, module);
      return meaning?.kind === "value" && makesUp(meaning.node, meaning.module, depth + 1);
    }
    // One part that is new makes the whole new.
    case "TemplateLiteral":
      return plain.expressions.some(deeper);
    case "BinaryExpression":
      return plain.operator === "+" && (deeper(plain.left) || deeper(plain.right));
    // Who gives one, gives one that was made up elsewhere.
    case "LogicalExpression":
      return plain.operator !== "&&" && deeper(plain.right);
    case "ConditionalExpression":
      return deeper(plain.consequent) && deeper(plain.alternate);
    case "CallExpression":
      return isMaking(plain, module, depth);
    default:
      return false;
  }
}

function isMaking({ callee, arguments: given }: TSESTree.CallExpression, module: SourceModule, depth: number): boolean {
  const plain = unwrap(callee);
  // `randomBytes(16).toString("hex")`, `uuid().replace(/-/g, "")`
  if (!given.every((one) => isWritten(one, module))) return false;
  if (plain.type === "MemberExpression" && makesUp(plain.object, module, depth + 1)) return true;
  const meaning = plain.type === "Identifier" ? meaningOf(plain, module) : null;
  switch (meaning?.kind) {
    case "package":
      return true;
    // `const newId = customAlphabet("abc", 12)`
    case "value":
      return isFunction(meaning.node)
        ? givesMadeUp(meaning.node, meaning.module, depth)
        : isOfPackage(meaning.node, meaning.module);
    case "function":
      return givesMadeUp(meaning.node, meaning.module, depth);
    default:
      return plain.type === "MemberExpression" && isMakingMember(plain, module);
  }
}

function givesMadeUp(made: FunctionNode, module: SourceModule, depth: number): boolean {
  const returned = returnedExpressions(made);
  return returned.length > 0 && returned.every((one) => makesUp(one, module, depth + 1));
}

/** A value that is written down: it depends on nothing that the program is given. */
function isWritten(node: Node, module: SourceModule, depth = 0): boolean {
  return !some(node, (part) => {
    if (part.type !== "Identifier") return part.type === "ThisExpression";
    const meaning = depth < furthest ? meaningOf(part, module) : null;
    return meaning?.kind !== "value" || !isWritten(meaning.node, meaning.module, depth + 1);
  });
}

/** A function that a function of a package gives, by nothing but what is written down. */
function isOfPackage(node: Node, module: SourceModule): boolean {
  const plain = unwrap(node);
  if (plain.type !== "CallExpression" || !plain.arguments.every((one) => isWritten(one, module))) return false;
  const callee = unwrap(plain.callee);
  return callee.type === "Identifier" && meaningOf(callee, module)?.kind === "package";
}

/** `crypto.randomUUID()` of the language or of Node, `Math.random()`, `Date.now()`. */
function isMakingMember(member: TSESTree.MemberExpression, module: SourceModule): boolean {
  const object = unwrap(member.object);
  const name = memberName(member);
  if (object.type === "MemberExpression") return memberName(object) === "crypto" && name !== null && makers.has(name);
  if (object.type !== "Identifier" || name === null || !makers.has(name)) return false;
  const isGlobal = variableOf(module, object) === null || (variableOf(module, object)?.defs.length ?? 0) === 0;
  return isGlobal || meaningOf(object, module)?.kind === "package";
}

/** What these make is new each time, in the language and in Node. */
const makers: ReadonlySet<string> = new Set(["randomUUID", "randomBytes", "randomInt", "random", "now", "hrtime"]);
