import { renameTable } from "../lib/analysis/table-changes.ts";
import { pluralOf } from "../lib/analysis/english.ts";
import { isStandard } from "../lib/analysis/standard-columns.ts";
import { isIdentifiedByForeignKeys, joinOf } from "../lib/analysis/table-keys.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports tables that are named in the singular. */
export const requirePluralTableName = defineRule({
  name: "require-plural-table-name",
  meta: {
    type: "suggestion",
    docs: { description: "Require plural names for tables", recommended: false },
    messages: {
      singular: 'Table "{{table}}" is named after one of its rows. Name it after all of them: "{{plural}}".',
    },
  },
  options: { ignoreTables: [], ignoreWords: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, options }) {
    const ignored = options.ignoreWords.map((word) => word.toLowerCase());
    return {
      table({ final, namedAt }) {
        const plural = namedAt ? pluralOf(final.name) : null;
        if (!namedAt || plural === null) return;
        if (ignored.some((word) => final.name.toLowerCase().endsWith(word))) return;
        // Join tables are named after the two tables they join.
        if (isIdentifiedByForeignKeys(final) || joinOf(final, (column) => isStandard(column))) return;
        report({
          span: namedAt,
          table: final,
          messageId: "singular",
          data: { plural },
          migration: renameTable(final, plural),
        });
      },
    };
  },
});
