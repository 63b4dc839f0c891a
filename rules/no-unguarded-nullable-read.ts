import type { RowColumn } from "../lib/analysis/row-columns.ts";
import type { DeclaredColumn } from "../lib/model/row-use.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports a column that may be NULL where the program uses it, or declares it, as if it never were. */
export const noUnguardedNullableRead = defineRule({
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
      computedRead: '"{{column}}" is NULL {{reason}}. Check it before this use.',
      nonNullType: 'Column "{{column}}" of "{{table}}" may be NULL, and this type says it never is. Add null to it.',
      nonNullColumn:
        'Column "{{column}}" of "{{table}}" may be NULL, and this type says it never is. Add null to it, and type: "{{type}}" above it.',
      unmatchedType:
        'Column "{{column}}" of "{{table}}" is NULL where the {{join}} JOIN finds no row. Add null to this type.',
      computedType: '"{{column}}" is NULL {{reason}}, and this type says it never is. Add null to it.',
      chain: "Use ?. here",
      allowNull: "Add null to the type",
      allowNullOfType: "Name the column's type, and add null",
    },
  },
  options: { strict: false },
  weighsNulls: true,
  // What a migration reads, it has read when it ran.
  appliesTo: ["application"],
  mustHoldOn: "some way",
  seesRowsOfOthers: true,
  // The compiler guards what the library's own types say may be null.
  asksAbout: (column, site) =>
    !site?.typed && column.nullable === "maybe" && (column.table !== null || column.reason !== ""),
  create({ options, report }) {
    // A column with a default is NULL only where a program says so.
    const isMeant = ({ hasDefault }: RowColumn) => options.strict || !hasDefault;
    const nulls = ({ cause }: RowColumn) => (options.strict ? null : cause);
    return {
      row({ columns }) {
        for (const { declared, column } of columns)
          if (declared.nullable === false && isMeant(column))
            report({
              span: declared.span,
              // A type of another file is told once in a file, however many queries give its rows.
              once: declared.elsewhere,
              declaration:
                declared.declaration === undefined
                  ? undefined
                  : { key: declared.declaration, isElsewhere: declared.elsewhere != null },
              nulls: nulls(column),
              messageId: typeMessageOf(column, declared),
              data: { ...wordsOf(column), type: declared.typeToName ?? "" },
              suggest: [
                { messageId: declared.typeToName ? "allowNullOfType" : "allowNull", edits: declared.allowNull },
              ],
            });
      },
      read({ column, span, use, guarded, typed, isDeclaredNonNull, isBesideNullable, optional }) {
        if (isDeclaredNonNull || guarded || typed || isBesideNullable) return;
        if (!isMeant(column) || (use === "loose" && !options.strict)) return;
        report({
          span,
          nulls: nulls(column),
          messageId: column.reason ? "computedRead" : column.join ? "unmatchedRead" : "nullableRead",
          data: wordsOf(column),
          suggest: [{ messageId: "chain", edits: optional }],
        });
      },
    };
  },
});

function typeMessageOf({ reason, join }: RowColumn, { typeToName }: DeclaredColumn) {
  if (reason) return "computedType";
  return join ? "unmatchedType" : typeToName ? "nonNullColumn" : "nonNullType";
}

const wordsOf = ({ table, column, join, reason }: RowColumn) => ({ table: table ?? "", column, join, reason });
