import type { Column, Table } from "../catalog/catalog.ts";

/** The columns that every table has, each by the names that count. */
export interface StandardColumns {
  readonly id: readonly string[];
  readonly createdAt: readonly string[];
  readonly updatedAt: readonly string[];
  readonly deletedAt: readonly string[];
}

export const usualColumns: StandardColumns = {
  id: ["id"],
  createdAt: ["created_at", "createdAt"],
  updatedAt: ["updated_at", "updatedAt"],
  deletedAt: ["deleted_at", "deletedAt"],
};

export type StandardColumn = keyof StandardColumns;

/** Whether a column is one of those that every table has. */
export function isStandard(column: Column, columns: StandardColumns = usualColumns): boolean {
  return Object.values(columns).some((names: readonly string[]) => names.includes(column.name));
}

/** The column of a table that is the standard one; null where it has none. */
export function standardColumn(table: Table, names: readonly string[]): Column | null {
  return table.columns.find(({ name }) => names.includes(name)) ?? null;
}

/** Of the names that count, the one that is written as the table's own columns are. */
export function inStyleOf({ columns }: Table, names: readonly string[]): string {
  const isCamel =
    columns.some(({ name }) => /[a-z][A-Z]/.test(name)) && !columns.some(({ name }) => name.includes("_"));
  return names.find((name) => /[a-z][A-Z]/.test(name) === isCamel) ?? names[0] ?? "";
}

/** What a standard column that a table lacks is defined as, under the first of its names. */
export function definitionOf(kind: StandardColumn, name: string, timestamp: string): string {
  switch (kind) {
    case "id":
      return `${name} bigserial PRIMARY KEY`;
    case "deletedAt":
      return `${name} ${timestamp}`;
    default:
      return `${name} ${timestamp} NOT NULL DEFAULT now()`;
  }
}
