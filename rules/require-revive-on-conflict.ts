import { hasMadeUpKey } from "../lib/analysis/made-up-keys.ts";
import { blockingKey, isRevival, revives } from "../lib/analysis/revived-rows.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports INSERT that a deleted row with the same key keeps out, or that changes it and leaves it deleted. */
export const requireReviveOnConflict = defineRule({
  name: "require-revive-on-conflict",
  meta: {
    type: "problem",
    docs: { description: "Require INSERT to revive a deleted row that has the same unique key", recommended: false },
    messages: {
      keptOut:
        'A deleted row of "{{table}}" with the same {{key}} keeps this one out. Set "{{column}}" back ON CONFLICT.',
      staysDeleted:
        'Where the row of "{{table}}" with the same {{key}} is deleted, it stays so. Set "{{column}}" back.',
    },
  },
  options: { ignoreTables: [] },
  about: "hard deletes",
  appliesTo: ["application"],
  mustHoldOn: "every way",
  create: ({ softDelete, report, writes }) => ({
    insert(level, { inFile, site, isMadeUp }) {
      const { target, onConflict } = level;
      const table = target.source.kind === "table" ? target.source.table : null;
      const mark = table && softDelete(table);
      const key = mark && blockingKey(level, table, mark);
      if (!key || revives(level, mark) !== "no") return;
      if (hasMadeUpKey(level, key, site, isMadeUp)) return;
      // Whoever looks for a deleted row first does by hand what ON CONFLICT would.
      if (inFile().some((other) => isRevival(other, table, mark))) return;
      if (writes(table, [mark.column])?.freesKey(key, mark)) return;
      const messageId = typeof onConflict === "object" && onConflict.action === "update" ? "staysDeleted" : "keptOut";
      const data = { column: mark.column, key: key.join(", ") };
      report({ span: target.item.nameSpan, table: target.item, messageId, data });
    },
  }),
});
