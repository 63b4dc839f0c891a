import { all, type LibraryFacts } from "../library.ts";
import { each, takesOnlyText } from "../sql-facts.ts";
import { isForAnotherDatabase } from "./dialects.ts";
import { helpers } from "./helpers.ts";
import { inJournal } from "./journal.ts";
import { words } from "./words.ts";
import { pgValues, withMomentsAsText, setterWords } from "../row-values.ts";

const lists = ["drizzle-orm/postgres-js", "drizzle-orm/bun-sql"];
const results = [
  "drizzle-orm/node-postgres",
  "drizzle-orm/pglite",
  "drizzle-orm/neon-http",
  "drizzle-orm/neon-serverless",
  "drizzle-orm/vercel-postgres",
];

/** https://orm.drizzle.team/docs/sql */
export const drizzle: LibraryFacts = {
  name: "drizzle",
  packages: [
    {
      modules: [
        "drizzle-orm",
        "drizzle-orm/sql",
        "drizzle-orm/sql/sql",
        "drizzle-orm/pg-core",
        "drizzle-orm/pg-core/*",
        "drizzle-orm/node-postgres",
        "drizzle-orm/node-postgres/*",
        "drizzle-orm/postgres-js",
        "drizzle-orm/postgres-js/*",
        "drizzle-orm/neon-http",
        "drizzle-orm/neon-serverless",
        "drizzle-orm/neon",
        "drizzle-orm/vercel-postgres",
        "drizzle-orm/pglite",
        "drizzle-orm/pglite/*",
        "drizzle-orm/pg-proxy",
        "drizzle-orm/bun-sql",
        "drizzle-orm/xata-http",
        "drizzle-orm/aws-data-api/pg",
      ],
      flows: all(
        [
          "drizzle()",
          "drizzle.mock()",
          "NodePgDatabase()",
          "PostgresJsDatabase()",
          "PgDatabase()",
          "PgTransaction()",
          "NeonHttpDatabase()",
          "NeonDatabase()",
          "VercelPgDatabase()",
          "PgliteDatabase()",
          "PgRemoteDatabase()",
          "XataHttpDatabase()",
          "AwsDataApiPgDatabase()",
          "BunSQLDatabase()",
          "db.transaction(0:0)",
        ],
        "db",
      ),
    },
  ],
  isForAnotherDatabase,
  rowValues: {
    ...withMomentsAsText(pgValues),
    ofPg: false,
    parsers: [...pgValues.parsers, ...setterWords, "pglite"],
  },
  sql: {
    pastingMember: "raw",
    arrayMember: "param",
    placeholders: "numbered",
    tags: { sql: { role: "statement", result: null } },
    texts: {
      "db.execute": takesOnlyText("unsettled", {
        resultBy: { ...each(lists, "rows" as const), ...each(results, "result" as const) },
      }),
      "sql.raw": takesOnlyText("other", { role: "fragment" }),
    },
    helpers,
    fragmentTypes: ["SQL", "SQLWrapper"],
    glance: { tags: ["sql"], texts: ["raw", "execute"] },
  },
  builder: words,
  migratesModels: true,
  models: {
    kind: "drizzle",
    packages: ["drizzle-orm"],
    marks: [/\bpgTable(?:Creator)?\s*[(.]|\bpgSchema\s*\(|\bpgEnum\s*\(|\bpgView\s*\(/],
    also: /\bdefineRelations(?:Part)?\s*\(|\brelations\b[^]{0,200}from ["']drizzle-orm["']/,
    ownDialect: true,
    configured: true,
  },
  sqlMigrations: { shown: "drizzle/*.sql", folder: "drizzle", ownFolders: "where named", order: inJournal },
  bookkeeping: ["__drizzle_migrations"],
  configuration: { files: ["drizzle*.config.*"], packages: ["drizzle-kit"], generatesFolder: true },
};
