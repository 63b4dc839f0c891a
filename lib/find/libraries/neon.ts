import { each, takesOnlyText, takesText, type LibraryFacts } from "../facts.ts";

/** https://github.com/neondatabase/serverless#readme */
export const neon: LibraryFacts = {
  library: "@neondatabase/serverless",
  placeholders: "numbered",
  // neon() gives rows, unless fullResults is asked for.
  tags: { sql: { role: "statement", result: "rows" } },
  texts: {
    ...each(["sql", "sql.query"], takesText("rows")),
    "sql.unsafe": takesOnlyText("other", { role: "fragment" }),
    ...each(["Pool().query", "Client().query"], takesText("result", { properties: ["text"] })),
  },
};
