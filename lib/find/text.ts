import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlText } from "../model/sql-text.ts";
import { simplified } from "./text-condition.ts";
import { follow } from "./text-follow.ts";
import { spliced } from "./text-hole.ts";
import { rootFrame, type TextContext } from "./text-value.ts";

/**
 * The text of a statement, read off the value that the evaluator gives the expression that is its text. Out: never
 * empty-handed; what is not known is a hole.
 */
export function textOf(expression: TSESTree.Node, context: TextContext): SqlText {
  const frame = rootFrame(expression, context);
  const value = follow(expression, frame);
  return value?.kind === "string" || value?.kind === "fragment" ? simplified(value.text) : [spliced(expression, frame)];
}
