import { existsSync, statSync } from "node:fs";
import { dirname, join, parse, resolve, sep } from "node:path";

/** The innermost folder above all paths. In: absolute paths, at least one; a file counts by its folder. */
export function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path),
  );
  let common = folders[0] ?? sep;
  for (const folder of folders) while (!isInside(folder, common)) common = dirname(common);
  return common;
}

const isInside = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep) || folder === parse(path).root;

/**
 * Folders whose schema the paths may mean, innermost first: the package they lie in, then the packages and the
 * repository around it. In: paths as typed. Out: at least one folder.
 */
export function projectRoots(paths: readonly string[], cwd: string): readonly string[] {
  const existing = paths.map((path) => resolve(cwd, path)).filter((path) => existsSync(path));
  const start = commonFolder(existing.length > 0 ? existing : [cwd]);
  const roots: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    const isRepository = existsSync(join(folder, ".git"));
    if (isRepository || existsSync(join(folder, "package.json"))) roots.push(folder);
    if (isRepository || folder === dirname(folder)) break;
  }
  return roots.length > 0 ? roots : [start];
}
