import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a project may write its settings to, for the command and for ESLint alike. */
export const settingsFileName = "rowguard.config.json";

/** A settings file and its text, which need not be JSON. */
export interface SettingsFile {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

/** How long, in milliseconds, a look at the folders is good for. */
const freshFor = 500;
const found = new Map<string, { readonly at: number; readonly file: SettingsFile | null }>();

/** The settings file that is nearest above a folder (absolute), up to the repository's own. Null where there is none. */
export function settingsFileAbove(folder: string): SettingsFile | null {
  const known = found.get(folder);
  if (known && Date.now() - known.at < freshFor) return known.file;
  const file = lookAbove(folder);
  // The same object for the same text: settings are made of it once.
  const same = file && known?.file?.file === file.file && known.file.text === file.text ? known.file : file;
  found.set(folder, { at: Date.now(), file: same });
  return same;
}

function lookAbove(folder: string): SettingsFile | null {
  for (let here = folder; ; here = dirname(here)) {
    const file = join(here, settingsFileName);
    if (existsSync(file)) return { file, text: textOf(file) };
    if (existsSync(join(here, ".git")) || here === dirname(here)) return null;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return "";
  }
}
