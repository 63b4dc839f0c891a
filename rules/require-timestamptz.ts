import { changeType } from "../lib/analysis/table-changes.ts";
import { isNamed } from "../lib/analysis/name-pattern.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports columns of type timestamp without time zone. */
export const requireTimestamptz = defineRule({
  name: "require-timestamptz",
  meta: {
    type: "suggestion",
    docs: { description: "Require timestamps with time zone", recommended: false },
    hasSuggestions: true,
    messages: {
      withoutTimeZone:
        'Column "{{column}}" of "{{table}}" has no time zone: what it says depends on who reads it. Make it timestamptz.',
      withTimeZone: "Make it timestamptz",
    },
  },
  options: { ignoreTables: [], ignoreColumns: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, options }) {
    return {
      table({ final, columns, isOpen }) {
        for (const { column, type } of columns) {
          if (
            !type ||
            !/^timestamp\b.*without time zone/.test(column.type) ||
            isNamed(column.name, options.ignoreColumns)
          )
            continue;
          const precision = /\(\d\)/.exec(column.type)?.[0] ?? "";
          const array = type.reference.array ? "[]" : "";
          const text = `timestamptz${precision}${array}`;
          report({
            span: type.span,
            table: final,
            messageId: "withoutTimeZone",
            // What the columns hold is taken for UTC, both ways.
            migration: array === "" ? changeType(final, column, text, (name) => `${name} AT TIME ZONE 'UTC'`) : null,
            data: { column: column.name },
            suggest: [{ messageId: "withTimeZone", edits: isOpen && type.isSql ? [{ span: type.span, text }] : null }],
          });
        }
      },
    };
  },
});
