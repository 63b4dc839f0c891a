import type { Expression } from "../model/expression.ts";

/** Whether two expressions are written alike, places apart. */
export function isSame(one: Expression, other: Expression): boolean {
  return one === other || (one.kind === other.kind && text(one) === text(other));
}

const text = (expression: Expression): string =>
  JSON.stringify(expression, (key, value: unknown) =>
    key === "span" || key === "hole" || key === "edits" || key === "optional" ? undefined : value,
  );
