import { all, type LibraryFacts } from "../library.ts";
import { functionsText, type NewMigration } from "../new-migration.ts";
import { each, takesOnlyText, takesText } from "../sql-facts.ts";
import { helpers } from "./helpers.ts";
import { words } from "./words.ts";
import { pgValues, without } from "../row-values.ts";

const write = (migration: NewMigration): string =>
  functionsText(migration, {
    parameter: "db",
    type: { name: "Kysely<any>", from: "kysely" },
    imports: [{ name: "sql", from: "kysely" }],
    send: (sql) => `await sql${sql}.execute(db);`,
  });

/** https://kysely-org.github.io/kysely-apidoc/interfaces/Sql.html */
export const kysely: LibraryFacts = {
  name: "kysely",
  drivers: ["kysely-postgres-js"],
  packages: [
    {
      modules: ["kysely", "kysely/*"],
      flows: all(
        [
          "Kysely()",
          "Transaction()",
          "ControlledTransaction()",
          "db.transaction().execute(0:0)",
          "db.connection().execute(0:0)",
          "db.transaction().setIsolationLevel().execute(0:0)",
          "db.startTransaction().execute()",
          "db.withSchema()",
          "db.withPlugin()",
          "db.withoutPlugins()",
          "db.withTables()",
          "db.$extendTables()",
        ],
        "db",
      ),
    },
  ],
  readTypes: ["Selectable", "Generated", "GeneratedAlways", "ColumnType", "JSONColumnType"],
  rowValues: without(pgValues, ["interval", "point", "circle"]),
  sql: {
    pastingMember: "raw",
    placeholders: "numbered",
    tags: { sql: { role: "statement", result: null } },
    texts: {
      "sql.raw": takesOnlyText("other", { role: "fragment" }),
      "CompiledQuery.raw": takesText("other"),
    },
    runs: { ...each(["sql``.execute", "db.executeQuery"], "result") },
    helpers,
    fragmentTypes: ["RawBuilder"],
    glance: { tags: ["sql"], texts: ["raw", "execute"] },
  },
  builder: words,
  models: {
    kind: "kysely types",
    packages: ["kysely*"],
    marks: [/\bKysely\s*<|\bColumnType\s*<|\bGenerated\s*<|from ["']kysely["']/],
    also: /\bnew CamelCasePlugin\b/,
    typesOnly: true,
    row: "interface",
  },
  bookkeeping: ["kysely_migration", "kysely_migration_lock"],
  migrations: { write, marks: [/from ["']kysely["']|require\(["']kysely["']\)/], byName: true },
};
