import type { Target } from "../lib/analysis/level.ts";
import { livenessOf, softDeleted } from "../lib/analysis/live-rows.ts";
import type { Around } from "../lib/analysis/shown.ts";
import { isPurge } from "../lib/analysis/purge.ts";
import { isRefilled } from "../lib/analysis/refilled-table.ts";
import { defineRule } from "../lib/define-rule.ts";
import { knownItems } from "../lib/model/clause.ts";

/** Reports DELETE and TRUNCATE on a table whose rows are to be marked as deleted, unless only marked rows go. */
export const noHardDelete = defineRule({
  name: "no-hard-delete",
  meta: {
    type: "problem",
    docs: { description: "Disallow DELETE and TRUNCATE on tables that have a soft-delete column", recommended: true },
    hasSuggestions: true,
    messages: {
      hardDelete:
        'DELETE removes rows of "{{table}}" for good, past its "{{column}}" column. Set "{{column}}" instead.',
      truncate:
        'TRUNCATE removes every row of "{{table}}" for good, past its "{{column}}" column. Set "{{column}}" instead.',
      softDelete: "Use UPDATE to mark the rows as deleted",
    },
  },
  options: { ignoreTables: [] },
  about: "hard deletes",
  mustHoldOn: "some way",
  create({ report, softDelete }) {
    const check = (target: Target, messageId: "hardDelete" | "truncate", around: Around) => {
      const marked = softDeleted(target, softDelete);
      if (!marked || isPurge(marked, softDelete, around) !== "no") return;
      if (around.site && around.values?.undoesInsert(target, around.site)) return;
      if (isRefilled(target, around.site, around.values)) return;
      const { item, table, column } = marked;
      const edits = target.level.edits.softDelete(item, column, livenessOf(marked, softDelete) === "filtered");
      const data = { column: column.column };
      report({ span: item.nameSpan, table, messageId, data, suggest: [{ messageId: "softDelete", edits }] });
    };
    return {
      delete: ({ target }, around) => check(target, "hardDelete", around),
      merge({ target, actions }, around) {
        if (knownItems(actions).some(({ action }) => action === "delete")) check(target, "hardDelete", around);
      },
      truncate: ({ targets }, around) => targets.forEach((target) => check(target, "truncate", around)),
    };
  },
});
