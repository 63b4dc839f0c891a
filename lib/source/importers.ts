import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { goodUntil } from "../project/fresh.ts";
import { filesBelow } from "../project/source-files.ts";
import { readTextFile } from "../text-file.ts";
import { resolveModule } from "./resolve-module.ts";
import { specifiersIn } from "./specifiers.ts";

/** A project of more is not searched. */
const mostFiles = 20_000;
/** In bytes: nobody writes a larger file by hand. */
const largest = 1_000_000;
/** How long, in milliseconds, a look at the folder is good for at least. */
const freshFor = 5_000;

interface Read {
  readonly mtime: number;
  readonly size: number;
  readonly specifiers: readonly string[];
}

interface Index {
  readonly until: number;
  readonly files: ReadonlyMap<string, Read> | null;
  /** The files by the last names of what they import: `clean` of `../tests/clean.js`. */
  readonly byName: ReadonlyMap<string, ReadonlySet<string>>;
}

const indexes = new Map<string, Index>();

/**
 * The source files below a folder that import a file, pass it on or speak of it as a module, all absolute. Out: null where that cannot be told, since
 * the project is too large, or a module of the file's name is imported from a place that cannot be found.
 */
export function importersOf(file: string, root: string): readonly string[] | null {
  const index = indexOf(root);
  if (!index.files || isEntry(file)) return null;
  const importers: string[] = [];
  const name = lastName(file);
  for (const other of index.byName.get(name) ?? []) {
    if (other === file) continue;
    for (const specifier of index.files.get(other)?.specifiers ?? []) {
      if (specifierName(specifier) !== name && !specifier.endsWith("/") && !/(?:^|\/)\.\.?$/.test(specifier)) continue;
      const target = resolveModule(specifier, dirname(other));
      if (target === null && specifierName(specifier) === name && !/^node:/.test(specifier)) return null;
      if (target === file) importers.push(other);
    }
  }
  return [...new Set(importers)];
}

/** What a package is imported as may be this file: by whom is not looked for. */
function isEntry(file: string): boolean {
  const folder = dirname(file);
  return (
    /^index\./.test(basename(file)) && [folder, dirname(folder)].some((one) => existsSync(join(one, "package.json")))
  );
}

/** By what a module is imported: `clean` of `tests/clean.ts`, `tests` of `tests/index.ts`. */
function lastName(file: string): string {
  const name = specifierName(basename(file));
  return name === "index" ? basename(dirname(file)) : name;
}

function specifierName(specifier: string): string {
  const parts = specifier.split("/");
  const name = (parts.at(-1) ?? "").replace(/\.[cm]?[jt]sx?$/, "");
  return name === "index" ? (parts.at(-2) ?? name) : name;
}

function indexOf(root: string): Index {
  const before = indexes.get(root);
  const began = Date.now();
  if (before && began < before.until) return before;
  const paths = filesBelow(root, { most: mostFiles });
  const files = paths && new Map(paths.flatMap((path) => readAt(path, before?.files?.get(path)) ?? []));
  const byName = new Map<string, Set<string>>();
  for (const [path, { specifiers }] of files ?? [])
    for (const specifier of specifiers)
      for (const name of namesOf(specifier, path)) byName.set(name, (byName.get(name) ?? new Set()).add(path));
  const index: Index = { until: goodUntil(began, freshFor), files, byName };
  indexes.set(root, index);
  return index;
}

/** `..` and `./` name the folder they lead to. */
function namesOf(specifier: string, from: string): readonly string[] {
  if (!/(?:^|\/)\.{0,2}$/.test(specifier)) return [specifierName(specifier)];
  const target = resolveModule(specifier, dirname(from));
  return target === null ? [] : [lastName(target)];
}

function readAt(path: string, known: Read | undefined): [[string, Read]] | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || stat.size > largest) return null;
  if (known?.mtime === stat.mtimeMs && known.size === stat.size) return [[path, known]];
  try {
    return [[path, { mtime: stat.mtimeMs, size: stat.size, specifiers: specifiersIn(readTextFile(path).text) }]];
  } catch {
    return null;
  }
}
