import { knownItems } from "../model/clause.ts";
import { livenessOf, softDeletedRelations, type Liveness } from "./live-rows.ts";
import type { SoftDeleted } from "./live-rows.ts";
import type { StatementScopes } from "./level.ts";
import type { Table } from "../catalog/catalog.ts";
import type { SoftDeleteColumn } from "../model/statement.ts";

/** The soft-delete tables that the DELETEs and MERGEs of a statement remove rows from, at any depth. */
export function hardDeletes(
  scopes: StatementScopes,
  softDelete: (table: Table) => SoftDeleteColumn | null,
): readonly SoftDeleted[] {
  return softDeletedRelations(scopes, softDelete).filter(({ relation }) => {
    const { node } = relation.level;
    if (relation.role !== "target") return false;
    return (
      node.kind === "delete" ||
      (node.kind === "merge" && knownItems(node.actions).some(({ action }) => action === "delete"))
    );
  });
}

/**
 * Whether a DELETE removes only rows that were soft-deleted before: `yes` where its condition lets no live row through,
 * `unknown` where a part of it could not be read.
 */
export function isPurge(
  subject: SoftDeleted,
  softDelete: (table: Table) => SoftDeleteColumn | null,
): "yes" | "no" | "unknown" {
  const liveness: Liveness = livenessOf(subject, softDelete);
  return liveness === "deleted" ? "yes" : liveness === "unknown" ? "unknown" : "no";
}
