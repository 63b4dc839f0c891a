import { itemsOf, plainOf, stringOf, type ProgramValue } from "../../source/evaluate/program-value.ts";

/** A name as an identifier of SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A name whose dots separate a schema from what is in it: `a.b` is `"a"."b"`. */
export const dotted = (name: string): string =>
  name
    .split(".")
    .map((part) => quoted(part.trim()))
    .join(".");

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A value of JavaScript as SQL; null where it is not known. */
export function literalOf(value: ProgramValue): string | null {
  const plain = plainOf(value);
  if (!plain) return null;
  if (plain.value === null || plain.value === undefined) return "NULL";
  if (typeof plain.value === "number" || typeof plain.value === "bigint") return String(plain.value);
  if (typeof plain.value === "boolean") return plain.value ? "TRUE" : "FALSE";
  return literal(typeof plain.value === "string" ? plain.value : JSON.stringify(plain.value));
}

/** The names a value stands for, one or several; null where one of them is not known. */
export function namesOf(value: ProgramValue | undefined): readonly string[] | null {
  const names = itemsOf(value)?.map(stringOf);
  return names?.every((name) => name !== null) ? names : null;
}
