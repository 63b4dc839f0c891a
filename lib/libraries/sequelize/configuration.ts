import type { Configured } from "../../model/configured.ts";
import type { ConfigurationPlace, ConfigurationReader } from "../../read/configuration/configuration-reader.ts";
import { paths } from "../../read/configuration/configured-paths.ts";
import { property, texts } from "../../read/configuration/evaluated.ts";
import { type ProgramValue } from "../../source/evaluate/program-value.ts";

export const configuration: ConfigurationReader = {
  code: { name: /^\.sequelizerc(?:\.[cm]?js)?$/, read },
};

function read(exports: ProgramValue, at: ConfigurationPlace): Partial<Configured> {
  const [models, migrations] = [texts(property(exports, "models-path")), texts(property(exports, "migrations-path"))];
  if (models === null || migrations === null) return { untold: "names a folder of migrations that could not be told" };
  return models.length + migrations.length > 0 ? { models: paths(at, models), migrations: paths(at, migrations) } : {};
}
