import type { LiveValue, SoftDeleteColumn } from "../model/statement.ts";
import type { SoftDeleteSetting } from "../settings.ts";
import type { Catalog, Column, Table } from "./catalog.ts";

// Names in camel case as they are, and as PostgreSQL folds them where they are written without quotes.
const moments = ["deleted_at", "deletedAt", "deleted_on", "deletedOn", "date_deleted", "dateDeleted"].flatMap(folded);
const flags = ["deleted", "is_deleted", "isDeleted"].flatMap(folded);

function folded(name: string): readonly string[] {
  const lower = name.toLowerCase();
  return lower === name ? [name] : [name, lower];
}

/** The columns that mark a row as deleted where the user names none. */
export const softDeleteConventions: readonly SoftDeleteSetting[] = [
  ...moments.map((column) => ({ column, live: null, tables: null })),
  ...flags.map((column) => ({ column, live: false, tables: null })),
];

const conventional: ReadonlySet<string> = new Set([...moments, ...flags]);

/** Whether a column is called as those are that mark deleted rows. */
export const namesDeletion = (column: string): boolean => conventional.has(column);

/**
 * The column that marks deleted rows of a table, or null: where the user names none, the one its model deletes with.
 * The settings (the conventions where there are none) are tried in order; one counts only if the column can hold its
 * live value and a deleted one: live when NULL needs a nullable column, live when false a boolean, and the conventions
 * need a date or timestamp besides, for a `deleted_on` of type text may mean anything.
 */
export function softDeleteColumn(table: Table, settings: readonly SoftDeleteSetting[]): SoftDeleteColumn | null {
  const model = settings.length > 0 ? null : table.modelSoftDelete;
  const marked = model && table.columns.find(({ name }) => name === model.column);
  if (model && marked && marksDeletion(marked, model.live, false)) return markOf(marked, model.live);
  for (const setting of settings.length > 0 ? settings : softDeleteConventions) {
    if (
      setting.tables &&
      !setting.tables.some((name) => name === table.name || name === `${table.schema}.${table.name}`)
    )
      continue;
    const column = table.columns.find(({ name }) => name === setting.column);
    if (!column) continue;
    const live = setting.live === undefined ? liveByType(column) : setting.live;
    if (marksDeletion(column, live, isConvention(setting))) return markOf(column, live);
  }
  return null;
}

function markOf(column: Column, live: LiveValue): SoftDeleteColumn {
  const { name, type } = column;
  return isTombstone(column, live) ? { column: name, live, type, unmarkedIsNull: true } : { column: name, live, type };
}

/** A flag that nobody has to set: rows are made without it, and those that were never marked hold NULL. */
const isTombstone = ({ nullable, neverNull, hasDefault, type }: Column, live: LiveValue): boolean =>
  live === false && type === "boolean" && nullable && !neverNull && !hasDefault;

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

/** A column that is called as one that marks deleted rows, and is none by the settings. */
export interface SuspectedSoftDelete {
  readonly table: Table;
  readonly column: string;
  readonly live: LiveValue;
}

/**
 * Columns that look as if they marked deleted rows, where the user names none: an `is_deleted` that is a number, a `deleted_at` that is one, a
 * `soft_delete`. They count only once the user names them.
 */
export function suspectedSoftDeletes(
  catalog: Catalog,
  settings: readonly SoftDeleteSetting[],
): readonly SuspectedSoftDelete[] {
  if (settings.length > 0) return [];
  return [...catalog.relations.values()].flatMap((table): SuspectedSoftDelete[] => {
    if (table.kind !== "table" || softDeleteColumn(table, settings)) return [];
    for (const column of table.columns) {
      const live = suspectedLive(column);
      if (live !== undefined) return [{ table, column: column.name, live }];
    }
    return [];
  });
}

const looksLikeFlag = /^(?:is)?(?:soft)?deleted?$/;
const looksLikeMoment = /^(?:soft)?delet(?:ed|ion)(?:at|on|date|time|timestamp)$|^date(?:of)?delet(?:ed|ion)$/;

function suspectedLive({ name, type, nullable, generated }: Column): LiveValue | undefined {
  const plain = name.toLowerCase().replaceAll("_", "");
  if (generated) return undefined;
  if (looksLikeMoment.test(plain)) return nullable ? null : undefined;
  if (!looksLikeFlag.test(plain)) return undefined;
  if (type === "boolean") return false;
  return /^(?:smallint|integer|bigint|numeric)\b/.test(type)
    ? 0
    : nullable && /^(?:timestamp|date)\b/.test(type)
      ? null
      : undefined;
}
