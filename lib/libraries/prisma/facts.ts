import { all, type LibraryFacts } from "../library.ts";
import { each, takesOnlyText, takesText } from "../sql-facts.ts";
import { helpers } from "./helpers.ts";
import { words } from "./words.ts";
import { pgValues, type RowValues } from "../row-values.ts";
/** https://www.prisma.io/docs/orm/prisma-client/using-raw-sql/raw-queries, "Raw query type mapping". */
const prismaValues: RowValues = {
  kinds: {
    ...pgValues.kinds,
    bigint: "bigint",
    numeric: "object",
    point: null,
    circle: null,
    interval: null,
    oid: null,
  },
  others: null,
  elements: null,
  ofPg: false,
  parsers: [],
};

const rest = { argument: 1, form: "rest", properties: [] } as const;

/** https://www.prisma.io/docs/orm/prisma-client/using-raw-sql/raw-queries */
export const prisma: LibraryFacts = {
  name: "prisma",
  title: "Prisma",
  packages: [
    {
      modules: ["@prisma/client", "@prisma/client/*", ".prisma/client"],
      flows: {
        // prisma-extension-kysely
        "PrismaClient().$kysely": "kysely!db",
        ...all(
          [
            "Prisma.TransactionClient()",
            "Prisma.DefaultPrismaClient()",
            "PrismaClient().$transaction(0:0)",
            "PrismaClient().$extends()",
            "Prisma.getExtensionContext()",
          ],
          "PrismaClient()",
        ),
      },
    },
  ],
  generated: ["PrismaClient", "Prisma"],
  rowValues: prismaValues,
  sql: {
    placeholders: "numbered",
    tags: {
      "PrismaClient().$queryRaw": { role: "statement", result: "rows" },
      "PrismaClient().$executeRaw": { role: "statement", result: "other" },
      ...each(["Prisma.sql", "sql", "sqltag"], { role: "statement", result: null }),
    },
    texts: {
      "PrismaClient().$queryRawUnsafe": takesText("rows", { values: rest }),
      "PrismaClient().$executeRawUnsafe": takesText("other", { values: rest }),
      ...each(["Prisma.raw", "raw"], takesOnlyText("other", { role: "fragment" })),
    },
    runs: { "PrismaClient().$queryRaw": "rows", "PrismaClient().$executeRaw": "other" },
    helpers,
    fragmentTypes: ["Sql"],
    glance: { tags: ["$queryRaw", "$executeRaw"], texts: ["$queryRawUnsafe", "$executeRawUnsafe"] },
    sendsTypes: true,
    tagInstead: { $queryRawUnsafe: "$queryRaw", $executeRawUnsafe: "$executeRaw" },
  },
  builder: words,
  listsWithoutNotNull: /(?:^|\/)(?:migration\.sql|[^/]+\.prisma)$/,
  migratesModels: true,
  sqlMigrations: { shown: "prisma/migrations/*/migration.sql", ownFolders: "always" },
  bookkeeping: ["_prisma_migrations"],
  configuration: { files: ["prisma.config.*"], packages: ["prisma/config"], generatesFolder: true },
};
