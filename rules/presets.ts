import type { Linter } from "eslint";
import { didYouMean } from "../lib/nearest.ts";
import { SettingsError, type RuleSetting, type Severity } from "../lib/settings.ts";

/** The sets of rules, each with what it is for. `all` is every rule there is. */
export const presets = {
  recommended: "what is wrong wherever it stands, and can be told for sure",
  strict: "beyond that, what most teams hold",
  migrations: "what migrations and tables should keep to, whoever writes them",
  sourcegraph: "the PostgreSQL style guide of Sourcegraph, sentence by sentence",
  bookworm: "the database guide of bookworm, sentence by sentence",
  klearwave: "the database standards of Klearwave, sentence by sentence",
  all: "every rule",
} as const;

export type Preset = keyof typeof presets;

/** Each rule, and the sets it is in besides `all`. What the standards say of it is in docs/standards.md. */
const setsOf: Readonly<Record<string, readonly Exclude<Preset, "all">[]>> = {
  "no-cascade-delete": ["sourcegraph"],
  "no-cascade-into-soft-delete": ["strict", "sourcegraph"],
  "no-created-at-update": ["strict", "sourcegraph"],
  "no-duplicate-foreign-key": ["strict", "migrations", "bookworm"],
  "no-hard-delete": ["recommended", "strict", "sourcegraph", "bookworm"],
  "no-invalid-sql": ["strict"],
  "no-null-comparison": ["recommended", "strict"],
  "no-nullable-not-in": ["recommended", "strict"],
  "no-query-in-loop": ["strict", "bookworm"],
  "no-unguarded-nullable-read": ["recommended", "strict", "sourcegraph"],
  "no-unparameterized-sql": ["recommended", "strict", "bookworm"],
  "no-unsupported-syntax": ["sourcegraph"],
  "no-validation-trigger": ["sourcegraph", "klearwave"],
  "no-vanishing-condition": ["strict"],
  "no-write-on-replica": ["strict", "bookworm"],
  "no-wrong-parameter-type": ["strict"],
  "no-wrong-row-type": ["strict"],
  "require-bounded-text": ["klearwave"],
  "require-client-release": ["strict"],
  "require-down-migration": ["migrations", "bookworm", "klearwave"],
  "require-filter": [],
  "require-fixed-length-char": ["klearwave"],
  "require-foreign-key": ["migrations", "sourcegraph"],
  "require-foreign-key-index": ["strict", "migrations", "bookworm"],
  "require-join-table-name": ["sourcegraph"],
  "require-migration-name": ["migrations", "klearwave"],
  "require-not-null": ["sourcegraph"],
  "require-partial-unique-index": ["strict", "migrations", "sourcegraph"],
  "require-plural-table-name": ["sourcegraph"],
  "require-pool-limits": ["bookworm"],
  "require-revive-on-conflict": ["strict", "sourcegraph"],
  "require-row-level-security": ["strict", "migrations", "bookworm"],
  "require-row-type": [],
  "require-soft-delete-filter": ["recommended", "strict", "sourcegraph", "bookworm"],
  "require-soft-delete-index": ["bookworm"],
  "require-standard-columns": ["sourcegraph", "bookworm", "klearwave"],
  "require-tenant-filter": [],
  "require-timestamptz": ["strict", "migrations", "sourcegraph"],
  "require-updated-at": ["strict", "sourcegraph"],
  "require-where": ["strict"],
};

/** What is worth a look, and not always a fault. */
const warnings: ReadonlySet<string> = new Set(["no-query-in-loop"]);

/** The options with which a set has a rule, where they are not the rule's own defaults. */
const optionsIn: Partial<Record<Preset, Readonly<Record<string, object>>>> = {
  strict: { "require-row-level-security": { everyTable: false } },
  migrations: { "require-row-level-security": { everyTable: false } },
  // "updated on every update"
  sourcegraph: { "require-updated-at": { ignoreMoves: false } },
  bookworm: {
    "require-row-level-security": { everyTable: false },
    "require-standard-columns": { id: [], deletedAt: [] },
  },
  klearwave: {
    "no-validation-trigger": { allowComplex: false },
    "require-migration-name": { form: "number", folder: "migrations" },
    "require-standard-columns": { deletedAt: [] },
  },
};

/** How rules are set: by their bare names. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** The rules of a set. In: the names of the rules there are. */
export function rulesIn(preset: Preset, names: readonly string[]): RuleSettings {
  const options = optionsIn[preset] ?? {};
  const severity = (name: string): Severity => (preset !== "all" && warnings.has(name) ? "warn" : "error");
  return Object.fromEntries(
    names
      .filter((name) => preset === "all" || setsOf[name]?.includes(preset))
      .map((name) => [name, { severity: severity(name), options: { ...options[name] } }]),
  );
}

/** The sets that a rule is in, `all` left out. */
export const presetsOf = (rule: string): readonly Preset[] => setsOf[rule] ?? [];

/** The rules that have a line in the table. */
export const rulesInTable: readonly string[] = Object.keys(setsOf);

/**
 * The rules that settings switch on: those of the sets, one after the other, and what is said of single ones. In: the names of the rules there
 * are; `where` names the settings in messages. Errors: SettingsError, for a set or rule that does not exist.
 */
export function rulesBy(
  settings: { readonly presets: readonly string[]; readonly rules: RuleSettings },
  names: readonly string[],
  where: string,
): RuleSettings {
  const rules: Record<string, RuleSetting> = {};
  for (const name of settings.presets) Object.assign(rules, rulesIn(presetNamed(name, `${where}.presets`), names));
  for (const [name, { severity, options }] of Object.entries(settings.rules)) {
    if (!names.includes(name))
      throw new SettingsError(`${where}.rules has "${name}", which is no rule.${didYouMean(name, names)}`);
    // As in ESLint, a severity alone leaves the options as they are.
    rules[name] = { severity, options: options ?? rules[name]?.options ?? null };
  }
  return Object.fromEntries(Object.entries(rules).filter(([, { severity }]) => severity !== "off"));
}

/** Errors: SettingsError, for a name that no set has. */
export function presetNamed(name: string, where: string): Preset {
  const known = Object.keys(presets);
  const found = known.find((one): one is Preset => one === name);
  if (found === undefined)
    throw new SettingsError(
      `${where} has "${name}", which is none.${didYouMean(name, known)} The presets: ${known.join(", ")}.`,
    );
  return found;
}

/** The same as ESLint writes it. */
export const inEslint = (rules: RuleSettings): Linter.RulesRecord =>
  Object.fromEntries(
    Object.entries(rules).map(([name, { severity, options }]): [string, Linter.RuleEntry] => [
      `rowguard/${name}`,
      options && Object.keys(options).length > 0 ? [severity, options] : severity,
    ]),
  );
