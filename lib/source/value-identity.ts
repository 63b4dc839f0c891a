import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import { isNeverReassigned, variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { memberName, nodeAt, spanOf, unwrap } from "./nodes.ts";

/**
 * A key that is the same for expressions of a file which are the same value: one variable that is never reassigned, or the same property of
 * it (`params.id`). In: where the expression stands. Out: null for every other expression.
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

function identityOf(node: TSESTree.Node, module: SourceModule): string | null {
  const plain = unwrap(node);
  switch (plain.type) {
    case "Identifier": {
      const variable = variableOf(module, plain);
      const [name] = variable?.identifiers ?? [];
      return variable && name && isNeverReassigned(variable) ? `${plain.name}@${name.range[0]}` : null;
    }
    case "Property":
      return plain.shorthand ? identityOf(plain.value, module) : null;
    case "MemberExpression": {
      const [of, name] = [identityOf(plain.object, module), memberName(plain)];
      return of !== null && name !== null ? `${of}.${name}` : null;
    }
    default:
      return null;
  }
}
