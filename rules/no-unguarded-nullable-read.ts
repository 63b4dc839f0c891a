import type { RowColumn } from "../lib/analysis/row-columns.ts";
import type { ShownColumn } from "../lib/analysis/shown.ts";
import type { DeclaredColumn } from "../lib/model/row-use.ts";
import type { Edit } from "../lib/model/span.ts";
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
      nonNullType:
        'Column "{{column}}" of "{{table}}" may be NULL, and this type says it never is. Add null to it{{printed}}.',
      nonNullColumn:
        'Column "{{column}}" of "{{table}}" may be NULL, and this type says it never is. Add null to it, and type: "{{type}}" above it.',
      unmatchedType:
        'Column "{{column}}" of "{{table}}" is NULL where the {{join}} JOIN finds no row. Add null to this type{{printed}}.',
      unmatchedTypes: "Columns {{columns}} are NULL where the {{join}} JOIN finds no row. Add null to their types.",
      computedType: '"{{column}}" is NULL {{reason}}, and this type says it never is. Add null to it{{printed}}.',
      computedTypes: "{{columns}} are NULL {{reason}}, and this type says they never are. Add null to them.",
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
    // A column with a default is NULL only where a program says so, and so is an item of a list.
    const isMeant = ({ hasDefault, isElement }: RowColumn) => options.strict || !(hasDefault || isElement);
    const nulls = ({ cause }: RowColumn) => (options.strict ? null : cause);
    return {
      row({ columns }) {
        const lies = columns.filter(
          ({ declared, column, isGuardedEverywhere }) =>
            declared.nullable === false && isMeant(column) && !isGuardedEverywhere(),
        );
        for (const [first, ...others] of groupsOf(lies)) {
          const { declared, column } = first;
          report({
            span: declared.span,
            // A type of another file is told once in a file, however many queries give its rows.
            once: declared.elsewhere,
            declaration:
              declared.declaration === undefined
                ? undefined
                : { key: declared.declaration, isElsewhere: declared.elsewhere != null },
            nulls: nulls(column),
            messageId: typeMessageOf(column, declared, others.length > 0),
            data: {
              ...wordsOf(column),
              type: declared.typeToName ?? "",
              columns: inProse([first, ...others].map((one) => `"${one.column.name}"`)),
              printed: wordsOfPrinted(first),
            },
            suggest: [
              {
                messageId: declared.typeToName ? "allowNullOfType" : "allowNull",
                edits: allowNullOf([first, ...others]),
              },
            ],
          });
        }
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

/** Columns that are NULL together are one fact, told at the first of them; every other column is one by itself. */
function groupsOf(columns: readonly ShownColumn[]): readonly (readonly [ShownColumn, ...ShownColumn[]])[] {
  const groups: [ShownColumn, ...ShownColumn[]][] = [];
  for (const one of columns) {
    const { together } = one.column;
    const known = groups.find(
      ([{ column, declared }]) =>
        together !== null && column.together === together && declared.elsewhere === one.declared.elsewhere,
    );
    if (known) known.push(one);
    else groups.push([one]);
  }
  return groups;
}

function typeMessageOf({ reason, join }: RowColumn, { typeToName }: DeclaredColumn, areSeveral: boolean) {
  if (reason) return areSeveral ? "computedTypes" : "computedType";
  if (join) return areSeveral ? "unmatchedTypes" : "unmatchedType";
  return typeToName ? "nonNullColumn" : "nonNullType";
}

function allowNullOf(columns: readonly ShownColumn[]): readonly Edit[] | null {
  const edits = columns.map(({ declared }) => declared.allowNull);
  return edits.every((one) => one !== null) ? edits.flat() : null;
}

const inProse = (names: readonly string[]): string => `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;

/** `null` in a template is a word, and compiles. */
function wordsOfPrinted({ printedAt }: ShownColumn): string {
  const printed = printedAt();
  return printed ? `. \`${printed.text}\` at line ${printed.line} prints "null"` : "";
}

const wordsOf = ({ table, column, join, reason }: RowColumn) => ({ table: table ?? "", column, join, reason });
