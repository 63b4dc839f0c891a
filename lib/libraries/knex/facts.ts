import { all, type LibraryFacts } from "../library.ts";
import { functionsText, type NewMigration } from "../new-migration.ts";
import { each, takesFragment, takesText } from "../sql-facts.ts";
import { rawClauses, words } from "./words.ts";
import { pgValues } from "../row-values.ts";

const write = (migration: NewMigration): string =>
  functionsText(migration, {
    parameter: "knex",
    type: { name: "Knex", from: "knex" },
    send: (sql) => `await knex.raw(${sql});`,
  });

/** https://knexjs.org/guide/raw.html */
export const knex: LibraryFacts = {
  name: "knex",
  packages: [
    {
      modules: ["knex", "knex/*"],
      flows: {
        ...all(
          [
            "()",
            "knex()",
            "Knex()",
            "Knex.Transaction()",
            "db.transaction()",
            "db.transaction(0:0)",
            "db.transactionProvider()()",
            "db.withUserParams()",
            "db.savepoint(0:0)",
            "db.savepoint()",
            "builder.client",
          ],
          "db",
        ),
        ...all(["db.raw()", "db.ref()", "Knex.Raw()", "raw.*()"], "raw"),
        ...all(["db.schema.*()", "Knex.SchemaBuilder()"], "db.schema"),
        // What a client tells of is no builder: `knex.on("query", (query) => …)`.
        ...all(["db.on(*)", "db.once(*)", "db.destroy(*)"], "event"),
        // A builder's promise gives rows.
        "builder.then(0:0)": "rows",
        "db.raw().then(0:0)": "rows",
        ...all(
          ["db()", "db.*()", "db.*(*)", "Knex.QueryBuilder()", "Knex.QueryInterface()", "builder.*()", "builder.*(*)"],
          "builder",
        ),
      },
    },
  ],
  severalDatabases: true,
  rowValues: { ...pgValues, parsers: [...pgValues.parsers, "postProcessResponse"] },
  sql: {
    placeholders: "question",
    texts: {
      "db.raw": takesText("result"),
      ...each(["db.schema.raw"], takesText("other")),
      ...each(
        rawClauses.flatMap((name) => [`builder.${name}`, `db.${name}`]),
        takesFragment(),
      ),
      ...each(["builder.orderByRaw", "db.orderByRaw"], takesFragment({ sorts: true })),
    },
    fragmentTypes: ["Raw"],
    glance: { texts: ["raw"], runs: ["knex"] },
    takesPieces: true,
    nameMark: () => "??",
  },
  builder: words,
  bookkeeping: ["knex_migrations", "knex_migrations_lock"],
  migrations: { write, marks: [/\.schema\b|\.raw\s*\(|\bknex\b/i], byName: true },
  configuration: { files: ["knexfile.*"], packages: ["knex"] },
};
