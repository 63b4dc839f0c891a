import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlText } from "../model/sql-text.ts";
import { follow, rootFrame } from "./text-follow.ts";
import { spliced } from "./text-hole.ts";
import type { TextContext } from "./text-value.ts";

/**
 * The text of a statement, followed from the expression that is its text: through constants, imports, concatenation,
 * conditions, arrays that are joined, the project's own functions and the library's own helpers. Out: never empty-handed;
 * what cannot be followed is a hole.
 */
export function textOf(expression: TSESTree.Node, context: TextContext): SqlText {
  const frame = rootFrame(expression, context);
  const value = follow(expression, frame);
  if (value?.kind === "string" || value?.kind === "fragment") return value.text;
  return [spliced(expression, frame)];
}
