import type { TSESTree } from "@typescript-eslint/utils";
import { libraries } from "../libraries/index.ts";
import { oneOf } from "../libraries/names.ts";
import { memberName } from "./nodes.ts";

/** True of a method by which a library's object is given functions of the program as its own: `repository.extend({ … })`. */
export const isExtending = oneOf(libraries.flatMap(({ builder }) => builder?.extending ?? []));

/** What such a call adds; null of everything else. */
export function additionOf(node: TSESTree.Node): TSESTree.Expression | null {
  const [added] = node.type === "CallExpression" ? node.arguments : [];
  return node.type === "CallExpression" &&
    node.callee.type === "MemberExpression" &&
    isExtending(memberName(node.callee) ?? "") &&
    added &&
    added.type !== "SpreadElement"
    ? added
    : null;
}

/** The call that adds an object literal to a library's object, which is `this` in its functions; null where the literal stands elsewhere. */
export function extensionOf(object: TSESTree.ObjectExpression): TSESTree.Node | null {
  return additionOf(object.parent) === object ? object.parent : null;
}
