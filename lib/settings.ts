import { dirname, isAbsolute, relative, resolve } from "node:path";
import { clientLibraries } from "./libraries/index.ts";
import type { PlaceholderScheme } from "./model/site.ts";
import type { LiveValue } from "./model/statement.ts";
import { didYouMean } from "./nearest.ts";
import { settingsFileAbove, settingsFileName, type SettingsFile } from "./project/settings-file.ts";

/** What users configure, validated, with its defaults filled in: `settings.rowguard` of an ESLint configuration. */
export interface Settings {
  /** Absolute; relative paths in the settings and in messages start here. */
  readonly root: string;
  /** Files, folders and globs in order, and schemas of single folders; null: found by itself. */
  readonly schema: readonly (string | ServedSchema)[] | null;
  /** Columns that mark a row as deleted; empty: the conventions. */
  readonly softDelete: readonly SoftDeleteSetting[];
  /** Clients and wrappers that no import shows. */
  readonly clients: readonly ClientSetting[];
  /** Names of functions whose result restricts a relation to live rows: `notDeleted(users)`. */
  readonly liveFilters: readonly string[];
  /** What functions are called that delete rows for good, or read deleted ones, on purpose. */
  readonly deliberateNames: readonly string[];
  /** Test files are checked like the application. */
  readonly tests: boolean;
  /** What the project itself shows of how it treats deleted rows, and when that counts. */
  readonly survey: SurveySettings;
  /** Which sets of rules are on, in `configs.recommended` and in the command. */
  readonly presets: readonly string[];
  /** Rules that are set otherwise than there, by their bare names. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** The last migration whose tables are left as they are. Absent: all are judged. */
  readonly since?: string;
  /** Files (absolute) that a branch adds: of migrations only these are judged. Absent: all are. */
  readonly newFiles?: readonly string[];
  /** Whoever runs the rules judges findings about NULL when every file is read: all are told. Absent: they are judged at once. */
  readonly judgesLater?: boolean;
  /** The oldest version of PostgreSQL that has to do: 12, 9.6. Absent: none is named. */
  readonly postgresVersion?: number;
  /** Ways to write placeholders that the project has made itself. Absent: none. */
  readonly placeholders?: readonly PlaceholderScheme[];
  /** Whether what takes long is kept in `node_modules/.cache/rowguard` for later runs. Absent: yes. */
  readonly cache?: boolean;
  /** Who reads the application's SQL. Absent: libpg-query, and pgsql-ast-parser where WebAssembly is missing. */
  readonly parser?: Parser;
}

/** How findings of a rule count, and its options where some are set. */
export interface RuleSetting {
  readonly severity: Severity;
  readonly options: Readonly<Record<string, unknown>> | null;
}

export type Severity = "off" | "warn" | "error";

/** The schema of a folder's code. */
export interface ServedSchema {
  /** Relative to the root, with `/`; `.` for all of it. */
  readonly serves: string;
  /** Files, folders and globs in order. */
  readonly from: readonly string[];
}

export interface SoftDeleteSetting {
  readonly column: string;
  /** Absent: by the column's type, NULL where it may be NULL and false for a boolean. */
  readonly live?: LiveValue;
  /** Only these tables (`name` or `schema.name`); null: every table that has the column. */
  readonly tables: readonly string[] | null;
}

export interface SurveySettings {
  /** Where `rowguard survey --out` has written what the project does, absolute; null: that is worked out later. */
  readonly file: string | null;
  /** So many files that may hold SQL show what the application never does. */
  readonly leastFiles: number;
  /** So many reads of a table show a habit. */
  readonly leastReads: number;
  /** The share of a table's reads that filter from which it counts as one that is filtered. */
  readonly mostly: number;
  /** The share up to which the deleted rows of a table count as ignored. */
  readonly seldom: number;
  /** The share of the reads that are like one of a table (by key, in a list, beside others) from which they filter. */
  readonly alike: number;
}

/** What people call functions that delete rows for good, or read deleted ones. */
export const deliberateNames: readonly string[] = [
  "hardDelete",
  "hardRemove",
  "hardDestroy",
  "forceDelete",
  "trash",
  "purge",
  "permanent",
  "forever",
  "erase",
  "gdpr",
  "restore",
  "undelete",
  "includingDeleted",
  "includeDeleted",
  "withDeleted",
  "evenDeleted",
  "audit",
];

/** The thresholds where nothing is set, and the survey's place below the root. */
export const surveyDefaults = {
  file: "rowguard.survey.json",
  leastFiles: 25,
  leastReads: 4,
  mostly: 0.66,
  seldom: 0.15,
  alike: 0.5,
} as const;

/** `{ name: "db", methods: ["run", "all"] }`, `{ module: "@acme/db", export: "sql", tag: true }`. */
export interface ClientSetting {
  /** The module it is imported from, as written or as a path from the root; null: any value called `name`. */
  readonly module: string | null;
  /** The exported or local name. */
  readonly name: string;
  /** Its methods that take SQL text first; empty: it is called itself. */
  readonly methods: readonly string[];
  /** It is a template tag that binds its holes. */
  readonly tag: boolean;
  /** The library it behaves like: placeholders and results. */
  readonly like: string | null;
}

/** What `configure` and `settings.rowguard` take: the settings with everything optional, and short ways to say them. */
export interface Configuration {
  /** The project's folder (`import.meta.dirname`); relative paths start here. Default: where ESLint was started. */
  readonly root?: string | undefined;
  /**
   * Migrations or a dump: files, folders and globs, in the order they apply. `{ serves, from }` says it for the code of
   * one folder. Default: the usual places are looked at.
   */
  readonly schema?: SchemaOption | readonly SchemaOption[] | undefined;
  /**
   * Columns that mark a row as deleted: `"removed_at"`, `"is_live=true"`, `{ column, live, tables }`. Default:
   * `deleted_at` and its like.
   */
  readonly softDelete?: SoftDeleteOption | readonly SoftDeleteOption[] | undefined;
  /** Your own clients and wrappers, where the code does not show what they are. */
  readonly clients?: readonly ClientOption[] | undefined;
  /** Names of your functions whose result restricts a relation to live rows. */
  readonly liveFilters?: readonly string[] | undefined;
  /**
   * Words in the names of functions that delete rows for good, or read deleted ones, on purpose: their statements are left without findings about
   * deletion. Default: `hardDelete`, `purge`, `permanent`, `erase`, `restore`, `includingDeleted`, … Words given here take their place.
   */
  readonly deliberateNames?: readonly string[] | undefined;
  /**
   * Checks test files, too, which otherwise put rows where they want them and look at deleted ones on purpose. Default:
   * false.
   */
  readonly tests?: boolean | undefined;
  /**
   * When what the project itself does with deleted rows decides: false for never, or the thresholds. Default:
   * `{ file: "rowguard.survey.json", leastFiles: 25, leastReads: 4, mostly: 0.66, seldom: 0.15, alike: 0.5 }`.
   */
  readonly survey?: false | SurveyOption | undefined;
  /** Sets of rules: `["recommended", "bookworm"]`. Default: `["recommended"]`. */
  readonly presets?: string | readonly string[] | undefined;
  /** Rules beside those of the sets, or set otherwise, as ESLint has it: `{ "no-hard-delete": ["warn", { … }] }`. */
  readonly rules?: Readonly<Record<string, RuleOption>> | undefined;
  /**
   * The last migration that rules on tables leave as it is, with all before it: by its path, its name, or the number or
   * time that its name begins with. Default: none.
   */
  readonly since?: string | undefined;
  /**
   * `"pgsql-ast-parser"` reads without WebAssembly: no fixes, and nothing of statements it does not know. Default:
   * `"libpg-query"`, PostgreSQL's own parser, where WebAssembly is available.
   */
  readonly parser?: Parser | undefined;
  /** Whether the schema that was read is kept in `node_modules/.cache/rowguard` for later runs. Default: true. */
  readonly cache?: boolean | undefined;
  /** The oldest version of PostgreSQL that has to do, as `no-unsupported-syntax` takes it: 12, 9.6. Default: none. */
  readonly postgresVersion?: number | undefined;
  /**
   * Placeholders of your own making, with the word `name` where their names stand: `"{{name}}"`. `{ form, pastes: true }` says it of one whose value
   * becomes part of the text. Default: none.
   */
  readonly placeholders?: readonly PlaceholderOption[] | undefined;
}

export type RuleOption = Severity | 0 | 1 | 2 | readonly [Severity | 0 | 1 | 2, object?];

export type SchemaOption =
  | string
  | {
      /** The folder whose code it is the schema of. */
      readonly serves: string;
      readonly from: string | readonly string[];
    };

export interface SurveyOption {
  /** What `rowguard survey --out` has written; null: none. */
  readonly file?: string | null | undefined;
  /** So many files that may hold SQL show what the application never does. */
  readonly leastFiles?: number | undefined;
  /** So many reads of a table show a habit. */
  readonly leastReads?: number | undefined;
  /** From 0 to 1: the share of a table's reads that filter from which it counts as one that is filtered. */
  readonly mostly?: number | undefined;
  /** From 0 to 1: the share up to which the deleted rows of a table count as ignored. */
  readonly seldom?: number | undefined;
  readonly alike?: number | undefined;
}

export type SoftDeleteOption =
  | string
  | {
      readonly column: string;
      /** The column's value in a row that is not deleted. */
      readonly live?: LiveValue | undefined;
      readonly tables?: readonly string[] | null | undefined;
    };

export interface ClientOption {
  /** The name in the code: of a variable, parameter or property, or of the export. */
  readonly name?: string | undefined;
  /** The same, said of a module's export. */
  readonly export?: string | undefined;
  readonly module?: string | null | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly tag?: boolean | undefined;
  readonly like?: string | null | undefined;
}

type PlaceholderOption = string | { readonly form: string; readonly pastes?: boolean | undefined };

/** The parsers to choose from. */
const parsers = ["libpg-query", "pgsql-ast-parser"] as const;
type Parser = (typeof parsers)[number];

/** What users may write: the keys of the whole, and of what stands in it. */
export const settingKeys = {
  configuration: [
    "root",
    "schema",
    "softDelete",
    "clients",
    "liveFilters",
    "deliberateNames",
    "tests",
    "survey",
    "presets",
    "rules",
    "since",
    "parser",
    "cache",
    "postgresVersion",
    "placeholders",
  ],
  placeholder: ["form", "pastes"],
  schema: ["serves", "from"],
  softDelete: ["column", "live", "tables"],
  survey: ["file", "leastFiles", "leastReads", "mostly", "seldom", "alike"],
  client: ["name", "export", "module", "methods", "tag", "like"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The settings cannot be used; the message says which key, where, and what would do. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const read = new WeakMap<object, Map<string, Settings>>();
const nothingSet = {};

/**
 * The settings of a file that is linted. In: `settings.rowguard` as ESLint has it, undefined when there is none, and
 * the directory a missing or relative root means. Out: the same object for the same input. Errors: SettingsError.
 */
export function settingsFrom(rowguard: unknown, cwd: string): Settings {
  const given = rowguard ?? nothingSet;
  if (typeof given !== "object") throw wrong("settings.rowguard", "an object", rowguard);
  const file = saysNothing(given) ? settingsFileAbove(rootOf(given, cwd)) : null;
  if (file) return settingsOfFile(file);
  const byDirectory = read.get(given) ?? new Map<string, Settings>();
  const settings = byDirectory.get(cwd) ?? validate(given, "settings.rowguard", cwd);
  read.set(given, byDirectory.set(cwd, settings));
  return settings;
}

/** `configs.recommended`, and `configure` of no more than a root, leave all to the settings file. */
const saysNothing = (given: object): boolean =>
  Object.entries(given).every(([key, value]) => key === "root" || typeof value === "function");
const rootOf = (given: { readonly root?: unknown }, cwd: string): string =>
  typeof given.root === "string" ? resolve(cwd, given.root) : cwd;

const ofFiles = new WeakMap<SettingsFile, Settings>();

/** The settings that a file holds, whose folder is their root. Errors: SettingsError. */
export function settingsOfFile(given: SettingsFile): Settings {
  const known = ofFiles.get(given);
  if (known) return known;
  let written: unknown;
  try {
    written = JSON.parse(given.text);
  } catch (error) {
    throw new SettingsError(`${given.file} is no JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
  const { $schema: _, ...configuration } = object(written, settingsFileName, [...settingKeys.configuration, "$schema"]);
  const settings = validate(configuration, settingsFileName, dirname(given.file));
  ofFiles.set(given, settings);
  return settings;
}

/**
 * Checks what a user wrote and fills in the defaults. In: `where` names it in messages (`configure()`), `cwd` is where
 * a missing or relative root starts. Errors: SettingsError, whose message names the key by its path and what would be
 * right.
 */
export function validate(configuration: unknown, where: string, cwd: string): Settings {
  const given = object(configuration, where, settingKeys.configuration);
  const root = resolve(cwd, optional(given["root"], `${where}.root`, text) ?? ".");
  return {
    root,
    schema: schemaOf(optional(given["schema"], `${where}.schema`, oneOrMore(schemaPart(root))), `${where}.schema`),
    softDelete: optional(given["softDelete"], `${where}.softDelete`, oneOrMore(softDelete)) ?? [],
    clients: optional(given["clients"], `${where}.clients`, list(client)) ?? [],
    liveFilters: optional(given["liveFilters"], `${where}.liveFilters`, list(text)) ?? [],
    deliberateNames: optional(given["deliberateNames"], `${where}.deliberateNames`, list(text)) ?? deliberateNames,
    tests: optional(given["tests"], `${where}.tests`, boolean) ?? false,
    survey: surveyOf(given["survey"], root, `${where}.survey`),
    presets: optional(given["presets"], `${where}.presets`, oneOrMore(text)) ?? ["recommended"],
    rules: optional(given["rules"], `${where}.rules`, ruleSettings) ?? {},
    ...sinceIn(given["since"], `${where}.since`),
    ...(given["judgesLater"] === true ? { judgesLater: true } : {}),
    ...(given["newFiles"] === undefined ? {} : { newFiles: list(text)(given["newFiles"], `${where}.newFiles`) }),
    ...parserOf(given["parser"], `${where}.parser`),
    ...versionIn(given["postgresVersion"], `${where}.postgresVersion`),
    ...placeholdersIn(given["placeholders"], `${where}.placeholders`),
    ...(optional(given["cache"], `${where}.cache`, boolean) === false ? { cache: false } : {}),
  };
}

function versionIn(value: unknown, where: string): Pick<Settings, "postgresVersion"> {
  const postgresVersion = optional(value, where, number);
  return postgresVersion === null ? {} : { postgresVersion };
}

function placeholdersIn(value: unknown, where: string): Pick<Settings, "placeholders"> {
  const placeholders = optional(value, where, list(placeholder));
  return placeholders && placeholders.length > 0 ? { placeholders } : {};
}

/** `"{{name}}"`, `{ form: ":name:", pastes: true }` */
function placeholder(value: unknown, where: string): PlaceholderScheme {
  const given = typeof value === "string" ? { form: value } : object(value, where, settingKeys.placeholder);
  const form = text(given["form" as keyof typeof given], typeof value === "string" ? where : `${where}.form`);
  const at = form.indexOf("name");
  const [before, after] = [form.slice(0, at), form.slice(at + "name".length)];
  // Without marks around it every word of a text would be one.
  if (at < 0 || !/[^\w\s]/.test(before)) throw wrong(where, 'a text such as "{{name}}"', value);
  const pastes =
    typeof value === "string" ? false : optional(given["pastes" as keyof typeof given], `${where}.pastes`, boolean);
  return { before, after, pastes: pastes === true };
}

function surveyOf(value: unknown, root: string, where: string): SurveySettings {
  if (value === false)
    return { file: null, leastFiles: Infinity, leastReads: Infinity, mostly: 1, seldom: 0, alike: 0 };
  const given = value == null ? {} : object(value, where, settingKeys.survey, "false or an object");
  const threshold = (key: Exclude<keyof SurveySettings, "file">) =>
    optional(given[key], `${where}.${key}`, number) ?? surveyDefaults[key];
  return {
    file:
      given["file"] === null
        ? null
        : resolve(root, optional(given["file"], `${where}.file`, text) ?? surveyDefaults.file),
    leastFiles: threshold("leastFiles"),
    leastReads: threshold("leastReads"),
    mostly: threshold("mostly"),
    seldom: threshold("seldom"),
    alike: threshold("alike"),
  };
}

function sinceIn(value: unknown, where: string): Pick<Settings, "since"> {
  const since = optional(value, where, text);
  return since === null ? {} : { since };
}

function parserOf(value: unknown, where: string): Pick<Settings, "parser"> {
  if (value === undefined || value === null) return {};
  const parser = parsers.find((one) => one === value);
  if (!parser) throw wrong(where, `"${parsers.join('" or "')}"`, value);
  return { parser };
}

const severities: readonly Severity[] = ["off", "warn", "error"];

/** What users write of rules, which ESLint writes as numbers, too. Whether there are such rules is not known here. */
function ruleSettings(value: unknown, where: string): Readonly<Record<string, RuleSetting>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(where, "an object", value);
  return Object.fromEntries(
    Object.entries(value).map(([name, written]: [string, unknown]) => [
      name.replace(/^rowguard\//, ""),
      ruleSetting(written, `${where}["${name}"]`),
    ]),
  );
}

function ruleSetting(given: unknown, where: string): RuleSetting {
  // What was read before, and is handed to ESLint as it is.
  const written = isRuleSetting(given) ? [given.severity, given.options ?? {}] : given;
  const parts = Array.isArray(written) ? (written as readonly unknown[]) : [written];
  const [level, options = null, ...more] = parts;
  const severity = severities.find((one, index) => one === level || index === level);
  if (severity === undefined || more.length > 0)
    throw wrong(where, '"off", "warn", "error", or a list of one of these and options', written);
  if (options !== null && (typeof options !== "object" || Array.isArray(options)))
    throw wrong(`${where}[1]`, "an object", options);
  return { severity, options: options && { ...options } };
}

const isRuleSetting = (given: unknown): given is RuleSetting =>
  typeof given === "object" && given !== null && "severity" in given && "options" in given;

type Check<T> = (value: unknown, where: string) => T;

const schemaPart =
  (root: string): Check<string | ServedSchema> =>
  (value, where) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return text(value, where);
    const given = object(value, where, settingKeys.schema);
    const folder = text(given["serves"], `${where}.serves`);
    const serves = relative(root, resolve(root, folder)).replaceAll("\\", "/") || ".";
    if (serves.startsWith("../") || serves === ".." || isAbsolute(serves))
      throw new SettingsError(
        `${where}.serves is "${folder}", which is outside of the root. Name a folder below ${root}.`,
      );
    const from = given["from"] === undefined ? undefined : oneOrMore(text)(given["from"], `${where}.from`);
    if (!from || from.length === 0) throw wrong(`${where}.from`, "a path or a list of paths", given["from"]);
    return { serves, from };
  };

/** Each folder has one schema. */
function schemaOf(parts: Settings["schema"], where: string): Settings["schema"] {
  const seen = new Set<string>();
  for (const part of parts ?? []) {
    if (typeof part === "string") continue;
    if (seen.has(part.serves))
      throw new SettingsError(`${where} names two schemas for "${part.serves}". Put their paths into one "from".`);
    seen.add(part.serves);
  }
  return parts;
}

const softDelete: Check<SoftDeleteSetting> = (value, where) => {
  if (typeof value === "string") return parseSoftDelete(value, where);
  const given = object(value, where, settingKeys.softDelete, "a column name or an object");
  const live = given["live"];
  if (!(live === undefined || live === null || ["boolean", "number", "string"].includes(typeof live))) {
    throw wrong(`${where}.live`, "null, true, false, a number or a string", live);
  }
  return {
    column: text(given["column"], `${where}.column`),
    ...(live === undefined ? {} : { live: live as LiveValue }),
    tables: optional(given["tables"], `${where}.tables`, list(text)),
  };
};

/**
 * Reads `column` or `column=live`, the live value as SQL or JSON would write it: `is_live=true`, `state=active`,
 * `removed_at=null`.
 */
export function parseSoftDelete(written: string, where: string): SoftDeleteSetting {
  const [, column, live] = /^\s*([^=]*?)\s*(?:=\s*(.*?)\s*)?$/s.exec(written) ?? [];
  if (!column || live === "")
    throw new SettingsError(
      `${where} is "${written}". Write a column, or a column and the value of a live row: "is_live=true".`,
    );
  return live === undefined ? { column, tables: null } : { column, live: liveValue(live), tables: null };
}

function liveValue(written: string): LiveValue {
  const lower = written.toLowerCase();
  if (lower === "null") return null;
  if (lower === "true" || lower === "false") return lower === "true";
  if (/^-?\d+(\.\d+)?$/.test(written)) return Number(written);
  return written.replace(/^(['"])(.*)\1$/s, "$2");
}

const client: Check<ClientSetting> = (value, where) => {
  const given = object(value, where, settingKeys.client);
  if (given["name"] !== undefined && given["export"] !== undefined)
    throw new SettingsError(`${where} has both "name" and "export". Keep one: they say the same.`);
  const like = optional(given["like"], `${where}.like`, text);
  if (like !== null && !clientLibraries.includes(like)) {
    throw new SettingsError(
      `${where}.like names no known library: "${like}".${didYouMean(like, clientLibraries)} Known: ${clientLibraries.join(", ")}.`,
    );
  }
  const methods = optional(given["methods"], `${where}.methods`, list(text)) ?? [];
  const tag = optional(given["tag"], `${where}.tag`, boolean) ?? false;
  return {
    module: optional(given["module"], `${where}.module`, text),
    name: text(given["name"] ?? given["export"], given["export"] === undefined ? `${where}.name` : `${where}.export`),
    methods,
    tag,
    like,
  };
};

const text: Check<string> = (value, where) => {
  if (typeof value !== "string" || value.trim() === "") throw wrong(where, "a string that is not empty", value);
  return value;
};

const number: Check<number> = (value, where) => {
  if (typeof value !== "number" || Number.isNaN(value) || value < 0) throw wrong(where, "a number from 0 on", value);
  return value;
};

const boolean: Check<boolean> = (value, where) => {
  if (typeof value !== "boolean") throw wrong(where, "true or false", value);
  return value;
};

const list =
  <T>(item: Check<T>): Check<readonly T[]> =>
  (value, where) => {
    if (!Array.isArray(value)) throw wrong(where, "an array", value);
    return value.map((entry, index) => item(entry, `${where}[${index}]`));
  };

const oneOrMore =
  <T>(item: Check<T>): Check<readonly T[]> =>
  (value, where) =>
    Array.isArray(value) ? list(item)(value, where) : [item(value, where)];

const optional = <T>(value: unknown, where: string, check: Check<T>): T | null =>
  value === undefined || value === null ? null : check(value, where);

function object(
  value: unknown,
  where: string,
  keys: readonly string[],
  kind = "an object",
): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(where, kind, value);
  for (const key of Object.keys(value)) {
    // What configure() adds for ESLint's cache, and the command for `--since-base`.
    if (key === "toJSON" || key === "newFiles" || key === "judgesLater") continue;
    if (!keys.includes(key))
      throw new SettingsError(`${where} has no key "${key}".${didYouMean(key, keys)} Its keys: ${keys.join(", ")}.`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function wrong(where: string, expected: string, value: unknown): SettingsError {
  const found =
    value === undefined
      ? "missing"
      : Array.isArray(value)
        ? "an array"
        : value === null
          ? "null"
          : typeof value === "object"
            ? "an object"
            : typeof value === "function"
              ? "a function"
              : JSON.stringify(value);
  return new SettingsError(`${where} must be ${expected}, and is ${found}.`);
}
