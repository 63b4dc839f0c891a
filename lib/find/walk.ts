import type { TSESTree } from "@typescript-eslint/utils";

const notBelow = new Set(["parent", "loc", "range", "tokens", "comments"]);

/** A node and everything below it, in source order. */
export function* descendants(root: TSESTree.Node): Generator<TSESTree.Node, void, undefined> {
  const pending: TSESTree.Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    const below: TSESTree.Node[] = [];
    const fields = node as unknown as Record<string, unknown>;
    for (const key in fields) {
      const child = fields[key];
      if (typeof child !== "object" || child === null || notBelow.has(key)) continue;
      if (Array.isArray(child))
        for (const each of child) {
          if (isNode(each)) below.push(each);
        }
      else if (isNode(child)) below.push(child);
    }
    for (const child of below.sort((a, b) => b.range[0] - a.range[0])) pending.push(child);
  }
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
