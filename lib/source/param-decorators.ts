import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, returnedExpressions, type FunctionNode } from "./nodes.ts";

type Node = TSESTree.Node;

/** What a decorator of the project's own gives the parameter that it stands at. */
export interface MadeParameter {
  readonly values: readonly Node[];
  readonly module: SourceModule;
}

/**
 * The values of a parameter that stands behind a decorator made with NestJS's `createParamDecorator((data, context) => …)`: what the factory gives
 * back. Out: null where no decorator is one.
 */
export function madeParameter(parameter: TSESTree.Parameter, module: SourceModule): MadeParameter | null {
  for (const name of decoratorNames(parameter)) {
    const meaning = name.type === "Identifier" ? meaningOf(name, module) : null;
    const call = meaning?.kind === "value" ? meaning.node : null;
    if (meaning?.kind !== "value" || call?.type !== "CallExpression" || !makesDecorators(call.callee, meaning.module))
      continue;
    const factory = call.arguments[0] && functionOf(call.arguments[0], meaning.module);
    if (factory) return { values: returnedExpressions(factory.node), module: factory.module };
  }
  return null;
}

/** The decorators of a parameter, without what they are called with. */
export function decoratorNames(parameter: TSESTree.Parameter): readonly Node[] {
  const decorators = "decorators" in parameter ? parameter.decorators : [];
  return decorators.map(({ expression }) => (expression.type === "CallExpression" ? expression.callee : expression));
}

function makesDecorators(callee: Node, module: SourceModule): boolean {
  const meaning = callee.type === "Identifier" ? meaningOf(callee, module) : null;
  return meaning?.kind === "package" && meaning.name === "createParamDecorator";
}

function functionOf(
  node: Node,
  module: SourceModule,
): { readonly node: FunctionNode; readonly module: SourceModule } | null {
  if (isFunction(node)) return { node, module };
  const meaning = node.type === "Identifier" ? meaningOf(node, module) : null;
  if (meaning?.kind === "function") return meaning;
  return meaning?.kind === "value" && isFunction(meaning.node) ? { node: meaning.node, module: meaning.module } : null;
}
