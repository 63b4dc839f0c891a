import type { Expression } from "../../model/expression.ts";

/**
 * What a lookup by a constant finds in JSON that the same expression puts together: `jsonb_build_object('a', x) -> 'a'` is x.
 * Null for other lookups.
 */
export function jsonField(expression: Expression): Expression | "missing" | null {
  if (expression.kind !== "operator" || (expression.operator !== "->" && expression.operator !== "->>")) return null;
  const { left, right } = expression;
  if (left?.kind !== "call" || !/^jsonb?_build_object$/.test(left.name) || right.kind !== "constant") return null;
  let found: Expression | "missing" = "missing";
  for (let at = 0; at + 1 < left.arguments.length; at += 2) {
    const [key, value] = left.arguments.slice(at, at + 2);
    if (key?.kind !== "constant" || !value) return null;
    // Of a key that is written twice jsonb keeps the last.
    if (String(key.value) === String(right.value)) found = value;
  }
  return typeof right.value === "string" ? found : "missing";
}
