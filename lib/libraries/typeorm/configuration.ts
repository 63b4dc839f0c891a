import { databaseOfDialect } from "../other-databases.ts";
import type { Configured } from "../../model/configured.ts";
import type { ConfigurationPlace, ConfigurationReader, Said } from "../../read/configuration/configuration-reader.ts";
import { declaredIn, paths } from "../../read/configuration/configured-paths.ts";
import { property, several } from "../../read/configuration/evaluated.ts";
import { isObject, parsedJson, textsIn } from "../../read/configuration/json.ts";
import { stringOf, type ProgramValue } from "../../source/evaluate/program-value.ts";

export const configuration: ConfigurationReader = {
  code: { name: /^(?:ormconfig|(?:[\w.-]*[-._])?data-?source|typeorm[\w.-]*)\.[cm]?[jt]s$/i, read },
  text: { name: /^ormconfig\.json$/, read: readText },
};

const databaseOf = (written: string | null): string | null => (written === null ? null : databaseOfDialect(written));

function read(exports: ProgramValue, at: ConfigurationPlace): Partial<Configured> {
  const listed = exports.kind === "list" ? several(exports).values : [];
  const all = [...at.made, ...(at.made.length > 0 ? [] : listed.length > 0 ? listed : [exports])].filter(
    (value) => property(value, "type") ?? property(value, "entities") ?? property(value, "migrations"),
  );
  const own = all.filter((value) => databaseOf(stringOf(property(value, "type"))) === null);
  const [first] = all;
  if (first && own.length === 0) return { otherDatabase: databaseOf(stringOf(property(first, "type"))) };
  const models: string[] = [];
  const migrations: string[] = [];
  let whole = true;
  for (const source of own) {
    const entities = declaredIn(property(source, "entities"));
    if (entities === null) whole = false;
    models.push(...(entities ?? []));
    migrations.push(...(declaredIn(property(source, "migrations")) ?? []));
  }
  return models.length + migrations.length > 0
    ? { models: whole ? paths(at, models) : [], migrations: paths(at, migrations) }
    : {};
}

/** What TypeORM calls PostgreSQL, and what speaks its dialect. */
const postgres = new Set(["postgres", "cockroachdb", "aurora-postgres"]);

/** ormconfig.json: one data source, or a list of them. */
function readText(text: string): Said {
  const parsed = parsedJson(text);
  const own = (Array.isArray(parsed) ? parsed : [parsed])
    .filter(isObject)
    .filter(({ type }) => type == null || (typeof type === "string" && postgres.has(type)));
  return {
    migrations: own.flatMap((one) => textsIn(one, "migrations")),
    models: own.flatMap((one) => textsIn(one, "entities")),
  };
}
