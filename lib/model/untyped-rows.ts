import type { Edit, Span } from "./span.ts";

/** Rows of a statement that no type is written for, so that they are `any`. */
export interface UntypedRows {
  /** What is called: `query` of `pool.query(…)`, a tag. */
  readonly span: Span;
  /** Says that each row has these properties, formatted as the file is. In: pairs of names and types; the texts of a union are each in double quotes. */
  readonly declare: (properties: readonly RowProperty[]) => readonly Edit[];
}

export interface RowProperty {
  readonly name: string;
  /** Its parts as TypeScript writes them; several make a union. */
  readonly types: readonly PropertyType[];
}

/** A type by its name, or that of a text. */
export type PropertyType = { readonly name: string } | { readonly text: string };
