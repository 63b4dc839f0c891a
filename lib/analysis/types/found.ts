import type { Expression } from "../../model/expression.ts";
import type { PgType, Typed } from "./pg-type.ts";

/** A type, or why there is none. A `wrong` one is what PostgreSQL refuses. */
export type Found = Typed | Unknown;

export interface Unknown {
  readonly type: null;
  readonly reason: string;
}

/** What PostgreSQL refuses of the types of a statement, in its own words. */
export interface TypeFault {
  readonly code: string;
  readonly message: string;
  readonly expression: Expression;
  /** What is not there by this name; `isUnknown`: at all, not only for these types. */
  readonly name?: MissingName;
}

export interface MissingName {
  readonly object: "function" | "operator" | "type";
  readonly text: string;
  readonly isUnknown: boolean;
  /** Of an operator: what stands beside it. */
  readonly types?: readonly PgType[];
}

export const unknownBecause = (reason: string): Unknown => ({ type: null, reason });
export const isKnown = (found: Found): found is Typed => found.type !== null;

/** The modifier that all of several values have, where they are all of the type. */
export function sharedModifier(found: readonly Typed[], type: PgType): string {
  const [first] = found;
  return first && found.every((one) => one.type === type && one.modifier === first.modifier) ? first.modifier : "";
}
