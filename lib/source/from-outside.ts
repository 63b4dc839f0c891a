import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "./bindings.ts";
import { callsOf } from "./calls.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf, isFunction, memberName, returnedExpressions } from "./nodes.ts";
import { originOf } from "./origin.ts";

type Node = TSESTree.Node;

/** Expressions that are looked at for one. */
const mostSteps = 120;

/**
 * Whether a value leads to what the program is given from outside while it runs: its command line, its input, files, the network, whatever a package but a
 * client of the database hands out. What is read from the database, and what nobody is seen to give, does not.
 */
export function isFromOutside(node: Node, module: SourceModule): boolean {
  return new Walk().leads(node, module);
}

class Walk {
  readonly #seen = new Set<Node>();

  leads(node: Node, module: SourceModule): boolean {
    if (this.#seen.has(node) || this.#seen.size >= mostSteps) return false;
    this.#seen.add(node);
    const go = (next: Node): boolean => this.leads(next, module);
    switch (node.type) {
      case "Identifier":
        return this.#name(node, module);
      case "CallExpression":
      case "NewExpression":
        return this.#call(node, module) || node.arguments.some(go);
      case "MemberExpression":
        return isInputOfProcess(node, module) || go(node.object);
      default:
        return !isFunction(node) && childrenOf(node).some(go);
    }
  }

  #name(node: TSESTree.Identifier, module: SourceModule): boolean {
    const variable = variableOf(module, node);
    const definition = variable?.defs[0];
    if (!variable || !definition) return false;
    if (isFunction(definition.node)) {
      const fn = definition.node;
      const { parent } = fn;
      // `products.map((product) => …)`
      if (parent.type === "CallExpression" && parent.callee.type === "MemberExpression")
        return this.leads(parent.callee.object, module);
      const index = fn.params.findIndex((one) => one.range[0] <= node.range[0] && one === definition.name);
      return (callsOf(fn, module) ?? []).some(
        (given) => given[index] !== undefined && this.leads(given[index], module),
      );
    }
    const loop = definition.node.type === "VariableDeclarator" ? definition.node.parent.parent : null;
    if (loop?.type === "ForOfStatement") return this.leads(loop.right, module);
    return variable.references.some(({ writeExpr }) => writeExpr != null && this.leads(writeExpr, module));
  }

  #call(node: TSESTree.CallExpression | TSESTree.NewExpression, module: SourceModule): boolean {
    const { callee } = node;
    if (callee.type === "Identifier") {
      const meaning = meaningOf(callee, module);
      if (meaning?.kind === "function")
        return returnedExpressions(meaning.node).some((one) => this.leads(one, meaning.module));
      if (meaning?.kind === "package") return true;
      return !variableOf(module, callee) && inputs.has(callee.name);
    }
    if (callee.type !== "MemberExpression") return false;
    const origin = originOfPackage(callee, module);
    return origin ?? this.leads(callee.object, module);
  }
}

/** Whether what a method belongs to is a package's that is no client of a database; null where it is no package's. */
function originOfPackage(callee: TSESTree.MemberExpression, module: SourceModule): boolean | null {
  const { object } = callee;
  const meaning = object.type === "Identifier" ? meaningOf(object, module) : null;
  if (meaning?.kind === "package") return originOf(object, module)?.library == null;
  const origin = originOf(object, module);
  return origin?.library != null ? false : null;
}

/** `process.argv`, `Deno.args` */
function isInputOfProcess(node: TSESTree.MemberExpression, module: SourceModule): boolean {
  const { object } = node;
  return (
    object.type === "Identifier" &&
    /^(?:process|Deno|Bun)$/.test(object.name) &&
    !variableOf(module, object) &&
    /^(?:argv|args|stdin)$/.test(memberName(node) ?? "")
  );
}

/** Functions of the language's surroundings that give what others send. */
const inputs: ReadonlySet<string> = new Set(["fetch", "prompt"]);
