/**
 * What a statement of the data definition language does, reduced to what the catalog folds.
 * Owned together with lib/read/sql/definitions.ts (which makes them) and lib/catalog/apply.ts (which folds them).
 */
export type Definition = { readonly kind: "other"; readonly command: string };
