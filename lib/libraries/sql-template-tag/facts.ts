import { each, takesOnlyText, type LibraryFacts } from "../facts.ts";

/** https://github.com/blakeembrey/sql-template-tag#readme */
export const sqlTemplateTag: LibraryFacts = {
  library: "sql-template-tag",
  placeholders: "numbered",
  tags: { ...each(["sql", ""], { role: "statement", result: null }) },
  texts: { ...each(["raw", "sql.raw"], takesOnlyText("other", { role: "fragment" })) },
};
