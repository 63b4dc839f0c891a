import { resolve } from "node:path";
import type { ESLint, Linter } from "eslint";
import type { Fields } from "../lib/narrow.ts";
import { settingsFileAbove } from "../lib/project/settings-file.ts";
import { schemasOf } from "../lib/pipeline.ts";
import { settingsFrom, validate, type Configuration } from "../lib/settings.ts";
import type { RowguardRule } from "../lib/define-rule.ts";

/** The source files rowguard reads. */
export const files = ["**/*.{js,jsx,ts,tsx,mjs,cjs,mts,cts}"];

/** The files of SQL. */
const sqlFiles = ["**/*.sql"];
/** The schemas of Prisma's. */
const prismaFiles = ["**/*.prisma"];

/** `recommended`: what is wrong wherever it stands. `all`: every rule there is. */
export function configsOf(plugin: ESLint.Plugin, rules: Readonly<Record<string, RowguardRule>>) {
  const config = (name: string, names: readonly string[], configuration: object): Linter.Config => ({
    name: `rowguard/${name}`,
    files,
    plugins: { rowguard: plugin },
    rules: Object.fromEntries(names.map((rule) => [`rowguard/${rule}`, "error" as const])),
    settings: { rowguard: withDigest(configuration) },
  });
  const ofSql = (one: Linter.Config): Linter.Config[] => [
    { ...one, name: `${one.name ?? ""}-sql`, files: sqlFiles, language: "rowguard/sql" },
    { ...one, name: `${one.name ?? ""}-prisma`, files: prismaFiles, language: "rowguard/prisma" },
  ];
  const all = Object.keys(rules);
  const recommended = all.filter(
    (name) => (rules[name]?.meta.docs as { recommended?: boolean } | undefined)?.recommended,
  );
  const configs = { recommended: config("recommended", recommended, {}), all: config("all", all, {}) };
  return {
    configs: {
      ...configs,
      /** The same for `.sql` files, in ESLint's language "rowguard/sql". */
      "recommended-sql": ofSql(configs.recommended),
      "all-sql": ofSql(configs.all),
    },
    /** `recommended` with settings of one's own. Errors: SettingsError, for a key or value that is none. */
    configure: (configuration: Configuration = {}): Linter.Config => {
      validate(configuration, "configure()", process.cwd());
      const { root, ...rest } = configuration;
      return config("configure", recommended, root === undefined ? rest : { ...rest, root: resolve(root) });
    },
  };
}

/**
 * Settings that tell ESLint's cache when the schema has changed: the cache hashes the configuration as JSON, and this JSON has
 * a digest of the schema's files, worked out whenever it is asked for. The root stays out of it, so that a cache is good in
 * another checkout.
 */
function withDigest(configuration: object): object {
  return {
    ...configuration,
    toJSON(this: object) {
      const { root: _, toJSON: __, ...rest }: Fields = { ...this };
      return { ...rest, schemaDigest: digest(this) };
    },
  };
}

function digest(rowguard: object): string {
  try {
    const settings = settingsFrom(rowguard, process.cwd());
    const digests = schemasOf(settings).map((schema) => schema.digest);
    return [...digests, settingsFileAbove(settings.root)?.text ?? []].flat().join();
  } catch (error) {
    // The rules say it, with the file being linted; a cache must not outlive the mistake.
    return error instanceof Error ? error.message : String(error);
  }
}
