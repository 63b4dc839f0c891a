import type { Catalog, Table, UserType } from "../catalog/catalog.ts";
import type { Relation } from "./level.ts";

/**
 * Whether a schema is known well enough to say that something is not in it: it was found, and every statement of its
 * files could be read and applied.
 */
export function isKnownWhole({ sources, problems }: Catalog): boolean {
  return sources.length > 0 && problems.length === 0;
}

/** The table of a relation all of whose columns are known; null for every other relation. */
export function knownTable({ source, complete }: Relation): Table | null {
  if (source.kind !== "table" || !complete) return null;
  const { table } = source;
  const isPartial = table.modelTraits?.partial === true && table.place?.file === table.modelPlace?.file;
  return isPartial ? null : table;
}

/** The enum that a column of a table has for its type; null for every other type. */
export function enumOf(table: Table, column: string, { types }: Catalog): UserType | null {
  const key = table.columns.find(({ name }) => name === column)?.userType;
  const type = key == null ? undefined : types?.get(key);
  return type?.form === "enum" ? type : null;
}
