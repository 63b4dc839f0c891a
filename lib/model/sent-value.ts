import type { ValueKind } from "./row-value.ts";

/** What a program sends for a parameter, by the type that TypeScript gives it. */
export interface SentValue {
  /** The type, as TypeScript prints it. */
  readonly text: string;
  /** What the value may be, null aside. */
  readonly parts: readonly SentPart[];
}

export interface SentPart {
  readonly kind: ValueKind | "undefined";
  /** Of a literal type: the value as text. */
  readonly literal: string | null;
}
