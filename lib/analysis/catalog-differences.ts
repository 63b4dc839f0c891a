import type { Catalog, Column, Table } from "../catalog/catalog.ts";
import type { Left } from "./shown-migration.ts";

/**
 * What is not in a schema as it was before: tables with their columns, indexes and foreign keys. What came or went with a table is told with
 * the table.
 */
export function differencesOf(before: Catalog, after: Catalog): readonly Left[] {
  const [old, now] = [tablesOf(before), tablesOf(after)];
  const found: Left[] = [];
  for (const [key, table] of now)
    if (!old.has(key)) found.push({ how: "left behind", what: "table", name: table.name });
  for (const [key, table] of old) {
    const other = now.get(key);
    if (other) found.push(...differencesOfTable(table, other));
    else found.push({ how: "not brought back", what: "table", name: table.name });
  }
  return found;
}

const tablesOf = ({ relations }: Catalog): ReadonlyMap<string, Table> =>
  new Map([...relations].flatMap(([key, one]) => (one.kind === "table" ? [[key, one] as const] : [])));

function differencesOfTable(before: Table, after: Table): readonly Left[] {
  if (before === after) return [];
  const columns = compared("column", before.columns, after.columns, ({ name }) => `${before.name}.${name}`);
  const changed = before.columns.flatMap((column): readonly Left[] => {
    const other = after.columns.find(({ name }) => name === column.name);
    if (!other || (typeOf(other) === typeOf(column) && other.nullable === column.nullable)) return [];
    return [{ how: "changed", what: "column", name: `${before.name}.${column.name}` }];
  });
  // What stands on a column is gone, or left, with it.
  const isOfBoth = (names: readonly string[]) =>
    names.every((name) => [before, after].every((table) => table.columns.some((column) => column.name === name)));
  const indexes = (table: Table) => table.indexes.filter((one) => isOfBoth(one.columns));
  const keys = (table: Table) => table.foreignKeys.filter((one) => isOfBoth(one.columns));
  const listed = (names: readonly string[]) => `${before.name} (${names.join(", ")})`;
  return [
    ...columns,
    ...changed,
    ...compared(
      "index",
      indexes(before),
      indexes(after),
      (one) => listed(one.columns),
      (one) => `${one.columns.join()} ${one.unique} ${one.where ?? ""}`,
    ),
    ...compared(
      "foreign key",
      keys(before),
      keys(after),
      (one) => listed(one.columns),
      (one) => `${one.columns.join()} ${one.references.table} ${one.references.columns.join()} ${one.onDelete}`,
    ),
  ];
}

/** Six digits are what a time has where no precision is written (chapter 8.5). */
const typeOf = ({ type }: Column): string => type.replace(/^(time|timestamp|interval)\(6\)/, "$1");

function compared<Item>(
  what: Left["what"],
  before: readonly Item[],
  after: readonly Item[],
  nameOf: (item: Item) => string,
  keyOf = nameOf,
): readonly Left[] {
  const [old, now] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  return [
    ...after
      .filter((item) => !old.has(keyOf(item)))
      .map((item): Left => ({ how: "left behind", what, name: nameOf(item) })),
    ...before
      .filter((item) => !now.has(keyOf(item)))
      .map((item): Left => ({ how: "not brought back", what, name: nameOf(item) })),
  ];
}
