import { columnFaults, lackingColumns } from "../lib/analysis/standard-column-faults.ts";
import { standardColumn, usualColumns } from "../lib/analysis/standard-columns.ts";
import { addColumns } from "../lib/analysis/table-changes.ts";
import { isIdentifiedByForeignKeys } from "../lib/analysis/table-keys.ts";
import { setsOnUpdate } from "../lib/analysis/triggers.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports tables without the columns that every table has, and such columns that are not as they have to be. */
export const requireStandardColumns = defineRule({
  name: "require-standard-columns",
  meta: {
    type: "suggestion",
    docs: { description: "Require id, created_at, updated_at and deleted_at in every table", recommended: false },
    hasSuggestions: true,
    messages: {
      missing: 'Table "{{table}}" has no {{columns}}. Add what every table has.',
      nullable: 'Column "{{column}}" of "{{table}}" may be NULL. Make it NOT NULL, with a default of now().',
      withoutDefault: 'Column "{{column}}" of "{{table}}" has no default. Give it one: now().',
      neverLive: 'Column "{{column}}" of "{{table}}" is never NULL, so no row is live. Let it be NULL.',
      notKey: 'Column "{{column}}" of "{{table}}" is not its primary key. Make it that.',
      notTouched: 'No trigger of "{{table}}" sets "{{column}}" when a row is updated. Create one.',
      add: "Add the columns",
    },
  },
  options: {
    ...usualColumns,
    timestampType: "timestamptz",
    updatedAtTrigger: false,
    ignoreTables: [],
  },
  mustHoldOn: "every way",
  seesTables: true,
  create: ({ report, options }) => ({
    table(shown) {
      const { final, isNew, catalog, behind, isOpen } = shown;
      if (isIdentifiedByForeignKeys(final)) return;
      const span = shown.namedAt ?? shown.nameSpan;
      const { names, added } = lackingColumns(final, options, options.timestampType);
      if (isNew && names.length > 0) {
        const at = isOpen && added.length === names.length ? (behind?.columns ?? null) : null;
        const text = added.map(({ definition }) => `,\n  ${definition}`).join("");
        report({
          span,
          table: final,
          messageId: "missing",
          migration: added.length > 0 ? addColumns(final, added) : null,
          data: { columns: names.map((name) => `"${name}"`).join(", ") },
          suggest: [{ messageId: "add", edits: at === null ? null : [{ span: { start: at, end: at }, text }] }],
        });
      }
      for (const { fault, column, ...where } of columnFaults(shown, options))
        report({ ...where, table: final, messageId: fault, data: { column } });
      const touched = standardColumn(final, options.updatedAt);
      if (!options.updatedAtTrigger || !isNew || !touched || setsOnUpdate(final, touched.name, catalog)) return;
      report({ span, table: final, messageId: "notTouched", data: { column: touched.name } });
    },
  }),
});
