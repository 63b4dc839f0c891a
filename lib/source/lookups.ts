import type { TSESTree } from "@typescript-eslint/utils";
import { answersTo, isCountOrRow } from "./answers.ts";
import type { SourceModule } from "./module.ts";
import { isSamePath, pathOf } from "./value-path.ts";

type Node = TSESTree.Node;

/**
 * Whether the program does what it does without the row that a call gives, too: each use of it is a value that may be missing (`user?.name ?? "Unknown"`,
 * `user ? user.name : null`). False where it is handed on, or where anything is decided by it.
 */
export function goesOnWithout(call: Node, module: SourceModule): boolean {
  const uses = [...answersTo(call, module)].map((answer) => useOf(answer, module)).filter((use) => use !== "declared");
  return uses.length > 0 && uses.every((use) => use === "optional");
}

type Use = "optional" | "declared" | "other";

/** What is done with an answer where it stands. */
function useOf(node: Node, module: SourceModule): Use {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
      return useOf(parent, module);
    case "VariableDeclarator":
    case "ArrayPattern":
      return "declared";
    case "Property":
      return parent.parent.type === "ObjectPattern" ? "declared" : "other";
    case "MemberExpression":
      if (parent.object !== node) return "other";
      if (parent.optional) return isDecided(parent) ? "other" : "optional";
      if (isCountOrRow(parent)) return useOf(parent, module);
      return isBranchOf(parent, node, module) ? "optional" : "other";
    case "ConditionalExpression":
      return parent.test === node && !isDecided(parent) ? "optional" : "other";
    default:
      return "other";
  }
}

/** `user ? user.name : null`: there is a row where this is reached. */
function isBranchOf(node: Node, answer: Node, module: SourceModule): boolean {
  const row = pathOf(answer, module);
  for (let child = node, up = node.parent; up && !/Statement$|Function/.test(up.type); child = up, up = up.parent)
    if (up.type === "ConditionalExpression" && child === up.consequent && row) {
      const tested = pathOf(up.test, module);
      if (tested && isSamePath(tested, row)) return true;
    }
  return false;
}

/** Whether a value is a part of what decides where the program goes. */
function isDecided(node: Node): boolean {
  for (let child = node, up = node.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case "IfStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        return up.test === child;
      case "SwitchStatement":
        return up.discriminant === child;
      case "LogicalExpression":
      case "BinaryExpression":
      case "UnaryExpression":
      case "ChainExpression":
      case "MemberExpression":
      case "CallExpression":
        continue;
      default:
        return false;
    }
  }
  return false;
}
