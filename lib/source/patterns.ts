import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";

/** True of a pattern, or its source in a text, for the whole of a value that lets no quote through. One that cannot be seen is taken at its word. */
export function isWholePattern(node: TSESTree.Node, module: SourceModule): boolean {
  if (node.type === "Identifier") {
    const meaning = meaningOf(node, module);
    return meaning?.kind === "value" ? isWholePattern(meaning.node, meaning.module) : true;
  }
  if (node.type !== "Literal") return true;
  const [source, flags] = "regex" in node ? [node.regex.pattern, node.regex.flags] : [String(node.value), ""];
  const plain = source.replace(/\[[^\]]*\]/g, "[]");
  return /^\^[\s\S]*\$$/.test(source) && !flags.includes("m") && !/(?:^|[^\\])\.[*+]/.test(plain);
}
