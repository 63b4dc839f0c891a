import { hasUnknownClause } from "../model/clause.ts";
import type { ColumnReference, Expression } from "../model/expression.ts";
import { isFields, isList } from "../narrow.ts";
import { contains, isReference } from "./expressions.ts";
import { isStrictFunction, isStrictOperator } from "./routine-facts.ts";

/** What a reference is while some columns are taken to be NULL: one of them, another value, or not to be told. */
type Assumed = (reference: ColumnReference) => "null" | "other" | "unclear";

/**
 * The truth values a condition may have: t, f and n, as PostgreSQL's three-valued logic has them (chapter 9.1). Always a
 * superset of the real ones; `sure` where no part that could not be told has widened it.
 */
interface Truth {
  readonly t: boolean;
  readonly f: boolean;
  readonly n: boolean;
  readonly sure: boolean;
}

const any: Truth = { t: true, f: true, n: true, sure: true };
const unclear: Truth = { ...any, sure: false };
const isTrue: Truth = { t: true, f: false, n: false, sure: true };
const isFalse: Truth = { t: false, f: true, n: false, sure: true };
const isUnknown: Truth = { t: false, f: false, n: true, sure: true };

/**
 * Whether a condition keeps no row in which the assumed columns are NULL: `yes` and `no` are sure.
 * Null-rejecting conditions are what turns an outer join into an inner one, and ends the NULL of a column.
 */
export function rejectsNull(condition: Expression, assumed: Assumed): "yes" | "no" | "unknown" {
  const { t, sure } = truthOf(condition, assumed);
  if (!t) return "yes";
  return sure ? "no" : "unknown";
}

/** The truth values of a condition in rows in which the assumed columns are NULL. */
function truthOf(expression: Expression, assumed: Assumed): Truth {
  switch (expression.kind) {
    case "constant":
      if (expression.value === null) return isUnknown;
      if (typeof expression.value === "boolean") return expression.value ? isTrue : isFalse;
      return any;
    case "and":
      return expression.operands.map((operand) => truthOf(operand, assumed)).reduce(and);
    case "or":
      return not(expression.operands.map((operand) => not(truthOf(operand, assumed))).reduce(and));
    case "not":
      return not(truthOf(expression.operand, assumed));
    case "null-test": {
      if (expression.operand.kind === "row") return mentions(expression, assumed);
      const { isNull, notNull, sure } = valueOf(expression.operand, assumed);
      return expression.negated ? { t: notNull, f: isNull, n: false, sure } : { t: isNull, f: notNull, n: false, sure };
    }
    case "boolean-test": {
      const { t, f, n, sure } = truthOf(expression.operand, assumed);
      const holds = { true: t, false: f, unknown: n }[expression.test];
      const fails = { true: f || n, false: t || n, unknown: t || f }[expression.test];
      return expression.negated ? { t: fails, f: holds, n: false, sure } : { t: holds, f: fails, n: false, sure };
    }
    case "distinct-from": {
      const left = valueOf(expression.left, assumed);
      const right = valueOf(expression.right, assumed);
      const sure = left.sure && right.sure;
      const bothNull = left.isNull && right.isNull;
      const bothNot = left.notNull && right.notNull;
      const differs = (left.isNull && right.notNull) || (left.notNull && right.isNull) || bothNot;
      const same = bothNull || bothNot;
      return expression.negated ? { t: same, f: differs, n: false, sure } : { t: differs, f: same, n: false, sure };
    }
    case "in-list": {
      const operand = valueOf(expression.operand, assumed);
      if (operand.isNull && !operand.notNull) return { ...isUnknown, sure: operand.sure };
      const items = expression.items.map((item) => (isListOfValues(item) ? valueInList : valueOf(item, assumed)));
      const sure = operand.sure && items.every((item) => item.sure);
      const allNull = items.every(({ isNull, notNull }) => isNull && !notNull);
      const someNull = items.some(({ isNull, notNull }) => isNull && !notNull);
      // x NOT IN (…, NULL) is never true.
      if (allNull) return { ...isUnknown, sure };
      return expression.negated ? { t: !someNull, f: true, n: true, sure } : { t: true, f: !someNull, n: true, sure };
    }
    case "between": {
      const operand = valueOf(expression.operand, assumed);
      if (operand.isNull && !operand.notNull) return { ...isUnknown, sure: operand.sure };
      const ends = [valueOf(expression.low, assumed), valueOf(expression.high, assumed)];
      const oneNull = ends.some(({ isNull, notNull }) => isNull && !notNull);
      const sure = operand.sure && ends.every((end) => end.sure);
      if (oneNull)
        return {
          t: expression.negated && !expression.symmetric,
          f: !expression.negated && !expression.symmetric,
          n: true,
          sure,
        };
      return { ...any, sure };
    }
    case "operator":
      return operatorTruth(expression, assumed);
    case "subquery": {
      const operand = expression.operand ? valueOf(expression.operand, assumed) : null;
      const sure = (!operand || operand.sure) && !reaches(expression.query, assumed);
      if (expression.form === "exists") return { t: true, f: true, n: false, sure };
      const strict = expression.operator !== null && isStrictOperator(expression.operator);
      // Over no rows ANY is false and ALL is true, whatever stands before it.
      if (operand?.isNull && !operand.notNull && strict && expression.form === "any")
        return { t: false, f: true, n: true, sure: operand.sure };
      return { ...any, sure };
    }
    case "column":
    case "cast":
    case "call":
    case "case": {
      const { isNull, notNull, sure } = valueOf(expression, assumed);
      return { t: notNull, f: notNull, n: isNull, sure };
    }
    case "parameter":
      return any;
    case "array":
    case "row":
      return mentions(expression, assumed);
    case "unknown":
      return unclear;
  }
}

function and(left: Truth, right: Truth): Truth {
  return {
    t: left.t && right.t,
    f: left.f || right.f,
    n: (left.n && (right.n || right.t)) || (right.n && left.t),
    // A side that is never true decides that the whole is not.
    sure: (left.sure && right.sure) || (left.sure && !left.t && !left.n) || (right.sure && !right.t && !right.n),
  };
}

function not({ t, f, n, sure }: Truth): Truth {
  return { t: f, f: t, n, sure };
}

function operatorTruth(expression: Expression & { kind: "operator" }, assumed: Assumed): Truth {
  const { left, right, operator, quantifier } = expression;
  const isRow = left?.kind === "row" || right.kind === "row";
  if (isRow || !isStrictOperator(operator)) return mentions(expression, assumed);
  const l = left ? valueOf(left, assumed) : null;
  const r = valueOf(right, assumed);
  const sure = (!l || l.sure) && r.sure;
  if (r.isNull && !r.notNull) return { ...isUnknown, sure };
  if (l?.isNull && !l.notNull) {
    if (quantifier === "any") return { t: false, f: true, n: true, sure };
    if (quantifier === "all" && !(right.kind === "array" && right.items.length > 0))
      return { t: true, f: false, n: true, sure };
    return { ...isUnknown, sure };
  }
  return { ...any, sure };
}

/** What a value may be: NULL, something else, or either. */
interface Value {
  readonly isNull: boolean;
  readonly notNull: boolean;
  readonly sure: boolean;
}

const valueInList: Value = { isNull: true, notNull: true, sure: true };

/** What a library writes into `IN (…)` out of a list of values: it speaks of no column. */
export function isListOfValues(item: Expression): boolean {
  return (
    item.kind === "unknown" &&
    item.hole !== null &&
    (item.hole.treatment === "escaped" || item.hole.treatment === "bound")
  );
}

function valueOf(expression: Expression, assumed: Assumed): Value {
  switch (expression.kind) {
    case "column": {
      const what = assumed(expression);
      return what === "null"
        ? { isNull: true, notNull: false, sure: true }
        : { isNull: true, notNull: true, sure: what === "other" };
    }
    case "constant":
      return { isNull: expression.value === null, notNull: expression.value !== null, sure: true };
    case "parameter":
      return { isNull: true, notNull: true, sure: true };
    case "cast":
      return strictCast(expression.type) ? valueOf(expression.operand, assumed) : either(expression, assumed);
    case "call": {
      const { name, schema } = expression;
      const values = expression.arguments.map((argument) => valueOf(argument, assumed));
      if (schema === null && name === "coalesce") {
        const sure = values.every((value) => value.sure);
        return { isNull: values.every((value) => value.isNull), notNull: values.some((value) => value.notNull), sure };
      }
      if (
        (schema === null || schema === "pg_catalog") &&
        isStrictFunction(name) &&
        values.some(({ isNull, notNull }) => isNull && !notNull)
      ) {
        return { isNull: true, notNull: false, sure: values.every((value) => value.sure) };
      }
      return either(expression, assumed);
    }
    case "operator": {
      const { t, f, n, sure } = operatorTruth(expression, assumed);
      return { isNull: n, notNull: t || f, sure };
    }
    case "and":
    case "or":
    case "not":
    case "null-test":
    case "boolean-test":
    case "distinct-from":
    case "in-list":
    case "between": {
      const { t, f, n, sure } = truthOf(expression, assumed);
      return { isNull: n, notNull: t || f, sure };
    }
    case "unknown":
      return { isNull: true, notNull: true, sure: false };
    default:
      return either(expression, assumed);
  }
}

// What is made of the assumed columns is not known, so it may be anything, and is sure only where they have no part in it.
function either(expression: Expression, assumed: Assumed): Value {
  return { isNull: true, notNull: true, sure: mentions(expression, assumed).sure };
}

function mentions(expression: Expression, assumed: Assumed): Truth {
  const has = contains(
    expression,
    (part) =>
      part.kind === "unknown" ||
      (part.kind === "column" && assumed(part) !== "other") ||
      (part.kind === "subquery" && reaches(part.query, assumed)),
  );
  return has ? unclear : any;
}

/** Whether a subquery may speak of the assumed columns, by any reference inside that is not its own. */
function reaches(value: unknown, assumed: Assumed): boolean {
  if (isList(value)) return value.some((item) => reaches(item, assumed));
  if (isReference(value)) return assumed(value) !== "other";
  if (!isFields(value)) return false;
  if (value["kind"] === "unknown" || value["kind"] === "unknown-item") return true;
  if (hasUnknownClause(value)) return true;
  return Object.entries(value).some(
    ([key, child]) => key !== "span" && key !== "edits" && key !== "hole" && reaches(child, assumed),
  );
}

const coreTypes =
  /^(?:smallint|integer|bigint|int[248]?|numeric|decimal|real|double precision|float[48]?|text|varchar|char|bpchar|character(?: varying)?|name|uuid|boolean|bool|date|time|timetz|timestamp|timestamptz|(?:time|timestamp) with(?:out)? time zone|interval|bytea|jsonb?|inet|cidr|citext|money|oid|regclass)(?:\(\d+(?:,\s*-?\d+)?\))?(?: with(?:out)? time zone)?$/;

/** Whether a cast to a type gives NULL for NULL and for nothing else. */
export function strictCast(type: string): boolean {
  return coreTypes.test(type.replace(/^pg_catalog\./, "").replace(/(?:\[\d*\])+$/, ""));
}
