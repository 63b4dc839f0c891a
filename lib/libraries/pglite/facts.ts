import { each, takesOnlyText, takesText, type LibraryFacts } from "../facts.ts";

/** https://pglite.dev/docs/api */
export const pglite: LibraryFacts = {
  library: "pglite",
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
};
