import { all, type LibraryFacts } from "../library.ts";
import { each, takesOnlyText } from "../sql-facts.ts";
import { helpers } from "./helpers.ts";

/** https://www.atdatabases.org/docs/pg */
export const databasesPg: LibraryFacts = {
  name: "@databases/pg",
  packages: [
    {
      modules: ["@databases/pg", "@databases/sql", "@databases/connection-pool"],
      flows: {
        default: "connect",
        "connect.sql": "sql",
        ...all(
          [
            "()",
            "connect()",
            "ConnectionPool()",
            "Connection()",
            "Transaction()",
            "Queryable()",
            "db.tx(0:0)",
            "db.task(0:0)",
          ],
          "db",
        ),
      },
    },
  ],
  imports: ["@databases/sql", "@databases/pg"],
  sql: {
    placeholders: "numbered",
    tags: { ...each(["sql", ""], { role: "statement", result: null }) },
    texts: {
      ...each(["sql.__dangerous__rawValue", "__dangerous__rawValue"], takesOnlyText("other", { role: "fragment" })),
    },
    runs: { "db.query": "rows", "db.queryStream": "other", "db.queryNodeStream": "other" },
    helpers,
    glance: { tags: ["sql"], texts: ["query"] },
  },
};
