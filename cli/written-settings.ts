import { dirname } from "node:path";
import { settingsInEslint, type EslintSettings } from "../lib/pipeline.ts";
import { settingsFileAbove, settingsFileName } from "../lib/project/settings-file.ts";
import { settingKeys, settingsOfFile, SettingsError, validate, type Settings } from "../lib/settings.ts";
import { complain, type Streams } from "./streams.ts";

/**
 * The settings that a project has written: in `rowguard.config.json`, else in its ESLint configuration, which is followed and not run. In: the
 * folders whose settings may be meant, innermost first. Out: null where there are none. What of them cannot be told, and where the two are not
 * the same, is said on standard error.
 */
export function writtenSettings(roots: readonly string[], streams: Pick<Streams, "stderr">): Settings | null {
  const [innermost] = roots;
  const file = innermost === undefined ? null : settingsFileAbove(innermost);
  const eslint = roots.map(settingsInEslint).find((one) => one !== null) ?? null;
  if (!file) return eslint && ofEslint(eslint, streams);
  const settings = settingsOfFile(file);
  const others = eslint ? differing(settings, eslint) : [];
  if (eslint && others.length > 0)
    complain(
      streams,
      `${eslint.file} has other settings than ${settingsFileName} (${others.join(", ")}), and ESLint goes by them. Leave them to ${settingsFileName}: use configs.recommended.`,
    );
  return settings;
}

function ofEslint({ file, configuration, untold }: EslintSettings, streams: Pick<Streams, "stderr">): Settings | null {
  if (untold.length > 0)
    complain(
      streams,
      `${file} gives settings that are not known unless it is run (${untold.join(", ")}). Write them to ${settingsFileName}, which ESLint reads, too.`,
    );
  try {
    return validate(configuration, `configure() of ${file}`, dirname(file));
  } catch (error) {
    // ESLint says it as well, where it is sure.
    if (!(error instanceof SettingsError)) throw error;
    complain(streams, error.message);
    return null;
  }
}

/** The keys in which an ESLint configuration that sets something says other than the file. */
function differing(settings: Settings, { file, configuration, untold }: EslintSettings): readonly string[] {
  const keys = Object.keys(configuration).filter((key) => key !== "root");
  if (keys.length === 0 && untold.length === 0) return [];
  const own = validate(configuration, `configure() of ${file}`, dirname(file));
  const compared = settingKeys.configuration.filter((key) => key !== "root");
  return [
    ...compared.filter((key) => !untold.includes(key) && JSON.stringify(own[key]) !== JSON.stringify(settings[key])),
    ...untold,
  ];
}
