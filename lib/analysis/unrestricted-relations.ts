import type { Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import type { InsertLevel, Relation } from "./level.ts";
import { givenColumns, keysOf } from "./pinned-rows.ts";
import {
  isKey,
  restrictionOf,
  restrictionOfRelation,
  setsColumn,
  toRestrict,
  type FilterColumnOf,
  type ToRestrict,
} from "./restricted-rows.ts";
import type { Around } from "./shown.ts";
import type { ReadColumn, ValuesRead } from "./values-read.ts";

/** A relation whose rows are read or changed whatever they have in the column that has to choose them. */
interface Unrestricted extends ToRestrict {
  readonly fault: "open" | "slip";
}

/** What is wrong with a relation whose rows have to be chosen by a column, and are not; null where nothing is. */
function unrestricted(relation: Relation, columnOf: FilterColumnOf, around: Around): Unrestricted | null {
  const subject = toRestrict(relation, columnOf);
  if (!subject || isOutOfPlace(relation) || around.site?.editing?.isSettled(subject.item)) return null;
  const fault = restrictionOf(subject, columnOf);
  if (fault !== "open" && fault !== "slip") return null;
  if (belongsToOthers(relation, columnOf, around) || isCompared(subject, around.looked)) return null;
  if (fault === "open" && isCalledByName(subject)) return null;
  if (hangsOnRestricted({ ...subject, site: around.site }, columnOf, around.values)) return null;
  // Who owns a name, and whether it is taken, is for all rows to say.
  if (relation.role === "read" && relation.level.use === "top" && around.endsWhereFound()) return null;
  if (isCompared(subject, around.lookedByCallers)) return null;
  const isSafe = (read: Relation, looked: () => ReadonlySet<string>) => isRestrictedRead(read, looked, columnOf);
  return around.lookedUpBefore(relation, isSafe) ? null : { ...subject, fault };
}

/** One row is chosen by a unique key that is no id of it or of another: an address, a token. Whose it is shows only then. */
function isCalledByName({ relation, table, column }: ToRestrict): boolean {
  const given = givenColumns(relation);
  const references = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  return keysOf(table).some(
    (key) =>
      key !== table.primaryKey &&
      key.join() !== table.primaryKey?.join() &&
      key.every((name) => given.has(name) && !references.has(name) && name !== column),
  );
}

function isRestrictedRead(read: Relation, looked: () => ReadonlySet<string>, columnOf: FilterColumnOf): boolean {
  const subject = toRestrict(read, columnOf);
  if (!subject) return false;
  const answer = restrictionOf(subject, columnOf);
  return answer === "restricted" || answer === "elsewhere" || isCompared(subject, looked);
}

/** A library reads related rows in a statement of their own, by keys of the rows that it has read before. */
function belongsToOthers({ level }: Relation, columnOf: FilterColumnOf, { before }: Around): boolean {
  return (
    level.kind === "select" &&
    before.some((scopes) =>
      scopes.levels.some(({ relations }) => relations.some((other) => toRestrict(other, columnOf) !== null)),
    )
  );
}

/**
 * The rows are chosen by what other statements have read, written or chosen before, and those are restricted: the same rows, or rows that
 * belong together. `seen`: what is being asked about.
 */
function hangsOnRestricted(
  {
    relation,
    column,
    site,
  }: { readonly relation: Relation; readonly column: string | null; readonly site: Site | null },
  columnOf: FilterColumnOf,
  values: ValuesRead | null,
  seen: ReadonlySet<Relation> = new Set(),
): boolean {
  if (site === null || values === null || seen.has(relation) || seen.size > 5) return false;
  const isSafe = (by: string, of: ReadColumn) =>
    (by === column || isKey(relation, by) || isKey(of.relation, of.column)) &&
    wasRestricted(of, columnOf, values, new Set([...seen, relation]));
  return values.chosenBy(relation, site).some(({ column: by, read, chosen }) => {
    return (read.length > 0 && read.every((of) => isSafe(by, of))) || chosen.some((of) => isSafe(by, of));
  });
}

function wasRestricted(
  { relation, site, looked }: ReadColumn,
  columnOf: FilterColumnOf,
  values: ValuesRead,
  seen: ReadonlySet<Relation>,
): boolean {
  // What the program has just written is its own.
  if (relation.level.kind === "insert") return true;
  const subject = toRestrict(relation, columnOf);
  if (
    subject ? isRestrictedRead(relation, looked, columnOf) : restrictionOfRelation(relation, columnOf) === "restricted"
  )
    return true;
  return hangsOnRestricted({ relation, column: subject?.column ?? null, site }, columnOf, values, seen);
}

/** INSERT's rows are not there yet, and MERGE has a condition of its own for each. */
function isOutOfPlace({ level, role }: Relation): boolean {
  return level.kind === "merge" || (role === "target" && level.kind !== "update" && level.kind !== "delete");
}

/** The program looks at the column itself. */
function isCompared(subject: ToRestrict, looked: () => ReadonlySet<string>): boolean {
  const names = shownAs(subject);
  return names.length > 0 && names.some((name) => looked().has(name));
}

/** What the rows of the statement call the column. */
function shownAs({ relation, column }: ToRestrict): readonly string[] {
  if (relation.level.use !== "top" || relation.level.kind !== "select") return [];
  return relation.level.outputs.columns.flatMap(({ name, bound }) =>
    name !== null && bound?.relation === relation && bound.column === column ? [name] : [],
  );
}

/** An INSERT that leaves such a column empty; null where it is set, may be, or gets its value from the database. */
function unset({ target, ...level }: InsertLevel, columnOf: FilterColumnOf): ToRestrict | null {
  const subject = toRestrict(target, columnOf);
  const column = subject?.table.columns.find(({ name }) => name === subject.column);
  if (!subject || !column || column.hasDefault || column.generated || column.identity) return null;
  const isFilled = (subject.table.triggers ?? []).some(
    ({ timing, events }) => timing !== "after" && events.includes("insert"),
  );
  return isFilled || setsColumn(level, subject.column) !== "no" ? null : subject;
}

/** A fault of a rule about restricted rows, as both rules tell it. */
export interface RestrictionFault {
  readonly messageId: "openRead" | "openUpdate" | "openDelete" | "inOr" | "unset";
  readonly span: Span;
  readonly table: ToRestrict["table"];
  readonly data: Readonly<Record<string, string>>;
}

/** The columns by which the rows of a relation are not chosen, although they have to be. */
export function openColumns(
  relation: Relation,
  columns: readonly FilterColumnOf[],
  around: Around,
): readonly RestrictionFault[] {
  return columns.flatMap((columnOf): readonly RestrictionFault[] => {
    const found = unrestricted(relation, columnOf, around);
    if (!found) return [];
    const { item, table, column, fault } = found;
    const changed = relation.role === "target" ? relation.level.kind : null;
    const open = changed === "update" ? "openUpdate" : changed === "delete" ? "openDelete" : "openRead";
    const data = { column, clause: relation.nullExtended ? "ON" : "WHERE" };
    return [{ messageId: fault === "slip" ? "inOr" : open, span: item.nameSpan, table, data }];
  });
}

/** The columns that an INSERT leaves empty, although rows are chosen by them. */
export function unsetColumns(level: InsertLevel, columns: readonly FilterColumnOf[]): readonly RestrictionFault[] {
  return columns.flatMap((columnOf): readonly RestrictionFault[] => {
    const found = unset(level, columnOf);
    return found
      ? [{ messageId: "unset", span: found.item.nameSpan, table: found.table, data: { column: found.column } }]
      : [];
  });
}
