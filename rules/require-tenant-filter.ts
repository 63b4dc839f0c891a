import { filterColumnsOf } from "../lib/analysis/filter-columns.ts";
import { openColumns, unsetColumns } from "../lib/analysis/unrestricted-relations.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports each relation of a table whose rows belong to tenants that is not restricted to the rows of one. */
export const requireTenantFilter = defineRule({
  name: "require-tenant-filter",
  meta: {
    type: "problem",
    docs: { description: "Require statements on tables of tenants to choose the rows of one", recommended: false },
    messages: {
      openRead:
        'Rows of "{{table}}" are read whatever tenant they belong to. Restrict "{{column}}" in the {{clause}} clause.',
      openUpdate:
        'Rows of "{{table}}" are updated whatever tenant they belong to. Restrict "{{column}}" in the WHERE clause.',
      openDelete:
        'Rows of "{{table}}" are deleted whatever tenant they belong to. Restrict "{{column}}" in the WHERE clause.',
      inOr: 'Rows of "{{table}}" of any tenant come through the other side of OR. Require "{{column}}" with AND.',
      unset: 'This INSERT leaves "{{column}}" of "{{table}}" empty. Set it to the row\'s tenant.',
    },
  },
  options: { columns: ["org_id", "tenant_id"], tables: [], ignoreTables: [] },
  // A migration that fills or changes a column does so in every row.
  appliesTo: ["application"],
  // A relation that some way through the program restricts was thought of: there the other ways are meant.
  mustHoldOn: "every way",
  create({ options, report }) {
    const columns = filterColumnsOf(options);
    return {
      relation: (relation, around) => openColumns(relation, columns, around).forEach(report),
      insert: (level) => unsetColumns(level, columns).forEach(report),
    };
  },
});
