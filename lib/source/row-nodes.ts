import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";

type Node = TSESTree.Node;

/** The nodes directly under a node, in no promised order. */
export function* childrenOf(node: Node): Generator<Node> {
  for (const [key, value] of Object.entries(node)) {
    if (key === "parent" || key === "loc" || key === "range" || key === "tokens" || key === "comments") continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield item;
    } else if (isNode(value)) yield value;
  }
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Node).type === "string" &&
    Array.isArray((value as Node).range)
  );
}

/** A node and all below it for which `test` holds. */
export function some(node: Node, test: (node: Node) => boolean): boolean {
  if (test(node)) return true;
  for (const child of childrenOf(node)) if (some(child, test)) return true;
  return false;
}

/** The innermost node that has exactly this range; null where none has. */
export function nodeAt(root: Node, span: Span): Node | null {
  let found: Node | null = null;
  for (let node: Node | null = root; node;) {
    if (node.range[0] === span.start && node.range[1] === span.end) found = node;
    let inner: Node | null = null;
    for (const child of childrenOf(node)) {
      if (child.range[0] <= span.start && child.range[1] >= span.end) inner = child;
    }
    node = inner;
  }
  return found;
}

export function spanOf(node: Node): Span {
  return { start: node.range[0], end: node.range[1] };
}

/** The name of a property: `a.b`, `a["b"]`, `{ b: … }`; null where it is computed. */
export function propertyName(
  node: TSESTree.MemberExpression | TSESTree.Property | TSESTree.TSPropertySignature | TSESTree.PropertyDefinition,
): string | null {
  const key = node.type === "MemberExpression" ? node.property : node.key;
  if (!node.computed && key.type === "Identifier") return key.name;
  if (key.type === "Literal" && (typeof key.value === "string" || typeof key.value === "number"))
    return String(key.value);
  return null;
}

export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node?.type === "FunctionDeclaration" ||
    node?.type === "FunctionExpression" ||
    node?.type === "ArrowFunctionExpression"
  );
}

/** The function a node stands in; null at the top of the module. */
export function functionAround(node: Node): FunctionNode | null {
  for (let up = node.parent; up; up = up.parent) if (isFunction(up)) return up;
  return null;
}

/** What a function returns: the arguments of its own `return`s, or the body of an arrow function. */
export function returnsOf(fn: FunctionNode): readonly TSESTree.Expression[] {
  if (fn.body?.type !== "BlockStatement") return fn.body ? [fn.body] : [];
  const found: TSESTree.Expression[] = [];
  const visit = (node: Node): void => {
    if (node.type === "ReturnStatement" && node.argument) found.push(node.argument);
    if (!isFunction(node)) for (const child of childrenOf(node)) visit(child);
  };
  visit(fn.body);
  return found;
}
