import { readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { mappedSpecifier, pathsFor, pathsIn } from "./import-maps.ts";
import { manifestOf, workspacePackage } from "./workspace.ts";

const endings = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
const writtenAs: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};

/**
 * The project's own file that a module specifier names, as TypeScript and Node resolve it: relative, mapped by tsconfig
 * `paths`, or a workspace package linked into node_modules. In: the specifier and the importing file's folder. Out: an
 * absolute path; null for installed packages, built-in modules and what does not exist.
 */
export function resolveModule(specifier: string, folder: string): string | null {
  const key = `${folder}\0${specifier}`;
  const known = resolved.get(key);
  if (known && Date.now() - known.at < freshFor) return known.path;
  const path = resolveAnew(specifier, folder);
  // A file may be made at any time, a package of the workspace is not.
  if (path !== null || !isPath(specifier)) {
    if (resolved.size > 50_000) resolved.clear();
    resolved.set(key, { path, at: Date.now() });
  }
  return path;
}

const resolved = new Map<string, { readonly path: string | null; readonly at: number }>();

const isPath = (specifier: string): boolean => /^\.{1,2}(?:\/|$)/.test(specifier) || isAbsolute(specifier);

function resolveAnew(specifier: string, folder: string): string | null {
  try {
    if (isPath(specifier)) return sourceFile(resolve(folder, specifier));
    if (specifier.startsWith("node:") || specifier === "") return null;
    const mapped = mappedSpecifier(specifier, folder);
    if (mapped !== specifier) return isAbsolute(mapped) ? ofManifest(mapped) : resolveAnew(mapped, folder);
    return mappedFile(specifier, folder) ?? workspaceFile(specifier, folder);
  } catch {
    return null;
  }
}

/** A file that a manifest or an import map names: the source, where that is what was built of it. */
function ofManifest(path: string): string | null {
  const [, root, rest] = /^(.*?)[\\/]((?:dist|build|out|esm|cjs)[\\/].*)$/.exec(path) ?? [];
  return (root !== undefined && rest !== undefined ? builtFrom(root, rest) : null) ?? sourceFile(path);
}

function sourceFile(path: string): string | null {
  if (path.endsWith(".json") && isFile(path)) return path;
  const ending = /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? "";
  const stem = path.slice(0, path.length - ending.length);
  if (ending) {
    for (const written of writtenAs[ending] ?? [ending]) if (isFile(stem + written)) return stem + written;
  }
  for (const added of endings) if (isFile(path + added)) return path + added;
  for (const added of endings) if (isFile(join(path, `index${added}`))) return join(path, `index${added}`);
  return null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

interface PathMap {
  readonly base: string;
  /** Whether specifiers that no pattern matches start at `base`. */
  readonly bare: boolean;
  readonly patterns: readonly {
    readonly before: string;
    readonly after: string;
    readonly exact: boolean;
    readonly targets: readonly string[];
  }[];
}

function mappedFile(specifier: string, folder: string): string | null {
  const map = pathMapFor(folder);
  if (!map) return null;
  for (const { before, after, exact, targets } of map.patterns) {
    if (exact ? specifier !== before : !(specifier.startsWith(before) && specifier.endsWith(after))) continue;
    const middle = specifier.slice(before.length, specifier.length - after.length);
    for (const target of targets) {
      const found = sourceFile(
        resolve(
          map.base,
          target.replace("*", () => middle),
        ),
      );
      if (found && !found.includes(`${sep}node_modules${sep}`)) return found;
    }
  }
  return map.bare ? sourceFile(resolve(map.base, specifier)) : null;
}

/** How long a look at tsconfig.json is good for: a run of the command, and a moment in an editor. */
const freshFor = 10_000;
const pathMaps = new Map<string, { readonly map: PathMap | null; readonly at: number }>();

function pathMapFor(folder: string): PathMap | null {
  const known = pathMaps.get(folder);
  if (known && Date.now() - known.at < freshFor) return known.map;
  const here = ["tsconfig.json", "jsconfig.json"].map((name) => join(folder, name)).find(isFile);
  const above = dirname(folder);
  // A configuration that only refers to others (a solution) maps nothing itself: its references do.
  const map = here ? readPathMap(here) : above === folder ? null : pathMapFor(above);
  if (pathMaps.size > 10_000) pathMaps.clear();
  pathMaps.set(folder, { map, at: Date.now() });
  return map;
}

type TypeScript = typeof import("typescript");

function readPathMap(file: string): PathMap | null {
  // Most configurations map nothing, and TypeScript takes a while to load.
  if (!mentionsPaths(file, 0)) return null;
  let ts: TypeScript;
  try {
    ts = createRequire(import.meta.url)("typescript") as TypeScript;
  } catch {
    return null;
  }
  const host = {
    ...ts.sys,
    useCaseSensitiveFileNames: true,
    readDirectory: () => [],
    onUnRecoverableConfigFileDiagnostic: () => undefined,
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(file, {}, host);
  if (!parsed) return null;
  for (const reference of parsed.projectReferences ?? []) {
    const path = isFile(reference.path) ? reference.path : join(reference.path, "tsconfig.json");
    if (!parsed.options.paths && !parsed.options.baseUrl && parsed.raw?.files?.length === 0 && isFile(path))
      return readPathMap(path);
  }
  const { paths, baseUrl, pathsBasePath } = parsed.options;
  if (!paths && !baseUrl) return null;
  const base = baseUrl ?? (typeof pathsBasePath === "string" ? pathsBasePath : dirname(file));
  const patterns = Object.entries(paths ?? {}).map(([pattern, targets]) => {
    const [before = "", after] = pattern.split("*");
    return { before, after: after ?? "", exact: after === undefined, targets };
  });
  // The longest prefix wins, as in TypeScript.
  patterns.sort((a, b) => Number(b.exact) - Number(a.exact) || b.before.length - a.before.length);
  return { base, bare: baseUrl !== undefined, patterns };
}

function mentionsPaths(file: string, depth: number): boolean {
  const text = readText(file);
  if (/"(?:paths|baseUrl|references)"/.test(text)) return true;
  const parents = [...text.matchAll(/"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/g)].flatMap(
    ([, value = ""]) => value.match(/[^"[\],\s]+/g) ?? [],
  );
  return parents.some((parent) => {
    // What a package's configuration maps is of no use in this project.
    if (!parent.startsWith(".") || depth > 5) return false;
    const path = resolve(dirname(file), parent);
    return mentionsPaths(isFile(path) ? path : `${path}.json`, depth + 1);
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * A package of the same repository: linked into node_modules or not (yet), its sources stand beside what is built of
 * them.
 */
function workspaceFile(specifier: string, folder: string): string | null {
  const [, name, rest = ""] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  if (!name || name.startsWith("#")) return null;
  const root = linkedPackage(name, folder) ?? workspacePackage(name, folder);
  if (root === null) return null;
  const manifest = manifestOf(root) ?? {};
  const exported = exportedPaths(manifest["exports"], rest === "" ? "." : `./${rest}`)
    .map((path) => builtFrom(root, path))
    .find((path) => path !== null);
  if (exported) return exported;
  if (rest)
    return sourceFile(join(root, "src", rest)) ?? sourceFile(join(root, rest)) ?? sourceFile(join(root, "lib", rest));
  const named = [manifest["main"], manifest["module"], manifest["types"]].filter((path) => typeof path === "string");
  return (
    sourceFile(join(root, "src", "index")) ??
    sourceFile(join(root, "lib", "index")) ??
    named.map((path) => builtFrom(root, path)).find((path) => path !== null) ??
    sourceFile(join(root, "index"))
  );
}

/** The paths that a package's `exports` name for a subpath, under whatever condition. */
function exportedPaths(exports: unknown, subpath: string): string[] {
  if (typeof exports === "string") return subpath === "." ? [exports] : [];
  if (typeof exports !== "object" || exports === null) return [];
  const entries = Object.entries(exports);
  if (!entries.some(([key]) => key.startsWith("."))) return subpath === "." ? pathsIn(exports) : [];
  return pathsFor(exports, subpath);
}

/** The source of a file that a manifest names: `dist/db.js` is made of `src/db.ts`. */
function builtFrom(root: string, path: string): string | null {
  const stem = path.replace(/\.d\.([cm]?ts)$/, ".$1");
  if (!/\.[cm]?[jt]sx?$/.test(stem)) return null;
  const below = /^(?:\.\/)?(?:dist|build|lib|out|esm|cjs)\//;
  const sources = below.test(stem)
    ? [stem.replace(below, "src/"), stem.replace(below, "").replace(/^(?:(?:src|esm|cjs|lib)\/)?/, "src/")]
    : [];
  return [...sources, stem].map((one) => sourceFile(join(root, one))).find((one) => one !== null) ?? null;
}

const links = new Map<string, { readonly root: string | null; readonly at: number }>();

function linkedPackage(name: string, folder: string): string | null {
  const key = `${name}\0${folder}`;
  const known = links.get(key);
  if (known && Date.now() - known.at < freshFor) return known.root;
  const path = join(folder, "node_modules", name);
  const above = dirname(folder);
  let root: string | null = null;
  if (statSync(path, { throwIfNoEntry: false })) {
    const real = realpathSync(path);
    root = real.includes(`${sep}node_modules${sep}`) ? null : real;
  } else if (above !== folder) root = linkedPackage(name, above);
  if (links.size > 50_000) links.clear();
  links.set(key, { root, at: Date.now() });
  return root;
}
