import type { DeleteLevel, UpdateLevel } from "../../lib/analysis/level.ts";
import { keepsEveryRow } from "../../lib/analysis/every-row.ts";
import { defineRule } from "../../lib/define-rule.ts";

/** As require-where, but reports what can lose its condition, and what has one that says nothing. */
export const noConditionOnSomeWay = defineRule({
  name: "no-condition-on-some-way",
  meta: {
    type: "problem",
    docs: { description: "Disallow UPDATE and DELETE that can reach every row", recommended: false },
    messages: { everyRow: '{{command}} can reach every row of "{{table}}". Require a condition.' },
  },
  options: {},
  mustHoldOn: "some way",
  create({ report }) {
    const check = ({ kind, target: { item }, where }: DeleteLevel | UpdateLevel) => {
      if (where === "unknown" || (where !== "absent" && keepsEveryRow(where.condition) !== "yes")) return;
      report({ span: item.nameSpan, table: item, messageId: "everyRow", data: { command: kind.toUpperCase() } });
    };
    return { delete: check, update: check };
  },
});
