import { each, takesOnlyText, takesText, type LibraryFacts } from "../facts.ts";

/** https://kysely-org.github.io/kysely-apidoc/interfaces/Sql.html */
export const kysely: LibraryFacts = {
  library: "kysely",
  placeholders: "numbered",
  tags: { sql: { role: "statement", result: null } },
  texts: {
    "sql.raw": takesOnlyText("other", { role: "fragment" }),
    "CompiledQuery.raw": takesText("other"),
  },
  runs: { ...each(["sql``.execute", "db.executeQuery"], "result") },
};
