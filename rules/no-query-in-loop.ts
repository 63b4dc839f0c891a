import type { DeleteLevel, Relation, StatementScopes, UpdateLevel } from "../lib/analysis/level.ts";
import { changesInRounds, insertsInRounds, readsInRounds, type InLoop } from "../lib/analysis/one-query.ts";
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
    const say = (
      relation: Relation,
      column: string,
      messageId: "readInLoop" | "changeInLoop" | "insertInLoop",
      { loop }: InLoop,
    ) => {
      if (relation.item?.kind !== "table") return;
      const over = loop.over.length > 30 ? `${loop.over.slice(0, 29)}…` : loop.over;
      report({
        span: relation.item.nameSpan,
        table: relation.item,
        messageId,
        data: { column, over: over.replace(/\s+/g, " ") },
      });
    };
    const inLoop = ({ site, loop }: Around): InLoop | null => {
      const around = site && loop();
      return around && { site, loop: around };
    };
    const change = (level: UpdateLevel | DeleteLevel, around: Around) => {
      const at = inLoop(around);
      const found = at && changesInRounds(level, at);
      if (found) say(found.relation, found.columns.join(", "), "changeInLoop", at);
    };
    return {
      select(level, around) {
        const at = inLoop(around);
        const found = at && around.before.length === 0 && around.after.every(isRead) ? readsInRounds(level, at) : null;
        if (at && found) say(found.relation, found.columns.join(", "), "readInLoop", at);
      },
      update: change,
      delete: change,
      insert(level, around) {
        const at = inLoop(around);
        if (at && insertsInRounds(level, at)) say(level.target, "", "insertInLoop", at);
      },
    };
  },
});

/** Of what a library sends behind a query: rows that belong to those which it has read. */
const isRead = ({ top }: StatementScopes): boolean => top === null || top.kind === "select";
