import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "./bindings.ts";
import { givesPromise } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { functionAround, keyName, memberName, type FunctionNode, unwrap, walk } from "./nodes.ts";
import { openFile } from "./open-module.ts";
import { filesCalling } from "../project/project-files.ts";

type Node = TSESTree.Node;

/**
 * What the project does with what a function gives. `nobody`: no file calls it. `as it is`: every call awaits it, or
 * lets it go, as it is. `further`: some call may go on with it, or it cannot be told.
 */
export type GivenOn = "nobody" | "as it is" | "further";

/** Files that are parsed for one name, and functions that hand on what others give. */
const mostFiles = 30;
const deepest = 3;

/**
 * What becomes of what the function around a node gives, whichever file calls it. A call counts by the function's name
 * alone: it may be another function's of that name. In: the project's folder.
 */
export function givenOn(node: Node, module: SourceModule, root: string): GivenOn {
  const fn = functionAround(node);
  const name = fn && nameOf(fn);
  return name === null || name === undefined ? "further" : usesOf(name, module, root, 0);
}

/** The name that a function is called by; null where it has none, or several. */
export function nameOf(fn: FunctionNode): string | null {
  if (fn.type === "FunctionDeclaration") return fn.id?.name ?? null;
  const { parent } = fn;
  switch (parent.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : null;
    case "MethodDefinition":
    case "PropertyDefinition":
    case "Property":
      return parent.value === fn && parent.type !== "Property"
        ? keyName(parent)
        : parent.type === "Property" && parent.parent.type === "ObjectExpression" && !isArgument(parent.parent)
          ? keyName(parent)
          : null;
    case "AssignmentExpression":
      return parent.left.type === "MemberExpression" ? memberName(parent.left) : null;
    default:
      return null;
  }
}

/** What a call is given is used as whoever is called likes. */
function isArgument(node: Node): boolean {
  const { parent } = node;
  return parent?.type === "CallExpression" || parent?.type === "NewExpression";
}

function usesOf(name: string, module: SourceModule, root: string, depth: number): GivenOn {
  const files = filesCalling(name, root, module.file);
  if (files === null || files.length > mostFiles || depth > deepest) return "further";
  let found: GivenOn = "nobody";
  for (const file of new Set([module.file, ...files])) {
    const other = file === module.file ? module : openFile(file);
    const uses = other ? usesIn(other, name, root, depth) : "further";
    if (uses === "further") return "further";
    if (uses === "as it is") found = uses;
  }
  return found;
}

function usesIn(module: SourceModule, name: string, root: string, depth: number): GivenOn {
  let found: GivenOn = "nobody";
  walk(
    module.ast,
    (node) => {
      if (isRenaming(node, name)) found = "further";
      if (node.type !== "CallExpression" || calledName(node) !== name) return;
      if (!isLeft(node, module, root, depth)) found = "further";
      else if (found === "nobody") found = "as it is";
    },
    () => found !== "further",
  );
  return found;
}

function calledName(call: TSESTree.CallExpression): string | null {
  const callee = unwrap(call.callee);
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" ? memberName(callee) : null;
}

/** `import { list as all }`, `const all = list`, `{ all: list }`: it is called by another name. */
function isRenaming(node: Node, name: string): boolean {
  const is = (one: Node | null): boolean => one?.type === "Identifier" && one.name === name;
  switch (node.type) {
    case "ImportSpecifier":
      return is(node.imported) && !is(node.local);
    case "ExportSpecifier":
      return is(node.local) && !is(node.exported);
    case "VariableDeclarator":
      return is(node.init);
    case "AssignmentExpression":
      return is(node.right) && !(node.left.type === "MemberExpression" && memberName(node.left) === name);
    case "Property":
      return !node.computed && (is(node.value) ? !is(node.key) : is(node.key) && isOtherName(node));
    default:
      return false;
  }
}

/** `const { list: all } = users` */
const isOtherName = ({ parent, value }: TSESTree.Property): boolean =>
  parent.type === "ObjectPattern" && value.type === "Identifier";

/** Whether nobody goes on with what an expression gives. */
function isLeft(node: Node, module: SourceModule, root: string, depth: number): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "ExpressionStatement":
      return true;
    case "ForOfStatement":
      return parent.right === node;
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "LogicalExpression":
    case "ConditionalExpression":
      return isLeft(parent, module, root, depth);
    case "MemberExpression":
      return parent.object === node && /^(?:then|catch|finally)$/.test(memberName(parent) ?? "");
    case "ArrayExpression":
      return isTogether(parent);
    case "ReturnStatement":
    case "ArrowFunctionExpression":
      return isReturned(node, module, root, depth);
    case "VariableDeclarator":
      return parent.id.type === "Identifier" && isVariableLeft(parent.id, module, root, depth);
    default:
      return false;
  }
}

/** `Promise.all([list(), count()])` */
function isTogether({ parent }: TSESTree.ArrayExpression): boolean {
  if (parent.type !== "CallExpression" || parent.callee.type !== "MemberExpression") return false;
  const { object } = parent.callee;
  return object.type === "Identifier" && object.name === "Promise";
}

function isReturned(node: Node, module: SourceModule, root: string, depth: number): boolean {
  const fn = functionAround(node);
  if (!fn) return false;
  if (givesPromise(fn)) return true;
  const name = nameOf(fn);
  return name !== null && usesOf(name, module, root, depth + 1) !== "further";
}

function isVariableLeft(name: TSESTree.Identifier, module: SourceModule, root: string, depth: number): boolean {
  const variable = variableOf(module, name);
  return (
    variable?.references.every(({ init, identifier }) => init === true || isLeft(identifier, module, root, depth)) ??
    false
  );
}
