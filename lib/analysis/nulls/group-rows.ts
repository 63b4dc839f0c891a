import type { Call, Expression } from "../../model/expression.ts";
import { contains, referencesIn } from "../expressions.ts";
import { hasEmptyGroups, isOfValues, isOwnAggregate } from "./aggregates.ts";
import { isAggregate } from "../routine-facts.ts";
import type { Engine } from "./engine.ts";
import type { Facts } from "./facts.ts";
import { inMode, type Frame } from "./frame.ts";
import { rowsKey } from "./keys.ts";
import { isFalse, isNull, isTrue, unclear, value, type Mask } from "./masks.ts";

const notTrue = isFalse | isNull | unclear;

/** Whether a call is an aggregate over the rows of its own level. */
const isOfRows = (call: Call, { mode, level }: Frame): boolean =>
  mode !== "row" && level.kind === "select" && !call.window && isAggregate(call.name) && isOwnAggregate(call, level);

/** What an aggregate's being what a mask says tells of all rows of its group, or of one of them. */
export function learnRows(call: Call, mask: Mask, frame: Frame, facts: Facts, engine: Engine): void {
  const [first] = call.arguments;
  if (!first || !isOfRows(call, frame)) return;
  // What one row decides, and how.
  const decisive = call.name === "bool_or" ? isTrue : allTrue.has(call.name) ? isFalse : null;
  if (decisive === null) {
    if (!(mask & value) && isOfValues(call.name)) noRow(call, isValue(first), frame, facts, engine);
    return;
  }
  const deciding = decisive === isTrue ? first : negated(first);
  if (!(mask & decisive)) noRow(call, mask & value ? deciding : isValue(first), frame, facts, engine);
  else if (mask === decisive) someRow(call, deciding, frame, facts);
}

const allTrue: ReadonlySet<string> = new Set(["bool_and", "every"]);

/** What a comparison of an aggregate with a number tells: `count(x) = 0`, `min(x) > 5`. */
export function learnComparison(
  left: Expression,
  operator: string,
  right: Expression,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  const call = left.kind === "cast" ? left.operand : left;
  if (call.kind !== "call" || !isOfRows(call, frame)) return;
  const [first] = call.arguments;
  if (call.name === "count") return learnCount(call, operator, right, frame, facts, engine);
  const beyond = ends[call.name];
  if (!first || !beyond || right.kind !== "constant" || typeof right.value !== "number") return;
  // The largest is one of them, and what it is below all are below.
  someRow(call, compared(first, operator, right), frame, facts);
  const bound = beyond[operator];
  if (bound !== undefined) noRow(call, negated(compared(first, bound, right)), frame, facts, engine);
}

const ends: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  min: { ">": ">", ">=": ">=", "=": ">=" },
  max: { "<": "<", "<=": "<=", "=": "<=" },
};

function learnCount(call: Call, operator: string, right: Expression, frame: Frame, facts: Facts, engine: Engine): void {
  const [first] = call.arguments;
  const counted = call.star || !first ? null : isValue(first);
  if (right.kind === "constant" && typeof right.value === "number") {
    const isNone = operator === "=" || operator === "<=" ? right.value === 0 : operator === "<" && right.value === 1;
    if (isNone) noRow(call, counted, frame, facts, engine);
    if (saysMore(operator, right.value) && (counted || call.filter)) someRow(call, counted, frame, facts);
    return;
  }
  // As many values as rows: `count(x) = count(*)`.
  const other = right.kind === "cast" ? right.operand : right;
  if (other.kind !== "call" || other.name !== "count" || !isOfRows(other, frame)) return;
  const [all, some, said] = call.star ? [call, other, operator] : [other, call, turned[operator] ?? operator];
  const [argument] = some.arguments;
  if (!all.star || all.filter || some.filter || !argument || some.star || some.distinct) return;
  if (said === "=" || said === "<=") noRow(some, isMissing(argument), frame, facts, engine);
  if (said === "<>" || said === "!=" || said === ">") someRow(some, isMissing(argument), frame, facts);
}

/** Whether a comparison with a number says that a count is more than nothing. */
export function saysMore(operator: string, bound: number): boolean {
  switch (operator) {
    case ">":
      return bound >= 0;
    case ">=":
    case "=":
      return bound > 0;
    case "<>":
    case "!=":
      return bound === 0;
    default:
      return false;
  }
}

export const turned: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** Of no row that a call takes is a condition true; null: it takes none. */
function noRow(call: Call, condition: Expression | null, frame: Frame, facts: Facts, engine: Engine): void {
  const whole = call.filter && condition ? both(call.filter, condition) : (call.filter ?? condition);
  const areRows = !hasEmptyGroups(frame, facts);
  if (!whole) {
    facts.learn(rowsKey(frame), isFalse);
    return;
  }
  // Without a row nothing is said of what is not a row's own.
  if (!areRows && !isOwn(whole, frame)) return;
  const rows = inMode(frame, "row");
  const known = facts.copy();
  engine.learn(whole, notTrue & engine.maskOf(whole, rows, known), rows, known);
  if (!known.impossible) facts.take(known);
  else if (areRows) facts.impossible = true;
  else facts.learn(rowsKey(frame), isFalse);
}

/** Of some row that a call takes a condition is true; null: it takes one. */
function someRow(call: Call, condition: Expression | null, frame: Frame, facts: Facts): void {
  facts.learn(rowsKey(frame), isTrue);
  const whole = call.filter && condition ? both(call.filter, condition) : (call.filter ?? condition);
  if (whole) facts.witnesses = [...facts.witnesses, { condition: whole, key: rowsKey(frame) }];
}

/** Whether some row that is known to be there gives an aggregate a value to work on. */
export function hasWitness(call: Call, frame: Frame, facts: Facts, engine: Engine): boolean {
  const own = facts.witnesses.filter(({ key }) => key === rowsKey(frame));
  if (own.length === 0) return false;
  const rows = inMode(frame, "row");
  const wanted = [...(call.filter ? [call.filter] : []), ...call.arguments.slice(0, 1).map(isValue)];
  return own.some(({ condition }) => {
    const known = facts.copy();
    known.witnesses = [];
    engine.learn(condition, isTrue, rows, known);
    return wanted.every((one) => engine.maskOf(one, rows, known) === isTrue);
  });
}

/** Whether a condition speaks of the rows of its own level alone. */
function isOwn(condition: Expression, { level }: Frame): boolean {
  return (
    !contains(condition, ({ kind }) => kind === "subquery") &&
    referencesIn([condition]).every((reference) => {
      const bound = level.scopes.resolve(reference);
      return bound !== null && typeof bound === "object" && bound.relation.level === level;
    })
  );
}

const isValue = (operand: Expression): Expression => ({
  kind: "null-test",
  negated: true,
  operand,
  span: operand.span,
});
const isMissing = (operand: Expression): Expression => ({
  kind: "null-test",
  negated: false,
  operand,
  span: operand.span,
});
const negated = (operand: Expression): Expression => ({ kind: "not", operand, span: operand.span });
const both = (left: Expression, right: Expression): Expression => ({
  kind: "and",
  operands: [left, right],
  span: right.span,
});
const compared = (left: Expression, operator: string, right: Expression): Expression => ({
  kind: "operator",
  operator,
  left,
  right,
  quantifier: null,
  span: left.span,
});
