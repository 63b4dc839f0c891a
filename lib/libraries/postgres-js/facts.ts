import { postgresParameters } from "../parameter-values.ts";
import { all, type LibraryFacts } from "../library.ts";
import { takesText } from "../sql-facts.ts";
import { helpers } from "./helpers.ts";
import { pgValues, type RowValues } from "../row-values.ts";
/** https://github.com/porsager/postgres, `src/types.js`: all others are text. */
const postgresValues: RowValues = {
  ...pgValues,
  kinds: { ...pgValues.kinds, point: "string", circle: "string", interval: "string" },
  elements: {},
  ofPg: false,
  parserOption: { name: "types", form: "object", given: { BigInt: { type: "bigint", kind: "bigint" } } },
  parsers: [],
  parsersBeside: ["postgres"],
  renamers: ["transform"],
};

/** https://github.com/porsager/postgres#readme */
export const postgresJs: LibraryFacts = {
  name: "postgres.js",
  drivers: ["postgres"],
  packages: [
    {
      modules: ["postgres", "postgres/*"],
      deno: "postgresjs",
      flows: all(
        [
          "()",
          "Sql()",
          "ISql()",
          "TransactionSql()",
          "ReservedSql()",
          "sql.begin(0:0)",
          "sql.begin(1:0)",
          "sql.savepoint(0:0)",
          "sql.savepoint(1:0)",
          "sql.reserve()",
        ],
        "sql",
      ),
    },
  ],
  pools: {
    makers: [""],
    limits: { max: "max", idle: "idle_timeout", connection: "connect_timeout" },
    unit: 1_000,
    takes: ["sql.reserve"],
    releases: ["release"],
    sends: [],
  },
  rowValues: postgresValues,
  parameterValues: postgresParameters,
  sql: {
    rowTypeArgument: { form: "rows", methods: ["unsafe"] },
    placeholders: "numbered",
    tags: { sql: { role: "statement", result: "rows" } },
    texts: { "sql.unsafe": takesText("rows") },
    helpers,
    fragmentTypes: ["PendingQuery"],
    glance: { tags: ["sql"], texts: ["unsafe"] },
  },
};
