import { contentOf, type Clause, type ConditionClause } from "../model/clause.ts";
import type { ColumnReference, Expression } from "../model/expression.ts";
import type { Keys, RowCount } from "../model/statement.ts";
import { isFields, isList } from "../narrow.ts";

/** The expressions an expression is made of, in writing order; a subquery's operand is one, its query is not. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "column":
    case "constant":
    case "parameter":
    case "unknown":
      return [];
    case "and":
    case "or":
      return expression.operands;
    case "not":
    case "null-test":
    case "boolean-test":
    case "cast":
      return [expression.operand];
    case "operator":
      return expression.left ? [expression.left, expression.right] : [expression.right];
    case "distinct-from":
      return [expression.left, expression.right];
    case "in-list":
      return [expression.operand, ...expression.items];
    case "between":
      return [expression.operand, expression.low, expression.high];
    case "call":
      return [...expression.arguments, ...(expression.filter ? [expression.filter] : []), ...expression.keys];
    case "case":
      return [
        ...(expression.operand ? [expression.operand] : []),
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        ...(expression.otherwise ? [expression.otherwise] : []),
      ];
    case "subquery":
      return expression.operand ? [expression.operand] : [];
    case "array":
    case "row":
      return expression.items;
  }
}

/** Shows every expression inside one, itself first; subqueries are shown, their queries are not entered. */
export function walk(expression: Expression, see: (part: Expression) => void): void {
  see(expression);
  for (const operand of operandsOf(expression)) walk(operand, see);
}

/** Whether some expression inside one, itself included, passes a test; subqueries' queries are not entered. */
export function contains(expression: Expression, test: (part: Expression) => boolean): boolean {
  return test(expression) || operandsOf(expression).some((operand) => contains(operand, test));
}

/** The operands of a chain of ANDs, or the expression itself. */
export function conjuncts(expression: Expression | null): readonly Expression[] {
  if (!expression) return [];
  return expression.kind === "and" ? expression.operands.flatMap(conjuncts) : [expression];
}

/** An expression without the casts and row-of-one around it. */
export function bare(expression: Expression): Expression {
  return expression.kind === "cast" ? bare(expression.operand) : expression;
}

/** `left = right`, which nobody has written. */
export function equals(left: Expression, right: Expression): Expression {
  return { kind: "operator", operator: "=", left, right, quantifier: null, span: right.span };
}

/** Whether an expression is one value for sure: a piece of text that is pasted in may be several. */
export function isOneValue(expression: Expression): boolean {
  if (expression.kind === "parameter") return expression.hole === null || expression.hole.treatment === "bound";
  return expression.kind !== "unknown";
}

/** The expressions of clauses, as far as these are there. */
export function clauseExpressions(
  ...clauses: readonly Clause<ConditionClause | Keys | RowCount>[]
): readonly Expression[] {
  return clauses.flatMap((clause) => {
    const content = contentOf(clause);
    if (!content) return [];
    if ("condition" in content) return [content.condition];
    return "count" in content ? [content.count] : content.keys;
  });
}

/** Of a part of a statement: whether it is a column reference. */
export const isReference = (part: unknown): part is ColumnReference => isFields(part) && part["kind"] === "column";

/** Every column reference in an expression or query, those of its subqueries too. */
export function referencesIn(part: unknown): readonly ColumnReference[] {
  if (isList(part)) return part.flatMap(referencesIn);
  if (isReference(part)) return [part];
  if (!isFields(part)) return [];
  return Object.entries(part).flatMap(([key, child]) =>
    key === "span" || key === "hole" || key === "edits" ? [] : referencesIn(child),
  );
}
