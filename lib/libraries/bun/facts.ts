import { all, type LibraryFacts } from "../library.ts";
import { takesText } from "../sql-facts.ts";
import { helpers } from "../postgres-js/helpers.ts";

/** https://bun.sh/docs/api/sql */
export const bun: LibraryFacts = {
  name: "bun",
  drivers: ["bun"],
  packages: [
    {
      modules: ["bun"],
      flows: {
        default: "",
        ...all(
          [
            "SQL()",
            "sql.begin(*)",
            "sql.transaction(*)",
            "sql.savepoint(*)",
            "sql.reserve()",
            "TransactionSQL()",
            "ReservedSQL()",
          ],
          "sql",
        ),
      },
    },
  ],
  global: "Bun",
  sql: {
    placeholders: "numbered",
    tags: { sql: { role: "statement", result: "rows" } },
    texts: { "sql.unsafe": takesText("rows") },
    helpers,
    glance: { tags: ["sql"], texts: ["unsafe"] },
  },
};
