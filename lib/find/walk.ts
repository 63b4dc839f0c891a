import type { TSESTree } from "@typescript-eslint/utils";
import { childrenOf } from "../source/nodes.ts";

/** A node and everything below it, in source order. In: `into`, which of them are gone into. */
export function* descendants(
  root: TSESTree.Node,
  into: (node: TSESTree.Node) => boolean = () => true,
): Generator<TSESTree.Node, void, undefined> {
  const pending: TSESTree.Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    if (!into(node)) continue;
    const below = childrenOf(node);
    for (let index = below.length - 1; index >= 0; index--) {
      const child = below[index];
      if (child) pending.push(child);
    }
  }
}

const lists = new WeakMap<TSESTree.Program, readonly TSESTree.Node[]>();

/** All nodes of a program, in source order; put together once. */
export function nodesOf(program: TSESTree.Program): readonly TSESTree.Node[] {
  let nodes = lists.get(program);
  if (!nodes) lists.set(program, (nodes = [...descendants(program)]));
  return nodes;
}
