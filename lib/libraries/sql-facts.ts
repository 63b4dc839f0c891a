import type { Placeholders, ResultShape } from "../model/site.ts";

export interface TagFacts {
  /** `fragment`: a piece for other texts or for a query builder. */
  readonly role: "statement" | "fragment";
  /**
   * What the tagged template itself gives where it runs the statement; null where it is handed to something that does.
   */
  readonly result: ResultShape | null;
}

export interface TextFacts {
  /** The argument that is the text. */
  readonly text: number;
  /** Names under which an object in its place holds the text; empty where there is no such form. */
  readonly properties: readonly string[];
  /** Only such an object is taken, no text by itself. */
  readonly objectOnly?: boolean;
  /** What is written in front of the text before it is sent. */
  readonly before?: string;
  /** What is written behind the text before it is sent: texts, null for what is not known. */
  readonly after?: readonly (string | null)[];
  readonly values: ValuesFacts;
  readonly result: ResultShape;
  readonly role: "statement" | "fragment";
  readonly placeholders?: Placeholders;
  /** What it takes is what to sort by. */
  readonly sorts?: boolean;
  /** A builder's own method, whose text is of interest only where something is spliced into it. */
  readonly onlySpliced?: boolean;
  /** Other results by the package the receiver came from. */
  readonly resultBy?: Readonly<Record<string, ResultShape>>;
  /** The argument that is a callback which makes something else of the result. */
  readonly transform?: number;
  /**
   * The callback that is given rows: which argument it is (`last`: whichever comes last), which parameter takes them,
   * in what form.
   */
  readonly callback?: { readonly argument: number | "last"; readonly parameter: number; readonly result: ResultShape };
}

export interface ValuesFacts {
  /** The argument that holds the values; null where there are none. */
  readonly argument: number | null;
  /**
   * `hidden`: out of sight. `rest`: each value is an argument of its own from there on. `options`: the argument is an
   * object that holds them in a property. `named`: it is an object that holds each under the name of its placeholder.
   */
  readonly form: "array" | "rest" | "options" | "named" | "hidden";
  /** Names of the property that holds the values, beside the text or in the options. */
  readonly properties: readonly string[];
  /** Those of them whose placeholders are `$1`, whatever the library's other ones are. */
  readonly numbered?: readonly string[];
}

const none: ValuesFacts = { argument: null, form: "array", properties: [] };

/** `query(text, values)`, in one word. */
export function takesText(result: ResultShape, more: Partial<TextFacts> = {}): TextFacts {
  return {
    text: 0,
    properties: [],
    values: { argument: 1, form: "array", properties: ["values"] },
    result,
    role: "statement",
    ...more,
  };
}

/** `raw(text, values)` that gives a piece for a builder or another text. */
export function takesFragment(more: Partial<TextFacts> = {}): TextFacts {
  return takesText("other", { role: "fragment", ...more });
}

/** `exec(text)`. */
export function takesOnlyText(result: ResultShape, more: Partial<TextFacts> = {}): TextFacts {
  return takesText(result, { values: none, ...more });
}

/** The same facts under several paths. */
export function each<T>(paths: readonly string[], facts: T): Record<string, T> {
  return Object.fromEntries(paths.map((path) => [path, facts]));
}
