import type { Catalog } from "../catalog/catalog.ts";
import type { FileRole } from "../model/file-role.ts";
import type { CreateFunction } from "../model/definition.ts";
import type { Statement } from "../model/statement.ts";

/**
 * Whether a statement of a file makes a function of PostgreSQL whose body has statements of its own, which nothing judges. One that a later
 * migration replaces or drops is of no interest, nor is one that only computes.
 */
export function hasUnreadBody(statement: Statement, role: FileRole, catalog: Catalog): boolean {
  if (statement.kind !== "definition" || statement.definition.kind !== "create-function") return false;
  const { definition } = statement;
  const known = [...(catalog.functions?.values() ?? [])].filter(({ name }) => name === definition.name.name);
  const isKept = known.length > 0 ? known.some(({ body }) => body === definition.body) : role !== "migration";
  return isKept && hasStatements(definition);
}

const hasStatements = ({ language, does }: CreateFunction): boolean =>
  language === "sql" || (does != null && (does.changes || does.reads));
