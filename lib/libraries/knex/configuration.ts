import { databaseOfDialect } from "../other-databases.ts";
import type { Configured } from "../../model/configured.ts";
import type { ConfigurationPlace, ConfigurationReader } from "../../read/configuration/configuration-reader.ts";
import { paths } from "../../read/configuration/configured-paths.ts";
import { property, texts } from "../../read/configuration/evaluated.ts";
import { stringOf, type ProgramValue } from "../../source/evaluate/program-value.ts";

export const configuration: ConfigurationReader = {
  code: { name: /^knexfile\.[cm]?[jt]s$/, read },
};

const databaseOf = (written: string | null): string | null => (written === null ? null : databaseOfDialect(written));

function read(exports: ProgramValue, at: ConfigurationPlace): Partial<Configured> {
  if (exports.kind !== "struct") return {};
  // One configuration, or one for each environment.
  const all =
    property(exports, "client") || property(exports, "migrations")
      ? [exports]
      : [...exports.properties.values()].filter((value) => property(value, "client") || property(value, "migrations"));
  const own = all.filter((value) => databaseOf(stringOf(property(value, "client"))) === null);
  const [other] = all;
  if (other && own.length === 0) return { otherDatabase: databaseOf(stringOf(property(other, "client"))) };
  const found: string[] = [];
  const extensions = new Set<string>();
  let untold: string | null = null;
  for (const environment of own) {
    const migrations = property(environment, "migrations");
    if (!migrations) continue;
    const directory = property(migrations, "directory");
    const written = texts(directory);
    // Every environment has its own, mostly the same.
    if (written === null || (directory === undefined && migrations.kind !== "struct"))
      untold = "names a folder of migrations that could not be told";
    else found.push(...(directory === undefined ? ["./migrations"] : written));
    for (const extension of texts(property(migrations, "loadExtensions")) ?? []) extensions.add(extension);
  }
  return found.length > 0 || untold !== null
    ? { migrations: paths(at, found), extensions: [...extensions], untold: found.length > 0 ? null : untold }
    : {};
}
