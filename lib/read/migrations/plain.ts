import type { ProgramValue } from "../../source/evaluate/program-value.ts";
import { literal } from "./quoted.ts";

/** SQL that stands in a value as it is: `pgm.func("now()")`, `Sequelize.literal("now()")`. */
export class Verbatim {
  readonly sql: string;
  constructor(sql: string) {
    this.sql = sql;
  }
}

/** Stands for what is not known in a value that is otherwise plain. */
export const notKnown = Symbol("not known");

export type Plain =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | RegExp
  | Verbatim
  | typeof notKnown
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** A value with what is not known of it marked. */
export function toPlain(value: ProgramValue | undefined): Plain {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case "constant":
      return value.value;
    case "list":
      return value.open ? notKnown : value.items.map(toPlain);
    case "struct": {
      if (value.open) return notKnown;
      return Object.fromEntries(
        [...value.properties].filter(([key]) => key !== "#base").map(([key, item]) => [key, toPlain(item)]),
      );
    }
    case "host": {
      const printed = value.print?.() ?? null;
      return printed === null ? notKnown : new Verbatim(printed);
    }
    default:
      return notKnown;
  }
}

export type Options = { readonly [key: string]: Plain };

export const isOptions = (value: Plain): value is Options =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Verbatim) &&
  !(value instanceof RegExp);

/** The named parts of a value; none for what is no object. */
export const optionsOf = (value: Plain): Options => (isOptions(value) ? value : {});

/** Narrows where `Array.isArray` would make it a list of anything. */
export const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

export const arrayOf = (value: Plain): readonly Plain[] =>
  isList(value) ? value : value === undefined || value === null ? [] : [value];

/** A default or other value of SQL. What is not known is one that is not NULL, and of any type. */
export function plainLiteral(value: Plain): string {
  if (value instanceof Verbatim) return value.sql;
  if (value === null || value === undefined) return "NULL";
  if (value === notKnown) return "(NULL::text)";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return literal(value);
  return literal(JSON.stringify(value, (_, item: unknown) => (typeof item === "symbol" ? null : item)));
}
