import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import { isNeverReassigned } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, nodeAt, spanOf, unwrap } from "./nodes.ts";
import { pathOf } from "./value-path.ts";

/**
 * A key that is the same for expressions of a file which are the same value: one variable that is never reassigned, or the same property of
 * it (`params.id`, and what that was destructured into). In: where the expression stands. Out: null for every other expression.
 */
export function valueIdentity(span: Span, module: SourceModule): string | null {
  const node = nodeAt(module.ast, span);
  return node && identityOf(node, module);
}

/** The expression at a place without the types, `await` and parentheses around it. */
export function plainSpan(span: Span, module: SourceModule): Span {
  const node = nodeAt(module.ast, span);
  return node ? spanOf(unwrap(node)) : span;
}

/** Where the outermost function around a place that is no class begins; null outside of functions. */
export function outermostHolder(span: Span, module: SourceModule): number | null {
  let found: number | null = null;
  for (let up = nodeAt(module.ast, span); up; up = up.parent ?? null) if (isFunction(up)) found = up.range[0];
  return found;
}

function identityOf(node: TSESTree.Node, module: SourceModule): string | null {
  const path = pathOf(node, module);
  if (!path) return null;
  const { root, names } = path;
  if ("type" in root) return `${root.range[0]} ${names.join(".")}`;
  const [declared] = root.identifiers;
  return declared && isNeverReassigned(root) ? `${declared.range[0]} ${names.join(".")}` : null;
}
