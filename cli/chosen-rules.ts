import type { Settings } from "../lib/settings.ts";
import { settingsFileName } from "../lib/project/settings-file.ts";
import { rulesBy, type RuleSettings } from "../rules/presets.ts";
import type { CheckOptions } from "./options.ts";

/**
 * The rules that run: those the command line names, else those of the sets it names, else what the settings say. In: the names of the rules
 * there are. Errors: SettingsError, for a set or rule that does not exist.
 */
export function chosenRules(
  { rules, presets }: Pick<CheckOptions, "rules" | "presets">,
  settings: Settings,
  names: readonly string[],
): RuleSettings {
  if (rules.length > 0)
    return Object.fromEntries(
      rules.map((name) => [name, { severity: "error", options: settings.rules[name]?.options ?? null }]),
    );
  const chosen = presets.length > 0 ? { presets, rules: settings.rules } : settings;
  return rulesBy(chosen, names, presets.length > 0 ? "the command line" : settingsFileName);
}
