import type { Node } from "@pgsql/types";

/** The names of libpg-query's node types, and the node of one. */
export type NodeName = Node extends infer N ? (N extends N ? keyof N : never) : never;
export type NodeOf<K extends NodeName> = Node extends infer N ? (N extends Record<K, infer T> ? T : never) : never;

/** The type of a node: its only key. */
export function nodeName(node: Node): NodeName {
  for (const name in node) return name as NodeName;
  return "Null" as NodeName;
}

/** The texts of a list of String nodes; stars and other nodes are left out. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  const texts: string[] = [];
  for (const node of nodes ?? []) if ("String" in node) texts.push(node.String.sval ?? "");
  return texts;
}
