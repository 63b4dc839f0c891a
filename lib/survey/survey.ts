import type { Table } from "../catalog/catalog.ts";
import type { UseKind } from "./table-uses.ts";

/** Where something stands. */
export interface Place {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
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
  /** Where each kind of use stands, in the order of the files' names. */
  readonly uses: Readonly<Partial<Record<UseKind, readonly Place[]>>>;
}

/** What a project does with its soft-delete tables, by name. */
export interface Survey {
  readonly tables: readonly SurveyedTable[];
}

/** A table that has a mark, and whether the project uses it. */
export interface MarkedTable {
  readonly table: Table;
  readonly serves: string;
  readonly column: string;
  readonly used: boolean;
  /** The user's settings name the column: it is in use whatever is seen of it. */
  readonly named: boolean;
}

/** A use of a table in a file of the project. */
export interface PlacedUse extends Place {
  readonly table: string;
  readonly serves: string;
  readonly kind: UseKind;
}

/** The survey of a project: the same whatever the order in which its files were read. */
export function surveyOf(marked: readonly MarkedTable[], uses: readonly PlacedUse[]): Survey {
  const byTable = grouped(uses.toSorted(byPlace), keyOf);
  const usesOf = ({ table: { schema, name }, serves }: MarkedTable) =>
    grouped(byTable.get(keyOf({ table: `${schema}.${name}`, serves })) ?? [], ({ kind }) => kind);
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
    const places = [...kinds].map(([kind, found]) => [kind, found.map(({ file, line }) => ({ file, line }))]);
    const isUsed =
      (used || usingKinds.some((kind) => kinds.has(kind))) && !(seen >= enoughMarked && isNeverSet(one, kinds));
    return { table, serves, column, used: isUsed, uses: Object.fromEntries(places) as SurveyedTable["uses"] };
  });
  return { tables: tables.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)) };
}

/** Where the rows of so many tables are seen to be marked, it would be seen of another. */
const enoughMarked = 2;
/** So many statements about a table show what is never done. */
const enoughStatements = 3;

/**
 * Whether no statement marks rows of a table, or might, although many are about it and its model does not do so by itself. Where most of its reads filter, its rows are
 * marked out of sight.
 */
function isNeverSet({ table, named }: MarkedTable, kinds: ReadonlyMap<UseKind, readonly PlacedUse[]>): boolean {
  if (named || table.modelSoftDelete?.deletes || settingKinds.some((kind) => kinds.has(kind))) return false;
  const count = (kind: UseKind): number => kinds.get(kind)?.length ?? 0;
  return (
    [...kinds.keys()].reduce((sum, kind) => sum + count(kind), 0) >= enoughStatements &&
    count("filters") <= count("reads")
  );
}

const settingKinds: readonly UseKind[] = ["marks", "restores", "purges", "unknown"];

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
