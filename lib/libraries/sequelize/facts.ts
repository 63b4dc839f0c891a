import { all, type LibraryFacts } from "../library.ts";
import { functionsText, type NewMigration } from "../new-migration.ts";
import { each, takesOnlyText, takesText } from "../sql-facts.ts";
import { words } from "./words.ts";
import { pgValues, without, setterWords } from "../row-values.ts";

const write = (migration: NewMigration): string =>
  functionsText(migration, {
    parameter: "queryInterface",
    type: { name: "QueryInterface", from: "sequelize" },
    send: (sql) => `await queryInterface.sequelize.query(${sql});`,
  });

/** What is bound goes beside the text; what replaces `?` or `:name` becomes part of it, quoted. */
const values = { argument: 1, form: "options", properties: ["bind", "replacements"], numbered: ["bind"] } as const;

/** https://sequelize.org/docs/v6/core-concepts/raw-queries/ */
export const sequelize: LibraryFacts = {
  name: "sequelize",
  title: "Sequelize",
  drivers: ["@sequelize/postgres"],
  packages: [
    {
      modules: ["sequelize", "sequelize/*", "sequelize-typescript", "@sequelize/core", "@sequelize/core/*"],
      flows: {
        ...all(
          ["()", "Sequelize.Sequelize()", "Sequelize().Sequelize()", "Model.sequelize", "Model().sequelize"],
          "Sequelize()",
        ),
        ...all(["QueryInterface().sequelize"], "Sequelize()"),
        ...all(
          ["Sequelize.literal", "Sequelize().literal", "Sequelize.Sequelize.literal", "Sequelize().Sequelize.literal"],
          "literal",
        ),
      },
    },
  ],
  severalDatabases: true,
  rowValues: {
    ...without(pgValues, ["date", "timestamp without time zone", "timestamp with time zone", "interval"]),
    ofPg: false,
    parsers: [...pgValues.parsers, ...setterWords],
    renamers: ["nest", "mapToModel", "fieldMap"],
  },
  sql: {
    placeholders: "colon",
    listsItems: true,
    tags: { sql: { role: "fragment", result: null } },
    texts: {
      "Sequelize().query": takesText("unsettled", {
        properties: ["query"],
        values,
      }),
      "Sequelize().queryRaw": takesText("other", { values }),
      ...each(["literal"], takesOnlyText("other", { role: "fragment" })),
    },
    glance: { texts: ["query"] },
  },
  builder: words,
  models: {
    kind: "sequelize",
    packages: ["sequelize", "sequelize-typescript", "@sequelize/core"],
    marks: [/\bDataTypes?\b|\bSequelize\.[A-Z]|["']sequelize-typescript["']/, /\.(?:init|define)\s*\(|@Table\b/],
    also: /\bnew Sequelize\s*[(<]/,
    row: "class beside a schema",
  },
  bookkeeping: ["SequelizeMeta", "SequelizeData"],
  migrations: {
    write,
    marks: [/\bqueryInterface\b|\bQueryInterface\b|\bSequelize\.(?:STRING|INTEGER|UUID|DATE|BOOLEAN)\b/],
    byName: true,
  },
  configuration: { files: [".sequelizerc*"] },
};
