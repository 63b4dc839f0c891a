import { nullableProperty, rowColumns, type NullableColumn } from "../lib/analysis/row-columns.ts";
import { defineRule } from "../lib/define-rule.ts";

interface Options {
  readonly strict: boolean;
}

/** Reports a column that may be NULL where the program uses it, or declares it, as if it never were. */
export const noUnguardedNullableRead = defineRule<
  "nullableRead" | "unmatchedRead" | "nonNullType" | "unmatchedType" | "chain" | "allowNull",
  Options
>({
  name: "no-unguarded-nullable-read",
  meta: {
    type: "problem",
    docs: { description: "Disallow reading a nullable column of a row as if it were never NULL", recommended: true },
    hasSuggestions: true,
    messages: {
      nullableRead:
        'Column "{{column}}" of "{{table}}" may be NULL. Check it before this use, or keep NULLs out in WHERE.',
      unmatchedRead:
        'Column "{{column}}" of "{{table}}" is NULL where the {{join}} JOIN finds no row. Check it before this use.',
      nonNullType: 'Column "{{column}}" of "{{table}}" may be NULL, and this type says it never is. Add null to it.',
      unmatchedType:
        'Column "{{column}}" of "{{table}}" is NULL where the {{join}} JOIN finds no row. Add null to this type.',
      chain: "Use ?. here",
      allowNull: "Add null to the type",
    },
    schema: [{ type: "object", properties: { strict: { type: "boolean" } }, additionalProperties: false }],
    defaultOptions: [{ strict: false }],
  },
  create({ catalog, declaredModels, options, report, rows }) {
    for (const { table, row } of declaredModels()) {
      for (const { name, nullable, span, allowNull } of row.columns) {
        const column = nullable === false ? nullableProperty(table, name) : null;
        if (column)
          report({
            span,
            messageId: "nonNullType",
            data: { ...column },
            suggest: [{ messageId: "allowNull", edits: allowNull }],
          });
      }
    }
    // A type of another file is told once in a file, however many queries give its rows.
    const toldElsewhere = new Set<string>();
    return (reading) => {
      // The compiler guards what the library's own types say may be null.
      const columns = reading.site.typed ? null : rowColumns(reading, catalog);
      if (!columns) return;
      const { declared, reads } = rows(reading);
      const told = new Set<NullableColumn>();
      for (const { name, nullable, span, elsewhere, allowNull } of declared.flatMap((row) => row.columns)) {
        const column = columns.nullable(name);
        if (!column || nullable !== false) continue;
        told.add(column);
        if (elsewhere && toldElsewhere.has(elsewhere)) continue;
        if (elsewhere) toldElsewhere.add(elsewhere);
        report({
          span,
          messageId: column.join ? "unmatchedType" : "nonNullType",
          data: { ...column },
          suggest: [{ messageId: "allowNull", edits: allowNull }],
        });
      }
      for (const { column: property, span, use, guarded, typed, beside, optional } of reads) {
        const column = columns.nullable(property);
        if (!column || told.has(column) || guarded || typed || (use === "loose" && !options.strict)) continue;
        if (columns.someMayBeNull(beside)) continue;
        report({
          span,
          messageId: column.join ? "unmatchedRead" : "nullableRead",
          data: { ...column },
          suggest: [{ messageId: "chain", edits: optional }],
        });
      }
    };
  },
});
