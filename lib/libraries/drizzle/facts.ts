import { each, takesOnlyText, type LibraryFacts } from "../facts.ts";

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
  library: "drizzle",
  placeholders: "numbered",
  tags: { sql: { role: "statement", result: null } },
  texts: {
    "db.execute": takesOnlyText("unsettled", {
      resultBy: { ...each(lists, "rows" as const), ...each(results, "result" as const) },
    }),
    "sql.raw": takesOnlyText("other", { role: "fragment" }),
  },
};
