import { outputColumns, type ResultColumn } from "../lib/analysis/outputs.ts";
import { defineRule } from "../lib/define-rule.ts";
import type { Reading } from "../lib/model/reading.ts";
import type { ColumnRead } from "../lib/model/row-use.ts";
import type { Catalog } from "../lib/catalog/catalog.ts";

interface Options {
  readonly strict: boolean;
}

/** Reports a column that may be NULL where the program uses it, or declares it, as if it never were. */
export const noUnguardedNullableRead = defineRule<"nullableRead" | "unmatchedRead" | "nonNullType" | "unmatchedType" | "chain" | "allowNull", Options>({
  name: "no-unguarded-nullable-read",
  meta: {
    type: "problem",
    docs: { description: "Disallow reading a nullable column of a row as if it were never NULL", recommended: true },
    hasSuggestions: true,
    messages: {
      nullableRead: 'Column "{{column}}" of "{{table}}" may be NULL. Check it before this use, or keep NULLs out in WHERE.',
      unmatchedRead: 'Column "{{column}}" of "{{table}}" is NULL where the {{join}} JOIN finds no row. Check it before this use.',
      nonNullType: 'Column "{{column}}" of "{{table}}" may be NULL, and this type says it never is. Add null to it.',
      unmatchedType: 'Column "{{column}}" of "{{table}}" is NULL where the {{join}} JOIN finds no row. Add null to this type.',
      chain: "Use ?. here",
      allowNull: "Add null to the type",
    },
    schema: [{ type: "object", properties: { strict: { type: "boolean" } }, additionalProperties: false }],
    defaultOptions: [{ strict: false }],
  },
  create({ catalog, options, report, rows }) {
    return (reading) => {
      const columns = columnsByName(reading, catalog);
      if (![...columns.values()].some(isMaybe)) return;
      const { declared, reads } = rows(reading);
      const told = new Set<ResultColumn>();
      for (const { name, nullable, span, allowNull } of declared.flatMap((row) => row.columns)) {
        const column = named(name, columns);
        if (!column || !isMaybe(column) || nullable !== false) continue;
        told.add(column);
        report({ span, messageId: column.because === "column" ? "nonNullType" : "unmatchedType", data: dataOf(column), suggest: [{ messageId: "allowNull", edits: allowNull }] });
      }
      for (const read of reads) {
        const column = named(read.column, columns);
        if (!column || !isMaybe(column) || told.has(column) || read.guarded || read.typed || (read.use === "loose" && !options.strict)) continue;
        if (isKnownBeside(read, columns)) continue;
        report({ span: read.span, messageId: column.because === "column" ? "nullableRead" : "unmatchedRead", data: dataOf(column), suggest: [{ messageId: "chain", edits: read.optional }] });
      }
    };
  },
});

/** The columns of the rows by name, as drivers keep them: the last of a name. What one variant leaves unknown is unknown. */
function columnsByName({ variants }: Reading, catalog: Catalog): ReadonlyMap<string, ResultColumn> {
  const found = new Map<string, ResultColumn>();
  for (const [statement, ...others] of variants) {
    const columns = statement && others.length === 0 ? outputColumns(statement, catalog) : null;
    if (!columns) return new Map();
    for (const column of new Map(columns.map((one) => [one.name, one])).values()) {
      const before = found.get(column.name);
      if (!before || (before.nullable !== "unknown" && column.nullable !== "never")) found.set(column.name, column);
    }
  }
  return found;
}

/** By its own name, or in the camel case that a client makes of it. */
function named(property: string, columns: ReadonlyMap<string, ResultColumn>): ResultColumn | undefined {
  return columns.get(property) ?? columns.get(property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function isMaybe({ nullable, column }: ResultColumn): boolean {
  return nullable === "maybe" && column !== null;
}

// Columns that may be NULL often are so together: those of one joined row always, others by a rule of the application.
function isKnownBeside(read: ColumnRead, columns: ReadonlyMap<string, ResultColumn>): boolean {
  return [...read.beside].some((other) => (named(other, columns)?.nullable ?? "never") !== "never");
}

function dataOf({ column, because }: ResultColumn): Readonly<Record<string, string>> {
  return { column: column?.column ?? "", table: column?.table ?? "", join: (because ?? "").toUpperCase() };
}
