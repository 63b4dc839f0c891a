import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../../source/module.ts";
import { importedNames, type Names } from "../../read/builder/import-names.ts";

/** Names of drizzle-orm at a node, with what to add to the imports; null where they cannot be had. */
export function drizzleNames(wanted: readonly string[], at: TSESTree.Node, module: SourceModule): Names | null {
  return importedNames("drizzle-orm", wanted, at, module);
}
