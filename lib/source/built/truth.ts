import { isRuntime, type Built, type BuiltConstant, type Value } from "./built.ts";
import { always, chosen, constantly, never, type Condition } from "./condition.ts";
import { keyOf } from "./conditions.ts";

const truths = new WeakMap<Value, Condition>();

/** The condition that a value is true. */
export function truthOf(value: Value): Condition {
  switch (value.kind) {
    case "choice": {
      const truth = truths.get(value) ?? chosen(value.condition, truthOf(value.then), truthOf(value.otherwise));
      truths.set(value, truth);
      return truth;
    }
    case "never":
      return never;
    case "constant":
      return constantly(Boolean(value.value));
    default:
      return isMade(value) ? always : { kind: "true", key: keyOfValue(value) };
  }
}

/** What a thing that is made while the program runs is told from others by. */
function keyOfValue(value: Built): string {
  if (value.kind !== "chain" || !isRuntime(value)) return keyOf(value.place);
  const steps = value.steps.map(({ name, arguments: given, place }) =>
    given
      ? `${name}(${place.frame.id}${place.frame.module.text.slice(place.node.range[0], place.node.range[1])})`
      : name,
  );
  return [keyOf(value.root.place), ...steps].join(".");
}

/** Null where the operands are not known. */
export function ordered(left: Value, right: Value, operator: string): Condition | null {
  return comparedAs(left, right, (one, other) => {
    const holds = compared(one, other, operator);
    return holds === null ? null : constantly(holds);
  });
}

export function same(left: Value, right: Value, strictly: boolean): Condition {
  return comparedAs(left, right, (one, other) => equal(one, other, strictly)) ?? never;
}

/** A condition on two values, whichever of their choices they are; each pair of choices is compared once. Null: for some it cannot be told. */
function comparedAs(
  left: Value,
  right: Value,
  compare: (one: Built, other: Built) => Condition | null,
): Condition | null {
  const known = new Map<Value, Map<Value, Condition | null>>();
  const visit = (one: Value, other: Value): Condition | null => {
    if (one.kind === "never" || other.kind === "never") return never;
    if (one.kind !== "choice" && other.kind !== "choice") return compare(one, other);
    const row = known.get(one) ?? new Map<Value, Condition | null>();
    known.set(one, row);
    const before = row.get(other);
    if (before !== undefined) return before;
    const split = one.kind === "choice" ? one : other.kind === "choice" ? other : null;
    const [then, otherwise] =
      one.kind === "choice"
        ? [visit(one.then, other), visit(one.otherwise, other)]
        : other.kind === "choice"
          ? [visit(one, other.then), visit(one, other.otherwise)]
          : [null, null];
    const condition = split && then && otherwise ? chosen(split.condition, then, otherwise) : null;
    row.set(other, condition);
    return condition;
  };
  return visit(left, right);
}

function equal(left: Built, right: Built, strictly: boolean): Condition {
  if (left.kind === "constant" && right.kind === "constant")
    return constantly(left.value === right.value || (!strictly && isNothing(left) && isNothing(right)));
  if ((isNothing(left) && isMade(right)) || (isNothing(right) && isMade(left))) return never;
  if (left.kind !== "constant" && right.kind !== "constant")
    return { kind: "true", key: [keyOfValue(left), keyOfValue(right)].sort().join("==") };
  const constant = left.kind === "constant" ? left : (right as BuiltConstant);
  const other = constant === left ? right : left;
  return isMade(other) ? never : { kind: "equal", key: keyOfValue(other), constant: writtenConstant(constant) };
}

function compared(left: Built, right: Built, operator: string): boolean | null {
  if (
    left.kind !== "constant" ||
    right.kind !== "constant" ||
    typeof left.value !== "number" ||
    typeof right.value !== "number"
  )
    return null;
  switch (operator) {
    case "<":
      return left.value < right.value;
    case "<=":
      return left.value <= right.value;
    case ">":
      return left.value > right.value;
    default:
      return left.value >= right.value;
  }
}

/** True of what the program has put together: it is neither null nor undefined. */
export function isMade(value: Built): boolean {
  switch (value.kind) {
    case "object":
    case "list":
    case "function":
    case "class":
      return true;
    case "chain":
      return !isRuntime(value);
    default:
      return false;
  }
}

export const isNothing = (value: Built): boolean =>
  value.kind === "constant" && (value.value === null || value.value === undefined);

/** `x === undefined`, `x == null`: there is something, or there is not. */
function writtenConstant(constant: BuiltConstant): string {
  if (isNothing(constant)) return "null";
  return typeof constant.value === "bigint" ? String(constant.value) : JSON.stringify(constant.value);
}
