import { hasUnreadBody } from "../lib/analysis/unread-bodies.ts";
import type { Reading } from "../lib/model/reading.ts";
import { sqlFile } from "../lib/model/site.ts";
import type { FileRead } from "./run.ts";

/**
 * The statements of a file that people ask about: queries and changes of rows, and in a program all else that it sends. What a file of SQL
 * defines is `rowguard schema`'s, and what of a migration cannot be read is said with the schema. Functions whose bodies have statements are
 * among them, since nothing is said of these.
 */
export const statementsIn = ({ readings, role, catalog }: FileRead): readonly Reading[] =>
  readings.flatMap((reading): readonly Reading[] => {
    const { site, variants } = reading;
    if (site.role !== "statement") return [];
    const statements = variants.flat();
    if (!site.undoes && statements.some((statement) => hasUnreadBody(statement, role, catalog)))
      return [{ ...reading, status: "partly", reason: "the statements in its body are not read" }];
    if (site.library !== sqlFile) return [reading];
    const isShown = statements.length === 0 ? role !== "migration" : statements.some(({ kind }) => !ofSchema.has(kind));
    return isShown ? [reading] : [];
  });

const ofSchema: ReadonlySet<string> = new Set(["definition", "utility"]);
