import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Chain } from "../../source/built/built.ts";
import type { Level, PrismaQuery, What } from "./prisma-query.ts";

export function addedByExtensions(chain: Chain, table: NamedTable | null, operation: string, level: Level, query: PrismaQuery, at: What): SqlText | null {
  void [chain, table, operation, level, query, at];
  return null;
}
