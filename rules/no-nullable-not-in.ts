import { isNullWritten } from "../lib/analysis/null-written.ts";
import { Nulls } from "../lib/analysis/nullability.ts";
import type { Expression, SubqueryExpression } from "../lib/model/expression.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports NOT IN over what can hold NULL: one NULL there, and it is true for no row. */
export const noNullableNotIn = defineRule({
  name: "no-nullable-not-in",
  meta: {
    type: "problem",
    docs: { description: "Disallow NOT IN over what can hold NULL", recommended: true },
    hasSuggestions: true,
    messages: {
      nullableRows:
        'One NULL in "{{column}}", and NOT IN is true for no row. Leave NULLs out of the subquery, or use NOT EXISTS.',
      nullableValue:
        "One NULL from this subquery, and NOT IN is true for no row. Leave NULLs out there, or use NOT EXISTS.",
      nullInList: "With NULL in its list NOT IN is never true. Take it out, or test IS NOT NULL instead.",
      leaveOutNulls: "Leave NULLs out of the subquery",
    },
  },
  options: {},
  mustHoldOn: "every way",
  create: ({ catalog, report }) => ({
    expression({ expression, level }, { site }) {
      const subquery = notInSubquery(expression);
      const inner = subquery && level.scopes.levelOf(subquery.query);
      const [output, ...others] = inner?.outputs.columns ?? [];
      if (subquery && inner?.outputs.complete && output && others.length === 0) {
        if (new Nulls(catalog).nullable(output) !== "maybe") return;
        report({
          span: output.output?.expression.span ?? subquery.query.span,
          messageId: output.name === null || !output.bound ? "nullableValue" : "nullableRows",
          data: { column: output.name ?? "" },
          suggest: [{ messageId: "leaveOutNulls", edits: level.edits.leaveOutNulls(subquery.query) }],
        });
      }
      if (expression.kind !== "in-list" || !expression.negated) return;
      // What a builder writes for an empty list is a lone NULL.
      if (site?.kind === "builder" && expression.items.length === 1) return;
      for (const item of expression.items.filter(isNullWritten)) report({ span: item.span, messageId: "nullInList" });
    },
  }),
});

/** `x NOT IN (SELECT …)`, however it is written: `NOT x IN (…)`, `x <> ALL (…)`. */
function notInSubquery(expression: Expression): SubqueryExpression | null {
  if (expression.kind === "subquery")
    return expression.form === "all" && (expression.operator === "<>" || expression.operator === "!=")
      ? expression
      : null;
  if (expression.kind !== "not" || expression.operand.kind !== "subquery") return null;
  const { operand } = expression;
  return operand.form === "any" && operand.operator === "=" ? operand : null;
}
