import { takesText, type LibraryFacts } from "../facts.ts";

/** https://github.com/porsager/postgres#readme */
export const postgresJs: LibraryFacts = {
  library: "postgres.js",
  placeholders: "numbered",
  tags: { sql: { role: "statement", result: "rows" } },
  texts: { "sql.unsafe": takesText("rows") },
};
