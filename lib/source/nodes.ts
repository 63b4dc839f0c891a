import { createRequire } from "node:module";
import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";

type Node = TSESTree.Node;

export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

type VisitorKeys = Readonly<Record<string, readonly string[] | undefined>>;

const require = createRequire(import.meta.url);
let ownKeys: VisitorKeys | undefined;

/** The fields of each type of node that hold nodes. */
export const visitorKeys = (): VisitorKeys =>
  (ownKeys ??= // The parser's own: it is what the trees are made by.
    (
      createRequire(require.resolve("@typescript-eslint/parser"))("@typescript-eslint/visitor-keys") as {
        readonly visitorKeys: VisitorKeys;
      }
    ).visitorKeys);

/**
 * The fields of a type of node that hold nodes; of a type that another parser made up, all fields but those that lead
 * elsewhere.
 */
function keysOf(node: Node): readonly string[] {
  return visitorKeys()[node.type] ?? Object.keys(node).filter((key) => !elsewhere.has(key));
}

const elsewhere = new Set(["parent", "loc", "range", "tokens", "comments"]);

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "range" in value;
}

/** The nodes directly below a node, in the order of the file. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  let ordered = true;
  let last = 0;
  for (const key of keysOf(node)) {
    const value: unknown = node[key as keyof Node];
    const isList = Array.isArray(value);
    for (let index = 0, count = isList ? value.length : 1; index < count; index++) {
      const child: unknown = isList ? value[index] : value;
      if (!isNode(child)) continue;
      const start = child.range[0];
      ordered &&= last <= start;
      last = start;
      children.push(child);
    }
  }
  return ordered ? children : children.sort((one, other) => one.range[0] - other.range[0]);
}

/** Sets the `parent` of each node below a program. */
export function linkParents(program: TSESTree.Program): void {
  const pending: Node[] = [program];
  const link = (child: unknown, parent: Node) => {
    if (!isNode(child)) return;
    child.parent = parent;
    pending.push(child);
  };
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const key of keysOf(node)) {
      const value: unknown = node[key as keyof Node];
      if (Array.isArray(value)) for (const child of value) link(child, node);
      else link(value, node);
    }
  }
}

/**
 * Every node at and below a node, in the order of the file, each before those below it. In: `into`, which of them are
 * gone into.
 */
export function walk(root: Node, visit: (node: Node) => void, into: (node: Node) => boolean = () => true): void {
  // A text of ten thousand pieces is a tree as deep.
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    visit(node);
    if (!into(node)) continue;
    for (const child of childrenOf(node).toReversed()) pending.push(child);
  }
}

/** A node or one below it for which `test` holds. */
export function some(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => some(child, test));
}

/** The innermost node that has exactly this range; null where none has. */
export function nodeAt(root: Node, span: Span): Node | null {
  let found: Node | null = null;
  for (let node: Node | undefined = root; node;) {
    if (node.range[0] === span.start && node.range[1] === span.end) found = node;
    node = childrenOf(node).findLast((child) => child.range[0] <= span.start && child.range[1] >= span.end);
  }
  return found;
}

export function spanOf(node: Node): Span {
  return { start: node.range[0], end: node.range[1] };
}

/** The name that a key that is not computed says, or a name in an import or export; null where it is an expression. */
export function nameOfKey(key: Node | null): string | null {
  if (key?.type === "Identifier") return key.name;
  if (key?.type === "Literal") return String(key.value);
  if (key?.type === "PrivateIdentifier") return `#${key.name}`;
  return null;
}

/** The name of a property, field or method, `["name"]` included; null where it is computed. */
export function keyName({ key, computed }: { readonly key: Node; readonly computed: boolean }): string | null {
  if (!computed) return nameOfKey(key);
  return key.type === "Literal" && (typeof key.value === "string" || typeof key.value === "number")
    ? String(key.value)
    : null;
}

/** Expressions that only wrap another: types, parentheses, `await`, optional chains. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return unwrap(node.expression);
    case "AwaitExpression":
      return unwrap(node.argument);
    default:
      return node;
  }
}

/** The name that `x.name`, `x["name"]` asks for; null where it is computed. */
export function memberName({ property, computed }: TSESTree.MemberExpression): string | null {
  return keyName({ key: property, computed });
}

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node?.type === "FunctionDeclaration" ||
    node?.type === "FunctionExpression" ||
    node?.type === "ArrowFunctionExpression"
  );
}

export function isClass(node: Node | null | undefined): node is ClassNode {
  return node?.type === "ClassDeclaration" || node?.type === "ClassExpression";
}

/** The function a node stands in; null at the top of the module. */
export function functionAround(node: Node): FunctionNode | null {
  for (let up = node.parent; up; up = up.parent) if (isFunction(up)) return up;
  return null;
}

/** The class that `this` is an instance of (or is, in a static member) at a node. */
export function enclosingClass(node: Node): ClassNode | null {
  for (let at = node.parent; at; at = at.parent) {
    if (isClass(at)) return at;
    // A plain function has its own `this`, save where it is a method.
    if (
      (at.type === "FunctionExpression" && at.parent.type !== "MethodDefinition") ||
      at.type === "FunctionDeclaration"
    )
      return null;
  }
  return null;
}

const returns = new WeakMap<FunctionNode, readonly (TSESTree.Expression | null)[]>();

/** What each `return` of a function gives, null where it gives nothing, or the body of an arrow function. */
export function returnsOf(fn: FunctionNode): readonly (TSESTree.Expression | null)[] {
  // Declarations without a body are functions to some parsers.
  const body: TSESTree.BlockStatement | TSESTree.Expression | null = fn.body;
  if (body?.type !== "BlockStatement") return body ? [body] : [];
  let found = returns.get(fn);
  if (!found) {
    const all: (TSESTree.Expression | null)[] = [];
    walk(
      body,
      (node) => {
        if (node.type === "ReturnStatement") all.push(node.argument);
      },
      (node) => !isFunction(node) && !isClass(node) && !node.type.endsWith("Expression"),
    );
    returns.set(fn, (found = all));
  }
  return found;
}

/** The expressions a function may return, those of nested functions left out. */
export function returnedExpressions(fn: FunctionNode): readonly TSESTree.Expression[] {
  return returnsOf(fn).filter((value) => value !== null);
}

/** Where a node stands in a list of nodes, which may hold only some types of them; -1 where it does not. */
export const indexIn = (nodes: readonly (Node | null)[], node: Node): number => nodes.indexOf(node);
