import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import type { SourceModule } from "../source/module.ts";

/** The characters that a text spends on a piece: `${` and `}`, or the quotes and plus signs around it; null where there are none. */
export function outerOf(node: TSESTree.Node, { text }: SourceModule): Span | null {
  const { parent } = node;
  if (parent?.type === "TemplateLiteral") {
    const index = parent.expressions.findIndex((one) => one === node);
    const [before, after] = [parent.quasis[index], parent.quasis[index + 1]];
    if (!before || !after) return null;
    const end = before.range[1];
    const start = text.slice(end - 2, end) === "${" ? end - 2 : end;
    return { start, end: text[after.range[0]] === "}" ? after.range[0] + 1 : after.range[0] };
  }
  return parent?.type === "BinaryExpression" && parent.operator === "+" ? ofOperand(node, parent) : null;
}

function ofOperand(node: TSESTree.Node, sum: TSESTree.BinaryExpression): Span {
  let root: TSESTree.Node = sum;
  while (root.parent.type === "BinaryExpression" && root.parent.operator === "+") root = root.parent;
  const operands = operandsOf(root);
  const index = operands.indexOf(node);
  const [before, after] = [operands[index - 1], operands[index + 1]];
  return {
    start: before ? (isQuoted(before) ? before.range[1] - 1 : before.range[1]) : node.range[0],
    end: after ? (isQuoted(after) ? after.range[0] + 1 : after.range[0]) : node.range[1],
  };
}

function operandsOf(node: TSESTree.Node): readonly TSESTree.Node[] {
  return node.type === "BinaryExpression" && node.operator === "+"
    ? [...operandsOf(node.left), ...operandsOf(node.right)]
    : [node];
}

function isQuoted(node: TSESTree.Node): boolean {
  return (node.type === "Literal" && typeof node.value === "string") || node.type === "TemplateLiteral";
}
