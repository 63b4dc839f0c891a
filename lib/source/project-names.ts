import { readFileSync, statSync } from "node:fs";
import { globSync } from "tinyglobby";
import { goodUntil } from "../project/fresh.ts";

const sourceFiles = "**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx,vue,svelte}";
const ignored = [
  "**/node_modules/**",
  "**/.*/**",
  "**/dist/**",
  "**/build/**",
  "**/out/**",
  "**/coverage/**",
  "**/*.min.js",
];
/** A project of more is not searched. */
const mostFiles = 20_000;
const largestFile = 1_000_000;
/** How long, in milliseconds, a look at the folder is good for at least. */
const freshFor = 10_000;

interface Indexed {
  readonly mtime: number;
  readonly size: number;
  readonly names: readonly string[];
}

interface Index {
  readonly until: number;
  /** Null: the project is too large. */
  readonly files: ReadonlyMap<string, Indexed> | null;
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

const indexes = new Map<string, Index>();

/**
 * The source files below a folder in whose text a name is called, or is imported or passed on (`name(`, `as name`): a
 * quick look, among which is every file that does. Out: null where the project is too large to be searched.
 */
export function filesCalling(name: string, root: string): readonly string[] | null {
  const index = indexOf(root);
  return index.files && (index.byName.get(name) ?? []);
}

function indexOf(root: string): Index {
  const before = indexes.get(root);
  const began = Date.now();
  if (before && began < before.until) return before;
  const paths = globSync(sourceFiles, {
    cwd: root,
    absolute: true,
    ignore: ignored,
    expandDirectories: false,
    followSymbolicLinks: false,
  }).sort();
  const made = paths.length > mostFiles ? null : filesAt(paths, before?.files ?? null);
  const isSame =
    made !== null && before?.files != null && made.size === before.files.size && areAll(made, before.files);
  const index: Index = {
    until: goodUntil(began, freshFor),
    files: made,
    byName: isSame ? before.byName : byNameIn(made ?? new Map()),
  };
  indexes.set(root, index);
  return index;
}

const areAll = (files: ReadonlyMap<string, Indexed>, before: ReadonlyMap<string, Indexed>): boolean =>
  [...files].every(([path, one]) => before.get(path) === one);

function filesAt(paths: readonly string[], before: ReadonlyMap<string, Indexed> | null): Map<string, Indexed> {
  const files = new Map<string, Indexed>();
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile() || stat.size > largestFile) continue;
    const file = path.replaceAll("\\", "/");
    const known = before?.get(file);
    const isFresh = known?.mtime === stat.mtimeMs && known.size === stat.size;
    files.set(file, isFresh ? known : { mtime: stat.mtimeMs, size: stat.size, names: namesIn(textOf(path)) });
  }
  return files;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

// Between a name and its call may stand type arguments: `list<User>(…)`. Renamed, it may be called by another name.
const mentioned = /([A-Za-z_$][\w$]*)(?:\s*(?:\?\.|!)?\s*[(<]|\s+as\s)/g;

function namesIn(text: string): readonly string[] {
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(mentioned)) names.add(name);
  return [...names];
}

function byNameIn(files: ReadonlyMap<string, Indexed>): Map<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const [path, { names }] of files) {
    for (const name of names) {
      const known = byName.get(name);
      if (known) known.push(path);
      else byName.set(name, [path]);
    }
  }
  return byName;
}
