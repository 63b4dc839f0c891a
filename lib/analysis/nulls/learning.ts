import type { Call, Case, Expression, SubqueryExpression } from "../../model/expression.ts";
import { equals } from "../expressions.ts";
import { neverNullFunctions, neverNullOperators } from "../never-null.ts";
import { isAggregate, isStrictFunction, isStrictOperator, spelt } from "../routine-facts.ts";
import { isListOfValues, strictCast } from "../truth.ts";
import { valueType } from "../value-types.ts";
import { exclude } from "./alternatives.ts";
import { isCounted, isEmptied, isRedefined } from "./calls.ts";
import type { Engine } from "./engine.ts";
import { isComposite, plainComparison } from "./evaluation.ts";
import type { Facts } from "./facts.ts";
import { frameOf, idOf, type Frame } from "./frame.ts";
import { learnComparison, learnRows, saysMore, turned } from "./group-rows.ts";
import { isKeyOfSets, keyOfGroup } from "./grouping.ts";
import { keyOf, rowsKey } from "./keys.ts";
import { isFalse, isNull, isTrue, mayBeNull, not, unclear, unknowable, value, type Mask } from "./masks.ts";

const notTrue = isFalse | isNull | unclear;

/** Adds to the facts what follows from an expression's being what a mask says. */
export function learn(expression: Expression, mask: Mask, frame: Frame, facts: Facts, engine: Engine): void {
  if (facts.impossible || mask === (value | isNull | unclear)) return;
  if (expression.kind === "constant" || expression.kind === "column" || expression.kind === "unknown") {
    if (expression.kind === "column") learnColumn(expression, mask, frame, facts, engine);
    else if (expression.kind === "constant" && !(engine.maskOf(expression, frame, facts) & mask))
      facts.impossible = true;
    return;
  }
  if (!isToldByParts(expression, mask, frame, engine) && !note(expression, mask, frame, facts)) return;
  if (frame.mode === "sets" && keyOfGroup(expression, frame.level)) return;
  infer(expression, mask, frame, facts, engine);
}

/** Whether what is learnt of its parts says it all again, so that nobody has to look the expression itself up. */
function isToldByParts(expression: Expression, mask: Mask, frame: Frame, engine: Engine): boolean {
  switch (expression.kind) {
    case "not":
      return true;
    case "and":
      return mask === isTrue;
    case "or":
      return mask === isFalse;
    case "null-test":
      return (
        expression.operand.kind === "column" &&
        (mask === isTrue || mask === isFalse) &&
        !isComposite(expression.operand, frame, engine)
      );
    default:
      return false;
  }
}

/** Notes what an expression itself is. Out: whether that can be. */
function note(expression: Expression, mask: Mask, frame: Frame, facts: Facts): boolean {
  const plain = plainComparison(expression);
  const key = keyOf(plain.expression, frame);
  if (key === null) return true;
  facts.learn(key, plain.negated ? not(mask) : mask);
  facts.ofExpressions = true;
  return !facts.impossible;
}

function learnColumn(
  expression: Expression & { kind: "column" },
  mask: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  const bound = frame.level.scopes.resolve(expression);
  if (bound === null || typeof bound !== "object") return;
  if (frame.mode === "sets" && bound.relation.level === frame.level && isKeyOfSets(expression, frame.level)) {
    const key = keyOf(expression, frame);
    if (key !== null) facts.learn(key, mask);
    if (mayBeNull(mask)) return;
    // The row of all groups together has no keys.
    facts.learn(rowsKey(frame), isTrue);
  }
  engine.learnColumn(bound, mask, frame, facts);
}

function infer(expression: Expression, mask: Mask, frame: Frame, facts: Facts, engine: Engine): void {
  const learnPart = (part: Expression, what: Mask): void => learn(part, what, frame, facts, engine);
  switch (expression.kind) {
    case "not":
      return learnPart(expression.operand, not(mask));
    case "and":
      return inferChain(expression.operands, mask, isFalse, frame, facts, engine);
    case "or":
      return inferChain(expression.operands, mask, isTrue, frame, facts, engine);
    case "null-test": {
      if (expression.operand.kind === "row" || isComposite(expression.operand, frame, engine)) return;
      const said = (expression.negated ? not(mask) : mask) & value;
      if (said === isTrue) learnPart(expression.operand, isNull);
      if (said === isFalse) learnPart(expression.operand, value);
      return;
    }
    case "boolean-test": {
      const wanted = { true: isTrue, false: isFalse, unknown: isNull | unclear }[expression.test];
      const said = (expression.negated ? not(mask) : mask) & value;
      if (said === isTrue) learnPart(expression.operand, wanted);
      if (said === isFalse) learnPart(expression.operand, (value | isNull | unclear) & ~wanted);
      return;
    }
    case "distinct-from":
      return inferDistinct(expression, mask, frame, facts, engine);
    case "cast":
      if (/^bool(?:ean)?$/.test(expression.type)) return learnPart(expression.operand, mask);
      return strictCast(expression.type)
        ? inferStrict([expression.operand], mask, isSureCast(expression, frame), frame, facts, engine)
        : undefined;
    case "operator":
      return inferOperator(expression, mask, frame, facts, engine);
    case "in-list": {
      if (!mayBeNull(mask)) learnPart(expression.operand, value);
      const said = expression.negated ? not(mask) : mask;
      const items = expression.items.filter((item) => !isListOfValues(item));
      if (said === isFalse) for (const item of items) learnPart(item, value);
      if (said === isTrue && items.length === expression.items.length)
        shared(
          items.map((item) => equals(expression.operand, item)),
          isTrue,
          frame,
          facts,
          engine,
        );
      return;
    }
    case "between": {
      const said = expression.negated ? not(mask) : mask;
      if (!mayBeNull(mask)) learnPart(expression.operand, value);
      if (said === isTrue && !expression.symmetric)
        for (const end of [expression.low, expression.high]) learnPart(end, value);
      return;
    }
    case "case":
      return inferCase(expression, mask, frame, facts, engine);
    case "subquery":
      return inferSubquery(expression, mask, frame, facts, engine);
    case "call":
      return inferCall(expression, mask, frame, facts, engine);
    default:
  }
}

/** One of several is so: what follows from each of those that can be follows. */
function shared(parts: readonly Expression[], mask: Mask, frame: Frame, facts: Facts, engine: Engine): void {
  const isNew = !facts.alternatives.some(
    (one) => one.parts[0]?.span === parts[0]?.span && one.frame.path === frame.path,
  );
  if (mask === isTrue && parts.length > 1 && isNew) facts.alternatives = [...facts.alternatives, { parts, frame }];
  const cases: Facts[] = [];
  for (const part of parts) {
    const possible = engine.maskOf(part, frame, facts) & mask;
    if (!possible) continue;
    const one = facts.copy();
    learn(part, possible, frame, one, engine);
    if (!one.impossible) cases.push(one);
  }
  facts.learnShared(cases);
}

/** Of AND, which `decided` false ends, or of OR, which true ends. */
function inferChain(
  operands: readonly Expression[],
  mask: Mask,
  decided: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  if (!(mask & decided)) {
    const each = mask & (isNull | unclear) ? (value | isNull | unclear) & ~decided : not(decided);
    for (const operand of operands) learn(operand, each, frame, facts, engine);
    if (each !== not(decided) && !(mask & not(decided))) shared(operands, isNull | unclear, frame, facts, engine);
    return;
  }
  if (mask & not(decided)) return;
  // Some operand is not what the whole never is.
  shared(operands, mask, frame, facts, engine);
}

function inferDistinct(
  { left, right, negated }: Expression & { kind: "distinct-from" },
  mask: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  const said = (negated ? not(mask) : mask) & value;
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const own = engine.maskOf(one, frame, facts);
    if (said === isFalse && !mayBeNull(own)) learn(other, value, frame, facts, engine);
    if (said === isFalse && own === isNull) learn(other, isNull, frame, facts, engine);
    if (said === isTrue && own === isNull) learn(other, value, frame, facts, engine);
  }
}

/** Of what is NULL as soon as an operand is; `isTotal`: and in no other case. */
function inferStrict(
  operands: readonly Expression[],
  mask: Mask,
  isTotal: boolean,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  if (!mayBeNull(mask)) for (const operand of operands) learn(operand, value, frame, facts, engine);
  else if (mask === isNull && isTotal) shared(operands, isNull | unclear, frame, facts, engine);
}

function isSureCast({ operand, type }: Expression & { kind: "cast" }, { level }: Frame): boolean {
  return valueType(operand, level) !== "json" || /^(?:text|jsonb?|varchar)$/.test(type);
}

function inferOperator(
  expression: Expression & { kind: "operator" },
  mask: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  const { left, right, operator, quantifier } = expression;
  const operands = left ? [left, right] : [right];
  if (operands.some(({ kind }) => kind === "row")) return inferRows(expression, mask, frame, facts, engine);
  if (!isStrictOperator(operator)) {
    // `||` of texts.
    if (
      operator === "||" &&
      left &&
      !operands.some((side) => ["array", "unknown"].includes(valueType(side, frame.level)))
    )
      inferStrict(operands, mask, true, frame, facts, engine);
    return;
  }
  if (!quantifier) {
    if (mask === isTrue || mask === isFalse) inferCount(expression, mask, frame, facts, engine);
    if (!(mask & isTrue) || !(mask & isFalse)) inferFirst(expression, mask, frame, facts, engine);
    if (mask === isTrue && operator === "=") inferNumber(left, right, frame, facts, engine);
    return inferStrict(operands, mask, neverNullOperators.has(spelt(operator)), frame, facts, engine);
  }
  // Over an empty array ANY is false and ALL is true, whatever stands before it.
  if (mayBeNull(mask)) return;
  learn(right, value, frame, facts, engine);
  const hasItems = right.kind === "array" && right.items.length > 0;
  if (left && (hasItems || mask === (quantifier === "any" ? isTrue : isFalse)))
    learn(left, value, frame, facts, engine);
  if (right.kind === "array" && mask === (quantifier === "any" ? isFalse : isTrue))
    for (const item of right.items) learn(item, value, frame, facts, engine);
}

/** `num_nulls(x, y) = 0` says that neither is, `num_nonnulls(x, y) = 0` that both are. */
function inferNumber(left: Expression | null, right: Expression, frame: Frame, facts: Facts, engine: Engine): void {
  if (left?.kind !== "call" || left.variadic || right.kind !== "constant") return;
  const isAll = right.value === (left.name === "num_nulls" ? 0 : left.arguments.length);
  const isNone = right.value === (left.name === "num_nulls" ? left.arguments.length : 0);
  if ((left.name !== "num_nulls" && left.name !== "num_nonnulls") || (!isAll && !isNone)) return;
  for (const part of left.arguments) learn(part, isAll ? value : isNull, frame, facts, engine);
}

/** `count(x) > 0` says that there is an x; other comparisons of aggregates what all of their rows are, or one is. */
function inferCount(
  expression: Expression & { kind: "operator" },
  mask: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  const { left, right } = expression;
  const name = spelt(expression.operator);
  const operator = mask === isTrue ? name : opposite[name];
  if (!left || operator === undefined) return;
  const isMore = (bound: Expression, comparison: string): boolean =>
    bound.kind === "constant" && typeof bound.value === "number" && saysMore(comparison, bound.value);
  const other = turned[operator] ?? operator;
  if (isMore(right, operator)) learnMore(left, frame, facts, engine);
  if (isMore(left, other)) learnMore(right, frame, facts, engine);
  learnComparison(left, operator, right, frame, facts, engine);
  if (left.kind === "constant") learnComparison(right, other, left, frame, facts, engine);
}

const opposite: Readonly<Record<string, string>> = {
  "=": "<>",
  "<>": "=",
  "!=": "=",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
};

/** `coalesce(x, 0) = 0` is so for x itself, or x is NULL and it is so for what stands behind it. */
function inferFirst(
  expression: Expression & { kind: "operator" },
  mask: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  const { left, right } = expression;
  if (!left || opposite[spelt(expression.operator)] === undefined) return;
  const isFirst = (side: Expression): side is Call =>
    side.kind === "call" && side.name === "coalesce" && side.schema === null;
  const choice = isFirst(left) ? left : isFirst(right) ? right : null;
  if (!choice) return;
  // As the type of the whole, a constant may be another number.
  const saidOf = (said: Expression, one: Expression, inside: Facts): Mask =>
    one.kind === "constant" && typeof one.value === "number" && !Number.isInteger(one.value)
      ? value
      : engine.maskOf(said, frame, inside);
  const known = facts.copy();
  const cases: Facts[] = [];
  for (const [index, one] of choice.arguments.entries()) {
    const isLast = index === choice.arguments.length - 1;
    const inside = known.copy();
    if (!isLast) learn(one, value, frame, inside, engine);
    const said: Expression = { ...expression, ...(choice === left ? { left: one } : { right: one }) };
    const possible = inside.impossible ? 0 : saidOf(said, one, inside) & mask;
    if (possible) {
      learn(said, possible, frame, inside, engine);
      if (!inside.impossible) cases.push(inside);
    }
    if (!isLast) learn(one, isNull | unclear, frame, known, engine);
    if (known.impossible) break;
  }
  facts.learnShared(cases);
}

function learnMore(expression: Expression, frame: Frame, facts: Facts, engine: Engine): void {
  if (expression.kind === "cast") return learnMore(expression.operand, frame, facts, engine);
  if (expression.kind === "call" && expression.name === "count" && !expression.window)
    return isCounted(expression, frame, facts);
  if (expression.kind !== "column") return;
  const bound = frame.level.scopes.resolve(expression);
  if (bound === null || typeof bound !== "object") return;
  const output = bound.of?.output;
  const own = frameOf(bound.relation.level, frame);
  if (!output?.expression || output.level.kind !== "select" || !own || bound.relation.item?.kind === "join") return;
  const path = `${own.path}${idOf(bound.relation)}/`;
  learnMore(output.expression, engine.frameOf(output.level, path, own), facts, engine);
}

function inferRows(
  { left, right, operator }: Expression & { kind: "operator" },
  mask: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  if (operator !== "=" || mask !== isTrue || left?.kind !== "row" || right.kind !== "row") return;
  for (const item of [...left.items, ...right.items]) learn(item, value, frame, facts, engine);
}

function inferCase(
  { operand, branches, otherwise }: Case,
  mask: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  const cases: Facts[] = [];
  const take = (result: Expression | null, reached: Facts): void => {
    if (result === null ? mask & isNull : engine.maskOf(result, frame, reached) & mask) {
      if (result) learn(result, mask, frame, reached, engine);
      if (!reached.impossible) cases.push(reached);
    }
  };
  const known = facts.copy();
  for (const { when, then } of branches) {
    const condition = operand ? equals(operand, when) : when;
    const met = engine.maskOf(condition, frame, known);
    if (met & isTrue) {
      const inside = known.copy();
      learn(condition, isTrue, frame, inside, engine);
      if (!inside.impossible) take(then, inside);
    }
    learn(condition, notTrue & met, frame, known, engine);
    if (known.impossible) break;
  }
  exclude(known, engine);
  if (!known.impossible) take(otherwise, known);
  facts.learnShared(cases);
}

/** A row was found: it has met what is asked there, of columns of the levels around too. */
function inferSubquery(
  { form, operand, query, operator }: SubqueryExpression,
  mask: Mask,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): void {
  const level = frame.level.scopes.levelOf(query);
  if (!level) return;
  const inner = engine.frameOf(level, frame.path, frame);
  const isMet = (form === "exists" || form === "any") && mask === isTrue;
  if (form === "any" && mask === isTrue && operator !== null && isStrictOperator(operator)) {
    if (operand && operand.kind !== "row") learn(operand, value, frame, facts, engine);
    if (operand?.kind === "row" && operator === "=")
      for (const item of operand.items) learn(item, value, frame, facts, engine);
  }
  if (form === "scalar" && !mayBeNull(mask)) {
    const [output] = level.outputs.columns;
    if (level.kind === "select" && inner.mode === "row") engine.enter(inner, facts);
    if (output?.expression && level.kind === "select") learn(output.expression, value, inner, facts, engine);
  }
  if (isMet && level.kind === "select" && inner.mode === "row") engine.enter(inner, facts);
}

function inferCall(call: Expression & { kind: "call" }, mask: Mask, frame: Frame, facts: Facts, engine: Engine): void {
  const { name, arguments: given, schema } = call;
  if (schema !== null && schema !== "pg_catalog") return unsettle(given, frame, facts, engine);
  switch (name) {
    case "coalesce":
    case "greatest":
    case "least":
      if (mask === isNull) for (const part of given) learn(part, isNull | unclear, frame, facts, engine);
      if (!mayBeNull(mask)) shared(given, mask & value, frame, facts, engine);
      return;
    case "nullif":
      if (!mayBeNull(mask) && given[0]) learn(given[0], value, frame, facts, engine);
      if (!mayBeNull(mask) && given[0] && given[1]) learn(equals(given[0], given[1]), notTrue, frame, facts, engine);
      return;
    case "collate":
      return given[0] && learn(given[0], mask, frame, facts, engine);
    case "num_nulls":
    case "grouping":
      return;
  }
  if (isRedefined(name, engine)) return unsettle(given, frame, facts, engine);
  if (call.window) return;
  if (isAggregate(name)) {
    isEmptied(call, mask, frame, facts);
    return learnRows(call, mask, frame, facts, engine);
  }
  if (name === "[]" || isStrictFunction(name))
    return inferStrict(given, mask, neverNullFunctions.has(name), frame, facts, engine);
}

/** What a function of the project's own is given may be kept out by what it says. */
function unsettle(parts: readonly Expression[], frame: Frame, facts: Facts, engine: Engine): void {
  for (const part of parts) learn(part, unknowable, frame, facts, engine);
}
