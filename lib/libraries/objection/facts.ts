import { rawClauses } from "../knex/words.ts";
import { all, type LibraryFacts } from "../library.ts";
import { each, takesFragment } from "../sql-facts.ts";
import { words } from "./words.ts";
import { pgValues } from "../row-values.ts";

/** https://vincit.github.io/objection.js/api/objection/#raw */
export const objection: LibraryFacts = {
  name: "objection",
  packages: [
    {
      modules: ["objection"],
      handsOn: ["transaction"],
      flows: {
        ...all(
          [
            "Model.query()",
            "Model.relatedQuery()",
            "Model().$query()",
            "Model().$relatedQuery()",
            "QueryBuilder()",
            "StaticHookArguments().asFindQuery()",
            "builder.*()",
            "builder.*(*)",
          ],
          "builder",
        ),
        // https://vincit.github.io/objection.js/guide/hooks.html
        ...all(
          ["$beforeInsert<0>", "$afterInsert<0>", "$beforeDelete<0>", "$afterDelete<0>", "$afterFind<0>"].map(
            (hook) => `Model().${hook}`,
          ),
          "QueryContext()",
        ),
        ...all(
          ["Model().$beforeUpdate<1>", "Model().$afterUpdate<1>", "StaticHookArguments().context"],
          "QueryContext()",
        ),
        ...all(
          ["Insert", "Update", "Delete", "Find"].flatMap((name) => [`Model.before${name}<0>`, `Model.after${name}<0>`]),
          "StaticHookArguments()",
        ),
        ...all(
          [
            "QueryContext().transaction",
            "StaticHookArguments().transaction",
            "Model.knex()",
            "Model().$knex()",
            "Model().$transaction()",
            "Model.startTransaction()",
            "Model.transaction(0:0)",
            "Model.transaction(1:0)",
            "transaction.start()",
            // Behind as many models.
            "transaction(1:1)",
            "transaction(2:2)",
            "transaction(3:3)",
            "transaction(4:4)",
          ],
          "knex!db",
        ),
        ...all(["Model.knexQuery()"], "knex!builder"),
        "Model.raw": "raw",
      },
    },
  ],
  rowValues: { ...pgValues, parsers: [...pgValues.parsers, "postProcessResponse", "$parseDatabaseJson"] },
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
