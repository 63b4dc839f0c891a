/**
 * A condition of the program that its source does not decide. Atoms are told apart by keys: the same key for the same
 * condition, wherever it stands. A path decides each key once.
 */
export type Condition =
  | { readonly kind: "always" }
  | { readonly kind: "never" }
  /** What has the key is true, in the sense of JavaScript. */
  | { readonly kind: "true"; readonly key: string }
  /** What has the key equals a constant, which is written as JSON. */
  | { readonly kind: "equal"; readonly key: string; readonly constant: string }
  /** Of several possibilities that exclude one another, this one: which case of a switch, whether a loop runs. */
  | { readonly kind: "option"; readonly key: string; readonly option: number; readonly options: number }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "all" | "any"; readonly left: Condition; readonly right: Condition };

export const always: Condition = { kind: "always" };
export const never: Condition = { kind: "never" };

export const constantly = (truth: boolean): Condition => (truth ? always : never);

export function not(condition: Condition): Condition {
  switch (condition.kind) {
    case "always":
      return never;
    case "never":
      return always;
    case "not":
      return condition.of;
    default:
      return { kind: "not", of: condition };
  }
}

export function all(left: Condition, right: Condition): Condition {
  if (left.kind === "never" || right.kind === "always" || left === right) return left;
  if (right.kind === "never" || left.kind === "always") return right;
  return { kind: "all", left, right };
}

export function any(left: Condition, right: Condition): Condition {
  if (left.kind === "always" || right.kind === "never" || left === right) return left;
  if (right.kind === "always" || left.kind === "never") return right;
  return { kind: "any", left, right };
}

/** `condition ? then : otherwise`, of conditions. */
export function chosen(condition: Condition, then: Condition, otherwise: Condition): Condition {
  if (then === otherwise) return then;
  return any(all(condition, then), all(not(condition), otherwise));
}

/** Both conditions of something that is there only under them; none for what always is. */
export function within(condition: Condition, when: Condition | undefined): Condition {
  return when ? all(condition, when) : condition;
}

/** True where two conditions are written alike. */
export function isSame(one: Condition, other: Condition): boolean {
  if (one === other) return true;
  switch (one.kind) {
    case "true":
      return other.kind === "true" && one.key === other.key;
    case "equal":
      return other.kind === "equal" && one.key === other.key && one.constant === other.constant;
    case "option":
      return other.kind === "option" && one.key === other.key && one.option === other.option;
    case "not":
      return other.kind === "not" && isSame(one.of, other.of);
    case "all":
    case "any":
      return other.kind === one.kind && isSame(one.left, other.left) && isSame(one.right, other.right);
    default:
      return one.kind === other.kind;
  }
}
