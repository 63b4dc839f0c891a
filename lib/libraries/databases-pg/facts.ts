import { each, takesOnlyText, type LibraryFacts } from "../facts.ts";

/** https://www.atdatabases.org/docs/pg */
export const databasesPg: LibraryFacts = {
  library: "@databases/pg",
  placeholders: "numbered",
  tags: { ...each(["sql", ""], { role: "statement", result: null }) },
  texts: {
    ...each(["sql.__dangerous__rawValue", "__dangerous__rawValue"], takesOnlyText("other", { role: "fragment" })),
  },
  runs: { "db.query": "rows", "db.queryStream": "other", "db.queryNodeStream": "other" },
};
