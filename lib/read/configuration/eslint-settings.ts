import { existsSync } from "node:fs";
import { native, struct, type ProgramValue } from "../../source/evaluate/program-value.ts";
import { evaluated } from "./evaluated.ts";

const names = ["js", "mjs", "cjs", "ts", "mts", "cts"].map((ending) => `eslint.config.${ending}`);
const ownPackage = "eslint-plugin-rowguard";

/** What an ESLint configuration gives to rowguard. */
export interface EslintSettings {
  /** Absolute. */
  readonly file: string;
  /** What `configure` is given, as far as it can be told without running anything. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Keys of which some part cannot be told; `…` where there may be others. */
  readonly untold: readonly string[];
}

/**
 * The settings in the ESLint configuration of a folder (absolute), which is followed as syntax and not run. Null where there is none, or it
 * gives rowguard none; for several calls of `configure`, for different files, the first one's.
 */
export function settingsInEslint(folder: string): EslintSettings | null {
  const name = names.find((one) => existsSync(`${folder}/${one}`));
  if (name === undefined) return null;
  const file = `${folder}/${name}`;
  const given: (ProgramValue | undefined)[] = [];
  const configure = native("configure", ([configuration]) => {
    given.push(configuration);
    return struct({}, true);
  });
  const plugin = struct({ configure, configs: struct({}, true) }, true);
  plugin.properties.set("default", struct({ configure, configs: struct({}, true) }, true));
  if (!evaluated(file, (specifier) => (specifier === ownPackage ? plugin : null))) return null;
  const [first] = given;
  if (first === undefined) return null;
  if (first.kind !== "struct") return { file, configuration: {}, untold: ["…"] };
  const untold = first.open ? ["…"] : [];
  const configuration: Record<string, unknown> = {};
  for (const [key, value] of first.properties) {
    const plain = plainValue(value);
    if (plain === unknownValue) untold.push(key);
    else if (plain !== undefined) configuration[key] = plain;
  }
  return { file, configuration, untold };
}

const unknownValue = Symbol("not known");

/** A value as JSON would have it; `unknownValue` where some part of it cannot be told. */
function plainValue(value: ProgramValue): unknown {
  switch (value.kind) {
    case "constant":
      return value.value instanceof RegExp || typeof value.value === "bigint" ? unknownValue : value.value;
    case "list": {
      const items = value.items.map(plainValue);
      return value.open || items.includes(unknownValue) ? unknownValue : items;
    }
    case "struct": {
      const entries = [...value.properties].map(([key, one]) => [key, plainValue(one)] as const);
      return value.open || entries.some(([, one]) => one === unknownValue) ? unknownValue : Object.fromEntries(entries);
    }
    default:
      return unknownValue;
  }
}
