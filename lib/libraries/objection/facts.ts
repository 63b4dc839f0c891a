import { rawClauses } from "../knex/words.ts";
import { all, type LibraryFacts } from "../library.ts";
import { each, takesFragment } from "../sql-facts.ts";
import { words } from "./words.ts";

/** https://vincit.github.io/objection.js/api/objection/#raw */
export const objection: LibraryFacts = {
  name: "objection",
  packages: [
    {
      modules: ["objection"],
      flows: all(
        [
          "Model.query()",
          "Model.relatedQuery()",
          "Model().$query()",
          "Model().$relatedQuery()",
          "QueryBuilder()",
          "builder.*()",
          "builder.*(*)",
        ],
        "builder",
      ),
    },
  ],
  sql: {
    placeholders: "question",
    texts: {
      raw: takesFragment({ values: { argument: 1, form: "rest", properties: [] } }),
      ...each(
        rawClauses.filter((name) => name !== "orderByRaw").map((name) => `builder.${name}`),
        takesFragment(),
      ),
      "builder.orderByRaw": takesFragment({ sorts: true }),
    },
    glance: { texts: ["raw"] },
    takesPieces: true,
  },
  builder: words,
  models: {
    kind: "objection",
    packages: ["objection"],
    marks: [/\btableName\b/, /\bModel\b/],
    also: /\bknexSnakeCaseMappers\s*\(/,
    row: "class",
  },
  // knexfile.js takes its name mappers.
  configuration: { files: [], packages: ["objection"], objects: ["knexSnakeCaseMappers"] },
};
