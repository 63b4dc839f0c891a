import { restrictDeletion } from "../lib/analysis/table-changes.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports foreign keys that delete the rows which refer to a deleted one. */
export const noCascadeDelete = defineRule({
  name: "no-cascade-delete",
  meta: {
    type: "suggestion",
    docs: { description: "Disallow foreign keys that cascade deletes", recommended: false },
    hasSuggestions: true,
    messages: {
      cascades:
        'Deleting a row of "{{target}}" deletes the rows of "{{table}}" that refer to it. Delete them explicitly, and restrict the foreign key.',
      restrict: "Restrict it: ON DELETE RESTRICT.",
    },
  },
  options: { ignoreTables: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report }) {
    return {
      table({ final, foreignKeys, isOpen }) {
        for (const { foreignKey, span, onDeleteAt, isSql } of foreignKeys) {
          if (foreignKey.onDelete !== "cascade") continue;
          const at = onDeleteAt ?? span;
          report({
            span: at,
            table: final,
            messageId: "cascades",
            data: { target: foreignKey.references.table },
            migration: restrictDeletion(final, foreignKey),
            suggest: [
              { messageId: "restrict", edits: isOpen && isSql ? [{ span: at, text: "ON DELETE RESTRICT" }] : null },
            ],
          });
        }
      },
    };
  },
});
