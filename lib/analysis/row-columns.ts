import type { Catalog, Table } from "../catalog/catalog.ts";
import type { Reading } from "../model/reading.ts";
import type { Statement } from "../model/statement.ts";
import { columnMaybe, type Nullable } from "./nullable.ts";
import { outputColumns, type ResultColumn } from "./outputs.ts";
import { typesOf } from "./types/types-of.ts";

/** A column of the rows that a statement gives back or that a model stands for, in the words of a message. */
export interface RowColumn {
  /** The table it comes from, or what stands in FROM; null for one that is computed. */
  readonly table: string | null;
  readonly column: string;
  /** Whether PostgreSQL may give NULL: `maybe` where it does on some way, and nothing is unknown on any. */
  readonly nullable: Nullable;
  /** The outer join that may find no row, in capitals; empty where the column itself allows NULL. */
  readonly join: string;
  /** Of what is computed: when it is NULL, as the end of a sentence; empty for a column. */
  readonly reason: string;
  /** Its type as format_type writes it, a domain as what it is over; null where it is not known, or not the same on every way. */
  readonly type: () => string | null;
  /** It, or the column that makes it NULL, has a default, so that only what writes NULL on purpose puts one there. */
  readonly hasDefault: boolean;
  /** The table's column whose own NULLs make it NULL; null where it is NULL for another reason. */
  readonly cause: ColumnOfTable | null;
}

/** A column of a table, by their bare names. */
export interface ColumnOfTable {
  readonly table: string;
  readonly column: string;
}

/** The columns of the rows that a reading's statement gives back, as a program names them. */
export interface RowColumns {
  readonly all: readonly RowColumn[];
  /** The column of a property, in the camel case that a client may make of it too: one object each. Null where there is none. */
  of(property: string): RowColumn | null;
}

/** Null where the columns are not all known. What one variant of the text leaves unknown is unknown. */
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
  let types: ReadonlyMap<string, string | null> | null = null;
  const typeOf = (name: string): string | null => (types ??= columnTypes(variants.flat(), catalog)).get(name) ?? null;
  // The first column is one object, by its name and without.
  const described = new Map([...found.values()].map((one) => [one, describe(one, catalog, typeOf)]));
  const columns = new Map(
    [...found].flatMap(([name, one]) => [[name, described.get(one) ?? describe(one, catalog, typeOf)] as const]),
  );
  return {
    all: [...described.values()],
    of: (property) =>
      columns.get(property) ?? columns.get(property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) ?? null,
  };
}

/** The types of the columns that statements give, by name; null where they are not the same in all of them. */
function columnTypes(statements: readonly Statement[], catalog: Catalog): ReadonlyMap<string, string | null> {
  const types = new Map<string, string | null>();
  for (const statement of statements) {
    const outputs = typesOf(statement, catalog).outputs ?? [];
    // The last of a name, as drivers keep it.
    for (const [name, type] of new Map(outputs.map((one) => [one.name ?? "", one.type])))
      types.set(name, (types.get(name) ?? type) === type ? type : null);
  }
  return types;
}

function describe(
  { name, column, nullable, because, reason }: ResultColumn,
  catalog: Catalog,
  typeOf: (name: string) => string | null,
): RowColumn {
  const join = because === "column" || because === "computed" ? "" : (because ?? "").toUpperCase();
  const cause = nullingColumns(catalog).get(because === "column" && column ? reasonOf(column) : (reason ?? ""));
  return {
    table: column?.table ?? null,
    column: column?.column ?? name,
    nullable,
    join,
    reason: reason ?? "",
    type: () => typeOf(name),
    hasDefault: cause?.hasDefault ?? false,
    cause: cause ? { table: cause.table, column: cause.column } : null,
  };
}

interface NullingColumn extends ColumnOfTable {
  readonly hasDefault: boolean;
}

const nulling = new WeakMap<Catalog, ReadonlyMap<string, NullingColumn>>();

/** By the reasons that name a column: which it is, and whether it has a default in each of the tables of its table's name. */
function nullingColumns(catalog: Catalog): ReadonlyMap<string, NullingColumn> {
  const known = nulling.get(catalog);
  if (known) return known;
  const made = new Map<string, NullingColumn>();
  for (const relation of catalog.relations.values())
    if (relation.kind === "table")
      for (const { name: column, hasDefault } of relation.columns) {
        const table = relation.name;
        const reason = reasonOf({ table, column });
        made.set(reason, { table, column, hasDefault: hasDefault && made.get(reason)?.hasDefault !== false });
      }
  nulling.set(catalog, made);
  return made;
}

const reasonOf = ({ table, column }: ColumnOfTable): string =>
  columnMaybe(table, column).reason ?? "";

/** The column of a model's property; null where it is none. What a trigger may fill is unknown. */
export function modelColumn(table: Table, property: string): RowColumn | null {
  // What a model does not speak of is called as the column is.
  const column =
    table.columns.find((one) => one.property === property) ??
    (table.modelTraits?.partial
      ? table.columns.find((one) => one.name === property && one.property == null)
      : undefined);
  if (!column || table.modelTraits?.relations.some((relation) => relation.property === property)) return null;
  const isNever = !column.nullable || table.primaryKey?.includes(column.name);
  const isFilled =
    column.neverNull ||
    column.generated ||
    column.identity ||
    table.triggers?.some(({ row, timing }) => row && timing === "before");
  return {
    table: table.name,
    column: column.name,
    nullable: isNever ? "never" : isFilled ? "unknown" : "maybe",
    join: "",
    reason: "",
    hasDefault: column.hasDefault,
    cause: { table: table.name, column: column.name },
    // A model's types are the business of its library.
    type: () => null,
  };
}
