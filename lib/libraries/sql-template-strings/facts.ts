import type { LibraryFacts } from "../facts.ts";

/** https://github.com/felixfbecker/node-sql-template-strings#readme */
export const sqlTemplateStrings: LibraryFacts = {
  library: "sql-template-strings",
  placeholders: "numbered",
  tags: { SQL: { role: "statement", result: null } },
};
