import type { TSESTree } from "@typescript-eslint/utils";
import type { Library } from "../model/site.ts";
import type { Hole } from "../model/sql-text.ts";
import type { SourceModule } from "../source/module.ts";
import { keyName } from "../source/nodes.ts";
import { traceValue } from "../source/trace.ts";
import { spliced } from "./text-hole.ts";
import { rootFrame } from "./text-value.ts";

/**
 * The values of a call as what they would be if its text pasted them in, by name or number. In: what stands behind
 * the text: an object, an array, or the one value of `$1`. Out: those that can be seen in this file.
 */
export function pastedValues(values: TSESTree.Node, library: Library, module: SourceModule): ReadonlyMap<string, Hole> {
  const pasted = new Map<string, Hole>();
  const note = (name: string, node: TSESTree.Node): void => {
    const { hole } = spliced(node, rootFrame(node, { module, library, mode: "text" }));
    pasted.set(name, hole);
  };
  const node = listOf(values, module);
  if (node.type === "ArrayExpression") {
    for (const [index, element] of node.elements.entries()) {
      if (element?.type === "SpreadElement") break;
      if (element) note(String(index + 1), element);
    }
  } else if (node.type === "ObjectExpression") {
    for (const property of node.properties) {
      // What is spread behind a property may replace it.
      const name = property.type === "Property" ? keyName(property) : null;
      if (name === null || property.type !== "Property") pasted.clear();
      else note(name, property.value);
    }
  } else if (node.type === "TemplateLiteral" || node.type === "MemberExpression") note("1", node);
  return pasted;
}

function listOf(node: TSESTree.Node, module: SourceModule): TSESTree.Node {
  if (node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression") return listOf(node.expression, module);
  if (node.type !== "Identifier") return node;
  const value = traceValue(node, module);
  return value?.kind === "object" && value.module === module ? value.node : node;
}
