import type { TSESTree } from "@typescript-eslint/utils";
import type { Library } from "../model/site.ts";
import type { SqlText } from "../model/sql-text.ts";
import type { SourceModule } from "../source/module.ts";
import { follow, rootFrame } from "./text-follow.ts";
import { spliced } from "./text-hole.ts";

/** Where an expression that is SQL text stands, and what becomes of its holes. */
export interface TextContext {
  readonly module: SourceModule;
  readonly library: Library;
  /** `tag`: plain `${}` holes of the library's own templates are bound. `text`: they are spliced. */
  readonly mode: "tag" | "text";
}

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
