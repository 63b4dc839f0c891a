import type { Call, Expression } from "../../model/expression.ts";
import { operandsOf } from "../expressions.ts";
import type { OutputColumn } from "../level.ts";
import { alwaysValued, neverNullFunctions } from "../never-null.ts";
import { isAggregate } from "../routine-facts.ts";
import type { Facts } from "./facts.ts";
import type { NullFlow } from "./flow.ts";
import { frameOf, type Frame } from "./frame.ts";
import { mayBeNull, unclear, value } from "./masks.ts";

/** Says why an output is never NULL, as a sentence without a full stop. */
export function whyNever(output: OutputColumn, frame: Frame, facts: Facts, flow: NullFlow): string {
  if (output.arms.length > 0) return "no row of it gives NULL";
  const { expression, bound } = output;
  if (expression && expression.kind !== "column") return whyValue(expression, frame, facts, flow);
  if (!bound) return "nothing in it may be NULL";
  const { relation, of } = bound;
  const own = frameOf(relation.level, frame) ?? frame;
  if (!of?.column)
    return of?.output
      ? `"${bound.column}" of "${relation.name ?? ""}" is never NULL`
      : `PostgreSQL gives "${bound.column}" a value`;
  const table = relation.source.kind === "table" ? relation.source.table.name : (relation.name ?? "");
  if (flow.stored(of.column, relation, own.level) !== value)
    return `what is asked of the rows keeps a NULL of "${of.column.name}" out`;
  const isJoined = (flow.structureOf(own.level).extensions.get(relation) ?? []).length > 0;
  return `"${of.column.name}" of "${table}" is NOT NULL${isJoined ? ", and its join always finds a row" : ""}`;
}

function whyValue(expression: Expression, frame: Frame, facts: Facts, flow: NullFlow): string {
  switch (expression.kind) {
    case "constant":
      return "it is written out";
    case "null-test":
    case "boolean-test":
    case "distinct-from":
      return "such a test is true or false";
    case "array":
    case "row":
      return "it is put together here";
    case "case":
      return "every branch that is reached gives a value";
    case "subquery":
      return expression.form === "scalar"
        ? "its subquery always gives a row with a value"
        : "nothing it compares is NULL";
    case "call":
      return whyCall(expression, frame, facts, flow);
    default:
      return "nothing it is computed from is NULL";
  }
}

function whyCall(call: Call, frame: Frame, facts: Facts, flow: NullFlow): string {
  const { name, arguments: given } = call;
  if (name === "count") return "count() of nothing is 0";
  if (name === "coalesce" || name === "greatest" || name === "least") {
    const isSure = given.some((argument) => !mayBeNull(flow.maskOf(argument, frame, facts)));
    return isSure ? "one of its values is never NULL" : "its values are not NULL together";
  }
  if (isAggregate(name)) return "there is a row, and what it takes is not NULL";
  const because = neverNullFunctions.get(name);
  if (because === undefined) return "nothing it is computed from is NULL";
  return alwaysValued.has(name) ? because : `nothing it is given is NULL; ${because}`;
}

/** Says what hinders to tell whether an output may be NULL, as a sentence without a full stop. */
export function whyUnknown(output: OutputColumn, frame: Frame, facts: Facts, flow: NullFlow): string {
  const { isOpen, isUnsettled } = flow.structureOf(output.level);
  if (isOpen || isUnsettled) return "text that is not known may change it";
  const { expression, bound } = output;
  const part = expression && hindrance(expression, frame, facts, flow);
  if (part) return part;
  return bound
    ? `what "${bound.column}" of "${bound.relation.name ?? ""}" holds is not known`
    : "it was not worked out";
}

function hindrance(expression: Expression, frame: Frame, facts: Facts, flow: NullFlow): string | null {
  if (!(flow.maskOf(expression, frame, facts) & unclear)) return null;
  for (const operand of operandsOf(expression)) {
    const found = hindrance(operand, frame, facts, flow);
    if (found) return found;
  }
  switch (expression.kind) {
    case "parameter":
      return "it depends on a parameter";
    case "unknown":
      return "text that is not known may change it";
    case "call":
      return `what ${expression.name}() gives is not known`;
    case "column":
      return `what "${expression.name}" holds is not known`;
    default:
      return null;
  }
}
