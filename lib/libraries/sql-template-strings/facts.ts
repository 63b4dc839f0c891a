import { type LibraryFacts } from "../library.ts";

/** https://github.com/felixfbecker/node-sql-template-strings#readme */
export const sqlTemplateStrings: LibraryFacts = {
  name: "sql-template-strings",
  packages: [
    {
      modules: ["sql-template-strings"],
      flows: { "": "SQL", default: "SQL", "SQL.SQL": "SQL", "SQL.default": "SQL" },
    },
  ],
  sql: {
    placeholders: "numbered",
    tags: { SQL: { role: "statement", result: null } },
    fragmentTypes: ["SQLStatement"],
    glance: { tags: ["SQL"] },
  },
};
