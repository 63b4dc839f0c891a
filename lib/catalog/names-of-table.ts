import type { Table } from "./catalog.ts";

/** `deletedAt` of `deleted_at`. */
export const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The names by which a program speaks of a table: its own, its model's and those that a client calls it by. */
export function namesOfTable({ name, model, modelTraits }: Table): readonly string[] {
  return [name, camelCase(name), model, modelTraits?.accessor, ...(modelTraits?.otherNames ?? [])].filter(
    (one) => one != null,
  );
}
