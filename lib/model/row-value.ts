/** What a value of a row is while the program runs: by `typeof`, or the class that drivers make of it. */
export type ValueKind = "string" | "number" | "boolean" | "bigint" | "date" | "bytes" | "list" | "object";

/** The type that TypeScript calls it by. */
export const writtenKinds: Readonly<Record<ValueKind, string>> = {
  string: "string",
  number: "number",
  boolean: "boolean",
  bigint: "bigint",
  date: "Date",
  bytes: "Buffer",
  list: "an array",
  object: "an object",
};

/** A value of a row, as a client hands it out. */
export interface RowValue {
  readonly kind: ValueKind;
  /** Of a list: what its elements are; null where that is not known. */
  readonly elements: ValueKind | null;
  /** The column's type, as PostgreSQL's format_type writes it. */
  readonly type: string;
  /** The client library, as prose writes it. */
  readonly client: string;
}
