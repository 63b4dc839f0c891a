import { knownItems } from "../../../model/clause.ts";
import type { Expression } from "../../../model/expression.ts";
import type { FromItem, SoftDeleteColumn, TableReference } from "../../../model/statement.ts";
import { keywordKind } from "../../../model/keywords.ts";
import type { LevelLayout } from "../lower/layout.ts";

/**
 * An identifier, quoted only where PostgreSQL would fold it or take it for a keyword (Lexical Structure, Identifiers
 * and Key Words).
 */
export function identifier(name: string): string {
  const plain = /^[a-z_][a-z0-9_$]*$/.test(name) && [null, "unreserved", "column"].includes(keywordKind(name));
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Keywords in the case a statement writes its own with. */
export function keywordCase(text: string): (keyword: string) => string {
  const first = /\b(?:select|from|where|delete|update|truncate|insert|with)\b/i.exec(text)?.[0];
  return first !== undefined && first === first.toLowerCase()
    ? (keyword) => keyword.toLowerCase()
    : (keyword) => keyword;
}

/** The condition that holds for live rows only. */
export function liveCondition(
  { column, live, unmarkedIsNull }: SoftDeleteColumn,
  qualifier: string | null,
  cased: (keyword: string) => string,
): string {
  const name = qualifier === null ? identifier(column) : `${identifier(qualifier)}.${identifier(column)}`;
  if (live === null) return `${name} ${cased("IS NULL")}`;
  if (unmarkedIsNull) return `${name} ${cased("IS NOT TRUE")}`;
  if (typeof live === "string") return `${name} = '${live.replaceAll("'", "''")}'`;
  return `${name} = ${typeof live === "boolean" ? cased(live ? "TRUE" : "FALSE").toLowerCase() : String(live)}`;
}

/** The indentation of the line on which an offset stands, if nothing else stands before it on that line; else null. */
export function indentationAt(text: string, offset: number): string | null {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return text.lastIndexOf("\n", offset - 1) >= 0 && /^[ \t]*$/.test(line) ? line : null;
}

/** The relations a level names in FROM or USING, its target among them. */
export function relationsOf({ node }: LevelLayout): readonly FromItem[] {
  switch (node.kind) {
    case "select-query":
      return knownItems(node.from);
    case "update":
      return [node.target, ...knownItems(node.from)];
    case "delete":
      return [node.target, ...knownItems(node.using)];
    case "merge":
      return [node.target, node.source];
  }
}

/** What to write before the column: nothing where the level has one relation and does not qualify its own columns. */
export function qualifierOf(relation: TableReference, level: LevelLayout): string | null {
  const items = relationsOf(level);
  const own = relation.alias ?? relation.name;
  const several = items.length !== 1 || items[0]?.kind !== "table";
  return several || mentions(level.node, own) ? own : null;
}

/** Whether a level names a column through a relation of its own. */
function mentions(node: LevelLayout["node"], relation: string | null): boolean {
  let found = false;
  const see = (value: unknown): void => {
    if (found || value === null || typeof value !== "object") return;
    if (Array.isArray(value)) {
      value.forEach(see);
      return;
    }
    const one = value as Partial<Expression> & Record<string, unknown>;
    if (one.kind === "column" && one["relation"] === relation && one["name"] !== "*") found = true;
    for (const [key, inner] of Object.entries(one))
      if (!["with", "edits", "span", "hole", "nameSpan", "targetSpan"].includes(key)) see(inner);
  };
  see(node);
  return found;
}
