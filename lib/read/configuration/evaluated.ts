import { libraries } from "../../libraries/index.ts";
import { oneOf } from "../../libraries/names.ts";
import { languageGlobal } from "../../source/evaluate/members.ts";
import { nodePackage, urlClass } from "../../source/evaluate/node-packages.ts";
import { Program } from "../../source/evaluate/program.ts";
import {
  native,
  nothing,
  stringOf,
  struct,
  type Host,
  type ProgramPoint,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import { openFile } from "../../source/open-module.ts";

/** A configuration file as it was followed: what it exports, by name. */
export interface Evaluated {
  readonly program: Program;
  readonly place: ProgramPoint;
  readonly exports: ProgramValue;
  /** What `new DataSource(…)` and their like were given, in order. */
  readonly made: readonly ProgramValue[];
}

/**
 * Follows a configuration file in JavaScript or TypeScript; nothing of it is run. In: what packages give that are known to who asks. Null where it
 * cannot be read.
 */
export function evaluated(
  file: string,
  own: (specifier: string) => ProgramValue | null = () => null,
): Evaluated | null {
  const module = openFile(file);
  if (!module) return null;
  const made: ProgramValue[] = [];
  const program: Program = new Program({
    global: (name, following) => (name === "URL" ? urlClass : languageGlobal(name, following)),
    package: (specifier, following) =>
      nodePackage(specifier, following, () => undefined) ?? own(specifier) ?? library(specifier, made),
    unread: () => undefined,
  });
  const place: ProgramPoint = { node: module.ast, module };
  try {
    const exported = program.exported(module, "*");
    let main =
      exported.kind === "struct" && !exported.properties.has("default")
        ? exported
        : program.exported(module, "default");
    // export default async () => ({ … })
    if (main.kind === "closure") main = program.settle(program.call(main, [], place), place);
    return { program, place, exports: main, made };
  } catch {
    return null;
  }
}

const objects = libraries.flatMap(({ configuration }) => configuration?.objects ?? []);
const isConfiguring = oneOf([
  ...libraries.flatMap(({ configuration }) => configuration?.packages ?? []),
  "dotenv",
  "dotenv-*",
]);

/**
 * What a library's package gives to a configuration: functions that hand back what they are given, and data sources
 * that keep it.
 */
function library(specifier: string, made: ProgramValue[]): ProgramValue | null {
  if (!isConfiguring(specifier)) return null;
  const same = (name: string) => native(name, ([value]) => value ?? nothing);
  const source: Host = {
    kind: "host",
    name: "DataSource",
    construct: ([options]) => {
      if (options) made.push(options);
      return options ?? nothing;
    },
  };
  const env = native("env", () => struct({}, true));
  return struct(
    {
      defineConfig: same("defineConfig"),
      Config: same("Config"),
      DataSource: source,
      config: native("config", () => struct({}, true)),
      env,
      ...Object.fromEntries(objects.map((name) => [name, native(name, () => struct({}, true))])),
    },
    true,
  );
}

/** A list of values or a single one; `open` where there may be more. */
export function several(value: ProgramValue | undefined): {
  readonly values: readonly ProgramValue[];
  readonly open: boolean;
} {
  if (!value || (value.kind === "constant" && value.value === undefined)) return { values: [], open: false };
  if (value.kind === "list") return { values: value.items, open: value.open };
  // An object of entities: import * as entities
  if (value.kind === "struct") return { values: [...value.properties.values()], open: value.open };
  return { values: [value], open: false };
}

/** Texts of a list or a single one; null where one of them cannot be told. */
export function texts(value: ProgramValue | undefined): readonly string[] | null {
  const { values, open } = several(value);
  const found = values.map(stringOf);
  return !open && found.every((text) => text !== null) ? found : null;
}

/** A property; undefined where it is none, or undefined. */
export function property(value: ProgramValue | undefined, name: string): ProgramValue | undefined {
  const found = value?.kind === "struct" ? value.properties.get(name) : undefined;
  return found?.kind === "constant" && found.value === undefined ? undefined : found;
}
