import type { DeleteLevel, UpdateLevel } from "../lib/analysis/level.ts";
import { holdsOneRow } from "../lib/analysis/table-keys.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports UPDATE and DELETE that reach every row of a table. */
export const requireWhere = defineRule({
  name: "require-where",
  meta: {
    type: "problem",
    docs: { description: "Require a WHERE clause in UPDATE and DELETE", recommended: false },
    messages: { everyRow: '{{command}} without WHERE reaches every row of "{{table}}". Add a WHERE clause.' },
  },
  options: { ignoreTables: [] },
  // A migration that fills a column does so in every row.
  appliesTo: ["application"],
  mustHoldOn: "every way",
  create({ report, writes }) {
    const check = ({ kind, target, where }: DeleteLevel | UpdateLevel) => {
      const { item, source } = target;
      // A table that is known only when the program runs is whatever the caller says.
      if (where !== "absent" || item.name === null) return;
      if (source.kind === "table" && (holdsOneRow(source.table) || writes(source.table, [])?.hasOneRow())) return;
      report({ span: item.nameSpan, table: item, messageId: "everyRow", data: { command: kind.toUpperCase() } });
    };
    return { delete: check, update: check };
  },
});
