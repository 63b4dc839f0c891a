import { labelsOfType } from "../analysis/labels-given.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { plainType } from "../libraries/row-values.ts";
import { unionText } from "../model/row-properties.ts";

const numbers = new Set(["smallint", "integer", "oid", "real", "double precision"]);
/** Numbers that are larger, or more exact, than JavaScript's. */
const largeNumbers = new Set(["bigint", "numeric"]);
const moments = new Set(["date", "timestamp without time zone", "timestamp with time zone"]);

/** The TypeScript type of what a parameter takes; a client sends texts for all of them. NULL is left aside. */
export function typeOfParameter(type: string | null, catalog: Catalog): string {
  if (type === null) return "unknown";
  if (type.endsWith("[]")) {
    const element = typeOfParameter(type.slice(0, -2), catalog);
    return element === "unknown" ? "readonly unknown[]" : `readonly (${element} | null)[]`;
  }
  const name = plainType(type);
  if (numbers.has(name)) return "number";
  if (largeNumbers.has(name)) return "string | number | bigint";
  if (moments.has(name)) return "Date | string";
  if (name === "boolean") return "boolean";
  if (name === "bytea") return "Uint8Array";
  if (name === "json" || name === "jsonb") return "unknown";
  const labels = labelsOfType(type, catalog) ?? [];
  return labels.length > 0
    ? unionText(
        labels.map((text) => ({ text })),
        '"',
      )
    : "string";
}
