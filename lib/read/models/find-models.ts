import { statSync } from "node:fs";
import { globSync, isDynamicPattern } from "tinyglobby";
import { isDriver, libraries } from "../../libraries/index.ts";
import type { ModelFacts } from "../../libraries/library.ts";
import { oneOf } from "../../libraries/names.ts";
import { databaseOfDriver } from "../../libraries/other-databases.ts";
import { besideModels, type Listing } from "../../project/listing.ts";
import { packagesBelow, type WorkspacePackage } from "../../project/workspace-packages.ts";
import type { ModelTextsReader } from "./models-reader.ts";
import type { ConfiguredModels, FoundModels } from "./found-models.ts";
import { largestSource, readTextFile } from "../../text-file.ts";

type ModelLibrary = ModelFacts & { readonly uses: (name: string) => boolean };

const modelLibraries: readonly ModelLibrary[] = libraries.flatMap(({ models }) =>
  models ? [{ ...models, uses: oneOf(models.packages) }] : [],
);

const isModelSource = (name: string): boolean =>
  /^[^.].*\.(?:[cm]?ts|tsx|[cm]?js)$/.test(name) && !/\.(?:test|spec|stories)\.|\.min\.js$/.test(name);
const sourceFiles = "**/*.{ts,mts,cts,tsx,js,mjs,cjs}";
/** A project of more is not searched whole: its models are named in the settings. */
const mostFiles = 30_000;

/**
 * Looks for models below a root: in files of a tool's own form, and in code by what each
 * package.json depends on.
 */
export function findModels(
  listing: Listing,
  configurations: readonly ConfiguredModels[],
  ownFiles: readonly ModelTextsReader[],
): readonly FoundModels[] {
  const found: FoundModels[] = ownFiles.flatMap(({ find }) => find(listing, configurations));
  const { root } = listing;
  const packages = packagesBelow(listing);
  for (const own of packages) {
    const dependencies = dependenciesOf(own, packages);
    const used = modelLibraries.filter(({ uses }) => dependencies.some(uses));
    if (used.length === 0) continue;
    const everywhere = [...dependencies, ...(packages.find(({ folder }) => folder === ".")?.dependencies ?? [])];
    const foreign = everywhere.some((name) => databaseOfDriver(name) !== null) && !everywhere.some(isDriver);
    const inner = packages
      .filter(({ folder }) => folder !== own.folder && (own.folder === "." || folder.startsWith(`${own.folder}/`)))
      .map(({ folder }) => `${root}/${folder}/`);
    const home = own.folder === "." ? `${root}/` : `${root}/${own.folder}/`;
    const configured = configurations.filter(
      ({ file }) => file.startsWith(home) && !inner.some((folder) => file.startsWith(folder)),
    );
    found.push(
      ...inPackage(
        listing,
        own,
        packages,
        used.filter(({ ownDialect }) => !foreign || ownDialect),
        configured,
      ),
    );
  }
  return withWorkspaces(withoutTypes(found), packages);
}

/** What a package depends on, and what those packages of the workspace do that it has its library from. */
function dependenciesOf(own: WorkspacePackage, packages: readonly WorkspacePackage[]): readonly string[] {
  const others = packages.filter(({ name }) => name !== null && own.dependencies.includes(name));
  return [...own.dependencies, ...others.flatMap(({ dependencies }) => dependencies)];
}

/** The source files of a folder, file or glob. */
function sourcesAt(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return [path];
  if (!stat && !isDynamicPattern(path)) return [];
  const [cwd, pattern] = stat
    ? [path, sourceFiles]
    : [path.slice(0, path.slice(0, path.search(/[*?{[(]/)).lastIndexOf("/")) || "/", path];
  return globSync(pattern, {
    cwd,
    absolute: true,
    ignore: ["**/node_modules/**", "**/*.d.ts"],
    onlyFiles: true,
    expandDirectories: false,
    followSymbolicLinks: false,
  })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file));
}

function inPackage(
  listing: Listing,
  own: WorkspacePackage,
  packages: readonly WorkspacePackage[],
  used: readonly ModelLibrary[],
  configurations: readonly ConfiguredModels[],
): FoundModels[] {
  if (used.length === 0) return [];
  const { root } = listing;
  const below = own.folder === "." ? "" : own.folder;
  const inner = packages
    .filter(({ folder }) => folder !== own.folder && (below === "" || folder.startsWith(`${below}/`)))
    .map(({ folder }) => `${folder}/`);
  const files = listing
    .files({ name: isModelSource, without: besideModels, deep: 12, below })
    .filter((file) => !inner.some((folder) => file.startsWith(folder)));
  if (files.length > mostFiles) return [];
  const byKind = new Map<string, string[]>();
  for (const path of files) {
    const file = `${root}/${path}`;
    const kinds = kindsIn(file);
    for (const { kind } of used) if (kinds.includes(kind)) byKind.set(kind, [...(byKind.get(kind) ?? []), file]);
  }
  const named = new Map<string, string>();
  for (const { kind, marks, configured: isConfigured } of used) {
    const configured = isConfigured ? configurations.filter(({ tool }) => tool === kind) : [];
    const chosen = [...new Set(configured.flatMap((one) => one.models.flatMap(sourcesAt)))].sort();
    const [first] = configured;
    if (!first || chosen.length === 0) continue;
    // What says how all models are named may stand anywhere.
    const others = (byKind.get(kind) ?? []).filter((file) => !marks.every((mark) => mark.test(startOf(file))));
    byKind.set(kind, [...new Set([...chosen, ...others])]);
    named.set(kind, `${first.file.slice(root.length + 1)} names ${chosen.length === 1 ? "it" : "them"}`);
  }
  return [...byKind].map(([kind, own_]) => ({
    kind,
    files: own_,
    serves: own.folder,
    path: commonFolder(root, own_),
    why:
      named.get(kind) ??
      `${own.folder === "." ? "" : `${own.folder}/`}package.json depends on ${dependencyOn(kind, own.dependencies) ?? `a package that depends on ${kind}`}`,
  }));
}

const dependencyOn = (kind: string, names: readonly string[]): string | undefined =>
  names.find((name) => modelLibraries.some((library) => library.kind === kind && library.uses(name)));

const seen = new Map<string, { readonly mtime: number; readonly size: number; readonly kinds: readonly string[] }>();

/** The libraries a file may declare models with; worked out again when it has changed. */
function kindsIn(file: string): readonly string[] {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return [];
  const known = seen.get(file);
  if (known?.mtime === stat.mtimeMs && known.size === stat.size) return known.kinds;
  const text = startOf(file);
  const kinds = modelLibraries.flatMap(({ kind, marks, also }) =>
    marks.every((mark) => mark.test(text)) || also?.test(text) ? kind : [],
  );
  seen.set(file, { mtime: stat.mtimeMs, size: stat.size, kinds });
  return kinds;
}

function startOf(file: string): string {
  try {
    if (statSync(file).size > largestSource) return "";
    return readTextFile(file).text;
  } catch {
    return "";
  }
}

function commonFolder(root: string, files: readonly string[]): string {
  const [first = ""] = files;
  if (files.length === 1) return first.slice(root.length + 1);
  let common = first.split("/").slice(0, -1);
  for (const file of files) {
    const parts = file.split("/");
    const end = common.findIndex((part, index) => parts[index] !== part);
    if (end >= 0) common = common.slice(0, end);
  }
  return common.join("/").slice(root.length + 1) || ".";
}

// Types generated of a database say less than the models or the schema beside them; those that declare rows are judged
// all the same.
function withoutTypes(found: readonly FoundModels[]): FoundModels[] {
  const typesOnly = new Set(modelLibraries.flatMap(({ kind, typesOnly: only }) => (only ? [kind] : [])));
  const declareRows = new Set(modelLibraries.flatMap(({ kind, row }) => (row ? [kind] : [])));
  const kept: FoundModels[] = [];
  const beside: FoundModels[] = [];
  for (const source of found) {
    const better = (other: FoundModels) =>
      other !== source &&
      other.serves === source.serves &&
      (!typesOnly.has(other.kind) || (typesOnly.has(source.kind) && order(other) < order(source)));
    if (!typesOnly.has(source.kind) || !found.some(better)) kept.push(source);
    else if (declareRows.has(source.kind)) beside.push({ ...source, isBesideModels: true });
  }
  return [...kept, ...beside];
}

const order = ({ kind }: FoundModels): number => modelLibraries.findIndex((library) => library.kind === kind);

/**
 * Models of a package belong to one database with those of the workspace's packages it depends on; interfaces of rows
 * are of each package alone.
 */
function withWorkspaces(found: readonly FoundModels[], packages: readonly WorkspacePackage[]): FoundModels[] {
  const all = [...found];
  const typesOnly = new Set(modelLibraries.flatMap(({ kind, typesOnly: only }) => (only ? [kind] : [])));
  for (const own of packages) {
    if (!found.some(({ serves }) => serves === own.folder)) continue;
    for (const other of packages) {
      if (other === own || other.name === null || !own.dependencies.includes(other.name)) continue;
      for (const source of found) {
        if (
          typesOnly.has(source.kind) ||
          source.serves !== other.folder ||
          !found.some(({ serves, kind }) => serves === own.folder && kind === source.kind)
        )
          continue;
        all.push({
          ...source,
          serves: own.folder,
          of: other.folder,
          why: `${own.folder}/package.json depends on ${other.name}`,
        });
      }
    }
  }
  return all;
}

/**
 * Of some files (absolute) those that declare models of a library, with the package it comes in: for saying why they are not taken. Files that
 * only hold types of rows are none.
 */
export function filesOfModels(
  files: readonly string[],
): readonly { readonly file: string; readonly package: string }[] {
  return files.flatMap((file) => {
    const kinds = kindsIn(file);
    const library = modelLibraries.find(
      ({ kind, marks, typesOnly }) =>
        !typesOnly && kinds.includes(kind) && marks.every((mark) => mark.test(startOf(file))),
    );
    return library ? [{ file, package: [library.packages].flat()[0]?.replace(/\*$/, "") ?? library.kind }] : [];
  });
}

/**
 * What a path of the settings (absolute, with `/`) names, where that is a file or folder of models; null where it is
 * none.
 */
export function modelsAt(path: string, root: string, ownFiles: readonly ModelTextsReader[]): FoundModels | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return null;
  const shown = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  const base = { path: shown, serves: ".", why: "named in the settings" };
  const below = (pattern: string) =>
    globSync(pattern, { cwd: path, absolute: true, ignore: ["**/node_modules/**"], expandDirectories: false })
      .sort()
      .map((file) => file.replaceAll("\\", "/"));
  if (stat.isDirectory() && below("**/*.sql").length > 0) return null;
  for (const { kind, ending } of ownFiles) {
    const own = stat.isDirectory() ? below(`**/*${ending}`) : path.endsWith(ending) ? [path] : [];
    if (own.length > 0) return { ...base, kind, files: own };
  }
  const files = stat.isDirectory() ? below(sourceFiles) : /\.[cm]?[jt]sx?$/.test(path) ? [path] : [];
  for (const { kind, marks } of modelLibraries) {
    const own = files.filter((file) => kindsIn(file).includes(kind));
    if (own.some((file) => marks.every((mark) => mark.test(startOf(file))))) return { ...base, kind, files: own };
  }
  return null;
}
