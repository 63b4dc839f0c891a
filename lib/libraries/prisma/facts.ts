import { each, takesOnlyText, takesText, type LibraryFacts } from "../facts.ts";

const rest = { argument: 1, form: "rest", properties: [] } as const;

/** https://www.prisma.io/docs/orm/prisma-client/using-raw-sql/raw-queries */
export const prisma: LibraryFacts = {
  library: "prisma",
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
};
