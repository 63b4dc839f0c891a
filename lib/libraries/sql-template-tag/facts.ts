import { type LibraryFacts } from "../library.ts";
import { each, takesOnlyText } from "../sql-facts.ts";
import { helpers } from "./helpers.ts";

/** https://github.com/blakeembrey/sql-template-tag#readme */
export const sqlTemplateTag: LibraryFacts = {
  name: "sql-template-tag",
  packages: [{ modules: ["sql-template-tag"], flows: { default: "sql", "sql.default": "sql" } }],
  sql: {
    placeholders: "numbered",
    tags: { ...each(["sql", ""], { role: "statement", result: null }) },
    texts: { ...each(["raw", "sql.raw"], takesOnlyText("other", { role: "fragment" })) },
    helpers,
    fragmentTypes: ["Sql"],
    glance: { tags: ["sql"] },
  },
};
