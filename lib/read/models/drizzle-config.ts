import { existsSync } from "node:fs";
import type { TSESTree } from "@typescript-eslint/utils";
import { globSync } from "tinyglobby";
import { childrenOf, nameOfKey } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import { openFile } from "../../source/open-module.ts";
import { elementsOf, nothingGiven, textOf, type Term } from "./syntax.ts";

const configs = ["drizzle.config.ts", "drizzle.config.mts", "drizzle.config.js", "drizzle.config.mjs", "drizzle.config.cjs"];

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

/** The files that a folder's drizzle.config names as its schema, absolute; null where it names none that are there. */
export function drizzleSchemaFiles(folder: string): string[] | null {
  const config = drizzleConfig(folder);
  const schema = config && propertyIn(config, "schema");
  if (!schema) return null;
  const paths = (elementsOf(schema) ?? [schema]).flatMap((path) => textOf(path) ?? []);
  const files = paths.flatMap((path) => globSync([path, `${path.replace(/\/$/, "")}/**/*.{ts,mts,cts,js,mjs,cjs}`], { cwd: folder, absolute: true, ignore: ["**/node_modules/**"], onlyFiles: true, expandDirectories: false }));
  const found = [...new Set(files.map((file) => file.replaceAll("\\", "/")).filter((file) => /\.[cm]?[jt]sx?$/.test(file)))].sort();
  return found.length > 0 ? found : null;
}
