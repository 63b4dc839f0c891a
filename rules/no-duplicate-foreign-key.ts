import { dropForeignKey } from "../lib/analysis/table-changes.ts";
import { isRepeated } from "../lib/analysis/table-keys.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports foreign keys that repeat another one of the same table. */
export const noDuplicateForeignKey = defineRule({
  name: "no-duplicate-foreign-key",
  meta: {
    type: "problem",
    docs: { description: "Disallow two foreign keys on the same columns to the same table", recommended: false },
    messages: {
      repeated:
        'Another foreign key of "{{table}}" leads from {{columns}} to "{{target}}" as well{{differs}}. Keep one.',
    },
  },
  options: { ignoreTables: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report }) {
    return {
      table({ final, foreignKeys }) {
        for (const { foreignKey, span } of foreignKeys) {
          if (!isRepeated(final, foreignKey)) continue;
          const { columns, references, onDelete } = foreignKey;
          const others = final.foreignKeys.filter((other) => other !== foreignKey && other.columns[0] === columns[0]);
          const differs = others.some((other) => other.onDelete !== onDelete);
          report({
            span,
            table: final,
            messageId: "repeated",
            migration: dropForeignKey(final, foreignKey),
            data: {
              columns: columns.map((name) => `"${name}"`).join(", "),
              target: references.table,
              differs: differs ? ", with another ON DELETE" : "",
            },
          });
        }
      },
    };
  },
});
