import { databaseOfDialect } from "../other-databases.ts";
import type { Configured } from "../../model/configured.ts";
import type { ConfigurationPlace, ConfigurationReader } from "../../read/configuration/configuration-reader.ts";
import { paths } from "../../read/configuration/configured-paths.ts";
import { property, several, texts } from "../../read/configuration/evaluated.ts";
import { stringOf, type ProgramValue } from "../../source/evaluate/program-value.ts";

export const configuration: ConfigurationReader = {
  code: { name: /^drizzle[\w.-]*\.config\.[cm]?[jt]s$/, read },
};

const databaseOf = (written: string | null): string | null => (written === null ? null : databaseOfDialect(written));

function read(exports: ProgramValue, at: ConfigurationPlace): Partial<Configured> {
  const listed = several(exports.kind === "list" ? exports : undefined).values;
  const all = listed.length > 0 ? listed : [exports];
  const models: string[] = [];
  const migrations: string[] = [];
  let untold: string | null = null;
  let other: string | null = null;
  for (const config of all) {
    if (config.kind !== "struct") continue;
    other = databaseOf(stringOf(property(config, "dialect")) ?? stringOf(property(config, "driver")));
    if (other !== null) continue;
    const schema = property(config, "schema");
    const written = texts(schema);
    if (written === null) untold = "names a schema that could not be told";
    models.push(...(written ?? []));
    const out = property(config, "out");
    const folder = out ? stringOf(out) : "./drizzle";
    if (folder === null) untold = "names a folder of migrations that could not be told";
    else migrations.push(folder);
  }
  if (models.length + migrations.length === 0 && untold === null) return other === null ? {} : { otherDatabase: other };
  return { models: paths(at, models), migrations: paths(at, migrations), untold };
}
