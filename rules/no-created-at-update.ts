import type { InsertLevel, MergeLevel, UpdateLevel } from "../lib/analysis/level.ts";
import { changesOf, isRevivedBy, resetColumn } from "../lib/analysis/row-times.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports changes of rows that set the time at which they were made. */
export const noCreatedAtUpdate = defineRule({
  name: "no-created-at-update",
  meta: {
    type: "problem",
    docs: { description: "Disallow changes of the time at which a row was made", recommended: false },
    messages: { createdAtSet: '"{{column}}" of "{{table}}" says when a row was made. Leave it as it is.' },
  },
  options: { columns: ["created_at"], ignoreTables: [] },
  appliesTo: ["application"],
  mustHoldOn: "every way",
  create({ options, softDelete, report }) {
    const check = (level: UpdateLevel | InsertLevel | MergeLevel) => {
      for (const change of changesOf(level)) {
        // A row that comes back may begin anew.
        if (isRevivedBy(change, softDelete)) continue;
        const found = resetColumn(change, options.columns);
        const data = { column: found?.column ?? "" };
        if (found) report({ span: found.span, table: change.target.item, messageId: "createdAtSet", data });
      }
    };
    return { update: check, insert: check, merge: check };
  },
});
