import { addColumns, forbidNull, setDefault } from "../lib/analysis/table-changes.ts";
import type { Migration } from "../lib/model/migration.ts";
import type { ShownTable } from "../lib/analysis/shown-table.ts";
import type { Table } from "../lib/catalog/catalog.ts";
import {
  definitionOf,
  inStyleOf,
  standardColumn,
  usualColumns,
  type StandardColumn,
} from "../lib/analysis/standard-columns.ts";
import { isIdentifiedByForeignKeys } from "../lib/analysis/table-keys.ts";
import { setsOnUpdate } from "../lib/analysis/triggers.ts";
import { defineRule } from "../lib/define-rule.ts";
import { identifier } from "../lib/model/identifier.ts";

const kinds: readonly StandardColumn[] = ["id", "createdAt", "updatedAt", "deletedAt"];

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
  create({ report, options }) {
    const required = kinds.filter((kind) => options[kind].length > 0);
    const nameOf = (kind: StandardColumn, table: Table) => inStyleOf(table, options[kind]);
    const missingIn = ({ final }: ShownTable) => required.filter((kind) => !standardColumn(final, options[kind]));

    function checkMissing(shown: ShownTable): void {
      const { final, namedAt, nameSpan, behind, isOpen } = shown;
      const missing = missingIn(shown);
      if (missing.length === 0) return;
      const added = missing
        .filter((kind) => kind !== "id" || final.primaryKey === null)
        .map((kind) => {
          const name = nameOf(kind, final);
          return { name, definition: definitionOf(kind, identifier(name), options.timestampType) };
        });
      const at = behind?.columns ?? null;
      report({
        span: namedAt ?? nameSpan,
        table: final,
        messageId: "missing",
        migration: added.length > 0 ? addColumns(final, added) : null,
        data: { columns: missing.map((kind) => `"${nameOf(kind, final)}"`).join(", ") },
        suggest: [
          {
            messageId: "add",
            edits:
              isOpen && at !== null && added.length === missing.length
                ? [{ span: { start: at, end: at }, text: added.map(({ definition }) => `,\n  ${definition}`).join("") }]
                : null,
          },
        ],
      });
    }

    function checkColumns({ final, columns }: ShownTable): void {
      for (const { column, span, isAdded } of columns) {
        const kind = required.find((one) => options[one].includes(column.name));
        if (!kind || !isAdded) continue;
        const tell = (
          messageId: "nullable" | "withoutDefault" | "neverLive" | "notKey",
          migration: Migration | null = null,
        ) => report({ span, table: final, messageId, data: { column: column.name }, migration });
        if (kind === "id") {
          // The key of a partitioned table has what it is partitioned by, too.
          if (!final.primaryKey?.includes(column.name)) tell("notKey");
        } else if (kind === "deletedAt") {
          if (!column.nullable) tell("neverLive");
        } else if (column.nullable && column.neverNull !== true)
          tell("nullable", forbidNull(final, column, column.hasDefault ? null : "now()"));
        // A model's library fills it in.
        else if (!column.hasDefault && !column.generated && final.model == null)
          tell("withoutDefault", setDefault(final, column.name, "now()"));
      }
    }

    return {
      table(shown) {
        const { final, isNew, catalog } = shown;
        if (isIdentifiedByForeignKeys(final)) return;
        if (isNew) checkMissing(shown);
        checkColumns(shown);
        const touched = standardColumn(final, options.updatedAt);
        if (!options.updatedAtTrigger || !isNew || !touched || setsOnUpdate(final, touched.name, catalog)) return;
        const { namedAt, nameSpan } = shown;
        const data = { column: touched.name };
        report({ span: namedAt ?? nameSpan, table: final, messageId: "notTouched", data });
      },
    };
  },
});
