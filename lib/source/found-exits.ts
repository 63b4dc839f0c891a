import type { TSESTree } from "@typescript-eslint/utils";
import { answersTo, isCountOrRow, isItem, isLeftBy } from "./answers.ts";
import { nameOf } from "./given-on.ts";
import type { SourceModule } from "./module.ts";
import { functionAround, memberName, unwrap } from "./nodes.ts";
import { callsInProject } from "./project-calls.ts";

type Node = TSESTree.Node;

/** Functions that hand on whether something was found. */
const deepest = 2;

/**
 * Whether the program ends its way where a call has found something, or tries again: `if (existing) throw …`, `while (await
 * isTaken(name))`. Where a function gives back whether it has, its callers count. In: the project's folder, in which they are looked
 * for; null: not at all.
 */
export function endsWhereFound(call: Node, module: SourceModule, root: string | null): boolean {
  return ends(call, { module, root, depth: 0, asked: new Set() });
}

function ends(call: Node, from: Omit<From, "answer">): boolean {
  if (from.asked.has(call)) return false;
  from.asked.add(call);
  return [...answersTo(call, from.module)].some((answer) => isFoundEnd(answer, { ...from, answer }));
}

/** Where an answer is gone on from. */
interface From {
  readonly answer: Node;
  readonly module: SourceModule;
  readonly root: string | null;
  readonly depth: number;
  /** What was asked about: a name may lead back to itself. */
  readonly asked: Set<Node>;
}

function isFoundEnd(node: Node, from: From): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return isFoundEnd(parent, from);
    case "MemberExpression":
      return parent.object === node && isCountOrRow(parent) && isFoundEnd(parent, from);
    case "LogicalExpression":
      return isFoundEnd(parent, from);
    case "UnaryExpression":
      return isDoubleNot(parent) && isFoundEnd(parent.parent, from);
    case "CallExpression":
      return isTestOfPresence(parent, node) && isFoundEnd(parent, from);
    case "BinaryExpression":
      return !asksForAbsence(parent) && isFoundEnd(parent, from);
    case "IfStatement":
      return parent.test === node && isLeftBy(parent.consequent);
    case "WhileStatement":
    case "DoWhileStatement":
      return parent.test === node;
    case "VariableDeclarator":
      // The names of the answer itself were asked already.
      return parent.init === node && unwrap(node) !== from.answer && ends(node, from);
    case "ReturnStatement":
    case "ArrowFunctionExpression":
      return isReturnedEnd(node, from);
    default:
      return false;
  }
}

const isDoubleNot = (node: TSESTree.UnaryExpression): boolean =>
  node.operator === "!" && node.parent.type === "UnaryExpression" && node.parent.operator === "!";

/** `Boolean(row)`, `rows.at(0)` */
function isTestOfPresence({ callee, arguments: given }: TSESTree.CallExpression, node: Node): boolean {
  if (callee === node) return callee.type === "MemberExpression" && isItem.test(memberName(callee) ?? "");
  return callee.type === "Identifier" && callee.name === "Boolean" && given[0] === node;
}

/** `row === null`, `rows.length === 0` */
function asksForAbsence({ operator, left, right }: TSESTree.BinaryExpression): boolean {
  const isNothing = (side: Node): boolean =>
    (side.type === "Literal" && (side.value === null || side.value === 0)) ||
    (side.type === "Identifier" && side.name === "undefined");
  return operator.startsWith("=") ? isNothing(left) || isNothing(right) : /^<=?$/.test(operator);
}

function isReturnedEnd(node: Node, { module, root, depth, asked }: From): boolean {
  const fn = functionAround(node);
  const name = fn && nameOf(fn);
  if (root === null || depth >= deepest || !fn || name === null || name === undefined) return false;
  const found = callsInProject({ name, fn, module }, root) ?? [];
  return found.some(({ module: other, calls }) =>
    calls.some((call) => ends(call, { module: other, root, depth: depth + 1, asked })),
  );
}
