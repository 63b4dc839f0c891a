import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { projectFiles, type ProjectFile, type ProjectFiles } from "../project/project-files.ts";
import { resolveModule } from "./resolve-module.ts";
import { manifestOf } from "./workspace.ts";

/** The files of a project by the last names of what they import: `clean` of `../tests/clean.js`. */
type ByName = ReadonlyMap<string, ReadonlySet<ProjectFile>>;

const byNames = new WeakMap<ProjectFiles, ByName>();

/**
 * The source files below a folder that import a file, pass it on or speak of it as a module, all absolute. Out: null where that cannot be told, since
 * the project is too large, or a module of the file's name is imported from a place that cannot be found.
 */
export function importersOf(file: string, root: string): readonly string[] | null {
  const project = projectFiles(root, file);
  if (!project.files || isPackageEntry(file)) return null;
  const importers: string[] = [];
  const name = lastName(file);
  for (const { path, specifiers } of byNameOf(project).get(name) ?? []) {
    if (path === file) continue;
    for (const specifier of specifiers) {
      if (specifierName(specifier) !== name && !namesFolder(specifier)) continue;
      const target = resolveModule(specifier, dirname(path));
      if (target === null && mayMean(specifier.startsWith(".") ? join(dirname(path), specifier) : specifier, file))
        return null;
      if (target === file) importers.push(path);
    }
  }
  return [...new Set(importers)];
}

/**
 * Whether a module that is imported from a place which cannot be found (a path, or what stands for one) may be this file: what stands behind an alias (`~/forms/settings`) has to be how the
 * file's own path ends, unless it names a folder of what was built.
 */
function mayMean(specifier: string, file: string): boolean {
  if (specifier.startsWith("node:")) return false;
  const inside = (path: string): readonly string[] =>
    path
      .replace(/(?:\/index)?\.[cm]?[jt]sx?$/, "")
      .split("/")
      .reverse();
  const [name = "", ...folders] = inside(specifier.replace(/\/index$/, "")).slice(0, -1);
  const [own = "", ...ownFolders] = inside(file);
  if (name === "") return specifierName(specifier) === lastName(file);
  return (
    name === own &&
    folders.every((folder, at) => folder === ownFolders[at] || /^(?:dist|build|lib|out|src)$/.test(folder))
  );
}

/** What a package is imported as may be this file: by whom is not looked for. */
export function isPackageEntry(file: string): boolean {
  if (!/^index\./.test(basename(file))) return false;
  const folder = dirname(file);
  if (existsSync(join(folder, "package.json"))) return true;
  const manifest = manifestOf(dirname(folder));
  if (!manifest) return false;
  // What is built of `src` has another path; of any other folder the package would say that it is one to import.
  const entries = JSON.stringify(entryFields.map((field) => manifest[field]));
  return sources.has(basename(folder)) || entries.includes(`${basename(folder)}/`) || entries.includes("*");
}

const entryFields = ["main", "module", "browser", "types", "typings", "exports", "bin"];
const sources = new Set(["src", "source", "lib"]);

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

function byNameOf(project: ProjectFiles): ByName {
  const known = byNames.get(project);
  if (known) return known;
  const byName = new Map<string, Set<ProjectFile>>();
  for (const file of project.files ?? [])
    for (const specifier of file.specifiers)
      for (const name of namesOf(specifier, file.path)) byName.set(name, (byName.get(name) ?? new Set()).add(file));
  byNames.set(project, byName);
  return byName;
}

const namesFolder = (specifier: string): boolean => /(?:^|\/)\.{0,2}$/.test(specifier);

/** `..` and `./` name the folder they lead to. */
function namesOf(specifier: string, from: string): readonly string[] {
  if (!namesFolder(specifier)) return [specifierName(specifier)];
  const target = resolveModule(specifier, dirname(from));
  return target === null ? [] : [lastName(target)];
}
