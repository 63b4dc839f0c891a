import type { Catalog, UserType } from "../catalog/catalog.ts";
import { elementKind, pgValues, plainType, valueKind } from "../libraries/row-values.ts";
import type { ValueKind } from "../model/row-value.ts";

/** What a client makes of a value: its kind, and that of the elements of a list. */
export interface ClientValue {
  readonly kind: ValueKind;
  readonly elements: ValueKind | null;
}

/** What pg makes of a type, for files of SQL, which no client is seen of. In: the type as format_type writes it. */
export function pgValue(type: string): ClientValue | null {
  const kind = valueKind(type, pgValues);
  return kind && { kind, elements: elementKind(type, pgValues) };
}

const written: Readonly<Record<ValueKind, string>> = {
  string: "string",
  number: "number",
  boolean: "boolean",
  bigint: "bigint",
  date: "Date",
  bytes: "Buffer",
  list: "unknown[]",
  object: "object",
};

/**
 * The TypeScript type of a value in a row. In: its type as format_type writes it, null where it is not known; what the client makes of it, null
 * where that is not known. Out: enums as the union of their labels, NULL left aside.
 */
export function typeInRow(type: string | null, value: ClientValue | null, catalog: Catalog): string {
  if (type === null || !value) return "unknown";
  if (value.kind === "list") {
    const element = type.replace(/\[\]$/, "");
    const labels = value.elements === "string" ? labelsOf(element, catalog) : null;
    // PostgreSQL keeps NULL out of no list.
    return value.elements === null ? "unknown[]" : `(${labels ?? written[value.elements]} | null)[]`;
  }
  return (value.kind === "string" ? labelsOf(type, catalog) : null) ?? written[value.kind];
}

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
  return labelsOf(type, catalog) ?? "string";
}

function labelsOf(type: string, catalog: Catalog): string | null {
  const found = userType(type, catalog);
  const labels = found?.form === "enum" ? found.labels : [];
  return labels.length > 0 ? labels.map((label) => JSON.stringify(label)).join(" | ") : null;
}

/** A type of the schema by its name as format_type writes it: with its schema where that is not in the search path. */
function userType(type: string, { types, searchPath }: Catalog): UserType | undefined {
  const parts = [...type.matchAll(/"((?:[^"]|"")+)"|([^".]+)/g)].map(
    ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
  );
  const [first = "", second] = parts;
  if (second !== undefined) return types?.get(`${first}.${second}`);
  return searchPath.map((schema) => types?.get(`${schema}.${first}`)).find((one) => one !== undefined);
}
