import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlText } from "../model/sql-text.ts";
import type { Frame as EvaluationFrame } from "../source/built/built.ts";
import { simplified } from "./text-condition.ts";
import { follow } from "./text-follow.ts";
import { spliced } from "./text-hole.ts";
import { frameAt, rootFrame, type TextContext } from "./text-value.ts";

/**
 * The text of a statement, read off the value that the evaluator gives the expression that is its text. In: `at`, the frame in which the expression
 * stands, which may be of another module; none: that of its module. Out: never empty-handed; what is not known is a hole.
 */
export function textOf(expression: TSESTree.Node, context: TextContext, at: EvaluationFrame | null = null): SqlText {
  const root = rootFrame(expression, context);
  const frame = at ? frameAt(at, root) : root;
  const value = follow(expression, frame);
  return value?.kind === "string" || value?.kind === "fragment" ? simplified(value.text) : [spliced(expression, frame)];
}
