import type { TSESTree } from "@typescript-eslint/utils";
import { input, type Built, type BuiltConstant, type Piece, type Place, type Value } from "./built.ts";
import { choice, choicesOf, mapped } from "./choice.ts";
import { isTextual, ofPieces } from "./text.ts";
import { truthOf } from "./truth.ts";

/** Values that an operator is applied to, where its operands are choices. */
const mostCombinations = 64;

/** What an operator makes of constants; `input` where one of them is none, or there are too many ways to combine them. */
export function combined(
  operands: readonly Value[],
  place: Place,
  make: (values: readonly BuiltConstant["value"][]) => Value,
): Value {
  const ways = operands.reduce((product, operand) => product * Math.max(choicesOf(operand).length, 1), 1);
  if (ways > mostCombinations) return input(place);
  const combine = (index: number, values: readonly BuiltConstant["value"][]): Value => {
    const operand = operands[index];
    if (!operand) return make(values);
    return mapped(operand, (plain) =>
      plain.kind === "constant" ? combine(index + 1, [...values, plain.value]) : input(place),
    );
  };
  return combine(0, []);
}

/** `left + right` */
export function sum(left: Piece, right: Piece, place: Place): Value {
  const value = combined([left.value, right.value], place, ([one, other]) => ({
    kind: "constant",
    value: typeof one === "number" && typeof other === "number" ? one + other : String(one) + String(other),
    place,
  }));
  return isTextual(left.value) || isTextual(right.value) ? ofPieces(value, [left, right]) : value;
}

/** `left - right`, `left % right`, …; null for operators that are no arithmetic. */
export function arithmetic(operator: string, left: Value, right: Value, place: Place): Value | null {
  const make = Object.hasOwn(operations, operator) ? operations[operator] : undefined;
  if (!make) return null;
  return combined([left, right], place, ([one, other]) => {
    const made = typeof one === "number" && typeof other === "number" ? make(one, other) : NaN;
    return Number.isFinite(made) ? { kind: "constant", value: made, place } : input(place);
  });
}

const operations: Readonly<Record<string, (left: number, right: number) => number>> = {
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "**": (left, right) => left ** right,
  "|": (left, right) => left | right,
  "&": (left, right) => left & right,
  "^": (left, right) => left ^ right,
  "<<": (left, right) => left << right,
  ">>": (left, right) => left >> right,
  ">>>": (left, right) => left >>> right,
};

/** `typeof x`; null for what is not known. */
function typeOf(value: Built): string | null {
  switch (value.kind) {
    case "constant":
      return value.value === null ? "object" : typeof value.value;
    case "function":
    case "class":
      return "function";
    case "object":
    case "list":
      return "object";
    default:
      return null;
  }
}

/** `-x`, `!x`, `void x`, `typeof x`. In: `value`, what the operand is. */
export function unary(node: TSESTree.UnaryExpression, value: Value, what: Place): Value {
  const constant = (made: BuiltConstant["value"]): Built => ({ kind: "constant", value: made, place: what });
  if (node.operator === "void") return constant(undefined);
  switch (node.operator) {
    case "-":
    case "+":
      return mapped(value, (plain) =>
        plain.kind === "constant" && isNumeric(plain.value)
          ? constant(node.operator === "-" ? -Number(plain.value) : Number(plain.value))
          : input(what),
      );
    case "typeof":
      return mapped(value, (plain) => {
        const type = typeOf(plain);
        return type === null ? input(what) : constant(type);
      });
    case "!":
      return mapped(value, (plain) =>
        plain.kind === "input" ? input(what) : choice(truthOf(plain), constant(false), constant(true)),
      );
    default:
      return input(what);
  }
}

/** True of what makes a number, and of a text that is one. */
function isNumeric(value: BuiltConstant["value"]): boolean {
  if (typeof value === "string") return value.trim() !== "" && Number.isFinite(Number(value));
  return typeof value === "number";
}
