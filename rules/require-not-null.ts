import { forbidNull } from "../lib/analysis/table-changes.ts";
import { isNamed } from "../lib/analysis/name-pattern.ts";
import { constraintsOf } from "../lib/catalog/folding.ts";
import { emptyValueOf } from "../lib/analysis/defaults.ts";
import type { Column, Table } from "../lib/catalog/catalog.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports columns that may be NULL although their type has a value that says the same. */
export const requireNotNull = defineRule({
  name: "require-not-null",
  meta: {
    type: "suggestion",
    docs: { description: "Require NOT NULL wherever a default would do", recommended: false },
    hasSuggestions: true,
    messages: {
      nullable: 'Column "{{column}}" of "{{table}}" may be NULL. Make it NOT NULL: {{value}} can stand for none.',
      hasDefault: 'Column "{{column}}" of "{{table}}" has a default, and may be NULL all the same. Make it NOT NULL.',
      make: "Make it NOT NULL",
    },
  },
  options: { types: ["text", "boolean", "list", "json"], ignoreTables: [], ignoreColumns: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, options, softDelete }) {
    /** The identifier of something: none of them is empty, and NULL says that there is none. */
    const isIdentifier = ({ name }: Column) => /(?:_id|Id|^id)$/.test(name);
    /** What a key, a foreign key or a CHECK is about is NULL for a reason. */
    const isConstrained = (table: Table, { name }: Column) =>
      table.foreignKeys.some(({ columns }) => columns.includes(name)) ||
      table.indexes.some(({ unique, columns }) => unique && columns.includes(name)) ||
      constraintsOf(table).some(
        ({ kind, columns }) => kind === "check" && columns.length > 1 && columns.includes(name),
      );
    return {
      table({ final, columns, isOpen }) {
        const mark = softDelete(final)?.column;
        for (const { column, nullableAt, end } of columns) {
          if (!nullableAt || isNamed(column.name, options.ignoreColumns) || column.name === mark) continue;
          if (column.generated || isIdentifier(column) || isConstrained(final, column)) continue;
          const value = emptyValueOf(column);
          if (!column.hasDefault && !(value && options.types.includes(value.kind))) continue;
          const text = column.hasDefault ? " NOT NULL" : ` NOT NULL DEFAULT ${value?.sql}`;
          report({
            span: nullableAt,
            table: final,
            messageId: column.hasDefault ? "hasDefault" : "nullable",
            migration: forbidNull(final, column, column.hasDefault ? null : (value?.sql ?? null)),
            data: { column: column.name, value: value?.sql ?? "" },
            suggest: [
              { messageId: "make", edits: isOpen && end !== null ? [{ span: { start: end, end }, text }] : null },
            ],
          });
        }
      },
    };
  },
});
