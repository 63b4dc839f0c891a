import type { Configured } from "../../model/configured.ts";
import type { ConfigurationReader } from "./configuration-reader.ts";
import { evaluated } from "./evaluated.ts";

const nothingSaid = { migrations: [], models: [], extensions: [], untold: null, otherDatabase: null } as const;

/** What a configuration in code says; null where it says nothing of a schema. Nothing of it is run. */
export function codeConfiguration(
  file: string,
  tool: string,
  { read }: NonNullable<ConfigurationReader["code"]>,
): Configured | null {
  const followed = evaluated(file);
  const base = { tool, file, ...nothingSaid };
  if (!followed) return { ...base, untold: "does not parse" };
  const said = read(followed.exports, { file, folder: file.slice(0, file.lastIndexOf("/")), made: followed.made });
  return Object.keys(said).length > 0 ? { ...base, ...said } : null;
}
