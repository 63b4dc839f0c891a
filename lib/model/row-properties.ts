import type { Edit, Span } from "./span.ts";

/** Rows of a statement that no type is written for, so that they are `any`. */
export interface UntypedRows {
  /** What is called: `query` of `pool.query(…)`, a tag. */
  readonly span: Span;
  /** Says that each row has these properties, formatted as the file is. */
  readonly declare: (properties: readonly RowProperty[]) => readonly Edit[];
}

/** A property of the TypeScript type of a row. */
export interface RowProperty {
  readonly name: string;
  /** Several make a union. */
  readonly types: readonly PropertyType[];
}

/** A type by its name, that of a text, or that of a list by those of its elements. */
export type PropertyType =
  { readonly name: string } | { readonly text: string } | { readonly list: readonly PropertyType[] };

/** A property as TypeScript writes it: `title: string | null`. In: the quotes around texts. */
export const propertyText = ({ name, types }: RowProperty, quote: string): string =>
  `${keyText(name, quote)}: ${unionText(types, quote)}`;

/** A property's name, in quotes where it needs them. */
export const keyText = (name: string, quote: string): string =>
  /^[\p{L}_$][\p{L}\d_$]*$/u.test(name) ? name : quoted(name, quote);

/** A union of types as TypeScript writes it. */
export const unionText = (types: readonly PropertyType[], quote: string): string =>
  types.map((one) => typeText(one, quote)).join(" | ");

function typeText(type: PropertyType, quote: string): string {
  if ("text" in type) return quoted(type.text, quote);
  if ("name" in type) return type.name;
  const element = unionText(type.list, quote);
  return type.list.length > 1 ? `(${element})[]` : `${element}[]`;
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

const quoted = (text: string, quote: string): string =>
  quote +
  text.replace(/[\\'"\n\r\u2028\u2029]/g, (one) => escapes[one] ?? (one === "\\" || one === quote ? `\\${one}` : one)) +
  quote;
