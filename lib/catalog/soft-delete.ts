import type { LiveValue, SoftDeleteColumn } from "../model/statement.ts";
import type { SoftDeleteSetting } from "../settings.ts";
import type { Column, Table } from "./catalog.ts";

const moments = ["deleted_at", "deletedAt", "deleted_on", "deletedOn", "date_deleted", "dateDeleted"];
const flags = ["deleted", "is_deleted", "isDeleted"];

/** The columns that mark a row as deleted where the user names none. */
export const softDeleteConventions: readonly SoftDeleteSetting[] = [
  ...moments.map((column) => ({ column, live: null, tables: null })),
  ...flags.map((column) => ({ column, live: false, tables: null })),
];

/**
 * The column that marks deleted rows of a table, or null: where the user names none, the one its model deletes with.
 * The settings (the conventions where there are none) are tried in order; one counts only if the column can hold its
 * live value and a deleted one: live when NULL needs a nullable column, live when false a boolean, and the conventions
 * need a date or timestamp besides, for a `deleted_on` of type text may mean anything.
 */
export function softDeleteColumn(table: Table, settings: readonly SoftDeleteSetting[]): SoftDeleteColumn | null {
  const model = settings.length > 0 ? null : table.modelSoftDelete;
  const marked = model && table.columns.find(({ name }) => name === model.column);
  if (model && marked && marksDeletion(marked, model.live, false))
    return { column: marked.name, live: model.live, type: marked.type };
  for (const setting of settings.length > 0 ? settings : softDeleteConventions) {
    if (
      setting.tables &&
      !setting.tables.some((name) => name === table.name || name === `${table.schema}.${table.name}`)
    )
      continue;
    const column = table.columns.find(({ name }) => name === setting.column);
    if (!column) continue;
    const live = setting.live === undefined ? liveByType(column) : setting.live;
    if (marksDeletion(column, live, isConvention(setting))) return { column: column.name, live, type: column.type };
  }
  return null;
}

// Where the user says which column, and not which value: a boolean that names deletion is false in live rows.
const liveByType = ({ type }: Column): LiveValue => (type === "boolean" ? false : null);

function isConvention(setting: SoftDeleteSetting): boolean {
  return (
    setting.tables === null &&
    softDeleteConventions.some(({ column, live }) => column === setting.column && live === setting.live)
  );
}

function marksDeletion(column: Column, live: LiveValue, convention: boolean): boolean {
  if (column.generated) return false;
  if (live === null) return column.nullable && (!convention || /^(?:timestamp|date)\b/.test(column.type));
  if (typeof live === "boolean") return column.type === "boolean";
  return true;
}
