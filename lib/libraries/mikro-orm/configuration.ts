import type { Configured } from "../../model/configured.ts";
import type { ConfigurationPlace, ConfigurationReader } from "../../read/configuration/configuration-reader.ts";
import { declaredIn, paths } from "../../read/configuration/configured-paths.ts";
import { property, texts } from "../../read/configuration/evaluated.ts";
import { type ProgramValue } from "../../source/evaluate/program-value.ts";

export const configuration: ConfigurationReader = {
  code: { name: /^mikro-?orm[\w.-]*\.config\.[cm]?[jt]s$/, read },
};

function read(exports: ProgramValue, at: ConfigurationPlace): Partial<Configured> {
  const entities = declaredIn(property(exports, "entitiesTs")) ?? [];
  const compiled = declaredIn(property(exports, "entities"));
  const written = property(exports, "migrations");
  const migrations = texts(property(written, "pathTs") ?? property(written, "path"));
  const models = entities.length > 0 ? entities : (compiled ?? []);
  return models.length + (migrations?.length ?? 0) > 0
    ? { models: paths(at, models), migrations: paths(at, migrations ?? []) }
    : {};
}
