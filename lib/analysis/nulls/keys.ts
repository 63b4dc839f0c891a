import { contentOf } from "../../model/clause.ts";
import type { Expression } from "../../model/expression.ts";
import type { Bound } from "../level.ts";
import { isSteadyFunction, spelt } from "../routine-facts.ts";
import { frameOf, idOf, type Frame } from "./frame.ts";

/** What a column is called in `Facts`. */
export function columnKey({ relation, column }: Bound, frame: Frame): string {
  const isNew = frame.mode === "returned" && relation.role === "target" && relation.level === frame.level;
  return `${frame.path}${isNew ? "new " : ""}${idOf(relation)}.${column}`;
}

/** Where `Facts` has whether a group has a row. */
export const rowsKey = ({ path, level }: Frame): string => `${path}rows ${idOf(level)}`;

/**
 * What an expression is called in `Facts`: two that have one key have one value in the same row. Null where that is not so, as of
 * random numbers.
 */
export function keyOf(expression: Expression, frame: Frame): string | null {
  switch (expression.kind) {
    case "column": {
      const bound = frame.level.scopes.resolve(expression);
      if (bound === null || typeof bound !== "object") return null;
      const own = frameOf(bound.relation.level, frame);
      return own && innermostKey(bound, own);
    }
    case "constant":
      return `${expression.type} ${JSON.stringify(expression.value)}`;
    case "parameter":
      return `$${expression.number}${expression.name ?? ""}`;
    case "subquery":
      return `${frame.path}q${idOf(expression)}${grouped(frame)}`;
    case "cast":
      return made(`::${expression.type}`, [expression.operand], frame);
    case "and":
    case "or":
      return made(expression.kind, expression.operands, frame);
    case "not":
      return made("not", [expression.operand], frame);
    case "null-test":
      return made(`null ${expression.negated}`, [expression.operand], frame);
    case "boolean-test":
      return made(`${expression.test} ${expression.negated}`, [expression.operand], frame);
    case "operator": {
      const { left, right, quantifier } = expression;
      return made(`${spelt(expression.operator)} ${quantifier}`, left ? [left, right] : [right], frame);
    }
    case "distinct-from":
      return made(`distinct ${expression.negated}`, [expression.left, expression.right], frame);
    case "in-list":
      return made(`in ${expression.negated}`, [expression.operand, ...expression.items], frame);
    case "between": {
      const { operand, low, high, negated, symmetric } = expression;
      return made(`between ${negated} ${symmetric}`, [operand, low, high], frame);
    }
    case "call": {
      const { name, schema, window, filter, distinct, star } = expression;
      if (window || !isSteadyFunction(name) || (schema !== null && schema !== "pg_catalog")) return null;
      const parts = [...expression.arguments, ...expression.keys, ...(filter ? [filter] : [])];
      return made(`${name} ${distinct} ${star} ${expression.keys.length} ${filter !== null}`, parts, frame);
    }
    case "case": {
      const { operand, branches, otherwise } = expression;
      const parts = branches.flatMap(({ when, then }) => [when, then]);
      return made(
        `case ${operand !== null} ${otherwise !== null}`,
        [...(operand ? [operand] : []), ...parts, ...(otherwise ? [otherwise] : [])],
        frame,
      );
    }
    case "array":
    case "row":
      return made(expression.kind, expression.items, frame);
    case "unknown":
      return null;
  }
}

/** A column that a derived table, CTE or view hands on is the one inside: where it has a row they are one. */
function innermostKey(bound: Bound, frame: Frame): string {
  if (frame.mode === "sets") return columnKey(bound, frame) + grouped(frame);
  let { path } = frame;
  let innermost = bound;
  for (let output = bound.of?.output; output?.bound; output = innermost.of?.output) {
    const { level } = output;
    const { relation } = innermost;
    if (relation.item?.kind === "join" || level.kind !== "select" || contentOf(level.groupBy)?.sets) break;
    if (output.bound.relation.level !== level) break;
    path = `${path}${idOf(relation)}/`;
    innermost = output.bound;
  }
  return innermost === bound
    ? columnKey(bound, frame) + grouped(frame)
    : `${path}${idOf(innermost.relation)}.${innermost.column}`;
}

// A key that a grouping set leaves out is another value than its rows have.
function grouped({ mode }: Frame): string {
  return mode === "sets" ? " of the group" : "";
}

function made(what: string, parts: readonly Expression[], frame: Frame): string | null {
  let key = `${what}(`;
  for (const part of parts) {
    const own = keyOf(part, frame);
    if (own === null) return null;
    key += `${own}, `;
  }
  return `${key})`;
}
