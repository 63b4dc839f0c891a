import type { NamedTable } from "../../model/names.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";

export const propertyOf = (table: NamedTable | null, column: string): string =>
  table?.columns.find(({ name }) => name === column)?.property ?? column;

/** `deletedAt: null` */
export const liveProperty = (table: NamedTable | null, { column, live }: SoftDeleteColumn): string =>
  `${key(propertyOf(table, column))}: ${JSON.stringify(live)}`;

/** `deletedAt: new Date()`; null where what marks a deleted row is not one certain value. */
export function deletedProperty(table: NamedTable | null, { column, live, type }: SoftDeleteColumn): string | null {
  const name = key(propertyOf(table, column));
  if (typeof live === "boolean") return `${name}: ${String(!live)}`;
  return live === null && /^(?:timestamp|date)/i.test(type) ? `${name}: new Date()` : null;
}

const key = (name: string): string =>
  /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
