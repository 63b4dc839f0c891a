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
  const tables = marked.map(({ table: { schema, name }, serves, column, used }): SurveyedTable => {
    const table = `${schema}.${name}`;
    const kinds = grouped(byTable.get(keyOf({ table, serves })) ?? [], ({ kind }) => kind);
    const places = [...kinds].map(([kind, found]) => [kind, found.map(({ file, line }) => ({ file, line }))]);
    const isUsed = used || usingKinds.some((kind) => kinds.has(kind));
    return { table, serves, column, used: isUsed, uses: Object.fromEntries(places) as SurveyedTable["uses"] };
  });
  return { tables: tables.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)) };
}

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
