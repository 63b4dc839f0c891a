import { all, type LibraryFacts } from "../library.ts";
import { each, takesOnlyText, takesText } from "../sql-facts.ts";

/** https://pglite.dev/docs/api */
export const pglite: LibraryFacts = {
  name: "pglite",
  drivers: ["@electric-sql/pglite"],
  packages: [
    {
      modules: ["@electric-sql/pglite", "@electric-sql/pglite/*"],
      flows: all(
        [
          "PGlite.create()",
          "PGlite().transaction(0:0)",
          "Transaction()",
          "PGliteInterface()",
          "PGliteWithLive()",
          "PGliteWorker()",
          "PGliteWorker.create()",
        ],
        "PGlite()",
      ),
    },
  ],
  sql: {
    placeholders: "numbered",
    tags: { "PGlite().sql": { role: "statement", result: "result" }, sql: { role: "fragment", result: null } },
    texts: {
      "PGlite().query": takesText("result"),
      // A list of results, one for each statement.
      "PGlite().exec": takesOnlyText("unsettled"),
      ...each(
        ["PGlite().live.query", "PGlite().live.incrementalQuery", "PGlite().live.changes"],
        takesText("other", { properties: ["query"] }),
      ),
    },
    glance: { tags: ["sql"], texts: ["query"] },
  },
};
