import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import { filesBelow, isSqlFile, skippedFolders } from "../lib/project/source-files.ts";
import { isCheckedFile } from "./checked-files.ts";

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

/**
 * The source files and files of SQL below folders, of globs, or named one by one. A file that is named is taken whatever it is called;
 * below folders, dependencies, build output, declarations and what .gitignore names are left out.
 */
export function findSourceFiles(paths: readonly string[], cwd: string): SourceFiles {
  const found = new Set<string>();
  const missing: string[] = [];
  for (const written of paths) {
    const path = resolve(cwd, written);
    if (existsSync(path)) {
      if (statSync(path).isDirectory())
        filesBelow(path, { isWanted: isCheckedFile })?.forEach((file) => found.add(file));
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
    const sources = matches.map((match) => resolve(match)).filter(isCheckedFile);
    if (sources.length === 0) missing.push(written);
    sources.forEach((file) => found.add(file));
  }
  const files: string[] = [];
  const tooLarge: { file: string; bytes: number }[] = [];
  for (const file of [...found].sort()) {
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes <= largestFile) files.push(file);
    // So much SQL is data, and nobody expects it to be read.
    else if (!isSqlFile(file)) tooLarge.push({ file, bytes });
  }
  return { files, missing, tooLarge };
}
