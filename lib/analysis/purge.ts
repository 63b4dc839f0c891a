import { livenessOf, type SoftDeleted, type SoftDeleteOf } from "./live-rows.ts";

/**
 * Whether only rows are removed that were soft-deleted before: `yes` where the condition lets no live row through, `unknown`
 * where a part of it could not be read. In: the target of a DELETE, MERGE or TRUNCATE.
 */
export function isPurge(subject: SoftDeleted, softDelete: SoftDeleteOf): "yes" | "no" | "unknown" {
  const liveness = livenessOf(subject, softDelete);
  return liveness === "deleted" ? "yes" : liveness === "unknown" ? "unknown" : "no";
}
