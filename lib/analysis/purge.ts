import type { Expression } from "../model/expression.ts";
import type { Site } from "../model/site.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, conjuncts, contains } from "./expressions.ts";
import { columnIn, isChosenBefore } from "./pinned-rows.ts";
import type { ValuesRead } from "./values-read.ts";
import { livenessOf, softDeleted, type SoftDeleted, type SoftDeleteOf } from "./live-rows.ts";

/** What a statement's values come from: the site of the statement, and what the others of its file read. */
export interface Given {
  readonly site: Site | null;
  readonly values: ValuesRead | null;
}

const unseen: Given = { site: null, values: null };

/**
 * Whether rows are removed that are to go for good: `yes` where the condition lets no live row through, where the rows are chosen by keys
 * that another statement of the file read from deleted ones, or by their age; `unknown` where a part of it could not be read. In: the target of a DELETE, MERGE or
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
  return wereDeleted(subject, softDelete, given) || isByAge(subject) ? "yes" : "no";
}

/** Rows go because they are old, whoever's they are (`created_at < $1`): what is kept for a time only is not kept as deleted, either. */
function isByAge({ relation }: SoftDeleted): boolean {
  if (relation.level.kind !== "delete" || relation.source.kind !== "table" || isChosenBefore(relation)) return false;
  const { columns } = relation.source.table;
  const isMoment = (expression: Expression): boolean => {
    const name = columnIn(relation, bare(expression));
    return columns.some((column) => column.name === name && /^(?:timestamp|date)\b/.test(column.type));
  };
  const isFixed = (expression: Expression): boolean => !contains(expression, (part) => part.kind === "column");
  return conditionsOn(relation)
    .binding.flatMap(conjuncts)
    .some(
      (condition) =>
        condition.kind === "operator" &&
        condition.left !== null &&
        ((/^<=?$/.test(condition.operator) && isMoment(condition.left) && isFixed(condition.right)) ||
          (/^>=?$/.test(condition.operator) && isMoment(condition.right) && isFixed(condition.left))),
    );
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
