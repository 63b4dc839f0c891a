import { comparedWithNull, nullsInList } from "../lib/analysis/null-written.ts";
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
      const compared = comparedWithNull(expression);
      if (compared) {
        const { comparison, operator, test, isRight, span } = compared;
        const edits = isRight ? level.edits.testForNull(comparison) : null;
        report({
          span,
          messageId: "comparedWithNull",
          data: { operator, test },
          suggest: [{ messageId: "useTest", data: { test }, edits }],
        });
      }
      // What a builder writes for an empty list is a lone NULL.
      const mayBeEmpty = site?.kind === "builder";
      for (const { span } of nullsInList(expression, mayBeEmpty)) report({ span, messageId: "nullInList" });
    },
  }),
});
