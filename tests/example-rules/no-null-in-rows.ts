import { defineRule } from "../../lib/define-rule.ts";

/** Reports uses of a row's column whose declared type leaves NULL out although the column allows it, and those types. */
export const noNullInRows = defineRule({
  name: "no-null-in-rows",
  meta: {
    type: "suggestion",
    docs: { description: "Disallow columns that may be NULL in rows", recommended: false },
    messages: {
      mayBeNull: '"{{column}}" of "{{table}}" may be NULL here. Keep it out.',
      declared: 'This type has "{{column}}" of "{{table}}". Leave it out.',
    },
  },
  options: { ignoreTables: [] },
  mustHoldOn: "some way",
  asksAbout: ({ nullable }) => nullable === "maybe",
  create: ({ report }) => ({
    row({ columns }) {
      for (const { declared, column } of columns)
        report({
          span: declared.span,
          table: { schema: null, name: column.table },
          messageId: "declared",
          data: { column: column.column },
        });
    },
    read({ column, span }) {
      report({
        span,
        table: { schema: null, name: column.table },
        messageId: "mayBeNull",
        data: { column: column.column },
      });
    },
  }),
});
