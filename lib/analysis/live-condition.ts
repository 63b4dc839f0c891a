import type { SoftDeleteColumn, TableReference } from "../model/statement.ts";

const plain = /^[a-z_][a-z0-9_$]*$/;
const quoted = (name: string) => (plain.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** The condition that leaves only live rows, as a message or suggestion names it: `u.deleted_at IS NULL`. */
export function conditionText(relation: TableReference, { column, live }: SoftDeleteColumn): string {
  const name = `${relation.alias === null ? "" : `${quoted(relation.alias)}.`}${quoted(column)}`;
  if (live === null) return `${name} IS NULL`;
  if (typeof live === "boolean") return live ? name : `NOT ${name}`;
  return `${name} = ${typeof live === "number" ? live : `'${live.replaceAll("'", "''")}'`}`;
}
