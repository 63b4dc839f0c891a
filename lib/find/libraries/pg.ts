import { each, takesText, type LibraryFacts } from "../facts.ts";

const query = takesText("result", { properties: ["text"] });

/** https://node-postgres.com/apis/client */
export const pg: LibraryFacts = {
  library: "pg",
  placeholders: "numbered",
  texts: {
    ...each(["Pool().query", "Client().query"], query),
    ...each(["Query", "Cursor"], takesText("other", { properties: ["text"] })),
  },
};
