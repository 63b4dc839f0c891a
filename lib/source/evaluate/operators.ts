import { constant, concatenation, textParts, unknown, type ProgramValue } from "./program-value.ts";

/** What an operator between two values gives. */
export function operate(operator: string, left: ProgramValue, right: ProgramValue): ProgramValue {
  if (operator === "+" && (isText(left) || isText(right)))
    return concatenation([...textParts(left), ...textParts(right)]);
  if (left.kind === "constant" && right.kind === "constant") return ofConstants(operator, left.value, right.value);
  const answered = [left, right].some((side) => side.kind === "unknown" && side.answered);
  if (left.kind === "unknown" || right.kind === "unknown") {
    const side = left.kind === "unknown" ? left : right;
    return unknown(side.kind === "unknown" ? side.reason : "a value that is not known", answered);
  }
  // An object is never the same as a constant.
  if (left.kind !== "text" && right.kind !== "text" && /^[!=]==?$/.test(operator))
    return constant(operator.startsWith("!") !== (left === right));
  if (operator === "in" && left.kind === "constant" && right.kind === "struct" && !right.open)
    return constant(right.properties.has(String(left.value)));
  return unknown("the result of an operator", answered);
}

const isText = (value: ProgramValue): boolean =>
  value.kind === "text" || (value.kind === "constant" && typeof value.value === "string");

function ofConstants(operator: string, left: unknown, right: unknown): ProgramValue {
  switch (operator) {
    case "===":
      return constant(left === right);
    case "!==":
      return constant(left !== right);
    case "==":
      return constant(
        left === right ||
          (isNothing(left) && isNothing(right)) ||
          (typeof left !== typeof right && !isNothing(left) && !isNothing(right) && String(left) === String(right)),
      );
    case "!=":
      return constant(!(left === right || (isNothing(left) && isNothing(right))));
    case "<":
      return constant(ordered(left) < ordered(right));
    case "<=":
      return constant(ordered(left) <= ordered(right));
    case ">":
      return constant(ordered(left) > ordered(right));
    case ">=":
      return constant(ordered(left) >= ordered(right));
    case "+":
      return constant(Number(left) + Number(right));
    case "-":
      return constant(Number(left) - Number(right));
    case "*":
      return constant(Number(left) * Number(right));
    case "/":
      return constant(Number(left) / Number(right));
    case "%":
      return constant(Number(left) % Number(right));
    case "**":
      return constant(Number(left) ** Number(right));
    default:
      return unknown("the result of an operator");
  }
}

const isNothing = (value: unknown): boolean => value === null || value === undefined;
const ordered = (value: unknown): string | number => (typeof value === "string" ? value : Number(value));
