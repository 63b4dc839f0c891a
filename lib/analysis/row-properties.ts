import type { Catalog } from "../catalog/catalog.ts";
import type { PropertyType, RowProperty } from "../model/row-properties.ts";
import { writtenKinds, type RowValue } from "../model/row-value.ts";
import { labelsOf, labelsOfType } from "./labels-given.ts";
import type { RowColumn } from "./row-columns.ts";

/**
 * The TypeScript type of rows, a property for each column. In: the columns; what the client makes of a column's values, null where that is not
 * known. Out: `unknown` for what is not known, enums as unions of their labels, null beside all that may be NULL.
 */
export const rowProperties = (
  columns: readonly RowColumn[],
  valueOf: (column: RowColumn) => RowValue | null,
  catalog: Catalog,
): readonly RowProperty[] =>
  columns.map((column) => {
    const types = typesOf(column, valueOf(column), catalog);
    const mayBeNull = column.nullable !== "never" && !isUnknown(types);
    return { name: column.name, types: mayBeNull ? [...types, { name: "null" }] : types };
  });

/** Whether a type says nothing. */
export const isUnknown = ([first]: readonly PropertyType[]): boolean =>
  first !== undefined && "name" in first && first.name === "unknown";

const unknown: readonly PropertyType[] = [{ name: "unknown" }];

function typesOf(column: RowColumn, value: RowValue | null, catalog: Catalog): readonly PropertyType[] {
  if (!value) return unknown;
  switch (value.kind) {
    case "list":
      return [{ list: elementsOf(value, catalog) }];
    case "object":
      return /^jsonb?$/.test(value.type) ? [{ name: "Record<string, unknown>" }] : unknown;
    case "string":
      return oneOf(labelsOf(column, catalog)) ?? [{ name: "string" }];
    default:
      return [{ name: writtenKinds[value.kind] }];
  }
}

/** PostgreSQL keeps NULL out of no list. */
function elementsOf({ elements, type }: RowValue, catalog: Catalog): readonly PropertyType[] {
  if (!elements || elements === "object" || elements === "list") return unknown;
  const labels = elements === "string" ? oneOf(labelsOfType(type.replace(/\[\]$/, ""), catalog)) : null;
  return [...(labels ?? [{ name: writtenKinds[elements] }]), { name: "null" }];
}

const oneOf = (labels: readonly string[] | null): readonly PropertyType[] | null =>
  labels && labels.length > 0 ? labels.map((text) => ({ text })) : null;
