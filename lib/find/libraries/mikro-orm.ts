import { each, takesFragment, takesText, type LibraryFacts } from "../facts.ts";

/** https://mikro-orm.io/docs/raw-queries */
export const mikroOrm: LibraryFacts = {
  library: "mikro-orm",
  placeholders: "question",
  tags: { sql: { role: "fragment", result: null } },
  texts: {
    ...each(["EntityManager().execute", "Connection().execute"], takesText("rows")),
    ...each(["raw", "EntityManager().raw"], takesFragment()),
  },
};
