import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Configured } from "../../model/configured.ts";
import type { ConfigurationReader, Manifest, Said } from "./configuration-reader.ts";
import { objectIn, objectOf, textsIn } from "./json.ts";

/** Tools that run migrations in SQL, whatever library the application has. */
const tools: Readonly<Record<string, ConfigurationReader>> = {
  dbmate: {
    manifest: ({ option }) => ({
      migrations: option(/\bdbmate\b/, /\s(?:-d|--migrations-dir)[ =]["']?([^\s"']+)/),
    }),
    text: { name: /^\.env(?:\.|$)/, read: (text) => ({ migrations: variable(text, "DBMATE_MIGRATIONS_DIR") }) },
  },
  goose: {
    manifest: ({ option }) => ({ migrations: option(/\bgoose\b/, /\s-dir[ =]["']?([^\s"']+)/) }),
    text: { name: /^\.env(?:\.|$)/, read: (text) => ({ migrations: variable(text, "GOOSE_MIGRATION_DIR") }) },
  },
  "golang-migrate": {
    manifest: ({ option }) => ({ migrations: option(/\bmigrate\b/, /\s-path[ =]["']?([^\s"']+)/) }),
  },
  flyway: { text: { name: /^flyway\.(?:conf|toml)$/, read: readFlyway } },
};

/**
 * What configuration files that are no code say: settings in package.json and its scripts, .env, flyway.conf,
 * ormconfig.json.
 */
export function textConfigurations(
  file: string,
  libraries: ReadonlyMap<string, ConfigurationReader>,
): readonly Configured[] {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const text = textAt(file);
  if (text === null) return [];
  const manifest = name === "package.json" ? manifestOf(text) : null;
  return [...libraries, ...Object.entries(tools)].flatMap(([tool, reader]) => {
    if (manifest) return configured(tool, file, reader.manifest?.(manifest) ?? {});
    return reader.text?.name.test(name) ? configured(tool, file, reader.text.read(text)) : [];
  });
}

function configured(tool: string, file: string, { migrations = [], models = [] }: Said): readonly Configured[] {
  if (migrations.length + models.length === 0) return [];
  const folder = file.slice(0, file.lastIndexOf("/"));
  const absolute = (paths: readonly string[]) => [
    ...new Set(paths.map((path) => resolve(folder, path).replaceAll("\\", "/"))),
  ];
  return [
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
}

function manifestOf(text: string): Manifest {
  const manifest = objectOf(text);
  const scripts = Object.values(objectIn(manifest, "scripts")).filter((script) => typeof script === "string");
  return {
    texts(...keys) {
      const owner = keys.slice(0, -1).reduce(objectIn, manifest);
      return textsIn(owner, keys.at(-1) ?? "");
    },
    option: (tool, flags) => scripts.flatMap((script) => (tool.test(script) ? (flags.exec(script)?.[1] ?? []) : [])),
  };
}

function variable(text: string, key: string): readonly string[] {
  const lines = text.matchAll(new RegExp(`^(?:export\\s+)?${key}\\s*=\\s*["']?([^\\s"'#]+)`, "gm"));
  return [...lines].flatMap(([, value]) => value ?? []);
}

function readFlyway(text: string): Said {
  const locations = /^\s*(?:flyway\.)?locations\s*=\s*(.+)$/m.exec(text)?.[1] ?? "";
  return { migrations: [...locations.matchAll(/filesystem:([^\s,"'\]]+)/g)].flatMap(([, folder]) => folder ?? []) };
}

function textAt(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
