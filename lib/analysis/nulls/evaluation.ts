import type { Case, Expression, SubqueryExpression } from "../../model/expression.ts";
import { neverNullOperators } from "../never-null.ts";
import { isStrictOperator, spelt } from "../routine-facts.ts";
import { bare, equals } from "../expressions.ts";
import { isListOfValues, strictCast } from "../truth.ts";
import { isPlainText, valueType } from "../value-types.ts";
import { callMask, countsSome } from "./calls.ts";
import { jsonField } from "./json-fields.ts";
import type { Engine } from "./engine.ts";
import type { Facts } from "./facts.ts";
import { isKeyOfSets, keyOfGroup } from "./grouping.ts";
import { inMode, type Frame } from "./frame.ts";
import { keyOf } from "./keys.ts";
import { exclude } from "./alternatives.ts";
import {
  and,
  anything,
  asValue,
  isFalse,
  isNull,
  isOnlyNull,
  isTrue,
  mayBeNull,
  mayBeValue,
  meet,
  not,
  nullBits,
  or,
  strict,
  unclear,
  unknowable,
  value,
  type Mask,
} from "./masks.ts";

/** What an expression may be in a row of which something is known (documentation, chapters 4.2 and 9). */
export function evaluate(expression: Expression, frame: Frame, facts: Facts, engine: Engine): Mask {
  const isOfSets = frame.mode === "sets" && (expression.kind === "column" || keyOfGroup(expression, frame.level));
  if (isOfSets) return ofSets(expression, frame, facts, engine);
  const mask = compute(expression, frame, facts, engine);
  // Of what is one thing only there is nothing more to know.
  if (!facts.ofExpressions || expression.kind === "column" || !(mask & (mask - 1))) return mask;
  const known = knownOf(expression, frame, facts);
  return known === null ? mask : meet(mask, known);
}

/** What the facts say of an expression itself; a comparison may be known by its opposite. */
function knownOf(expression: Expression, frame: Frame, facts: Facts): Mask | null {
  const key = keyOf(expression, frame);
  if (key === null) return null;
  const known = facts.has(key) ? facts.of(key) : null;
  const other = oppositeOf(expression);
  const otherKey = other && keyOf(other.expression, frame);
  if (!other || !otherKey || !facts.has(otherKey)) return known;
  const said = other.negated ? not(facts.of(otherKey)) : facts.of(otherKey);
  return known === null ? said : known & said;
}

const opposites: Readonly<Record<string, readonly [string, boolean, boolean]>> = {
  // The other operator, whether it says the opposite, whether its operands change places.
  "<=": [">", true, false],
  ">=": ["<", true, false],
  "<>": ["=", true, false],
};

/** How a comparison is kept in the facts: `a <= b` is the opposite of `a > b`, and `a > b` is `b < a`. */
export function plainComparison(expression: Expression): {
  readonly expression: Expression;
  readonly negated: boolean;
} {
  const other = oppositeOf(expression);
  return other ?? { expression, negated: false };
}

function oppositeOf(expression: Expression): { readonly expression: Expression; readonly negated: boolean } | null {
  if (expression.kind !== "operator" || expression.quantifier || !expression.left) return null;
  const name = spelt(expression.operator);
  const [operator = name, negated = false] = opposites[name] ?? [];
  const { left, right } = expression;
  if (operator === ">") return { expression: { ...expression, operator: "<", left: right, right: left }, negated };
  // Of two constants and columns, the constant stands behind.
  if (operator === "=" && left.kind === "constant" && right.kind !== "constant")
    return { expression: { ...expression, operator, left: right, right: left }, negated };
  return operator === name ? null : { expression: { ...expression, operator }, negated };
}

function ofColumn(expression: Expression & { kind: "column" }, frame: Frame, facts: Facts, engine: Engine): Mask {
  const bound = frame.level.scopes.resolve(expression);
  return bound === null || typeof bound !== "object" ? unknowable : engine.column(bound, frame, facts);
}

/** Keys that a grouping set lacks are NULL in its rows, whatever they are (chapter 7.2.4). */
function ofSets(expression: Expression, frame: Frame, facts: Facts, engine: Engine): Mask {
  const rows = engine.maskOf(expression, inMode(frame, "row"), facts);
  if (!isKeyOfSets(expression, frame.level)) return rows;
  const key = keyOf(expression, frame);
  return key === null ? rows | isNull : meet(rows | isNull, facts.of(key));
}

function compute(expression: Expression, frame: Frame, facts: Facts, engine: Engine): Mask {
  const of = (part: Expression): Mask => engine.maskOf(part, frame, facts);
  switch (expression.kind) {
    case "constant":
      if (expression.value === null) return isNull;
      return typeof expression.value === "boolean" ? (expression.value ? isTrue : isFalse) : value;
    case "parameter":
    case "unknown":
      return unknowable;
    case "array":
    case "row":
      return value;
    case "column":
      return ofColumn(expression, frame, facts, engine);
    case "null-test":
      return ofNullTest(expression, frame, facts, engine);
    case "boolean-test": {
      const mask = of(expression.operand);
      const wanted = { true: isTrue, false: isFalse, unknown: isNull | unclear }[expression.test];
      const said = (mask & wanted ? isTrue : 0) | (mask & ~wanted ? isFalse : 0);
      return expression.negated ? not(said) : said;
    }
    case "distinct-from": {
      const [left, right] = [of(expression.left), of(expression.right)];
      const both = mayBeValue(left) && mayBeValue(right);
      const same = both || (mayBeNull(left) && mayBeNull(right));
      const differs = both || (mayBeNull(left) && mayBeValue(right)) || (mayBeValue(left) && mayBeNull(right));
      const said = (same ? isFalse : 0) | (differs ? isTrue : 0);
      return expression.negated ? not(said) : said;
    }
    case "cast":
      return ofCast(expression, frame, facts, engine);
    case "operator":
      return ofOperator(expression, frame, facts, engine);
    case "not":
      return not(of(expression.operand));
    case "and":
    case "or":
      return ofChain(expression, frame, facts, engine);
    case "in-list": {
      const operand = of(expression.operand);
      const items = expression.items.map((item) => (isListOfValues(item) ? anything : of(item)));
      if (isOnlyNull(operand)) return nullBits(operand);
      const equal = items.reduce((all, item) => or(all, strict([operand, item])), isFalse);
      return expression.negated ? not(equal) : equal;
    }
    case "between": {
      const operand = of(expression.operand);
      const [low, high] = [of(expression.low), of(expression.high)];
      const [above, below] = [strict([operand, low]), strict([operand, high])];
      const said = expression.symmetric
        ? or(and(above, below), and(strict([operand, high]), strict([operand, low])))
        : and(above, below);
      return expression.negated ? not(said) : said;
    }
    case "case":
      return ofCase(expression, frame, facts, engine);
    case "subquery":
      return ofSubquery(expression, frame, facts, engine);
    case "call":
      return callMask(expression, frame, facts, engine);
  }
}

function ofNullTest(expression: Expression & { kind: "null-test" }, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { operand, negated } = expression;
  if (operand.kind === "row" || isComposite(operand, frame, engine)) return value;
  const mask = engine.maskOf(operand, frame, facts);
  const said = (mayBeNull(mask) ? isTrue : 0) | (mayBeValue(mask) ? isFalse : 0);
  return negated ? not(said) : said;
}

/** Of a row, IS NULL asks what is in it. */
export function isComposite(operand: Expression, { level }: Frame, { catalog }: Engine): boolean {
  if (operand.kind === "cast") {
    const { type } = operand;
    return (catalog.types?.get(type) ?? catalog.types?.get(`public.${type}`))?.form === "composite";
  }
  if (operand.kind !== "column") return false;
  const bound = level.scopes.resolve(operand);
  if (bound === null || typeof bound !== "object") return true;
  const type = bound.of?.column?.userType ?? bound.of?.output?.bound?.of?.column?.userType;
  return bound.column === "*" || (type != null && catalog.types?.get(type)?.form === "composite");
}

// An operand is reached where those before it have not decided yet.
function ofChain(
  { kind, operands }: Expression & { kind: "and" | "or" },
  frame: Frame,
  facts: Facts,
  engine: Engine,
): Mask {
  const decided = kind === "and" ? isFalse : isTrue;
  let mask: Mask = not(decided);
  let known = facts;
  for (const [index, operand] of operands.entries()) {
    const own = engine.maskOf(operand, frame, known);
    mask = kind === "and" ? and(mask, own) : or(mask, own);
    if (mask === decided || index === operands.length - 1) break;
    known = known.copy();
    engine.learn(operand, ~decided & (value | isNull | unclear), frame, known);
    if (known.impossible) break;
  }
  return mask;
}

function ofCast({ operand, type }: Expression & { kind: "cast" }, frame: Frame, facts: Facts, engine: Engine): Mask {
  const field = isScalar(type) ? jsonField(operand) : null;
  // Since PostgreSQL 18, JSON null is NULL as a number or a boolean.
  if (field) return field === "missing" ? isNull : asValue(engine.maskOf(field, frame, facts));
  const mask = engine.maskOf(operand, frame, facts);
  const types = engine.catalog.types;
  if (!strictCast(type) && !types?.has(type) && !types?.has(`public.${type}`)) return nullBits(mask) | unknowable;
  if (/^bool(?:ean)?$/.test(type)) return mask;
  const isJson = isScalar(type) && operand.kind !== "constant" && valueType(operand, frame.level) === "json";
  return asValue(mask) | (isJson && !isMadeJson(operand) && mayBeValue(mask) ? isNull : 0);
}

const isScalar = (type: string): boolean =>
  /^(?:smallint|integer|bigint|int[248]?|numeric|decimal|real|double precision|float[48]?|boolean|bool)\b/.test(type);

const isMadeJson = (expression: Expression): boolean =>
  expression.kind === "call" && (expression.name === "to_jsonb" || expression.name === "to_json");

const lookups: ReadonlySet<string> = new Set(["->", "->>", "#>", "#>>"]);

function ofOperator(expression: Expression & { kind: "operator" }, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { left, right, quantifier } = expression;
  const name = spelt(expression.operator);
  const of = (part: Expression): Mask => engine.maskOf(part, frame, facts);
  const operands = left ? [left, right] : [right];
  if (operands.some(({ kind }) => kind === "row")) {
    const items = operands.flatMap((operand) => (operand.kind === "row" ? operand.items : [operand])).map(of);
    return items.some(mayBeNull) ? anything : value;
  }
  if (quantifier) return ofQuantified(expression, frame, facts, engine);
  if (name === "||" && left) return joined(left, right, frame, facts, engine);
  if (!isStrictOperator(name)) return unknowable;
  const field = lookups.has(name) ? jsonField(expression) : null;
  if (field === "missing") return isNull;
  if (name === "#>>" && left && isWhole(left, right, frame)) return of(left);
  if (field) return name === "->" ? value : asValue(of(field)) | (mayBeJson(field, frame) ? isNull : 0);
  const mask = strict(operands.map(of), comparisonOf(expression, frame, facts));
  if (neverNullOperators.has(name)) return mask;
  if (name === "@@" && isTextSearch(operands, frame)) return mask;
  return mayBeValue(mask) ? mask | isNull : mask;
}

/** `to_jsonb(x) #>> '{}'` is x as a text. */
function isWhole(left: Expression, right: Expression, frame: Frame): boolean {
  const [first] = left.kind === "call" && left.name === "to_jsonb" ? left.arguments : [];
  return first !== undefined && right.kind === "constant" && right.value === "{}" && !mayBeJson(first, frame);
}

const mayBeJson = (expression: Expression, { level }: Frame): boolean =>
  !["text", "number", "other", "literal"].includes(valueType(expression, level));

// What two constants give is not asked of PostgreSQL: only what counts everywhere.
function comparisonOf(expression: Expression & { kind: "operator" }, frame: Frame, facts: Facts): Mask {
  const { left, right, operator } = expression;
  if (left && countsSome(left, frame, facts) && right.kind === "constant" && right.value === 0)
    return { "=": isFalse, "<>": isTrue, "!=": isTrue, ">": isTrue, "<=": isFalse }[operator] ?? value;
  if (left?.kind !== "constant" || right.kind !== "constant") return value;
  // What is the same to the last character is equal, whatever it is.
  if (typeof left.value === "string" && left.value === right.value)
    return { "=": isTrue, "<>": isFalse, "!=": isFalse }[operator] ?? value;
  if (typeof left.value !== "number" || typeof right.value !== "number") return value;
  const said: Readonly<Record<string, boolean>> = {
    "=": left.value === right.value,
    "<>": left.value !== right.value,
    "!=": left.value !== right.value,
    "<": left.value < right.value,
    ">": left.value > right.value,
    "<=": left.value <= right.value,
    ">=": left.value >= right.value,
  };
  const holds = said[operator];
  return holds === undefined ? value : holds ? isTrue : isFalse;
}

const isTextSearch = (operands: readonly Expression[], { level }: Frame): boolean =>
  operands.some(
    (operand) =>
      (operand.kind === "call" && /tsquery$|tsvector$/.test(operand.name)) ||
      (operand.kind === "cast" && /^ts(?:query|vector)$/.test(operand.type)) ||
      valueType(operand, level) === "tsvector",
  );

/** `||` puts NULL into an array, and is NULL where both sides are; of all else it is strict. */
function joined(left: Expression, right: Expression, frame: Frame, facts: Facts, engine: Engine): Mask {
  const masks = [left, right].map((side) => engine.maskOf(side, frame, facts));
  const types = [valueType(left, frame.level), valueType(right, frame.level)];
  if (types.includes("array")) {
    const isElement = !types.every((type) => type === "array" || type === "literal" || type === "unknown");
    if (isElement || !masks.every(mayBeNull)) return value;
    return masks.every((mask) => mask & isNull) ? anything : unknowable;
  }
  const mask = strict(masks);
  return types.every(isPlainText) && types.some((type) => type !== "literal")
    ? mask
    : mayBeNull(mask)
      ? unknowable
      : mask;
}

/** `x = ANY (ARRAY[…])`: of other arrays nobody knows what is in them. */
function ofQuantified(expression: Expression & { kind: "operator" }, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { left, right, quantifier } = expression;
  const of = (part: Expression): Mask => engine.maskOf(part, frame, facts);
  if (!left || !isStrictOperator(expression.operator)) return unknowable;
  const array = of(right);
  if (right.kind !== "array") return nullBits(array) | (mayBeValue(array) ? anything : 0);
  const operand = of(left);
  const decided = quantifier === "any" ? isTrue : isFalse;
  return right.items
    .map((item) => strict([operand, of(item)]))
    .reduce((all, one) => (decided === isTrue ? or(all, one) : and(all, one)), not(decided));
}

/** A branch is reached where the conditions before it were not true and its own is. */
function ofCase({ operand, branches, otherwise }: Case, frame: Frame, facts: Facts, engine: Engine): Mask {
  let mask = 0;
  let known = facts;
  for (const { when, then } of branches) {
    const condition = operand ? equals(operand, when) : when;
    const met = engine.maskOf(condition, frame, known);
    if (met & isTrue) {
      const inside = known.copy();
      engine.learn(condition, isTrue, frame, inside);
      if (!inside.impossible) mask |= engine.maskOf(then, frame, inside);
    }
    if (!(met & ~isTrue)) return mask;
    known = known.copy();
    engine.learn(condition, met & ~isTrue, frame, known);
    if (known.impossible) return mask;
  }
  exclude(known, engine);
  if (known.impossible || (operand && isExhausted(operand, branches, frame, facts, engine))) return mask;
  return mask | (otherwise ? engine.maskOf(otherwise, frame, known) : isNull);
}

/** Whether a CASE over an enum has a branch for each of its labels, and its operand is one. */
function isExhausted(
  operand: Expression,
  branches: Case["branches"],
  frame: Frame,
  facts: Facts,
  engine: Engine,
): boolean {
  const bound = operand.kind === "column" ? frame.level.scopes.resolve(operand) : null;
  if (bound === null || typeof bound !== "object") return false;
  const type = engine.catalog.types?.get(bound.of?.column?.userType ?? "");
  if (type?.form !== "enum" || mayBeNull(engine.maskOf(operand, frame, facts))) return false;
  const whens = new Set(branches.map(({ when }) => (bare(when).kind === "constant" ? String(constantOf(when)) : "")));
  return type.labels.every((label) => whens.has(label));
}

function constantOf(expression: Expression): unknown {
  const plain = bare(expression);
  return plain.kind === "constant" ? plain.value : null;
}

function ofSubquery(expression: SubqueryExpression, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { form, operand, query } = expression;
  if (form === "array") return value;
  const level = frame.level.scopes.levelOf(query);
  const [output] = level?.outputs.columns ?? [];
  const inner = level && engine.frameOf(level, frame.path, frame);
  if (form === "exists") return inner ? engine.givesRows(inner, facts) : value;
  if (!inner || !output || !level.outputs.complete) return unknowable;
  const known = facts.copy();
  engine.enter(inner, known);
  const rows = engine.givesRows(inner, facts);
  const mask = known.impossible ? 0 : engine.output(output, inner, known);
  const isOpen = engine.structureOf(level).isOpen || engine.structureOf(level).isUnsettled;
  const none = isOpen ? unclear : isNull;
  if (form === "scalar") return (rows & isTrue ? mask : 0) | (rows & isFalse ? none : 0);
  if (!operand || operand.kind === "row") return anything;
  const tested = engine.maskOf(operand, frame, facts);
  return value | (rows & isTrue ? nullBits(tested) | nullBits(mask) : 0);
}
