import type { TSESTree } from "@typescript-eslint/utils";
import { memberName } from "./nodes.ts";

type Node = TSESTree.Node;

/**
 * The columns whose values the program puts into texts for people alone, or converts itself, where any type does: template literals, what is
 * logged, `Number(…)`, `total.toString()`. In: every expression that is the value of a column, and of which.
 */
export function printedColumns(values: ReadonlyMap<Node, ReadonlySet<string>>): ReadonlySet<string> {
  const printed = new Set<string>();
  const used = new Set<string>();
  for (const [node, columns] of values) {
    const use = useOf(node);
    for (const column of columns) {
      if (use === "printed") printed.add(column);
      if (use === "used") used.add(column);
    }
  }
  return new Set([...printed].filter((column) => !used.has(column)));
}

/** `named`: it is given a name, whose uses are values of their own. */
function useOf(node: Node): "printed" | "named" | "used" {
  const { parent } = node;
  switch (parent?.type) {
    case "ChainExpression":
    case "TSNonNullExpression":
      return useOf(parent);
    case "MemberExpression":
      return isToString(parent) ? "printed" : "used";
    case "VariableDeclarator":
      return parent.init === node && parent.id.type === "Identifier" ? "named" : "used";
    case "Property":
      return parent.parent.type === "ObjectPattern" ? "named" : "used";
    case "TemplateLiteral":
      return parent.parent.type === "TaggedTemplateExpression" ? "used" : "printed";
    case "NewExpression":
      return parent.callee.type === "Identifier" && parent.callee.name === "Date" ? "printed" : "used";
    case "UnaryExpression":
      return parent.operator === "+" ? "printed" : "used";
    case "CallExpression":
      return parent.callee !== node && (isLogger(parent.callee) || isConversion(parent.callee)) ? "printed" : "used";
    // `Number(count ?? 0)`
    case "LogicalExpression":
      return parent.left === node && useOf(parent) === "printed" ? "printed" : "used";
    default:
      return "used";
  }
}

/** `Number(…)`, `Number.parseInt(…)` */
function isConversion(callee: Node): boolean {
  const isOfNumber =
    callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Number";
  const name = isOfNumber ? callee.property : callee;
  return name.type === "Identifier" && /^(?:Number|parseInt|parseFloat|String|BigInt)$/.test(name.name);
}

/** `total.toString()`, which every value has. */
const isToString = (member: TSESTree.MemberExpression): boolean =>
  memberName(member) === "toString" &&
  member.parent.type === "CallExpression" &&
  member.parent.callee === member &&
  member.parent.arguments.length === 0;

/** `console.log`, `logger.info`, `this.log.debug` */
function isLogger(callee: Node): boolean {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  const { object, property } = callee;
  const receiver = object.type === "MemberExpression" ? object.property : object;
  return (
    receiver.type === "Identifier" &&
    /^(?:console|_?log|_?logger)$/i.test(receiver.name) &&
    /^(?:log|info|warn|error|debug|trace|verbose)$/.test(property.name)
  );
}
