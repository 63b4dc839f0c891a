import { isNullWritten } from "../lib/analysis/null-written.ts";
import type { Span } from "../lib/model/span.ts";
import type { Expression } from "../lib/model/expression.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports comparisons with NULL by `=` and `<>`, and NULL in the list of IN: they are never true. */
export const noNullComparison = defineRule({
  name: "no-null-comparison",
  meta: {
    type: "problem",
    docs: { description: "Disallow comparisons with NULL, which are never true", recommended: true },
    hasSuggestions: true,
    messages: {
      comparedWithNull: '"{{operator}} NULL" is never true, not even where the value is NULL. Use {{test}}.',
      nullInList:
        "NULL in the list of IN is equal to no value, not even to NULL. Take it out, or test IS NULL as well.",
      useTest: "Use {{test}}",
    },
  },
  options: {},
  // Where the value is NULL on some way only, the program may mean the other one.
  mustHoldOn: "every way",
  create: ({ report }) => ({
    expression({ expression, level }, { site }) {
      const found = comparedWithNull(expression);
      if (found) {
        const test = found.operator === "=" ? "IS NULL" : "IS NOT NULL";
        const edits = found.isRight ? level.edits.testForNull(found.comparison) : null;
        report({
          span: found.span,
          messageId: "comparedWithNull",
          data: { operator: found.operator, test },
          suggest: [{ messageId: "useTest", data: { test }, edits }],
        });
      }
      if (expression.kind !== "in-list" || expression.negated) return;
      // What a builder writes for an empty list is a lone NULL.
      if (site?.kind === "builder" && expression.items.length === 1) return;
      for (const item of expression.items.filter(isNullWritten)) report({ span: item.span, messageId: "nullInList" });
    },
  }),
});

type Comparison = Extract<Expression, { kind: "operator" }>;

interface Found {
  readonly comparison: Comparison;
  readonly operator: string;
  readonly span: Span;
  /** `x = NULL`, as `x IS NULL` is written. */
  readonly isRight: boolean;
}

/** Two constants are compared on purpose: `NULL = NULL` stands for a condition that never holds. */
function comparedWithNull(comparison: Expression): Found | null {
  if (comparison.kind !== "operator" || comparison.quantifier !== null) return null;
  const { left, right, operator } = comparison;
  if (!left || (operator !== "=" && operator !== "<>" && operator !== "!=")) return null;
  const isRight = isNullWritten(right);
  if (isRight === isNullWritten(left)) return null;
  const [tested, written] = isRight ? [left, right] : [right, left];
  if (tested.kind === "constant" || tested.kind === "row") return null;
  return { comparison, operator, span: written.span, isRight };
}
