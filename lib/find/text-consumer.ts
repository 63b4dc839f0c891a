import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "../source/bindings.ts";
import type { SourceModule } from "../source/module.ts";
import { keyName, memberName } from "../source/trace.ts";

/** A call that takes a text, and the expression that is the text there. */
export interface Consumer {
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly expression: TSESTree.Node;
  /** The argument's place; -1 where the text is a property of an object argument. */
  readonly index: number;
  readonly object: TSESTree.ObjectExpression | null;
}

const keepsText = /^(?:join|trim|trimStart|trimEnd|replace|replaceAll|concat|toString|padEnd|slice|substring)$/;

/** The whole text that a literal opens: the concatenation, the joined array, the text its methods give. */
export function textRoot(node: TSESTree.Node): TSESTree.Node {
  let at = node;
  for (let parent = at.parent; parent; parent = at.parent) {
    if (parent.type === "BinaryExpression" && parent.operator === "+") at = parent;
    else if (parent.type === "TSAsExpression" || parent.type === "TSSatisfiesExpression") at = parent;
    else if (parent.type === "ConditionalExpression" && parent.test !== at) at = parent;
    else if (
      parent.type === "ArrayExpression" &&
      parent.parent.type === "MemberExpression" &&
      memberName(parent.parent) === "join"
    )
      at = parent;
    else if (
      parent.type === "MemberExpression" &&
      parent.object === at &&
      keepsText.test(memberName(parent) ?? "") &&
      parent.parent.type === "CallExpression" &&
      parent.parent.callee === parent
    )
      at = parent.parent;
    else break;
  }
  return at;
}

/** The calls that take a text: the one it is an argument of, or those that take the variable it is put into. */
export function consumersOf(root: TSESTree.Node, module: SourceModule): Consumer[] {
  const direct = consumerOf(root);
  if (direct) return [direct];
  const { parent } = root;
  const name =
    parent?.type === "VariableDeclarator" && parent.init === root
      ? parent.id
      : parent?.type === "AssignmentExpression" && parent.right === root
        ? parent.left
        : null;
  if (name?.type !== "Identifier") return [];
  const variable = variableOf(module, name);
  // `var` may declare a name several times.
  if (!variable?.defs.every(({ type }) => type === "Variable")) return [];
  return variable.references
    .filter((reference) => reference.isRead())
    .flatMap((reference) => {
      const found = consumerOf(textRoot(reference.identifier));
      return found ? [found] : [];
    });
}

function consumerOf(node: TSESTree.Node): Consumer | null {
  const { parent } = node;
  if ((parent?.type === "CallExpression" || parent?.type === "NewExpression") && parent.callee !== node) {
    const index = parent.arguments.indexOf(node as TSESTree.CallExpressionArgument);
    return index < 0 ? null : { call: parent, expression: node, index, object: null };
  }
  if (
    parent?.type !== "Property" ||
    parent.value !== node ||
    !/^(?:text|sql|query|statement)$/.test(keyName(parent) ?? "")
  )
    return null;
  const object = parent.parent;
  const call = object.parent;
  if (object.type !== "ObjectExpression" || (call.type !== "CallExpression" && call.type !== "NewExpression"))
    return null;
  return { call, expression: node, index: -1, object };
}
