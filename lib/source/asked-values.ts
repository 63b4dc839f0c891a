import type { TSESTree } from "@typescript-eslint/utils";

type Node = TSESTree.Node;

/**
 * Whether a program asks of a value whether it is there: it decides something by it, compares it with null, or has another in its place. In:
 * the expression that is the value.
 */
export function isAsked(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "ChainExpression":
    case "AwaitExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
      return isAsked(parent);
    case "IfStatement":
    case "ConditionalExpression":
    case "WhileStatement":
      return parent.test === node;
    case "LogicalExpression":
      return parent.left === node || isAsked(parent);
    case "UnaryExpression":
      return parent.operator === "!" || parent.operator === "typeof";
    case "BinaryExpression":
      return isNull(parent.left) || isNull(parent.right);
    case "MemberExpression":
      return parent.object === node && parent.optional;
    case "AssignmentExpression":
      return parent.left === node && (parent.operator === "??=" || parent.operator === "||=");
    case "CallExpression":
      return parent.callee.type === "Identifier" && parent.callee.name === "Boolean";
    default:
      return false;
  }
}

/** Whether a program only shows a value, in a text: `| ${row.code} |`. */
export const isShown = ({ parent }: Node): boolean =>
  parent?.type === "TemplateLiteral" && parent.parent.type !== "TaggedTemplateExpression";

const isNull = (node: Node): boolean => node.type === "Literal" && node.value === null && node.raw === "null";
