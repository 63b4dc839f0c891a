import type { Table } from "../catalog/catalog.ts";
import { contentOf, isUnknownText, knownItems, type UnknownText } from "../model/clause.ts";
import type { Assignment, SoftDeleteColumn } from "../model/statement.ts";
import { assigns } from "./assignments.ts";
import { bare } from "./expressions.ts";
import { isNullWritten } from "./null-written.ts";
import type { InsertLevel, MergeLevel, Target, UpdateLevel } from "./level.ts";
import { isChosenBefore } from "./pinned-rows.ts";

/** A change of rows that are there already, wherever a statement makes it: UPDATE, ON CONFLICT DO UPDATE, MERGE. */
export interface RowChange {
  readonly target: Target;
  readonly assignments: readonly (Assignment | UnknownText)[];
}

/** The changes that a level makes in rows that are there already. */
export function changesOf(level: UpdateLevel | InsertLevel | MergeLevel): readonly RowChange[] {
  const { target } = level;
  switch (level.kind) {
    case "update":
      return [{ target, assignments: level.assignments }];
    case "insert": {
      const onConflict = contentOf(level.onConflict);
      return onConflict?.action === "update" ? [{ target, assignments: onConflict.assignments }] : [];
    }
    case "merge":
      return knownItems(level.actions)
        .filter(({ action }) => action === "update")
        .map(({ assignments }) => ({ target, assignments }));
  }
}

/** The first of some columns that a table has; `updated_at` and `updatedAt` are the same name. */
function columnCalled(table: Table, names: readonly string[]): string | null {
  const wanted = new Set(names.map(folded));
  return table.columns.find(({ name }) => wanted.has(folded(name)))?.name ?? null;
}

const folded = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** A column that says when a row was changed and that a change leaves as it was; null where it is set, or may be. */
export function staleColumn({ target: { source }, assignments }: RowChange, names: readonly string[]): string | null {
  const table = source.kind === "table" ? source.table : null;
  const column = table && columnCalled(table, names);
  if (!table || column === null || assigns(assignments, column) !== "no") return null;
  // What sets nothing but times says itself when it was: a sign of life, a deletion.
  if (knownItems(assignments).every((one) => isTime(table, one.column))) return null;
  const { generated } = table.columns.find(({ name }) => name === column) ?? {};
  return generated || hasUpdateTrigger(table) ? null : column;
}

/**
 * Whether a change moves rows up or down because of another row: `SET position = position + 1` of those behind one that is put in. A row that is chosen
 * by its key is changed itself.
 */
export function makesRoom({ target, assignments }: RowChange): boolean {
  return (
    target.level.kind === "update" &&
    assignments.length > 0 &&
    assignments.every((one) => !isUnknownText(one) && isShift(one)) &&
    !isChosenBefore(target)
  );
}

/** `position = position - 1` */
function isShift({ column, value }: Assignment): boolean {
  const plain = value && bare(value);
  if (plain?.kind !== "operator" || (plain.operator !== "+" && plain.operator !== "-") || !plain.left) return false;
  const [left, right] = [bare(plain.left), bare(plain.right)];
  return left.kind === "column" && left.name === column && (right.kind === "constant" || right.kind === "parameter");
}

const isTime = ({ columns }: Table, name: string | null): boolean =>
  /^(?:timestamp|date)/.test(columns.find((column) => column.name === name)?.type ?? "");

/** A trigger sees each UPDATE, and may set what it likes. */
const hasUpdateTrigger = ({ triggers = [] }: Table): boolean =>
  triggers.some(({ events }) => events.includes("update"));

/** The assignment of a column that is set once, when its row is made; null where a change leaves it alone. */
export function resetColumn({ target, assignments }: RowChange, names: readonly string[]): Assignment | null {
  const { source } = target;
  const column = source.kind === "table" ? columnCalled(source.table, names) : null;
  const found = column === null ? undefined : knownItems(assignments).find((one) => one.column === column);
  return found && !keepsItself(found, target) ? found : null;
}

/** `SET created_at = orders.created_at`, `COALESCE(created_at, now())` */
function keepsItself({ column, value }: Assignment, target: Target): boolean {
  const plain = value && bare(value);
  const kept = plain?.kind === "call" && plain.name === "coalesce" ? plain.arguments[0] : plain;
  if (kept?.kind !== "column") return false;
  const bound = target.level.scopes.resolve(kept);
  return kept.name === column && !(bound !== null && typeof bound === "object" && bound.relation !== target);
}

/** Whether a change takes the mark of deleted rows away, or may. */
export function isRevivedBy(
  { target: { source }, assignments }: RowChange,
  softDelete: (table: Table) => SoftDeleteColumn | null,
): boolean {
  const mark = source.kind === "table" ? softDelete(source.table) : null;
  const written = mark && knownItems(assignments).find(({ column }) => column === mark.column);
  return (
    written !== undefined && written !== null && (mark?.live !== null || !written.value || isNullWritten(written.value))
  );
}
