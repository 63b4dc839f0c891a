import { pgParameters } from "../parameter-values.ts";
import { pgFlows } from "../pg/facts.ts";
import { all, type LibraryFacts } from "../library.ts";
import { each, takesOnlyText, takesText } from "../sql-facts.ts";
import { pgValues } from "../row-values.ts";

/** https://github.com/neondatabase/serverless#readme */
export const neon: LibraryFacts = {
  name: "@neondatabase/serverless",
  drivers: ["@neondatabase/serverless"],
  packages: [
    {
      modules: ["@neondatabase/serverless"],
      flows: {
        ...pgFlows,
        ...all(["neon()", "NeonQueryFunction()", "NeonQueryFunctionInTransaction()", "sql.transaction(0:0)"], "sql"),
      },
    },
  ],
  rowValues: { ...pgValues, parsers: [...pgValues.parsers, "types"], parsersBeside: ["@neondatabase/serverless"] },
  parameterValues: pgParameters,
  sql: {
    placeholders: "numbered",
    // neon() gives rows, or where fullResults is asked for an object that holds them.
    tags: { sql: { role: "statement", result: "unsettled" } },
    texts: {
      ...each(["sql", "sql.query"], takesText("unsettled")),
      "sql.unsafe": takesOnlyText("other", { role: "fragment" }),
      ...each(["Pool().query", "Client().query"], takesText("result", { properties: ["text"] })),
    },
    // Since 1.0 `sql` is a tag only.
    textMember: "query",
    glance: { tags: ["sql"], texts: ["query", "unsafe"] },
  },
};
