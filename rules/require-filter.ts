import { filterColumnsOf } from "../lib/analysis/filter-columns.ts";
import { openColumns, unsetColumns } from "../lib/analysis/unrestricted-relations.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports each relation of a table that is not restricted by an equality with a column that the options name. */
export const requireFilter = defineRule({
  name: "require-filter",
  meta: {
    type: "problem",
    docs: {
      description: "Require statements to choose rows by the columns that the settings name",
      recommended: false,
    },
    messages: {
      openRead: 'Rows of "{{table}}" are read whatever their "{{column}}" is. Restrict it in the {{clause}} clause.',
      openUpdate: 'Rows of "{{table}}" are updated whatever their "{{column}}" is. Restrict it in the WHERE clause.',
      openDelete: 'Rows of "{{table}}" are deleted whatever their "{{column}}" is. Restrict it in the WHERE clause.',
      inOr: 'Rows of "{{table}}" with any "{{column}}" come through the other side of OR. Require it with AND.',
      unset: 'This INSERT leaves "{{column}}" of "{{table}}" empty. Set it.',
    },
  },
  options: { columns: [], ignoreTables: [] },
  // A migration that fills or changes a column does so in every row.
  appliesTo: ["application"],
  // A relation that some way through the program restricts was thought of: there the other ways are meant.
  mustHoldOn: "every way",
  create({ options, report }) {
    const columns = filterColumnsOf({ tables: [], ...options });
    return {
      relation: (relation, around) => openColumns(relation, columns, around).forEach(report),
      insert: (level) => unsetColumns(level, columns).forEach(report),
    };
  },
});
