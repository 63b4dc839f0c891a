import type { TSESTree } from "@typescript-eslint/utils";
import { keyName, walk } from "../source/nodes.ts";
import { wordsIn } from "../project/words.ts";

/**
 * Which of some names a module says where values stand: as a member, as the key of an object, in a text. What only
 * declares is left out: types, fields of classes, decorators, and in `deletedAt: timestamp("deleted_at")` the key and
 * the text that give a column its name. In: `declares` of a module that models were read from, in which objects and
 * texts that are nothing but the name are declarations as well.
 */
export function mentionedNames(
  program: TSESTree.Program,
  names: ReadonlySet<string>,
  declares: boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (name: string | null | undefined) => {
    if (name != null && names.has(name)) found.add(name);
  };
  const visit = (node: TSESTree.Node): void => {
    switch (node.type) {
      case "Identifier":
        return add(node.name);
      case "TemplateElement":
        return wordsIn(node.value.raw).forEach(add);
      case "Literal":
        if (typeof node.value === "string" && !(declares && names.has(node.value))) wordsIn(node.value).forEach(add);
        return;
      case "Property":
        return visitProperty(node);
      case "PropertyDefinition":
      case "AccessorProperty":
        if (node.value) see(node.value);
        return;
      default:
    }
  };
  const visitProperty = (property: TSESTree.Property): void => {
    const key = keyName(property);
    const isColumn = key !== null && names.has(key) && namesColumn(property.value, names, declares);
    if (!isColumn) add(key);
    if (!isColumn) see(property.value);
  };
  const see = (root: TSESTree.Node) => walk(root, visit, isGoneInto);
  see(program);
  return found;
}

const isGoneInto = ({ type }: TSESTree.Node): boolean =>
  !ownWalk.has(type) && (!type.startsWith("TS") || expressions.has(type));

/** Nodes of which only a part is looked at. */
const ownWalk: ReadonlySet<string> = new Set(["Property", "PropertyDefinition", "AccessorProperty", "Decorator"]);

/** TypeScript's own that hold values. */
const expressions: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSExportAssignment",
  "TSParameterProperty",
  "TSModuleDeclaration",
  "TSModuleBlock",
]);

/** `timestamp("deleted_at", …).notNull()`; in a module of models whatever is not NULL itself. */
function namesColumn(value: TSESTree.Node, names: ReadonlySet<string>, declares: boolean): boolean {
  let at = value;
  while (at.type === "CallExpression" || at.type === "MemberExpression") {
    if (at.type === "CallExpression" && at.arguments.some((argument) => isName(argument, names))) return true;
    at = at.type === "CallExpression" ? at.callee : at.object;
  }
  return declares && !(value.type === "Literal" && value.value === null);
}

const isName = (node: TSESTree.Node, names: ReadonlySet<string>): boolean =>
  node.type === "Literal" && typeof node.value === "string" && names.has(node.value);
