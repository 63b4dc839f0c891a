import type { Site } from "../model/site.ts";
import type { ValuesRead } from "./values-read.ts";
import { livenessOf, softDeleted, type SoftDeleted, type SoftDeleteOf } from "./live-rows.ts";

/** What a statement's values come from: the site of the statement, and what the others of its file read. */
export interface Given {
  readonly site: Site | null;
  readonly values: ValuesRead | null;
}

const unseen: Given = { site: null, values: null };

/**
 * Whether only rows are removed that were soft-deleted before: `yes` where the condition lets no live row through, or the rows are chosen by keys
 * that another statement of the file read from deleted ones; `unknown` where a part of it could not be read. In: the target of a DELETE, MERGE or
 * TRUNCATE.
 */
export function isPurge(
  subject: SoftDeleted,
  softDelete: SoftDeleteOf,
  given: Given = unseen,
): "yes" | "no" | "unknown" {
  const liveness = livenessOf(subject, softDelete);
  if (liveness === "deleted") return "yes";
  if (liveness === "unknown") return "unknown";
  return wereDeleted(subject, softDelete, given) ? "yes" : "no";
}

function wereDeleted({ relation }: SoftDeleted, softDelete: SoftDeleteOf, { site, values }: Given): boolean {
  const before = (site && values?.readBefore(relation, site)) ?? [];
  return (
    before.length > 0 &&
    before.every((read) => {
      const subject = softDeleted(read, softDelete);
      return subject !== null && livenessOf(subject, softDelete) === "deleted";
    })
  );
}
