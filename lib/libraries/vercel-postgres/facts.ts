import { each, takesText, type LibraryFacts } from "../facts.ts";

/** https://vercel.com/docs/storage/vercel-postgres/sdk */
export const vercelPostgres: LibraryFacts = {
  library: "@vercel/postgres",
  placeholders: "numbered",
  tags: { ...each(["sql", "Pool().sql", "Client().sql", "sql.sql"], { role: "statement", result: "result" }) },
  texts: { ...each(["sql.query", "Pool().query", "Client().query"], takesText("result", { properties: ["text"] })) },
};
