import type { Column } from "../catalog/catalog.ts";

/** A kind of type whose values include one that says "nothing", and that value as SQL. */
export interface EmptyValue {
  readonly kind: "text" | "boolean" | "list" | "json" | "number";
  readonly sql: string;
}

/** The value of a column's type that may stand for none; null where the type has no such value: a date, a key, a word of a list. */
export function emptyValueOf({ type, userType }: Column): EmptyValue | null {
  if (type.endsWith("[]")) return { kind: "list", sql: "'{}'" };
  if (userType != null) return null;
  if (/^(?:text|character varying|citext)\b/.test(type)) return { kind: "text", sql: "''" };
  if (type === "boolean") return { kind: "boolean", sql: "false" };
  if (type === "json" || type === "jsonb") return { kind: "json", sql: "'{}'" };
  if (/^(?:smallint|integer|bigint|numeric|real|double precision)\b/.test(type)) return { kind: "number", sql: "0" };
  return null;
}
