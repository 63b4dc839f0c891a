import { unfiltered } from "../lib/analysis/unfiltered-relations.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports each relation that reads a soft-delete table and is not restricted to live rows. */
export const requireSoftDeleteFilter = defineRule({
  name: "require-soft-delete-filter",
  meta: {
    type: "problem",
    docs: { description: "Require queries on soft-delete tables to leave deleted rows out", recommended: true },
    hasSuggestions: true,
    messages: {
      unfilteredRead: 'Deleted rows of "{{table}}" are read too. Add {{condition}} to the {{clause}} clause.',
      unfilteredUpdate: 'Deleted rows of "{{table}}" are updated too. Add {{condition}} to the WHERE clause.',
      unfilteredFullJoin:
        'A FULL JOIN keeps deleted rows of "{{table}}" whatever its ON says. Join a subquery with {{condition}}.',
      filterBesideOr:
        'Deleted rows of "{{table}}" come through the other side of OR. Put the alternatives in parentheses.',
      filterInOr: 'Deleted rows of "{{table}}" come through the other side of OR. Require {{condition}} with AND.',
      filterAfterOuterJoin:
        'Here "{{column}}" is tested after the outer join has matched deleted rows of "{{table}}". Move it to ON.',
      addFilter: "Add {{condition}}",
      parenthesise: "Put the alternatives in parentheses",
      moveToJoin: "Move the condition to ON",
    },
  },
  about: "deleted rows",
  options: { strict: false, allowLookups: false, ignoreTables: [] },
  // A migration that fills or changes a column does so in every row.
  appliesTo: ["application"],
  // A relation that some way through the program restricts was thought of: there the other ways are meant.
  mustHoldOn: "every way",
  create: ({ options, report, softDelete }) => ({
    relation(relation, around) {
      const editing = around.site?.editing ?? null;
      const found = unfiltered(relation, { softDelete, ...around, editing, ...options });
      if (!found) return;
      const { item, table, column, fault, change, edits, condition } = found;
      const data = { column: column.column, condition, clause: relation.nullExtended ? "ON" : "WHERE" };
      const suggest = change ? [{ messageId: change, data, edits }] : [];
      report({ span: item.nameSpan, table, messageId: fault, data, suggest });
    },
  }),
});
