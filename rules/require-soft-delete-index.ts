import { createIndex } from "../lib/analysis/table-changes.ts";
import { defineRule } from "../lib/define-rule.ts";
import { identifier, tableIdentifier } from "../lib/model/identifier.ts";

/** Reports soft-delete columns that no index has. */
export const requireSoftDeleteIndex = defineRule({
  name: "require-soft-delete-index",
  meta: {
    type: "suggestion",
    docs: { description: "Require an index on the column that marks deleted rows", recommended: false },
    hasSuggestions: true,
    messages: {
      notIndexed: 'No index of "{{table}}" has "{{column}}", by which every read leaves deleted rows out. Create one.',
      create: "Create an index on the column",
    },
  },
  options: { ignoreTables: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, softDelete }) {
    return {
      table({ final, columns, behind, isOpen }) {
        const mark = softDelete(final);
        const shown = columns.find(({ column, isAdded }) => isAdded && column.name === mark?.column);
        if (!mark || !shown) return;
        if (final.indexes.some((index) => (index.mentions ?? index.columns).includes(mark.column))) return;
        const text = `\nCREATE INDEX ON ${tableIdentifier(final)} (${identifier(mark.column)});`;
        const at = behind?.statements;
        report({
          span: shown.span,
          table: final,
          messageId: "notIndexed",
          migration: createIndex(final, [mark.column]),
          data: { column: mark.column },
          suggest: [
            {
              messageId: "create",
              edits: isOpen && at !== undefined ? [{ span: { start: at, end: at }, text }] : null,
            },
          ],
        });
      },
    };
  },
});
