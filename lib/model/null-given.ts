/**
 * Whether a value that the program sends may be null. `perhaps`: it says so, by how it is written or by the type that it has there (as it is written; null where
 * no type says it). `never`: it is sure to be there. `unknown`: nothing tells.
 */
export type NullGiven =
  | { readonly kind: "perhaps"; readonly type: string | null }
  | { readonly kind: "never" }
  | { readonly kind: "unknown" };

/** What is asked of a value. */
export interface NullQuestion {
  /** Whether undefined counts as null. */
  readonly orUndefined: boolean;
  /** Of a row, the property that is meant; absent: the value itself. */
  readonly property?: string;
  /** How far those are looked for who call the function around it: in every file of the project, or not at all. */
  readonly reach: NullReach;
}

export type NullReach = "project" | "file";
