import type { Catalog, Table } from "../catalog/catalog.ts";
import type { Reading } from "../model/reading.ts";
import { outputColumns, type ResultColumn } from "./outputs.ts";

/** A column of the rows that PostgreSQL may give as NULL, in the words of a message. */
export interface NullableColumn {
  /** The table it comes from, or what stands in FROM. */
  readonly table: string;
  readonly column: string;
  /** The outer join that may find no row, in capitals; empty where the column itself allows NULL. */
  readonly join: string;
}

/** The columns of the rows that a reading's statement gives back, as a program names them. */
export interface RowColumns {
  /** The column of a property, in the camel case that a client may make of it too: one object each. Null where it is not sure that it may be NULL. */
  nullable(property: string): NullableColumn | null;
  /** Whether one of these is not known to be always there: columns that may be NULL often are so together. */
  someMayBeNull(properties: Iterable<string>): boolean;
}

/** Null where no column is sure to be nullable. What one variant of the text leaves unknown is unknown. */
export function rowColumns({ variants }: Reading, catalog: Catalog): RowColumns | null {
  // By name, as drivers keep them: the last of a name. The empty name is the first column's, where a call gives its value alone.
  const found = new Map<string, ResultColumn>();
  for (const [statement, ...others] of variants) {
    const columns = statement && others.length === 0 ? outputColumns(statement, catalog) : null;
    if (!columns) return null;
    const names = new Map(columns.map((one) => [one.name, one]));
    for (const [name, column] of columns[0] ? [...names, ["", columns[0]] as const] : names) {
      const before = found.get(name);
      if (!before || (before.nullable !== "unknown" && column.nullable !== "never")) found.set(name, column);
    }
  }
  const sure = new Map(
    [...found.values()].flatMap((one) =>
      one.nullable === "maybe" && one.column ? [[one, described(one.column, one.because)] as const] : [],
    ),
  );
  if (sure.size === 0) return null;
  const named = (property: string): ResultColumn | undefined =>
    found.get(property) ?? found.get(property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return {
    nullable(property) {
      const column = named(property);
      return (column && sure.get(column)) ?? null;
    },
    someMayBeNull: (properties) =>
      [...properties].some((property) => (named(property)?.nullable ?? "never") !== "never"),
  };
}

function described(
  { table, column }: NonNullable<ResultColumn["column"]>,
  because: ResultColumn["because"],
): NullableColumn {
  return { table, column, join: because === "column" ? "" : (because ?? "").toUpperCase() };
}

/** The column of a model's property, where it may be NULL; null where it never is, is not known, or a trigger may fill it. */
export function nullableProperty(
  { name, columns, primaryKey, modelTraits, triggers = [] }: Table,
  property: string,
): NullableColumn | null {
  const column = columns.find((one) => one.property === property);
  if (!column?.nullable || column.neverNull || column.generated || column.identity || primaryKey?.includes(column.name))
    return null;
  if (
    modelTraits?.relations.some((relation) => relation.property === property) ||
    triggers.some(({ row, timing }) => row && timing === "before")
  )
    return null;
  return { table: name, column: column.name, join: "" };
}
