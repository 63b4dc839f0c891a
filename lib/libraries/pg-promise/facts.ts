import { all, type LibraryFacts } from "../library.ts";
import { each, takesFragment, takesText } from "../sql-facts.ts";
import { pgValues } from "../row-values.ts";

const values = { argument: 1, form: "array", properties: ["values"] } as const;
const query = (result: "rows" | "row" | "row-or-null" | "result" | "other") =>
  takesText(result, { properties: ["text"], values });
/** `one(text, values, (row) => …)` */
const transformed = (result: "row" | "row-or-null" | "result") =>
  takesText(result, { properties: ["text"], values, transform: 2, callback: { argument: 2, parameter: 0, result } });

/** `func(name, values)` */
const named = {
  after: ["(", null, ")"],
  values: { argument: null, form: "array", properties: [] },
  onlySpliced: true,
} as const;

/** https://vitaly-t.github.io/pg-promise/Database.html */
export const pgPromise: LibraryFacts = {
  name: "pg-promise",
  drivers: ["pg-promise"],
  packages: [
    {
      modules: ["pg-promise", "pg-promise/*"],
      flows: {
        ...all(
          [
            "()()",
            "IDatabase()",
            "ITask()",
            "IBaseProtocol()",
            "IConnected()",
            "db.connect()",
            "db.task(*)",
            "db.tx(*)",
            "db.taskIf(*)",
            "db.txIf(*)",
          ],
          "db",
        ),
        "IMain()": "()",
        "().as": "as",
        "().helpers": "helpers",
        "().formatting": "",
        "formatting.as": "as",
      },
    },
  ],
  rowValues: { ...pgValues, renamers: ["receive"] },
  sql: {
    rowTypeArgument: { form: "row", methods: ["any", "many", "manyOrNone", "one", "oneOrNone"] },
    placeholders: "formatting",
    texts: {
      ...each(["db.any", "db.many", "db.manyOrNone", "db.query"], query("rows")),
      "db.each": takesText("rows", {
        properties: ["text"],
        values,
        callback: { argument: 2, parameter: 0, result: "row" },
      }),
      "db.map": takesText("other", {
        properties: ["text"],
        values,
        callback: { argument: 2, parameter: 0, result: "row" },
      }),
      "db.one": transformed("row"),
      "db.oneOrNone": transformed("row-or-null"),
      "db.result": transformed("result"),
      // The name of a function is written as it is given.
      "db.func": takesText("rows", { ...named, before: "SELECT * FROM " }),
      "db.proc": takesText("row-or-null", { ...named, before: "CALL " }),
      ...each(["db.none", "db.multi", "db.multiResult"], query("other")),
      ...each(
        ["ParameterizedQuery", "PreparedStatement", "().ParameterizedQuery", "().PreparedStatement"],
        takesText("other", { properties: ["text"], placeholders: "numbered" }),
      ),
      "as.format": takesFragment(),
    },
    // https://vitaly-t.github.io/pg-promise/formatting.html; "open values" have no quotes around them.
    escapes: {
      ...each(
        ["text", "name", "alias", "json", "date", "csv", "number", "bool", "array", "buffer"].map((one) => `as.${one}`),
        "anywhere",
      ),
      "as.value": "in quotes",
    },
    glance: { texts: ["query"] },
    nameMark: (number) => `$${number}:name`,
  },
};
