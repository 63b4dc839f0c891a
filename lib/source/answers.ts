import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "./bindings.ts";
import { declaredNames } from "./exports.ts";
import { exits, isGuardedAt } from "./guards.ts";
import type { SourceModule } from "./module.ts";
import { indexIn, isFunction, memberName, some, unwrap, type FunctionNode } from "./nodes.ts";

type Node = TSESTree.Node;

/** Whether the program gets to `later` only where what `call` gave was found to be there. */
export function isAnswerChecked(call: Node, later: Node, module: SourceModule): boolean {
  const answers = answersTo(call, module);
  const isValue = (node: Node): boolean => answers.has(node);
  return isGuardedAt(later, { module, isValue, isRow: isValue });
}

/** Every expression that is the answer of a call, or a row of it: the call, and the names that it, or a row, is assigned to. */
export function answersTo(call: Node, module: SourceModule): ReadonlySet<Node> {
  const found = new Set<Node>();
  const add = (node: Node, patterns: readonly Node[]): void => {
    if (found.has(node)) return;
    found.add(node);
    for (const name of patterns.flatMap(declaredNames))
      for (const { identifier } of variableOf(module, name)?.references ?? [])
        add(identifier as Node, rowPatternsOf(identifier as Node));
  };
  add(call, patternsOf(call));
  return found;
}

/** What a row of an answer is assigned to: `const box = rows[0]`. */
function rowPatternsOf(node: Node): readonly Node[] {
  const { parent } = node;
  if (parent?.type === "VariableDeclarator") return parent.init === node ? [parent.id] : [];
  if (parent?.type === "MemberExpression" && parent.object === node && isCountOrRow(parent))
    return rowPatternsOf(parent);
  if (parent?.type === "CallExpression" && parent.callee === node) return rowPatternsOf(parent);
  return parent?.type === "ChainExpression" || parent?.type === "TSNonNullExpression" ? rowPatternsOf(parent) : [];
}

/** Whether an expression is one of some answers, or a row of one. */
export function isAnswer(node: Node, answers: ReadonlySet<Node>): boolean {
  const plain = unwrap(node);
  if (answers.has(plain)) return true;
  return plain.type === "MemberExpression" && isCountOrRow(plain) && isAnswer(plain.object, answers);
}

/** `rows`, `rows[0]`, `rows.length`, `rowCount`: what is there when a row is. A column of the row is not. */
export function isCountOrRow(member: TSESTree.MemberExpression): boolean {
  const name = memberName(member) ?? "";
  return (
    /^(?:\d+|rows|rowCount|length|count)$/.test(name) || (member.parent.type === "CallExpression" && isItem.test(name))
  );
}

/** `rows.at(0)` */
export const isItem = /^(?:at|shift|pop)$/;

/** What an expression is assigned to, be it through `await`, `.rows[0]`, `a ?? b` or `Promise.all([…])`. */
function patternsOf(node: Node): readonly Node[] {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "LogicalExpression":
    case "ConditionalExpression":
    case "SpreadElement":
      return patternsOf(parent);
    case "MemberExpression":
      return parent.object === node ? patternsOf(parent) : [];
    case "CallExpression":
      return parent.callee === node ? patternsOf(parent) : [];
    case "ArrayExpression": {
      const all = parent.parent;
      if (all.type !== "CallExpression") return [];
      const index = indexIn(parent.elements, node);
      return patternsOf(all).flatMap((pattern) =>
        pattern.type === "ArrayPattern" ? (pattern.elements[index] ?? []) : pattern,
      );
    }
    case "VariableDeclarator":
      return parent.init === node ? [parent.id] : [];
    case "AssignmentExpression":
      return parent.right === node ? [parent.left] : [];
    default:
      return [];
  }
}

/** Whether the program has run `earlier` whenever it gets to `later`, both of one module. */
export function runsBefore(earlier: Node, later: Node): boolean {
  if (earlier.range[1] > later.range[0]) return false;
  for (let child = earlier, up = earlier.parent; up; child = up, up = up.parent) {
    if (isAround(up, later)) return !isConditionalPart(up, child, later);
    if (isConditionalPart(up, child, later) || (isFunction(up) && !runsAtOnce(up))) return false;
  }
  return false;
}

const isAround = (node: Node, inner: Node): boolean =>
  node.range[0] <= inner.range[0] && inner.range[1] <= node.range[1];

/** A part that the program may pass by, and that `later` is no part of. */
function isConditionalPart(up: Node, child: Node, later: Node): boolean {
  if (isAround(child, later)) return false;
  switch (up.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return child !== up.test;
    case "LogicalExpression":
      return child === up.right;
    case "ForStatement":
      return child !== up.init;
    case "ForOfStatement":
    case "ForInStatement":
      return child !== up.right;
    case "WhileStatement":
    case "CatchClause":
    case "SwitchCase":
      return true;
    case "SwitchStatement":
      return child !== up.discriminant;
    default:
      return false;
  }
}

/** A function that is awaited where it stands: `await transaction(async (tx) => …)`. */
function runsAtOnce({ parent }: FunctionNode): boolean {
  return parent.type === "CallExpression" && parent.parent.type === "AwaitExpression";
}

/** Whether the program goes on no further behind a statement: it returns, throws, or sends an answer and returns. */
export const isLeftBy = (statement: Node): boolean => exits(statement);

/** Whether a function ends without giving anything on some way: it throws, or calls what does. */
export function mayThrow(fn: FunctionNode): boolean {
  return some(
    fn.body,
    (node) => node.type === "ThrowStatement" || (node.type === "ExpressionStatement" && exits(node)),
  );
}
