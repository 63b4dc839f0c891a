import { all, type LibraryFacts } from "../library.ts";
import { takesOnlyText } from "../sql-facts.ts";

/** https://github.com/felixfbecker/node-sql-template-strings#readme */
export const sqlTemplateStrings: LibraryFacts = {
  name: "sql-template-strings",
  packages: [
    {
      modules: ["sql-template-strings"],
      flows: {
        ...all(["", "default", "SQL.SQL", "SQL.default"], "SQL"),
        ...all(["SQL``", "SQLStatement().append()"], "SQLStatement()"),
      },
    },
  ],
  sql: {
    placeholders: "numbered",
    tags: { SQL: { role: "statement", result: null } },
    // A text is pasted in as it is.
    texts: { "SQLStatement().append": takesOnlyText("other", { role: "fragment", onlySpliced: true }) },
    fragmentTypes: ["SQLStatement"],
    glance: { tags: ["SQL"] },
  },
};
