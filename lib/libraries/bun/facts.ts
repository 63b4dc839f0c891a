import { takesText, type LibraryFacts } from "../facts.ts";

/** https://bun.sh/docs/api/sql */
export const bun: LibraryFacts = {
  library: "bun",
  placeholders: "numbered",
  tags: { sql: { role: "statement", result: "rows" } },
  texts: { "sql.unsafe": takesText("rows") },
};
