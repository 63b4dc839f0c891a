import type { TSESTree } from "@typescript-eslint/utils";
import { childrenOf, isClass, isFunction, keyName } from "./nodes.ts";

/**
 * The names of what a place stands in, from the inside out: functions, methods, classes, and the names under which what holds it is kept
 * (`hardDelete: (id) => run(() => …)`). In: an offset in the program.
 */
export function holdersOf(program: TSESTree.Program, offset: number): readonly string[] {
  const around: TSESTree.Node[] = [];
  for (let at: TSESTree.Node | undefined = program; at; at = childrenOf(at).find((child) => holds(child, offset)))
    around.unshift(at);
  const innermost = around.findIndex((node) => isFunction(node) || isClass(node));
  return innermost < 0 ? [] : around.slice(innermost).flatMap((node) => nameOf(node) ?? []);
}

/** How a program calls a place: by the function around it, and by the variable or property that it is the value of. */
export interface CalledBy {
  readonly function: string | null;
  readonly variable: string | null;
}

/** In: an offset in the program. */
export function calledBy(program: TSESTree.Program, offset: number): CalledBy {
  let [called, variable]: (string | null)[] = [null, null];
  for (let at: TSESTree.Node | undefined = program; at; at = childrenOf(at).find((child) => holds(child, offset))) {
    if (isFunction(at)) [called, variable] = [nameOf(at) ?? variable ?? called, null];
    else if (!isClass(at)) variable = nameOf(at) ?? variable;
  }
  return { function: called ?? null, variable: variable ?? null };
}

const holds = ({ range }: TSESTree.Node, offset: number): boolean => range[0] <= offset && offset < range[1];

/** The name that a function or class has, or is kept under. */
function nameOf(node: TSESTree.Node): string | null {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
      return node.id?.name ?? null;
    case "VariableDeclarator":
      return node.id.type === "Identifier" ? node.id.name : null;
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return keyName(node);
    case "AssignmentExpression":
      return node.left.type === "MemberExpression"
        ? keyName({ key: node.left.property, computed: node.left.computed })
        : null;
    default:
      return null;
  }
}
