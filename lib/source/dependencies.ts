import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDriver } from "../libraries/index.ts";
import { databaseOfDriver, takesAnotherSql } from "../libraries/other-databases.ts";
import type { Library } from "../model/site.ts";
import { knownPackage } from "./packages.ts";

const freshFor = 10_000;
const manifests = new Map<string, { readonly libraries: ReadonlySet<Library>; readonly at: number }>();
const others = new Map<string, { readonly any: boolean; readonly at: number }>();

/** True where the packages around a file depend on a client of another database that speaks a kind of SQL. */
export function usesOtherDatabase(folder: string): boolean {
  const known = others.get(folder);
  if (known && Date.now() - known.at < freshFor) return known.any;
  const above = dirname(folder);
  const any =
    namesIn(join(folder, "package.json"), ["dependencies", "peerDependencies"]).some(takesAnotherSql) ||
    (above !== folder && usesOtherDatabase(above));
  if (others.size > 10_000) others.clear();
  others.set(folder, { any, at: Date.now() });
  return any;
}

/** True where the nearest package around a file that has a driver has those of other databases only. */
export function speaksToOthersOnly(folder: string): boolean {
  const names = namesIn(join(folder, "package.json"));
  if (names.some(isDriver)) return false;
  if (names.some((name) => databaseOfDriver(name) !== null)) return true;
  const above = dirname(folder);
  return above !== folder && speaksToOthersOnly(above);
}

/** The database libraries that the packages around a file depend on, from its own package.json up to the outermost. */
export function dependenciesOf(folder: string): ReadonlySet<Library> {
  const known = manifests.get(folder);
  if (known && Date.now() - known.at < freshFor) return known.libraries;
  const above = dirname(folder);
  const libraries = new Set(above === folder ? [] : dependenciesOf(above));
  for (const name of namesIn(join(folder, "package.json"))) {
    const library = knownPackage(name)?.library;
    if (library) libraries.add(library);
  }
  if (manifests.size > 10_000) manifests.clear();
  manifests.set(folder, { libraries, at: Date.now() });
  return libraries;
}

function namesIn(file: string, fields = ["dependencies", "devDependencies", "peerDependencies"]): string[] {
  try {
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, object | undefined>;
    return fields.flatMap((field) => Object.keys(manifest[field] ?? {}));
  } catch {
    return [];
  }
}

/** The first number of the version of a package that the packages around a file ask for; null where none does, or not by a number. */
export function majorOf(name: string, folder: string): number | null {
  const range = rangeIn(join(folder, "package.json"), name);
  const [, major] = /^\D*(\d+)/.exec(range ?? "") ?? [];
  if (major !== undefined) return Number(major);
  const above = dirname(folder);
  return above === folder ? null : majorOf(name, above);
}

function rangeIn(file: string, name: string): string | null {
  try {
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, string> | undefined>;
    const ranges = ["dependencies", "devDependencies", "peerDependencies"].map((field) => manifest[field]?.[name]);
    return ranges.find((one) => one !== undefined) ?? null;
  } catch {
    return null;
  }
}
