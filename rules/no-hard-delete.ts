import { hardDeletes, isPurge } from "../lib/analysis/purge.ts";
import { scopesOf } from "../lib/analysis/scopes.ts";
import { findRelation } from "../lib/catalog/catalog.ts";
import { defineRule } from "../lib/define-rule.ts";

interface Options {
  readonly ignoreTables: readonly string[];
}

/** Reports DELETE and TRUNCATE on a table whose rows are to be marked as deleted, unless only marked rows go. */
export const noHardDelete = defineRule<"hardDelete" | "truncate" | "softDelete", Options>({
  name: "no-hard-delete",
  meta: {
    type: "problem",
    docs: { description: "Disallow DELETE and TRUNCATE on tables that have a soft-delete column", recommended: true },
    hasSuggestions: true,
    messages: {
      hardDelete:
        'DELETE removes rows of "{{table}}" for good, past its "{{column}}" column. Set "{{column}}" instead.',
      truncate:
        'TRUNCATE removes every row of "{{table}}" for good, past its "{{column}}" column. Set "{{column}}" instead.',
      softDelete: "Use UPDATE to mark the rows as deleted",
    },
    schema: [
      {
        type: "object",
        properties: { ignoreTables: { type: "array", items: { type: "string" }, uniqueItems: true } },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ ignoreTables: [] }],
  },
  create({ catalog, options, report, softDelete }) {
    const isIgnored = ({ schema, name }: { schema: string; name: string }) =>
      options.ignoreTables.some((ignored) => ignored === name || ignored === `${schema}.${name}`);
    return (reading) => {
      for (const statement of reading.variants.flat()) {
        if (statement.kind === "truncate") {
          for (const target of statement.targets) {
            const { schema, name, nameSpan } = target;
            const table = name === null ? undefined : findRelation(catalog, schema, name);
            const column = table?.kind === "table" && !isIgnored(table) ? softDelete(table) : null;
            if (!table || !column) continue;
            const edits = statement.edits.softDelete(target, column);
            report({
              span: nameSpan,
              messageId: "truncate",
              data: { table: table.name, column: column.column },
              suggest: [{ messageId: "softDelete", edits }],
            });
          }
          continue;
        }
        const scopes = scopesOf(statement, catalog);
        for (const subject of hardDeletes(scopes, softDelete)) {
          const { item, table, column, relation } = subject;
          if (isIgnored(table) || isPurge(subject, softDelete) !== "no") continue;
          const { node } = relation.level;
          const edits = node.kind === "delete" ? node.edits.softDelete(item, column) : null;
          report({
            span: item.nameSpan,
            messageId: "hardDelete",
            data: { table: table.name, column: column.column },
            suggest: [{ messageId: "softDelete", edits }],
          });
        }
      }
    };
  },
});
