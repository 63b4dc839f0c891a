import { each, takesFragment, takesText, type LibraryFacts } from "../facts.ts";

/** https://mikro-orm.io/docs/raw-queries */
export const mikroOrm: LibraryFacts = {
  library: "mikro-orm",
  placeholders: "question",
  tags: { sql: { role: "fragment", result: null } },
  texts: {
    ...each(["EntityManager().execute", "Connection().execute", "Migration().execute"], takesText("rows")),
    "Migration().addSql": takesText("other"),
    ...each(["raw", "EntityManager().raw"], takesFragment()),
  },
};
