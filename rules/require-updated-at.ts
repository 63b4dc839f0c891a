import type { InsertLevel, MergeLevel, UpdateLevel } from "../lib/analysis/level.ts";
import { changesOf, makesRoom, staleColumn } from "../lib/analysis/row-times.ts";
import type { Around } from "../lib/analysis/shown.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports changes of rows that leave the time of their last change as it was. */
export const requireUpdatedAt = defineRule({
  name: "require-updated-at",
  meta: {
    type: "problem",
    docs: { description: "Require changes of rows to set the time of their last change", recommended: false },
    messages: {
      notUpdated: 'This change of "{{table}}" leaves "{{column}}" as it was, and no trigger sets it. Set it to now().',
    },
  },
  options: { columns: ["updated_at"], ignoreMoves: true, ignoreTables: [] },
  // A migration that fills a column in every row is no change of the row to its readers.
  appliesTo: ["application"],
  mustHoldOn: "every way",
  create({ options, report }) {
    const check = (level: UpdateLevel | InsertLevel | MergeLevel, { site }: Around) => {
      if (site?.stamps) return;
      for (const change of changesOf(level)) {
        if (options.ignoreMoves && makesRoom(change)) continue;
        const column = staleColumn(change, options.columns);
        const { item } = change.target;
        if (column !== null) report({ span: item.nameSpan, table: item, messageId: "notUpdated", data: { column } });
      }
    };
    return { update: check, insert: check, merge: check };
  },
});
