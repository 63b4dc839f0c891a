import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import { readGitignore, type Ignores } from "./gitignore.ts";

/** What the paths of a command line lead to. All paths are absolute. */
export interface SourceFiles {
  readonly files: readonly string[];
  /** Arguments that lead to nothing. */
  readonly missing: readonly string[];
  /** Larger than `largestFile`. */
  readonly tooLarge: readonly { readonly file: string; readonly bytes: number }[];
}

/** Nobody writes a larger file by hand: it was generated or bundled. In bytes. */
export const largestFile = 2_000_000;

const source = /\.[cm]?[jt]sx?$/;
const generated = /\.d\.[cm]?ts$|[.-]min\.[cm]?js$/;
const skippedFolders = new Set([
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

/**
 * The source files below folders, of globs, or named one by one. A file that is named is taken whatever it is called;
 * below folders, dependencies, build output, declarations and what .gitignore names are left out.
 */
export function findSourceFiles(paths: readonly string[], cwd: string): SourceFiles {
  const found = new Set<string>();
  const missing: string[] = [];
  for (const written of paths) {
    const path = resolve(cwd, written);
    if (existsSync(path)) {
      if (statSync(path).isDirectory()) walk(path, gitignoresAbove(path), found);
      else found.add(path);
      continue;
    }
    const matches = isDynamicPattern(written)
      ? globSync(written, {
          cwd,
          absolute: true,
          ignore: [...skippedFolders].map((folder) => `**/${folder}/**`),
          expandDirectories: false,
        })
      : [];
    const sources = matches
      .map((match) => resolve(match))
      .filter((match) => source.test(match) && !generated.test(match));
    if (sources.length === 0) missing.push(written);
    sources.forEach((file) => found.add(file));
  }
  const files: string[] = [];
  const tooLarge: { file: string; bytes: number }[] = [];
  for (const file of [...found].sort()) {
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > largestFile) tooLarge.push({ file, bytes });
    else files.push(file);
  }
  return { files, missing, tooLarge };
}

interface GitignoreAt {
  readonly folder: string;
  readonly ignores: Ignores;
}

function walk(folder: string, above: readonly GitignoreAt[], found: Set<string>): void {
  const gitignores = [...above, ...gitignoreIn(folder)];
  const entries = entriesOf(folder);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name) && !isIgnored(path, true, gitignores)) walk(path, gitignores, found);
    } else if (
      entry.isFile() &&
      source.test(entry.name) &&
      !generated.test(entry.name) &&
      !isIgnored(path, false, gitignores)
    ) {
      found.add(path);
    }
  }
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
