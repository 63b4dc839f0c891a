import type { ReadShape } from "../analysis/read-shape.ts";
import type { Table } from "../catalog/catalog.ts";
import type { SurveyedColumn } from "./surveyed-column.ts";
import type { UseKind } from "./table-uses.ts";

/** Where something stands. */
export interface Place {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** For what a read reads. */
  readonly shape?: ReadShape;
  /** True where the library leaves deleted rows out by itself. */
  readonly byLibrary?: boolean;
}

/** What a project's statements do with the rows of one soft-delete table. */
export interface SurveyedTable {
  /** `schema.name` */
  readonly table: string;
  /** The folder whose code its schema serves, relative to the root; `.` for all of it. */
  readonly serves: string;
  /** The column that marks deleted rows. */
  readonly column: string;
  /** False: nothing in the project sets the column or asks for it. */
  readonly used: boolean;
  /** False: many statements are about tables like it, and none marks its rows. Absent: that is not known. */
  readonly marked?: boolean;
  /** True: the mark is a flag that nobody has to set, and may be no more than a note on a row that comes and goes. */
  readonly tombstone?: true;
  /** Other columns that whatever marks its rows sets as well, each to a constant. */
  readonly setWith?: readonly string[];
  /** Where each kind of use stands, in the order of the files' names. */
  readonly uses: Readonly<Partial<Record<UseKind, readonly Place[]>>>;
}

/** What a project does with its soft-delete tables, by name, and with the columns that allow NULL. */
export interface Survey {
  readonly tables: readonly SurveyedTable[];
  /** Absent: that was not surveyed. */
  readonly columns?: readonly SurveyedColumn[];
}

/** A table that has a mark, and whether the project uses it. */
export interface MarkedTable {
  readonly table: Table;
  readonly serves: string;
  readonly column: string;
  /** NULL stands in rows that were never marked. */
  readonly unmarkedIsNull?: boolean;
  readonly used: boolean;
  /** The user's settings name the column: it is in use whatever is seen of it. */
  readonly named: boolean;
}

/** A use of a table in a file of the project. */
export interface PlacedUse extends Place {
  readonly table: string;
  readonly serves: string;
  readonly kind: UseKind;
  readonly beside: readonly string[];
}

/** The survey of a project: the same whatever the order in which its files were read. */
export function surveyOf(marked: readonly MarkedTable[], uses: readonly PlacedUse[]): Survey {
  const byTable = grouped(uses.toSorted(byPlace), keyOf);
  const placed = ({ table: { schema, name }, serves }: MarkedTable) =>
    byTable.get(keyOf({ table: `${schema}.${name}`, serves })) ?? [];
  const usesOf = (one: MarkedTable) => {
    const setWith = columnsSetWith(placed(one));
    return grouped(placed(one), ({ kind, beside }) => (kind === "reads" && asksFor(beside, setWith) ? "asks" : kind));
  };
  const seen = marked.filter((one) => usesOf(one).has("marks")).length;
  const tables = marked.map((one): SurveyedTable => {
    const {
      table: { schema, name },
      serves,
      column,
      used,
    } = one;
    const table = `${schema}.${name}`;
    const kinds = usesOf(one);
    const places = [...kinds].map(([kind, found]) => [kind, found.map((place) => placeOf(place, kind))]);
    const isUsed = (used || usingKinds.some((kind) => kinds.has(kind))) && !isNeverSet(one, kinds, seen);
    const setWith = columnsSetWith(placed(one));
    const marked =
      seen === 0 ||
      placed(one).length < enoughStatements ||
      setsItself(one) ||
      markingKinds.some((kind) => kinds.has(kind));
    return {
      table,
      serves,
      column,
      used: isUsed,
      marked,
      ...(one.unmarkedIsNull ? { tombstone: true } : {}),
      ...(setWith.length > 0 ? { setWith } : {}),
      uses: Object.fromEntries(places) as SurveyedTable["uses"],
    };
  });
  return { tables: tables.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)) };
}

/** The columns that everything which marks rows sets, too: `archived = true` beside `deleted_at`. */
function columnsSetWith(uses: readonly PlacedUse[]): readonly string[] {
  const [first, ...others] = uses.filter(({ kind }) => kind === "marks").map(({ beside }) => beside);
  return [...new Set(first)].filter((column) => others.every((beside) => beside.includes(column))).sort();
}

/** Whether one of the columns that are set with the mark is asked for. */
export const asksFor = (columns: readonly string[], setWith: readonly string[] | undefined): boolean =>
  setWith?.some((column) => columns.includes(column)) ?? false;

function placeOf({ file, line, shape, byLibrary }: PlacedUse, kind: UseKind): Place {
  if (!compared.has(kind) || !shape) return { file, line };
  return byLibrary ? { file, line, shape, byLibrary } : { file, line, shape };
}

/** Uses of which it counts what they are like. */
const compared: ReadonlySet<UseKind> = new Set(["reads", "filters"]);

/** Where the rows of so many tables are seen to be marked, it would be seen of another, even if some reads ask for the mark. */
const enoughMarked = 2;
/** So many statements about a table show what is never done. */
const enoughStatements = 3;

/**
 * Whether no statement marks rows of a table, or might, although its model does not do so by itself, and those of other tables are seen to be marked. Where
 * most of its reads filter, its rows are marked out of sight. In: of how many tables rows are seen to be marked.
 */
function isNeverSet(one: MarkedTable, kinds: ReadonlyMap<UseKind, readonly PlacedUse[]>, seen: number): boolean {
  if (setsItself(one) || kinds.size === 0 || settingKinds.some((kind) => kinds.has(kind))) return false;
  const count = (kind: UseKind): number => kinds.get(kind)?.length ?? 0;
  const all = [...kinds.keys()].reduce((sum, kind) => sum + count(kind), 0);
  if (count("filters") + count("asks") === 0) return seen > 0 && all >= enoughStatements;
  if (kinds.get("unknown")?.some(({ shape }) => shape === "changed")) return false;
  return seen >= enoughMarked && all >= enoughStatements && count("filters") <= count("reads");
}

/** The user has named the column, or the model sets it whenever a row is deleted. */
const setsItself = ({ table, named }: MarkedTable): boolean => named || table.modelSoftDelete?.deletes === true;

const settingKinds: readonly UseKind[] = ["marks", "restores", "purges"];
/** A row that is brought back may have been marked by hand. */
const markingKinds: readonly UseKind[] = ["marks", "purges"];

/** Tables of several schemas may bear one name. */
export const keyOf = ({ serves, table }: Pick<SurveyedTable, "serves" | "table">): string => `${serves} ${table}`;

function grouped<T, Key>(items: readonly T[], keyOfItem: (item: T) => Key): ReadonlyMap<Key, readonly T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** What only a program does that uses the mark, or that cannot be told from one. */
const usingKinds: readonly UseKind[] = ["marks", "restores", "filters", "asks", "purges", "unknown"];

const byPlace = (one: PlacedUse, other: PlacedUse): number =>
  one.file === other.file ? one.line - other.line : one.file < other.file ? -1 : 1;
