import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { manifestOf } from "./workspace.ts";

/** What specifiers stand for in the files below a folder: paths are absolute, all others are specifiers in their turn. */
type ImportMap = ReadonlyMap<string, string>;

/**
 * The specifier or the absolute path that an import map has for a specifier: Deno's (`imports` in deno.json, or the file it
 * names), `imports` of a package.json, or `_moduleAliases` there, which module-alias and link-module-alias read. Out: the
 * specifier itself where none has it.
 */
export function mappedSpecifier(specifier: string, folder: string): string {
  if (/^(?:\.{0,2}\/|node:|npm:|jsr:|https?:)/.test(specifier) || specifier === "") return specifier;
  if (specifier.startsWith("#")) return packageImports(specifier, folder)[0] ?? specifier;
  for (let at = folder; ; at = dirname(at)) {
    const found = inMap(mapOf(at), specifier);
    if (found !== null) return found;
    if (dirname(at) === at) return specifier;
  }
}

/** The key itself, or the longest one that ends in a slash and begins the specifier. */
function inMap(map: ImportMap | null, specifier: string): string | null {
  if (!map) return null;
  const exact = map.get(specifier);
  if (exact !== undefined) return exact;
  const [key] = [...map.keys()]
    .filter((one) => one.endsWith("/") && specifier.startsWith(one))
    .toSorted((one, other) => other.length - one.length);
  return key === undefined ? null : `${map.get(key) ?? ""}${specifier.slice(key.length)}`;
}

/** How long a look at a configuration is good for. */
const freshFor = 10_000;
const maps = new Map<string, { readonly map: ImportMap | null; readonly at: number }>();

function mapOf(folder: string): ImportMap | null {
  const known = maps.get(folder);
  if (known && Date.now() - known.at < freshFor) return known.map;
  const file = ["deno.json", "deno.jsonc"].map((name) => join(folder, name)).find(isFile);
  const map = file === undefined ? moduleAliases(folder) : readMap(file);
  if (maps.size > 10_000) maps.clear();
  maps.set(folder, { map, at: Date.now() });
  return map;
}

/** The aliases of a package.json, each for a folder or a module. */
function moduleAliases(folder: string): ImportMap | null {
  const aliases = manifestOf(folder)?.["_moduleAliases"];
  if (typeof aliases !== "object" || aliases === null) return null;
  return new Map(
    Object.entries(aliases).flatMap(([key, target]: [string, unknown]): [string, string][] => {
      if (typeof target !== "string") return [];
      const path = resolve(folder, target);
      return [
        [key, path],
        [`${key}/`, `${path}/`],
      ];
    }),
  );
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function readMap(file: string): ImportMap | null {
  const config = readJson(file);
  const elsewhere = config?.["importMap"];
  if (typeof elsewhere === "string" && /^[./]|^\w+[./]/.test(elsewhere) && !elsewhere.includes("://"))
    return readMap(resolve(dirname(file), elsewhere));
  const imports = config?.["imports"];
  if (typeof imports !== "object" || imports === null) return null;
  return new Map(
    Object.entries(imports).flatMap(([key, target]: [string, unknown]): [string, string][] =>
      typeof target === "string" ? [[key, absolute(target, dirname(file))]] : [],
    ),
  );
}

/** A path as an absolute one, with the slash that it ends in. */
function absolute(target: string, folder: string): string {
  if (!/^\.{1,2}\//.test(target)) return target;
  return resolve(folder, target) + (target.endsWith("/") ? "/" : "");
}

/** A configuration with comments and trailing commas, as Deno takes it. */
function readJson(file: string): Readonly<Record<string, unknown>> | null {
  try {
    const ts = createRequire(import.meta.url)("typescript") as typeof import("typescript");
    const { config } = ts.parseConfigFileTextToJson(file, readFileSync(file, "utf8")) as { readonly config?: unknown };
    return typeof config === "object" && config !== null ? { ...config } : null;
  } catch {
    return null;
  }
}

/** What the nearest package.json with `imports` has for a specifier with a `#`, under any condition. */
function packageImports(specifier: string, folder: string): readonly string[] {
  for (let at = folder; ; at = dirname(at)) {
    const imports = manifestOf(at)?.["imports"];
    if (typeof imports === "object" && imports !== null)
      return pathsFor(imports, specifier).map((path) => absolute(path, at));
    if (dirname(at) === at) return [];
  }
}

/** The paths that `exports` or `imports` of a package.json name for a subpath, under whatever condition. */
export function pathsFor(entries: object, subpath: string): string[] {
  for (const [key, value] of Object.entries(entries)) {
    const [before = "", after] = key.split("*");
    const isOne =
      after === undefined
        ? key === subpath
        : subpath.startsWith(before) && subpath.endsWith(after) && subpath.length > before.length + after.length;
    if (!isOne) continue;
    const middle = after === undefined ? "" : subpath.slice(before.length, subpath.length - after.length);
    return pathsIn(value).map((path) => path.replaceAll("*", () => middle));
  }
  return [];
}

/** The paths in the conditions of an entry. */
export function pathsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}
