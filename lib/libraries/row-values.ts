import type { RowValue, ValueKind } from "../model/row-value.ts";
import type { Names } from "./names.ts";

/** What a library makes of the values that PostgreSQL sends, where nobody tells it otherwise. */
export interface RowValues {
  /** By the type as format_type writes it, without a modifier; null where it depends on the value. */
  readonly kinds: Readonly<Record<string, ValueKind | null>>;
  /** What all other types are: text, as PostgreSQL sends it; null where that is not known. */
  readonly others: ValueKind | null;
  /** What elements of lists are that are not what values of their type are; null where nothing is known of elements. */
  readonly elements: Readonly<Record<string, ValueKind>> | null;
  /** pg makes its values, by parsers that a program may set for all clients at once. */
  readonly ofPg: boolean;
  /** The option of the client that says how values of some types are made. */
  readonly parserOption?: ParserOption;
  /** A program that has values made otherwise cannot do without one of these words, */
  readonly parsers: Names;
  /** in a file that imports one of these, where the words are common ones. */
  readonly parsersBeside?: Names;
  /** One that has columns called otherwise than PostgreSQL does, beyond camel case, cannot do without one of these. */
  readonly renamers?: Names;
}

/** An option of a client with functions that make values of the texts that PostgreSQL sends. */
export interface ParserOption {
  readonly name: string;
  /**
   * `object`: by names of their own, each with the numbers of its types, `{ money: { from: [790], parse } }`. `list`: each with its type's name,
   * `[{ name: "int8", parse }]`.
   */
  readonly form: "object" | "list";
  /** What gives the functions that the client has without the option: a list that does not begin with them has none. */
  readonly preset?: string;
  /** Values of the package that stand for functions: `postgres.BigInt`. */
  readonly given?: Readonly<Record<string, { readonly type: string; readonly kind: ValueKind }>>;
}

const numbers = ["smallint", "integer", "oid", "real", "double precision"];
const moments = ["date", "timestamp without time zone", "timestamp with time zone"];

const each = (names: readonly string[], kind: ValueKind | null) => Object.fromEntries(names.map((one) => [one, kind]));

/** Of pg-types, by which pg and all that stands on it parse (https://github.com/brianc/node-pg-types, `lib/textParsers.js`). */
export const pgValues: RowValues = {
  kinds: {
    ...each(numbers, "number"),
    ...each(["bigint", "numeric", "text", "character varying", "uuid"], "string"),
    ...each(moments, "date"),
    ...each(["point", "circle", "interval"], "object"),
    ...each(["json", "jsonb"], null),
    boolean: "boolean",
    bytea: "bytes",
  },
  others: "string",
  elements: { numeric: "number" },
  ofPg: true,
  parsers: ["getTypeParser"],
};

/** The words of a program that sets parsers for pg's clients, where these are not followed. */
export const setterWords = ["setTypeParser", "parseInt8"];

/** The same where a library keeps moments as they were sent. */
export const withMomentsAsText = (values: RowValues): RowValues => ({
  ...values,
  kinds: { ...values.kinds, ...each([...moments, "interval"], "string") },
  elements: null,
});

/** The same where nothing is known of some types. */
export const without = (values: RowValues, types: Names): RowValues => ({
  ...values,
  kinds: { ...values.kinds, ...each(types, null) },
});

/**
 * What a value of a type is in a row. In: the type as format_type writes it. Out: null where that is not known. A list of a type that the
 * library does not know by itself comes as text.
 */
export function valueKind(type: string, { kinds, others }: RowValues): ValueKind | null {
  const kind = kinds[plainType(type)];
  if (type.endsWith("[]")) return kind === undefined ? null : "list";
  return kind === undefined ? others : kind;
}

/** What the elements of a list are: those of `bigint[]`. Out: null where that is not known, and of a type that is no list. */
export function elementKind(type: string, { kinds, elements }: RowValues): ValueKind | null {
  const name = plainType(type);
  return elements && type.endsWith("[]") ? (elements[name] ?? kinds[name] ?? null) : null;
}

/** Without a modifier, and of a list that of its elements. */
export const plainType = (type: string): string =>
  type
    .replace(/\(\d+(?:,-?\d+)?\)/, "")
    .replace(/^interval\b.*?(?=\[\]|$)/, "interval")
    .replace(/\[\]$/, "");

/** What pg makes of a type, for files of SQL, which no client is seen of. In: the type as format_type writes it. */
export function pgValue(type: string): RowValue | null {
  const kind = valueKind(type, pgValues);
  return kind && { kind, elements: elementKind(type, pgValues), type, client: "pg" };
}
