import { slonikParameters } from "../parameter-values.ts";
import { all, type LibraryFacts } from "../library.ts";
import { each } from "../sql-facts.ts";
import { helpers } from "./helpers.ts";
import { pgValues, type RowValues, setterWords } from "../row-values.ts";
/** https://github.com/gajus/slonik, "Type parsers": what its preset does to pg's values. */
const slonikValues: RowValues = {
  ...pgValues,
  kinds: {
    ...pgValues.kinds,
    bigint: null,
    numeric: "number",
    date: "string",
    "timestamp without time zone": "number",
    "timestamp with time zone": "number",
    interval: "number",
  },
  elements: null,
  ofPg: false,
  parserOption: { name: "typeParsers", form: "list", preset: "createTypeParserPreset" },
  parsers: [...pgValues.parsers, ...setterWords],
};

/** https://github.com/gajus/slonik#readme */
export const slonik: LibraryFacts = {
  name: "slonik",
  drivers: ["slonik"],
  packages: [
    {
      modules: ["slonik", "@silverhand/slonik", "@slonik/sql-tag"],
      flows: {
        ...all(
          [
            "createPool()",
            "DatabasePool()",
            "DatabasePoolConnection()",
            "DatabaseConnection()",
            "DatabaseTransactionConnection()",
            "CommonQueryMethods()",
            "DatabasePoolType()",
            "DatabasePoolConnectionType()",
            "DatabaseConnectionType()",
            "DatabaseTransactionConnectionType()",
            "CommonQueryMethodsType()",
            "Pool().connect(0:0)",
            "Pool().transaction(0:0)",
          ],
          "Pool()",
        ),
        ...all(["createSqlTag()", "SqlTag()", "SqlTaggedTemplate()", "SqlTaggedTemplateType()", "sql.sql"], "sql"),
      },
    },
  ],
  rowValues: slonikValues,
  parameterValues: slonikParameters,
  sql: {
    placeholders: "numbered",
    tags: {
      ...each(["sql", "sql.unsafe", "sql.type()", "sql.typeAlias()", "sql.prepared"], {
        role: "statement",
        result: null,
      }),
      "sql.fragment": { role: "fragment", result: null },
    },
    runs: {
      ...each(["Pool().any", "Pool().many"], "rows"),
      ...each(["Pool().anyFirst", "Pool().manyFirst"], "values"),
      ...each(["Pool().oneFirst", "Pool().maybeOneFirst"], "value"),
      "Pool().one": "row",
      "Pool().maybeOne": "row-or-null",
      "Pool().query": "result",
      ...each(["Pool().exists", "Pool().stream"], "other"),
    },
    runsByName: {
      ...each(["any", "all", "many"], "rows"),
      ...each(["anyFirst", "manyFirst"], "values"),
      ...each(["oneFirst", "maybeOneFirst"], "value"),
      one: "row",
      maybeOne: "row-or-null",
    },
    helpers,
    fragmentTypes: ["QuerySqlToken", "FragmentSqlToken", "SqlFragment"],
    glance: { tags: ["sql"] },
  },
};
