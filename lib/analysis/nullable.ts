/** Sure both ways: PostgreSQL can give NULL there, or it never can. */
export type Nullable = "never" | "maybe" | "unknown";

export interface Nullability {
  readonly nullable: Nullable;
  /** Why it may be: the table's column allows NULL, an outer join found no row, or what computes it gives NULL. */
  readonly because: "column" | "join" | "computed" | null;
  /** Of what is computed: when it is NULL, as the end of a sentence. */
  readonly reason: string | null;
}

export const never: Nullability = { nullable: "never", because: null, reason: null };
export const unknown: Nullability = { nullable: "unknown", because: null, reason: null };
/** NULL by a constant. */
export const maybe: Nullability = { nullable: "maybe", because: null, reason: null };

/** `reason`: `where no row of "scores" matches`. */
export function computed(reason: string): Nullability {
  return { nullable: "maybe", because: "computed", reason };
}

/** Of what a function in FROM takes out of a list. */
export const anElement = "where an item of its list is";

export function columnMaybe(table: string, column: string): Nullability {
  return { nullable: "maybe", because: "column", reason: `where "${column}" of "${table}" is` };
}

export function joinMaybe(name: string, join: string): Nullability {
  return {
    nullable: "maybe",
    because: "join",
    reason: `where the ${join.toUpperCase()} JOIN finds no row of "${name}"`,
  };
}
