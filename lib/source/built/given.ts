import type { TSESTree } from "@typescript-eslint/utils";
import { factsOf } from "../../libraries/index.ts";
import { oneOf } from "../../libraries/names.ts";
import { givenOn } from "../given-on.ts";
import type { SourceModule } from "../module.ts";
import type { LibraryChain } from "./evidence.ts";

/**
 * True of a query that a function gives and that nobody in the project goes on with: it is read there, as it is. One
 * that only names its table, and that nobody calls, is there to be gone on with. In: the project's folder; null: those
 * who call are out of sight.
 */
export function isGivenWhole(
  node: TSESTree.Node,
  { chain, library }: Pick<LibraryChain, "chain" | "library">,
  module: SourceModule,
  root: string | null,
): boolean {
  const promise = factsOf(library)?.builder?.promise;
  if (root === null || !promise) return false;
  const uses = givenOn(node, module, root);
  return uses === "as it is" || (uses === "nobody" && !chain.steps.every(({ name }) => oneOf(promise.bare)(name)));
}
