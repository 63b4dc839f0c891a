import { pgParameters } from "../parameter-values.ts";
import { all, type LibraryFacts } from "../library.ts";
import { each, takesText } from "../sql-facts.ts";
import { pgValues } from "../row-values.ts";

/** https://vercel.com/docs/storage/vercel-postgres/sdk */
export const vercelPostgres: LibraryFacts = {
  name: "@vercel/postgres",
  drivers: ["@vercel/postgres"],
  packages: [
    {
      modules: ["@vercel/postgres", "@vercel/postgres/*"],
      flows: {
        db: "sql",
        ...all(["createPool()", "VercelPool()"], "Pool()"),
        ...all(
          [
            "createClient()",
            "VercelClient()",
            "VercelPoolClient()",
            "sql.connect()",
            "Pool().connect()",
            "Pool().connect(0:1)",
          ],
          "Client()",
        ),
      },
    },
  ],
  rowValues: pgValues,
  parameterValues: pgParameters,
  sql: {
    rowTypeArgument: { form: "row", methods: ["query", "sql"] },
    placeholders: "numbered",
    tags: { ...each(["sql", "Pool().sql", "Client().sql", "sql.sql"], { role: "statement", result: "result" }) },
    texts: { ...each(["sql.query", "Pool().query", "Client().query"], takesText("result", { properties: ["text"] })) },
    glance: { tags: ["sql"], texts: ["query"] },
  },
};
