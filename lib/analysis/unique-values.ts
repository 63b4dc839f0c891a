import type { Catalog, Table } from "../catalog/catalog.ts";
import { sameSet } from "./table-keys.ts";

/** Whether a value of the columns never comes twice by itself: PostgreSQL or the program makes it up, as it does keys. */
export function isNeverRepeated(table: Table, columns: readonly string[]): boolean {
  // One row each of another table: who deletes one seldom makes another for the same.
  const [only, ...more] = columns;
  if (more.length === 0 && table.foreignKeys.some((key) => key.columns.length === 1 && key.columns[0] === only))
    return true;
  return columns.some((name) => {
    const column = table.columns.find((one) => one.name === name);
    if (!column || table.foreignKeys.some((foreignKey) => foreignKey.columns.includes(name))) return false;
    return column.identity || column.type === "uuid" || isSequence(table, name);
  });
}

const isSequence = (table: Table, name: string): boolean =>
  table.primaryKey?.length === 1 && table.primaryKey[0] === name;

/** Whether a foreign key leads to the columns: a partial index is nothing that one could refer to. */
export function isReferredTo(table: Table, columns: readonly string[], { relations }: Catalog): boolean {
  return [...relations.values()].some(
    (other) =>
      other.kind === "table" &&
      other.foreignKeys.some(
        ({ references }) =>
          references.table === table.name && references.schema === table.schema && sameSet(references.columns, columns),
      ),
  );
}
