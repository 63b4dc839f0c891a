import { resolve } from "node:path";
import type { ESLint, Linter } from "eslint";
import type { Fields } from "../lib/narrow.ts";
import { settingsFileAbove, settingsFileName } from "../lib/project/settings-file.ts";
import { schemasOf } from "../lib/pipeline.ts";
import { settingsFrom, settingsOfFile, validate, type Configuration } from "../lib/settings.ts";
import { inEslint, presets, rulesBy, rulesIn, type Preset } from "./presets.ts";

/** The source files rowguard reads. */
export const files = ["**/*.{js,jsx,ts,tsx,mjs,cjs,mts,cts}"];
const sqlFiles = ["**/*.sql"];
const prismaFiles = ["**/*.prisma"];

/** A configuration for each set of rules, and the same for `.sql` files and `schema.prisma`, in languages of their own. */
export type Configs = Record<Preset, Linter.Config> & Record<`${Preset}-sql`, Linter.Config[]>;

export interface ConfigsAndConfigure {
  readonly configs: Configs;
  /** With settings of one's own. Errors: SettingsError, for a key or value that is none. */
  readonly configure: (configuration?: Configuration) => Linter.Config;
  /** The same for `.sql` files and `schema.prisma`. */
  readonly configureSql: (configuration?: Configuration) => Linter.Config[];
}

/** In: the names of the rules there are. */
export function configsOf(plugin: ESLint.Plugin, names: readonly string[]): ConfigsAndConfigure {
  const config = (name: string, rules: () => Linter.RulesRecord, configuration: object): Linter.Config => ({
    name: `rowguard/${name}`,
    files,
    plugins: { rowguard: plugin },
    // Asked for when the configuration is used, since the settings file lies where ESLint was started.
    get rules() {
      return rules();
    },
    settings: { rowguard: withDigest(configuration) },
  });
  const ofPreset = (name: Preset) =>
    config(name, () => inEslint(name === "recommended" ? recommended(names) : rulesIn(name, names)), {});
  const configure = (configuration: Configuration = {}): Linter.Config => {
    const settings = validate(configuration, "configure()", process.cwd());
    const rules = inEslint(rulesBy(settings, names, "configure()"));
    const { root, presets: _, rules: __, ...rest } = configuration;
    return config("configure", () => rules, root === undefined ? rest : { ...rest, root: resolve(root) });
  };
  const all = Object.keys(presets) as Preset[];
  return {
    configs: {
      ...Object.fromEntries(all.map((name) => [name, ofPreset(name)])),
      ...Object.fromEntries(all.map((name) => [`${name}-sql`, forDatabase(ofPreset(name))])),
    } as Configs,
    configure,
    configureSql: (configuration) => forDatabase(configure(configuration)),
  };
}

/** What `rowguard.config.json` switches on, where there is one. */
function recommended(names: readonly string[]) {
  const file = settingsFileAbove(process.cwd());
  return file ? rulesBy(settingsOfFile(file), names, settingsFileName) : rulesIn("recommended", names);
}

/** A configuration for what is written for the database alone. */
function forDatabase(one: Linter.Config): Linter.Config[] {
  const name = `${one.name ?? ""}-sql`;
  // Not spread: the rules are still to be asked for.
  const of = (more: Linter.Config): Linter.Config =>
    Object.defineProperties(
      {},
      { ...Object.getOwnPropertyDescriptors(one), ...Object.getOwnPropertyDescriptors(more) },
    );
  return [
    of({ name, files: sqlFiles, language: "rowguard/sql" }),
    of({ name, files: prismaFiles, language: "rowguard/prisma" }),
  ];
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
