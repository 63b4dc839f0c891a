import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Configured } from "../../model/configured.ts";

/** What TypeORM calls PostgreSQL, and what speaks its dialect. */
const postgres = new Set(["postgres", "cockroachdb", "aurora-postgres"]);

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
    const all = (Array.isArray(parsed) ? parsed : [parsed]).filter(
      (one): one is Record<string, unknown> =>
        typeof one === "object" &&
        one !== null &&
        (!("type" in one) || one.type == null || (typeof one.type === "string" && postgres.has(one.type))),
    );
    return said("typeorm", {
      migrations: all.flatMap((one) => textsIn(one, "migrations")),
      models: all.flatMap((one) => textsIn(one, "entities")),
    });
  }
  if (/^\.env(?:\.|$)/.test(name)) {
    const value = (key: string) =>
      [...text.matchAll(new RegExp(`^(?:export\\s+)?${key}\\s*=\\s*["']?([^\\s"'#]+)`, "gm"))].map(
        (match) => match[1]!,
      );
    return [
      ...said("dbmate", { migrations: value("DBMATE_MIGRATIONS_DIR") }),
      ...said("goose", { migrations: value("GOOSE_MIGRATION_DIR") }),
    ];
  }
  // flyway.conf, flyway.toml
  const locations = /^\s*(?:flyway\.)?locations\s*=\s*(.+)$/m.exec(text)?.[1] ?? "";
  return said("flyway", { migrations: [...locations.matchAll(/filesystem:([^\s,"'\]]+)/g)].map((match) => match[1]!) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const objectOf = (text: string): Record<string, unknown> => {
  const value = parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
};

const objectIn = (owner: Record<string, unknown>, key: string): Record<string, unknown> => {
  const value = owner[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
};

const textsIn = (owner: Record<string, unknown>, key: string): readonly string[] => {
  const value = owner[key];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
};
