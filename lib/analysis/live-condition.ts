import type { SoftDeleteColumn, TableReference } from "../model/statement.ts";

const plain = /^[a-z_][a-z0-9_$]*$/;
const quoted = (name: string) => (plain.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/**
 * The condition that leaves only live rows, as a message or suggestion names it: `u.deleted_at IS NULL`; `beside`: its level
 * has other relations, which may have such a column too.
 */
export function conditionText(
  relation: Pick<TableReference, "alias" | "name">,
  { column, live, unmarkedIsNull }: SoftDeleteColumn,
  beside: boolean,
): string {
  const qualifier = relation.alias ?? (beside ? relation.name : null);
  const name = `${qualifier === null ? "" : `${quoted(qualifier)}.`}${quoted(column)}`;
  if (live === null) return `${name} IS NULL`;
  if (unmarkedIsNull) return `${name} IS NOT TRUE`;
  if (typeof live === "boolean") return `${name} = ${live}`;
  return `${name} = ${typeof live === "number" ? live : `'${live.replaceAll("'", "''")}'`}`;
}
