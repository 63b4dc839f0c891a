import type { InsertLevel, Relation } from "./level.ts";
import { restrictionOf, setsColumn, toRestrict, type FilterColumnOf, type ToRestrict } from "./restricted-rows.ts";
import type { Around } from "./shown.ts";

/** A relation whose rows are read or changed whatever they have in the column that has to choose them. */
export interface Unrestricted extends ToRestrict {
  readonly fault: "open" | "slip";
}

/** What is wrong with a relation whose rows have to be chosen by a column, and are not; null where nothing is. */
export function unrestricted(
  relation: Relation,
  columnOf: FilterColumnOf,
  { site, looked, lookedByCallers, values }: Around,
): Unrestricted | null {
  const subject = toRestrict(relation, columnOf);
  if (!subject || isOutOfPlace(relation) || site?.editing?.isSettled(subject.item)) return null;
  const restriction = restrictionOf(subject, columnOf);
  if (restriction !== "open" && restriction !== "slip") return null;
  if (site && wasRestricted(values?.readBefore(relation, site) ?? [], columnOf)) return null;
  const shown = shownAs(subject);
  if (shown.some((name) => looked().has(name)) || shown.some((name) => lookedByCallers().has(name))) return null;
  return { ...subject, fault: restriction };
}

/** INSERT's rows are not there yet, and MERGE has a condition of its own for each. */
function isOutOfPlace({ level, role }: Relation): boolean {
  return level.kind === "merge" || (role === "target" && level.kind !== "update" && level.kind !== "delete");
}

/** The rows are those that another statement has read, and that one restricts them. */
function wasRestricted(before: readonly Relation[], columnOf: FilterColumnOf): boolean {
  return (
    before.length > 0 &&
    before.every((read) => {
      const subject = toRestrict(read, columnOf);
      return subject !== null && restrictionOf(subject, columnOf) === "restricted";
    })
  );
}

/** What the rows of the statement call the column: the program may compare it itself. */
function shownAs({ relation, column }: ToRestrict): readonly string[] {
  if (relation.level.use !== "top" || relation.level.kind !== "select") return [];
  return relation.level.outputs.columns.flatMap(({ name, bound }) =>
    name !== null && bound?.relation === relation && bound.column === column ? [name] : [],
  );
}

/** An INSERT that leaves such a column empty; null where it is set, may be, or gets its value from the database. */
export function unset({ target, ...level }: InsertLevel, columnOf: FilterColumnOf): ToRestrict | null {
  const subject = toRestrict(target, columnOf);
  const column = subject?.table.columns.find(({ name }) => name === subject.column);
  if (!subject || !column || column.hasDefault || column.generated || column.identity) return null;
  const isFilled = (subject.table.triggers ?? []).some(
    ({ timing, events }) => timing !== "after" && events.includes("insert"),
  );
  return isFilled || setsColumn(level, subject.column) !== "no" ? null : subject;
}
