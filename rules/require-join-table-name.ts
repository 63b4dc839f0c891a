import { renameTable } from "../lib/analysis/table-changes.ts";
import { formsOf } from "../lib/analysis/english.ts";
import { isStandard } from "../lib/analysis/standard-columns.ts";
import { joinOf } from "../lib/analysis/table-keys.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports join tables that are not named after the two tables they join. */
export const requireJoinTableName = defineRule({
  name: "require-join-table-name",
  meta: {
    type: "suggestion",
    docs: { description: "Require join tables to be named after the tables they join", recommended: false },
    messages: {
      otherName: 'Table "{{table}}" joins "{{one}}" and "{{other}}". Name it after them: "{{name}}".',
    },
  },
  options: { ignoreTables: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report }) {
    return {
      table({ final, namedAt }) {
        const join = namedAt ? joinOf(final, (column) => isStandard(column)) : null;
        if (!namedAt || !join) return;
        const [one, other] = join.map(({ references }) => references.table);
        // A table that joins rows of one table has no two names to take.
        if (one === undefined || other === undefined || one === other) return;
        const plain = (name: string) => name.toLowerCase().replaceAll("_", "");
        const accepted = [
          [one, other],
          [other, one],
        ].flatMap(([first = "", second = ""]) =>
          formsOf(first).flatMap((start) => formsOf(second).map((end) => plain(start + end))),
        );
        if (accepted.includes(plain(final.name))) return;
        report({
          span: namedAt,
          table: final,
          messageId: "otherName",
          data: { one, other, name: `${one}_${other}` },
          migration: renameTable(final, `${one}_${other}`),
        });
      },
    };
  },
});
