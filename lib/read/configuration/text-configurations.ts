import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Configured } from "../../model/configured.ts";
import { isFields, isList, type Fields } from "../../narrow.ts";

/** What TypeORM calls PostgreSQL, and what speaks its dialect. */
const typesOfPostgres = new Set<unknown>(["postgres", "cockroachdb", "aurora-postgres"]);

/** What configuration files that are no code say: settings in package.json and its scripts, .env, flyway.conf, ormconfig.json. */
export function textConfigurations(file: string): readonly Configured[] {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const folder = file.slice(0, file.lastIndexOf("/"));
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  const said = (
    tool: string,
    { migrations = [], models = [] }: { readonly migrations?: readonly string[]; readonly models?: readonly string[] },
  ): Configured[] => {
    const absolute = (paths: readonly string[]) => [
      ...new Set(paths.map((path) => resolve(folder, path).replaceAll("\\", "/"))),
    ];
    return migrations.length + models.length === 0
      ? []
      : [
          {
            tool,
            file,
            migrations: absolute(migrations),
            models: absolute(models),
            extensions: [],
            untold: null,
            otherDatabase: null,
          },
        ];
  };
  if (name === "package.json") {
    const manifest = objectOf(text);
    const scripts = Object.values(objectIn(manifest, "scripts")).filter((script) => typeof script === "string");
    const option = (tool: RegExp, flags: RegExp) =>
      scripts.flatMap((script) => (tool.test(script) ? (flags.exec(script)?.[1] ?? []) : []));
    const settings = objectIn(manifest, "node-pg-migrate");
    return [
      ...said("prisma", { models: textsIn(objectIn(manifest, "prisma"), "schema") }),
      ...said("node-pg-migrate", {
        migrations: [
          ...textsIn(settings, "migrations-dir"),
          ...option(/\bnode-pg-migrate\b/, /\s(?:-m|--migrations-dir)[ =]["']?([^\s"']+)/),
        ],
      }),
      ...said("dbmate", { migrations: option(/\bdbmate\b/, /\s(?:-d|--migrations-dir)[ =]["']?([^\s"']+)/) }),
      ...said("goose", { migrations: option(/\bgoose\b/, /\s-dir[ =]["']?([^\s"']+)/) }),
      ...said("golang-migrate", { migrations: option(/\bmigrate\b/, /\s-path[ =]["']?([^\s"']+)/) }),
      ...said("prisma", { models: option(/\bprisma\b/, /\s--schema[ =]["']?([^\s"']+)/) }),
    ];
  }
  if (/^\.node-pg-migraterc(?:\.json)?$/.test(name))
    return said("node-pg-migrate", { migrations: textsIn(objectOf(text), "migrations-dir") });
  if (name === "ormconfig.json") {
    const parsed = parse(text);
    const all = (isList(parsed) ? parsed : [parsed]).filter(
      (one): one is Fields => isFields(one) && typesOfPostgres.has(one["type"] ?? "postgres"),
    );
    return said("typeorm", {
      migrations: all.flatMap((one) => textsIn(one, "migrations")),
      models: all.flatMap((one) => textsIn(one, "entities")),
    });
  }
  if (/^\.env(?:\.|$)/.test(name)) {
    const value = (key: string) => captured(text, new RegExp(`^(?:export\\s+)?${key}\\s*=\\s*["']?([^\\s"'#]+)`, "gm"));
    return [
      ...said("dbmate", { migrations: value("DBMATE_MIGRATIONS_DIR") }),
      ...said("goose", { migrations: value("GOOSE_MIGRATION_DIR") }),
    ];
  }
  // flyway.conf, flyway.toml
  const locations = /^\s*(?:flyway\.)?locations\s*=\s*(.+)$/m.exec(text)?.[1] ?? "";
  return said("flyway", { migrations: captured(locations, /filesystem:([^\s,"'\]]+)/g) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** What the first group of a pattern takes, each time. */
const captured = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, taken]) => taken ?? []);

const objectOf = (text: string): Fields => {
  const value = parse(text);
  return isFields(value) ? value : {};
};

const objectIn = (owner: Fields, key: string): Fields => {
  const value = owner[key];
  return isFields(value) ? value : {};
};

const textsIn = (owner: Fields, key: string): readonly string[] => {
  const value = owner[key];
  return (isList(value) ? value : [value]).filter((one) => typeof one === "string");
};
