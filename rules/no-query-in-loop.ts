import type { DeleteLevel, UpdateLevel } from "../lib/analysis/level.ts";
import { changeInRounds, insertInRounds, readInRounds, type DoneInRounds } from "../lib/analysis/one-query.ts";
import type { Around } from "../lib/analysis/shown.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports statements that a loop sends once for each value, where one could do for all. */
export const noQueryInLoop = defineRule({
  name: "no-query-in-loop",
  meta: {
    type: "suggestion",
    docs: { description: "Disallow queries in loops that could be one query", recommended: false },
    messages: {
      readInLoop: 'This reads "{{table}}" once for each of "{{over}}". Read all at once by a list of "{{column}}".',
      changeInLoop:
        'This changes "{{table}}" once for each of "{{over}}". Change all at once by a list of "{{column}}".',
      insertInLoop: 'This inserts into "{{table}}" once for each of "{{over}}". Insert all rows at once.',
    },
  },
  options: { ignoreTables: [] },
  appliesTo: ["application"],
  mustHoldOn: "every way",
  create({ report }) {
    const say = (done: DoneInRounds | null, messageId: "readInLoop" | "changeInLoop" | "insertInLoop") => {
      if (done?.relation.item?.kind !== "table") return;
      const table = done.relation.item;
      report({ span: table.nameSpan, table, messageId, data: { over: done.over, column: done.columns.join(", ") } });
    };
    const change = (level: UpdateLevel | DeleteLevel, around: Around) =>
      say(changeInRounds(level, around), "changeInLoop");
    return {
      select: (level, around) => say(readInRounds(level, around), "readInLoop"),
      update: change,
      delete: change,
      insert: (level, around) => say(insertInRounds(level, around), "insertInLoop"),
    };
  },
});
