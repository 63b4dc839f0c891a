import { each, takesOnlyText, takesText, type LibraryFacts } from "../facts.ts";

const query = takesText("result", {
  properties: ["text"],
  callback: { argument: "last", parameter: 1, result: "result" },
});

/** https://node-postgres.com/apis/client */
export const pg: LibraryFacts = {
  library: "pg",
  placeholders: "numbered",
  tags: each(["Client().queryObject", "Client().queryArray"], { role: "statement", result: "result" }),
  texts: {
    ...each(["Pool().query", "Client().query"], query),
    // Deno's client: https://jsr.io/@db/postgres. node-pg-migrate's: https://salsita.github.io/node-pg-migrate/migrations/misc
    ...each(
      ["Client().queryObject", "Client().queryArray"],
      takesText("result", { properties: ["text"], values: { argument: 1, form: "array", properties: ["args"] } }),
    ),
    "MigrationBuilder().sql": takesOnlyText("other"),
    ...each(["Query", "Cursor"], takesText("other", { properties: ["text"] })),
  },
};
