import { makePartial } from "../lib/analysis/table-changes.ts";
import { conditionText } from "../lib/analysis/live-condition.ts";
import { isNamed } from "../lib/analysis/name-pattern.ts";
import { isNeverRepeated, isReferredTo } from "../lib/analysis/unique-values.ts";
import type { Table } from "../lib/catalog/catalog.ts";
import { columnsIn } from "../lib/catalog/mentions.ts";
import { defineRule } from "../lib/define-rule.ts";
import type { SoftDeleteColumn } from "../lib/model/statement.ts";

/** Reports unique keys that deleted rows of a soft-delete table still hold. */
export const requirePartialUniqueIndex = defineRule({
  name: "require-partial-unique-index",
  meta: {
    type: "suggestion",
    docs: { description: "Require unique keys of soft-delete tables to be about live rows", recommended: false },
    hasSuggestions: true,
    messages: {
      heldByDeleted:
        'A deleted row of "{{table}}" still holds its {{columns}}, and no live one can have it. Make the key partial: WHERE {{live}}.',
      makePartial: "Make it a partial unique index",
    },
  },
  options: {
    ignoreTables: [],
    ignoreColumns: ["*token*", "*hash*", "*secret*", "*nonce*", "*uuid*", "uid", "*_uid", "public_id", "publicId"],
    revivedTables: [],
  },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, softDelete, options, writes }) {
    // A deleted row that gives its key up, comes back, or has one of its own keeps no other out.
    const isNeverKept = (key: readonly string[], mark: SoftDeleteColumn, table: Table): boolean =>
      writes(table, [mark.column])?.freesKey(key, mark) === true ||
      writes(table, key)?.makesKeysUp(key) === true ||
      writes(table, key)?.revives(mark) === true;
    return {
      table({ final, uniques, catalog, isOpen }) {
        const mark = softDelete(final);
        if (!mark || options.revivedTables.some((name) => [final.name, `${final.schema}.${final.name}`].includes(name)))
          return;
        const live = conditionText({ alias: null, name: final.name }, mark, false);
        for (const { index, span, partial } of uniques) {
          const asked = index.predicate ? columnsIn(index.predicate) : index.where === null ? [] : [mark.column];
          if (asked.includes(mark.column) || (index.mentions ?? index.columns).includes(mark.column)) continue;
          if (index.columns.some((name) => isNamed(name, options.ignoreColumns))) continue;
          if (isNeverRepeated(final, index.columns) || isReferredTo(final, index.columns, catalog)) continue;
          if (isNeverKept(index.columns, mark, final)) continue;
          report({
            span,
            table: final,
            messageId: "heldByDeleted",
            migration: makePartial(final, index, live),
            data: { columns: index.columns.map((name) => `"${name}"`).join(", "), live },
            suggest: [{ messageId: "makePartial", edits: isOpen ? partial(live) : null }],
          });
        }
      },
    };
  },
});
