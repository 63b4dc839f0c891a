import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { readGitignore, type Ignores } from "./gitignore.ts";

const source = /\.[cm]?[jt]sx?$/;
const generated = /\.d\.[cm]?ts$|[.-]min\.[cm]?js$/;

/** Folders that hold what was installed or built. */
export const skippedFolders: ReadonlySet<string> = new Set([
  "node_modules",
  "dist",
  "build",
  "coverage",
  ".git",
  ".next",
  ".nuxt",
  ".output",
  ".turbo",
  ".yarn",
  ".svelte-kit",
]);

/** Whether a file is JavaScript or TypeScript that people write, by its name. */
export const isSourceFile = (path: string): boolean => source.test(path) && !generated.test(path);

/** Whether a file is one of SQL, by its name. */
export const isSqlFile = (path: string): boolean => /\.sql$/i.test(path);

/**
 * The files below a folder whose names `isWanted` takes, source files by default, all paths absolute: dependencies,
 * build output and what .gitignore names are left out, but the folder itself is meant even where a .gitignore above
 * names it. In: at most how many files. Out: null where there are more.
 */
export function filesBelow(
  folder: string,
  { isWanted = isSourceFile, most = Infinity }: Partial<Wanted> = {},
): readonly string[] | null {
  const found: string[] = [];
  return walk(folder, gitignoresAbove(folder), found, { isWanted, most }) ? found : null;
}

interface Wanted {
  readonly isWanted: (name: string) => boolean;
  readonly most: number;
}

interface GitignoreAt {
  readonly folder: string;
  readonly ignores: Ignores;
}

function walk(folder: string, above: readonly GitignoreAt[], found: string[], wanted: Wanted): boolean {
  const gitignores = [...above, ...gitignoreIn(folder)];
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (skippedFolders.has(entry.name) || isIgnored(path, true, gitignores)) continue;
      if (!walk(path, gitignores, found, wanted)) return false;
    } else if (entry.isFile() && wanted.isWanted(entry.name) && !isIgnored(path, false, gitignores)) {
      found.push(path);
      if (found.length > wanted.most) return false;
    }
  }
  return true;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder one may not read holds nothing one can check.
    return [];
  }
}

// The innermost .gitignore that speaks of a path decides.
function isIgnored(path: string, isDirectory: boolean, gitignores: readonly GitignoreAt[]): boolean {
  for (const { folder, ignores } of gitignores.toReversed()) {
    const answer = ignores(relative(folder, path).replaceAll("\\", "/"), isDirectory);
    if (answer !== undefined) return answer;
  }
  return false;
}

function gitignoreIn(folder: string): GitignoreAt[] {
  try {
    return [{ folder, ignores: readGitignore(readFileSync(join(folder, ".gitignore"), "utf8")) }];
  } catch {
    return [];
  }
}

/** Those of the folders above, up to the repository's own. */
function gitignoresAbove(folder: string): GitignoreAt[] {
  const above: GitignoreAt[] = [];
  let here = folder;
  while (!existsSync(join(here, ".git"))) {
    const parent = dirname(here);
    if (parent === here) return [];
    here = parent;
    above.unshift(...gitignoreIn(here));
  }
  // A folder that is itself ignored, yet named, is meant.
  return isIgnored(folder, true, above) ? [] : above;
}
