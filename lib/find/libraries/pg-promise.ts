import { each, takesFragment, takesText, type LibraryFacts } from "../facts.ts";

const query = (result: "rows" | "row" | "row-or-null" | "result" | "other") =>
  takesText(result, { properties: ["text"], values: { argument: 1, form: "array", properties: ["values"] }, transform: 2 });

/** https://vitaly-t.github.io/pg-promise/Database.html */
export const pgPromise: LibraryFacts = {
  library: "pg-promise",
  placeholders: "pg-promise",
  texts: {
    ...each(["db.any", "db.many", "db.manyOrNone", "db.query"], query("rows")),
    "db.each": takesText("rows", { properties: ["text"] }),
    "db.one": query("row"),
    "db.oneOrNone": query("row-or-null"),
    "db.result": query("result"),
    ...each(["db.none", "db.multi", "db.multiResult", "db.map"], query("other")),
    ...each(["ParameterizedQuery", "PreparedStatement", "().ParameterizedQuery", "().PreparedStatement"], takesText("other", { properties: ["text"], placeholders: "numbered" })),
    "as.format": takesFragment(),
  },
};
