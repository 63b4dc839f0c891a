import { createIndex } from "../lib/analysis/table-changes.ts";
import { isIndexed } from "../lib/analysis/table-keys.ts";
import { defineRule } from "../lib/define-rule.ts";
import { identifier, tableIdentifier } from "../lib/model/identifier.ts";

/** Reports foreign keys by whose columns no index finds the rows. */
export const requireForeignKeyIndex = defineRule({
  name: "require-foreign-key-index",
  meta: {
    type: "suggestion",
    docs: { description: "Require an index on the columns of every foreign key", recommended: false },
    hasSuggestions: true,
    messages: {
      notIndexed:
        'No index of "{{table}}" begins with {{columns}}, which refers to "{{target}}". Create one: a DELETE there reads the whole table.',
      create: "Create an index on the foreign key",
    },
  },
  options: { ignoreTables: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, softDelete }) {
    return {
      table({ final, foreignKeys, behind, isOpen }) {
        const mark = softDelete(final)?.column;
        for (const { foreignKey, span } of foreignKeys) {
          const { columns, references } = foreignKey;
          if (isIndexed(final, columns, mark === undefined ? [] : [mark])) continue;
          const listed = columns.map(identifier).join(", ");
          const text = `\nCREATE INDEX ON ${tableIdentifier(final)} (${listed});`;
          const at = behind?.statements;
          report({
            span,
            table: final,
            messageId: "notIndexed",
            migration: createIndex(final, columns),
            data: { columns: columns.map((name) => `"${name}"`).join(", "), target: references.table },
            suggest: [
              {
                messageId: "create",
                edits: isOpen && at !== undefined ? [{ span: { start: at, end: at }, text }] : null,
              },
            ],
          });
        }
      },
    };
  },
});
