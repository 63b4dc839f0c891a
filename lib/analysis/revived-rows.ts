import type { Table } from "../catalog/catalog.ts";
import { contentOf, isUnknownText, knownItems, type UnknownText } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { SoftDeleteColumn } from "../model/statement.ts";
import { assigns } from "./assignments.ts";
import { bare } from "./expressions.ts";
import type { InsertLevel, Level, UpdateLevel } from "./level.ts";
import { isDefault, isNullWritten } from "./null-written.ts";

/** Columns by which a deleted row of a table keeps a new one out, and that an INSERT gives values; null where there are none, or it is not known. */
export function blockingKey(
  { columns, source }: InsertLevel,
  table: Table,
  mark: SoftDeleteColumn,
): readonly string[] | null {
  const names = contentOf(columns)?.names.map(({ name }) => name);
  if (!names) return null;
  const query = contentOf(source)?.query;
  const rows = query?.kind === "values-query" ? query.rows : [];
  const given = names.filter((_, index) => rows.length === 0 || rows.some((row) => mayMatch(row, index)));
  return (
    plainKeys(table).find((key) => !key.includes(mark.column) && key.every((name) => given.includes(name))) ?? null
  );
}

/** What a builder fills in for a column that it is not given, and NULL, are in no other row. */
function mayMatch(row: readonly Expression[] | UnknownText, index: number): boolean {
  const value = isUnknownText(row) ? undefined : row[index];
  return value === undefined || !(isDefault(value) || isNullWritten(value));
}

/** Unique keys that count deleted rows; the id of a row is none, nor that of the one row it belongs to: nothing else has it. */
function plainKeys({ primaryKey, unique, indexes, foreignKeys }: Table): readonly (readonly string[])[] {
  return [
    ...(primaryKey && primaryKey.length > 1 ? [primaryKey] : []),
    ...unique.filter(({ where }) => where === null).map(({ columns }) => columns),
    ...indexes
      .filter((index) => index.unique && index.where === null && !index.constraint)
      .map(({ columns }) => columns),
  ].filter(
    (key) =>
      key.length > 0 && ![primaryKey, ...foreignKeys.map(({ columns }) => columns)].some((id) => isSame(key, id)),
  );
}

const isSame = (key: readonly string[], other: readonly string[] | null): boolean =>
  other?.length === 1 && key.length === 1 && key[0] === other[0];

/** Whether ON CONFLICT makes a deleted row a live one again; `unknown` where it may. */
export function revives({ onConflict }: InsertLevel, mark: SoftDeleteColumn): "yes" | "no" | "unknown" {
  if (onConflict === "unknown") return "unknown";
  const content = contentOf(onConflict);
  if (!content || content.action === "nothing") return "no";
  return content.action === "unknown" ? "unknown" : assigns(content.assignments, mark.column);
}

/** Whether a level makes deleted rows of a table live ones, or may. */
export function isRevival(level: Level, table: Table, { column, live }: SoftDeleteColumn): boolean {
  if (level.kind !== "update" || level.target.source.kind !== "table" || level.target.source.table !== table)
    return false;
  return knownItems(level.assignments).some(
    (one) => one.column === column && (one.value === null || !isOtherThan(one.value, live)),
  );
}

/** Whether a change of rows marks them as deleted, as far as anyone can tell: it sets the mark to something else than live rows have. */
export function marksRows({ assignments }: UpdateLevel, { column, live }: SoftDeleteColumn): boolean {
  return knownItems(assignments).some((one) => {
    const value = one.column === column && one.value ? bare(one.value) : null;
    return value !== null && !(value.kind === "constant" && value.value === live);
  });
}

function isOtherThan(value: Expression, live: SoftDeleteColumn["live"]): boolean {
  const plain = bare(value);
  return plain.kind === "constant" ? plain.value !== live : plain.kind === "call";
}
