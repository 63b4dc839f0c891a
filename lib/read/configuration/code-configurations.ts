import { isAbsolute, resolve } from "node:path";
import { stringOf, type ProgramValue } from "../../source/evaluate/program-value.ts";
import type { Configured } from "../../model/configured.ts";
import { evaluated, property, several, texts } from "./evaluated.ts";

const nothingSaid = { migrations: [], models: [], extensions: [], untold: null, otherDatabase: null } as const;

type Read = (exports: ProgramValue, at: At) => Partial<Configured>;

/** Where a configuration stands. */
interface At {
  readonly file: string;
  readonly folder: string;
  /** What its data sources were given. */
  readonly made: readonly ProgramValue[];
}

/** The configurations of tools that are written as code, by the names of their files. */
const readers: readonly { readonly tool: string; readonly name: RegExp; readonly read: Read }[] = [
  { tool: "knex", name: /^knexfile\.[cm]?[jt]s$/, read: knex },
  { tool: "drizzle", name: /^drizzle[\w.-]*\.config\.[cm]?[jt]s$/, read: drizzle },
  { tool: "prisma", name: /^prisma\.config\.[cm]?[jt]s$/, read: prisma },
  { tool: "typeorm", name: /^(?:ormconfig|(?:[\w.-]*[-._])?data-?source|typeorm[\w.-]*)\.[cm]?[jt]s$/i, read: typeorm },
  { tool: "mikro-orm", name: /^mikro-?orm[\w.-]*\.config\.[cm]?[jt]s$/, read: mikroOrm },
  { tool: "sequelize", name: /^\.sequelizerc(?:\.[cm]?js)?$/, read: sequelize },
];

/** The tool that a file of this name configures; null for none. */
export const toolConfiguredBy = (name: string): string | null =>
  readers.find((reader) => reader.name.test(name))?.tool ?? null;

/** What a configuration in code says; null where it says nothing of a schema. Nothing of it is run. */
export function codeConfiguration(file: string): Configured | null {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const reader = readers.find((one) => one.name.test(name));
  if (!reader) return null;
  const read = evaluated(file);
  const base = { tool: reader.tool, file, ...nothingSaid };
  if (!read) return { ...base, untold: "does not parse" };
  const said = reader.read(read.exports, { file, folder: file.slice(0, file.lastIndexOf("/")), made: read.made });
  return Object.keys(said).length > 0 ? { ...base, ...said } : null;
}

const from = ({ folder }: At, path: string): string =>
  (isAbsolute(path) ? path : resolve(folder, path)).replaceAll("\\", "/");
const paths = (at: At, written: readonly string[]): readonly string[] => [
  ...new Set(written.map((path) => from(at, path))),
];

/** The database of a client or dialect, where it is not PostgreSQL. */
function otherDatabase(written: string | null): string | null {
  if (written === null || /postgres|^pg|cockroach|redshift|neon|vercel|supabase|pglite|aurora/i.test(written))
    return null;
  const known = Object.entries({
    mysql: "MySQL",
    mariadb: "MariaDB",
    sqlite: "SQLite",
    libsql: "SQLite",
    turso: "SQLite",
    d1: "SQLite",
    mssql: "SQL Server",
    singlestore: "SingleStore",
    oracle: "Oracle",
    mongo: "MongoDB",
    gel: "Gel",
  });
  return known.find(([part]) => written.toLowerCase().includes(part))?.[1] ?? null;
}

function knex(exports: ProgramValue, at: At): Partial<Configured> {
  if (exports.kind !== "struct") return {};
  // One configuration, or one for each environment.
  const all =
    property(exports, "client") || property(exports, "migrations")
      ? [exports]
      : [...exports.properties.values()].filter((value) => property(value, "client") || property(value, "migrations"));
  const own = all.filter((value) => otherDatabase(stringOf(property(value, "client"))) === null);
  const [other] = all;
  if (other && own.length === 0) return { otherDatabase: otherDatabase(stringOf(property(other, "client"))) };
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

function drizzle(exports: ProgramValue, at: At): Partial<Configured> {
  const listed = several(exports.kind === "list" ? exports : undefined).values;
  const all = listed.length > 0 ? listed : [exports];
  const models: string[] = [];
  const migrations: string[] = [];
  let untold: string | null = null;
  let other: string | null = null;
  for (const config of all) {
    if (config.kind !== "struct") continue;
    other = otherDatabase(stringOf(property(config, "dialect")) ?? stringOf(property(config, "driver")));
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

function prisma(exports: ProgramValue, at: At): Partial<Configured> {
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

/** Globs and classes of a list; a class is the file that it stands in. Null where there may be others. */
function declaredIn(value: ProgramValue | undefined): readonly string[] | null {
  const { values, open } = several(value);
  const files = values.map((one) => (one.kind === "class" ? one.frame.module.file : stringOf(one)));
  return !open && files.every((file) => file !== null) ? files : null;
}

function typeorm(exports: ProgramValue, at: At): Partial<Configured> {
  const listed = exports.kind === "list" ? several(exports).values : [];
  const all = [...at.made, ...(at.made.length > 0 ? [] : listed.length > 0 ? listed : [exports])].filter(
    (value) => property(value, "type") ?? property(value, "entities") ?? property(value, "migrations"),
  );
  const own = all.filter((value) => otherDatabase(stringOf(property(value, "type"))) === null);
  const [first] = all;
  if (first && own.length === 0) return { otherDatabase: otherDatabase(stringOf(property(first, "type"))) };
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

function mikroOrm(exports: ProgramValue, at: At): Partial<Configured> {
  const entities = declaredIn(property(exports, "entitiesTs")) ?? [];
  const compiled = declaredIn(property(exports, "entities"));
  const written = property(exports, "migrations");
  const migrations = texts(property(written, "pathTs") ?? property(written, "path"));
  const models = entities.length > 0 ? entities : (compiled ?? []);
  return models.length + (migrations?.length ?? 0) > 0
    ? { models: paths(at, models), migrations: paths(at, migrations ?? []) }
    : {};
}

function sequelize(exports: ProgramValue, at: At): Partial<Configured> {
  const [models, migrations] = [texts(property(exports, "models-path")), texts(property(exports, "migrations-path"))];
  if (models === null || migrations === null) return { untold: "names a folder of migrations that could not be told" };
  return models.length + migrations.length > 0 ? { models: paths(at, models), migrations: paths(at, migrations) } : {};
}
