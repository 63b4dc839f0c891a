import { isNamed } from "../lib/analysis/name-pattern.ts";
import { constraintsOf } from "../lib/catalog/folding.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports columns of text whose length nothing bounds. */
export const requireBoundedText = defineRule({
  name: "require-bounded-text",
  meta: {
    type: "suggestion",
    docs: { description: "Require a length for every column of text", recommended: false },
    messages: {
      unbounded:
        'Column "{{column}}" of "{{table}}" takes a text of any length. Give it the length that it may have: varchar(n).',
    },
  },
  options: { ignoreTables: [], ignoreColumns: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, options }) {
    return {
      table({ final, columns }) {
        for (const { column, type } of columns) {
          if (!type || (column.type !== "text" && column.type !== "character varying")) continue;
          if (isNamed(column.name, options.ignoreColumns) || column.generated) continue;
          // A CHECK on the column alone bounds what it may hold, by a length or by a list.
          const isChecked = constraintsOf(final).some(
            ({ kind, columns: of }) => kind === "check" && of.length === 1 && of[0] === column.name,
          );
          if (isChecked) continue;
          report({ span: type.span, table: final, messageId: "unbounded", data: { column: column.name } });
        }
      },
    };
  },
});
