import { isUnknown } from "../lib/analysis/row-properties.ts";
import type { ShownUntypedRows } from "../lib/analysis/shown.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Requires a type for the rows of statements, where they are `any` otherwise. */
export const requireRowType = defineRule({
  name: "require-row-type",
  meta: {
    type: "suggestion",
    docs: { description: "Require a type for rows that are any otherwise", recommended: false },
    hasSuggestions: true,
    messages: {
      untyped: "These rows are any to the compiler. They have {{columns}}.",
      declare: "Write their type",
    },
  },
  options: {},
  mustHoldOn: "every way",
  create: ({ report }) => ({
    untypedRows({ span, properties, declare }: ShownUntypedRows) {
      if (properties.every(({ types }) => isUnknown(types))) return;
      report({
        span,
        messageId: "untyped",
        data: { columns: listed(properties.map(({ name }) => name)) },
        suggest: [{ messageId: "declare", edits: declare(properties) }],
      });
    },
  }),
});

const most = 6;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}
