import type { ConfigurationReader } from "../../read/configuration/configuration-reader.ts";
import { objectOf, textsIn } from "../../read/configuration/json.ts";

export const configuration: ConfigurationReader = {
  text: {
    name: /^\.node-pg-migraterc(?:\.json)?$/,
    read: (text) => ({ migrations: textsIn(objectOf(text), "migrations-dir") }),
  },
  manifest: ({ texts, option }) => ({
    migrations: [
      ...texts("node-pg-migrate", "migrations-dir"),
      ...option(/\bnode-pg-migrate\b/, /\s(?:-m|--migrations-dir)[ =]["']?([^\s"']+)/),
    ],
  }),
};
