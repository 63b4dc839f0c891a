import type { TSESTree } from "@typescript-eslint/utils";
import { answersTo, isCountOrRow, isLeftBy } from "./answers.ts";
import { nameOf } from "./given-on.ts";
import { isGuardedAt } from "./guards.ts";
import type { SourceModule } from "./module.ts";
import { functionAround, isFunction } from "./nodes.ts";
import { callsInProject } from "./project-calls.ts";

type Node = TSESTree.Node;

/** Functions that give back what others give. */
const deepest = 2;

/**
 * Whether the program does what it does without the row that a call gives, too: each use of it is a value that may be missing (`user?.name ?? "Unknown"`,
 * `user ? user.name : null`) or something done besides (`if (user) { await tell(user); }`). False where it is handed on, or where the program ends its way
 * without one. In: the project's folder, in which callers of a function that gives the row back are looked for; null: not at all.
 */
export function goesOnWithout(call: Node, module: SourceModule, root: string | null, depth = 0): boolean {
  const answers = answersTo(call, module);
  const from: From = { call, answers, module, root, depth };
  const uses = [...answers].map((answer) => useOf(answer, from)).filter((use) => use !== "declared");
  return uses.includes("optional") && uses.every((use) => use !== "other");
}

interface From {
  readonly call: Node;
  readonly answers: ReadonlySet<Node>;
  readonly module: SourceModule;
  readonly root: string | null;
  readonly depth: number;
}

/** `optional`: the program goes on without the row; `inside`: it gets there only with one. */
type Use = "optional" | "inside" | "declared" | "other";

function useOf(answer: Node, from: From): Use {
  const use = useAt(answer, from);
  return use === "other" && answer !== from.call && isInside(answer, from) ? "inside" : use;
}

/** The program gets to a place only where there is a row: `if (user) { … }`, `user ? user.name : null`. */
function isInside(node: Node, { answers, module }: From): boolean {
  const isRow = (other: Node): boolean => other !== node && answers.has(other);
  return isGuardedAt(node, { module, isValue: isRow, isRow: () => false });
}

/** What is done with an answer where it stands. */
function useAt(node: Node, from: From): Use {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
      return useAt(parent, from);
    case "VariableDeclarator":
    case "ArrayPattern":
      return "declared";
    // `await Promise.all([…])`: its names are asked.
    case "ArrayExpression":
      return node === from.call && parent.parent.type === "CallExpression" ? "declared" : "other";
    case "Property":
      return parent.parent.type === "ObjectPattern" ? "declared" : "other";
    case "MemberExpression":
      if (parent.object !== node) return "other";
      if (parent.optional) return decided(parent);
      return isCountOrRow(parent) ? useAt(parent, from) : "other";
    case "ConditionalExpression":
    case "IfStatement":
    case "LogicalExpression":
    case "UnaryExpression":
    case "BinaryExpression":
      return isTest(node, parent) ? decided(node) : "other";
    case "ReturnStatement":
    case "ArrowFunctionExpression":
      return ofCallers(node, from);
    default:
      return "other";
  }
}

/** Whether an expression only says where the program goes: a test, or a part of one. */
function isTest(node: Node, parent: Node): boolean {
  for (let child = node, up: Node | undefined = parent; up; child = up, up = up.parent)
    switch (up.type) {
      case "IfStatement":
      case "ConditionalExpression":
        return up.test === child;
      case "LogicalExpression":
        if (up.operator === "??") return false;
        continue;
      case "UnaryExpression":
        if (up.operator !== "!") return false;
        continue;
      case "BinaryExpression":
        continue;
      default:
        return false;
    }
  return false;
}

/** Where a value is a part of what decides where the program goes, it must come to the same place in the end. */
function decided(node: Node): Use {
  for (let child = node, up = node.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case "IfStatement":
        return up.test !== child || (up.alternate === null && !isLeftBy(up.consequent)) ? "optional" : "other";
      case "WhileStatement":
      case "DoWhileStatement":
        return up.test === child ? "other" : "optional";
      case "SwitchStatement":
        return up.discriminant === child ? "other" : "optional";
      case "LogicalExpression":
      case "BinaryExpression":
      case "UnaryExpression":
      case "ChainExpression":
      case "MemberExpression":
      case "CallExpression":
        continue;
      default:
        return "optional";
    }
  }
  return "optional";
}

/** The row is given back: all who call the function go on without one. */
function ofCallers(node: Node, { module, root, depth }: From): Use {
  const fn = isFunction(node.parent) ? node.parent : functionAround(node);
  const name = fn && nameOf(fn);
  if (root === null || depth >= deepest || !fn || name == null) return "other";
  const found = (callsInProject({ name, fn, module }, root) ?? []).flatMap(({ module: other, calls }) =>
    calls.map((call) => goesOnWithout(call, other, root, depth + 1)),
  );
  return found.length > 0 && found.every(Boolean) ? "optional" : "other";
}
