import type { Reading } from "../lib/model/reading.ts";
import { sqlFile } from "../lib/model/site.ts";
import type { FileRead } from "./run.ts";

/**
 * The statements of a file that people ask about: queries and changes of rows, and in a program all else that it sends. What a file of SQL
 * defines is `rowguard schema`'s, and what of a migration cannot be read is said with the schema.
 */
export const statementsIn = ({ readings, role }: FileRead): readonly Reading[] =>
  readings.filter(({ site, variants }) => {
    if (site.role !== "statement" || site.library !== sqlFile) return site.role === "statement";
    const statements = variants.flat();
    return statements.length === 0 ? role !== "migration" : statements.some(({ kind }) => !ofSchema.has(kind));
  });

const ofSchema: ReadonlySet<string> = new Set(["definition", "utility"]);
