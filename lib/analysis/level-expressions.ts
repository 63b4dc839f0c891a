import type { Expression } from "../model/expression.ts";
import { isFields, isList } from "../narrow.ts";
import { operandsOf } from "./expressions.ts";
import type { Level } from "./level.ts";

/** Every expression of a level, each before those inside it; what stands in its subqueries and CTEs is of other levels. */
export function expressionsOf({ node }: Level): readonly Expression[] {
  return Object.entries(node).flatMap(([key, part]) => (key === "edits" ? [] : expressionsIn(part)));
}

function expressionsIn(part: unknown): readonly Expression[] {
  if (isList(part)) return part.flatMap(expressionsIn);
  if (!isFields(part)) return [];
  if (isExpression(part)) return [part, ...operandsOf(part).flatMap(expressionsIn)];
  if (levelKinds.has(part["kind"])) return [];
  return Object.entries(part).flatMap(([key, inner]) => (placeKeys.has(key) ? [] : expressionsIn(inner)));
}

const placeKeys: ReadonlySet<string> = new Set(["span", "nameSpan", "targetSpan", "edits", "hole"]);

const levelKinds: ReadonlySet<unknown> = new Set([
  "select-query",
  "values-query",
  "set-operation",
  "insert",
  "update",
  "delete",
  "merge",
  "truncate",
]);

const expressionKinds: Readonly<Record<Expression["kind"], true>> = {
  column: true,
  constant: true,
  parameter: true,
  and: true,
  or: true,
  not: true,
  "null-test": true,
  "boolean-test": true,
  operator: true,
  "distinct-from": true,
  "in-list": true,
  between: true,
  call: true,
  cast: true,
  case: true,
  subquery: true,
  array: true,
  row: true,
  unknown: true,
};

function isExpression(part: object): part is Expression {
  return "kind" in part && typeof part.kind === "string" && Object.hasOwn(expressionKinds, part.kind);
}
