import type { Configured } from "../../model/configured.ts";
import type { ConfigurationPlace, ConfigurationReader } from "../../read/configuration/configuration-reader.ts";
import { paths } from "../../read/configuration/configured-paths.ts";
import { property, texts } from "../../read/configuration/evaluated.ts";
import { type ProgramValue } from "../../source/evaluate/program-value.ts";

export const configuration: ConfigurationReader = {
  code: { name: /^prisma\.config\.[cm]?[jt]s$/, read },
  manifest: ({ texts: said, option }) => ({
    models: [...said("prisma", "schema"), ...option(/\bprisma\b/, /\s--schema[ =]["']?([^\s"']+)/)],
  }),
};

function read(exports: ProgramValue, at: ConfigurationPlace): Partial<Configured> {
  const [schema, folder] = [property(exports, "schema"), property(property(exports, "migrations"), "path")];
  if (!schema && !folder) return {};
  const [models, migrations] = [texts(schema), texts(folder)];
  return {
    models: paths(at, models ?? []),
    migrations: paths(at, migrations ?? []),
    untold:
      models === null
        ? "names a schema that could not be told"
        : migrations === null
          ? "names a folder of migrations that could not be told"
          : null,
  };
}
