import { existsSync } from "node:fs";
import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../../source/module.ts";
import { openFile } from "../../source/open-module.ts";
import { nothingGiven, type Term } from "../../read/models/syntax.ts";
import { childrenOf, nameOfKey } from "../../source/nodes.ts";

const configs = [
  "drizzle.config.ts",
  "drizzle.config.mts",
  "drizzle.config.js",
  "drizzle.config.mjs",
  "drizzle.config.cjs",
];

/** drizzle-kit's configuration in a folder; null where there is none that can be read. */
export function drizzleConfig(folder: string): SourceModule | null {
  for (const name of configs) if (existsSync(`${folder}/${name}`)) return openFile(`${folder}/${name}`);
  return null;
}

/** The first property of a name in a configuration. */
export function propertyIn(module: SourceModule, name: string): Term | null {
  const find = (node: TSESTree.Node): TSESTree.Node | null => {
    if (node.type === "Property" && nameOfKey(node.key) === name) return node.value;
    for (const child of childrenOf(node)) {
      const found = find(child);
      if (found) return found;
    }
    return null;
  };
  const node = find(module.ast);
  return node && { node, module, given: nothingGiven };
}
