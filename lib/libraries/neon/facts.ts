import { each, takesOnlyText, takesText, type LibraryFacts } from "../facts.ts";

/** https://github.com/neondatabase/serverless#readme */
export const neon: LibraryFacts = {
  library: "@neondatabase/serverless",
  placeholders: "numbered",
  // neon() gives rows, or where fullResults is asked for an object that holds them.
  tags: { sql: { role: "statement", result: "unsettled" } },
  texts: {
    ...each(["sql", "sql.query"], takesText("unsettled")),
    "sql.unsafe": takesOnlyText("other", { role: "fragment" }),
    ...each(["Pool().query", "Client().query"], takesText("result", { properties: ["text"] })),
  },
};
