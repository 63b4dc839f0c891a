import { each } from "../sql-facts.ts";
import type { LibraryFacts } from "../library.ts";
import { pgParameters } from "../parameter-values.ts";
import { pgValues } from "../row-values.ts";

/** https://pgtyped.dev/docs/sql-in-ts: `` sql<IQuery>`…` `` gives a statement, whose `run(params, client)` sends it by pg. */
export const pgTyped: LibraryFacts = {
  name: "PgTyped",
  packages: [{ modules: ["@pgtyped/runtime", "@pgtyped/query"], flows: { "TaggedQuery()": "sql``" } }],
  rowValues: pgValues,
  parameterValues: pgParameters,
  sql: {
    placeholders: "dollar",
    tags: { sql: { role: "statement", result: null } },
    runs: { ...each(["sql``.run"], "rows") },
    glance: { tags: ["sql"] },
  },
};
