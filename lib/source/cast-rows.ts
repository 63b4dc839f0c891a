import type { TSESTree } from "@typescript-eslint/utils";
import { factsOf } from "../libraries/index.ts";
import { oneOf } from "../libraries/names.ts";
import { memberName } from "./nodes.ts";

/**
 * The type that a step of a builder says its rows have, whatever the library knows of them: kysely's `$castTo<User>()`.
 * In: the call at the end of the chain, and the library. Out: null where no step says so.
 */
export function castRows(call: TSESTree.Node, library: string): TSESTree.TypeNode | null {
  const casts = oneOf(factsOf(library)?.builder?.casts ?? []);
  for (let node = call; ;) {
    if (node.type === "MemberExpression") node = node.object;
    else if (node.type !== "CallExpression") return null;
    else if (node.callee.type === "Identifier")
      return factsOf(library)?.builder?.clientNamesRows ? (node.typeArguments?.params[0] ?? null) : null;
    else if (node.callee.type === "MemberExpression" && casts(memberName(node.callee) ?? ""))
      return node.typeArguments?.params[0] ?? null;
    else node = node.callee;
  }
}
