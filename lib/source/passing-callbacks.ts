import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "./module.ts";
import { walk } from "./nodes.ts";
import { traceValue, type Value } from "./trace.ts";

type Node = TSESTree.Node;

/**
 * Whether a call gives what the callback gives that it is handed, by the types of the function that is called: of
 * `locked<T>(work: () => Promise<T>): Promise<T>` nothing else can be the result. In: the call, and which of its arguments the callback is.
 */
export function givesWhatCallbackGives(
  { callee, arguments: given }: TSESTree.CallExpression,
  index: number,
  module: SourceModule,
): boolean {
  if (given.slice(0, index).some(({ type }) => type === "SpreadElement")) return false;
  const called = signatureOf(traceValue(callee, module));
  const parameter = called?.params[index];
  const result = called?.returnType && typeName(called.returnType.typeAnnotation);
  if (!called || !result || !parameter || !("typeAnnotation" in parameter)) return false;
  const isOwn = called.typeParameters?.params.some(({ name }) => name.name === result) ?? false;
  const work = parameter.typeAnnotation?.typeAnnotation;
  if (!isOwn || work?.type !== "TSFunctionType" || !work.returnType) return false;
  const made = work.returnType.typeAnnotation;
  const parts = made.type === "TSUnionType" ? made.types : [made];
  // Where something else is of that type, it may be the result as well.
  return (
    parts.every((part) => typeName(part) === result) && mentions(called.params, result) === mentions([made], result)
  );
}

type Signature = Pick<TSESTree.TSFunctionType, "params" | "returnType" | "typeParameters">;

const signatureOf = (value: Value | null): Signature | null =>
  value?.kind === "function" || value?.kind === "signature" ? value.node : null;

/** The name that a type is, taken out of promises. */
function typeName(type: TSESTree.TypeNode): string | null {
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return null;
  const [inner] = type.typeArguments?.params ?? [];
  const { name } = type.typeName;
  return inner ? (/^(?:Promise|PromiseLike|Awaited)$/.test(name) ? typeName(inner) : null) : name;
}

/** How often a type is named. */
function mentions(nodes: readonly Node[], name: string): number {
  let count = 0;
  for (const node of nodes)
    walk(node, (inner) => {
      if (inner.type === "TSTypeReference" && inner.typeName.type === "Identifier" && inner.typeName.name === name)
        count++;
    });
  return count;
}
