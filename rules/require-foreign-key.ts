import { addForeignKey } from "../lib/analysis/table-changes.ts";
import { isNamed } from "../lib/analysis/name-pattern.ts";
import { missingTarget } from "../lib/analysis/missing-target.ts";
import { defineRule } from "../lib/define-rule.ts";
import { identifier, tableIdentifier } from "../lib/model/identifier.ts";

/** Reports columns that are named after a table, and are no foreign key to it. */
export const requireForeignKey = defineRule({
  name: "require-foreign-key",
  meta: {
    type: "suggestion",
    docs: { description: "Require a foreign key on columns that refer to another table", recommended: false },
    hasSuggestions: true,
    messages: {
      noForeignKey: 'Column "{{column}}" of "{{table}}" refers to "{{target}}" by its name alone. Add a foreign key.',
      refer: "Add the foreign key",
    },
  },
  options: { ignoreTables: [], ignoreColumns: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, options }) {
    return {
      table({ final, columns, catalog, isOpen }) {
        for (const { column, span, isAdded, end } of columns) {
          if (!isAdded || isNamed(column.name, options.ignoreColumns)) continue;
          const target = missingTarget(final, column, catalog);
          if (!target) continue;
          const key = target.primaryKey?.map(identifier).join() ?? "";
          const text = ` REFERENCES ${tableIdentifier(target)} (${key})`;
          report({
            span,
            table: final,
            messageId: "noForeignKey",
            migration: addForeignKey(final, column.name, target),
            data: { column: column.name, target: target.name },
            suggest: [
              {
                messageId: "refer",
                edits: isOpen && end !== null ? [{ span: { start: end, end }, text }] : null,
              },
            ],
          });
        }
      },
    };
  },
});
