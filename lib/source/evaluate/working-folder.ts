import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/** What `process.cwd()` is in a program that is followed: which folder that is, is told when a path that begins there is looked up. */
export const workingFolder = ".";

/**
 * Where a path leads that a program gives to Node: one that is not absolute begins in the folder that the program is started in, a package around the
 * module that has it (absolute). Of several the nearest one in which there is such a file or folder.
 */
export function fromWorkingFolder(path: string, module: string): string {
  if (isAbsolute(path)) return path;
  const packages = foldersAbove(module).filter((folder) => existsSync(join(folder, "package.json")));
  const found = packages.find((folder) => statSync(join(folder, path), { throwIfNoEntry: false }) !== undefined);
  return join(found ?? packages[0] ?? dirname(module), path);
}

function foldersAbove(file: string): readonly string[] {
  const above = dirname(file);
  return above === file ? [] : [above, ...foldersAbove(above)];
}
