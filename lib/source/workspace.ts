import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const freshFor = 10_000;
const workspaces = new Map<string, { readonly packages: ReadonlyMap<string, string> | null; readonly at: number }>();

/**
 * The folder of a package of the same workspace (npm, Yarn, pnpm, Bun, Lerna) that a folder belongs to; null where
 * there is none of that name.
 */
export function workspacePackage(name: string, folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const found = packagesOf(at)?.get(name);
    if (found !== undefined) return found;
    if (dirname(at) === at) return null;
  }
}

/** The packages of the workspace whose root a folder is; null where it is none. */
function packagesOf(folder: string): ReadonlyMap<string, string> | null {
  const known = workspaces.get(folder);
  if (known && Date.now() - known.at < freshFor) return known.packages;
  const patterns = patternsIn(folder);
  const packages =
    patterns.length === 0
      ? null
      : new Map(
          patterns
            .flatMap((pattern) => foldersOf(folder, pattern.split("/")))
            .flatMap((each): [string, string][] => {
              const name = manifestOf(each)?.["name"];
              return typeof name === "string" ? [[name, each]] : [];
            }),
        );
  if (workspaces.size > 10_000) workspaces.clear();
  workspaces.set(folder, { packages, at: Date.now() });
  return packages;
}

/** A package.json as it stands; null where there is none that can be read. */
export function manifestOf(folder: string): Record<string, unknown> | null {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function patternsIn(folder: string): readonly string[] {
  const manifest = manifestOf(folder)?.["workspaces"];
  const listed = Array.isArray(manifest)
    ? (manifest as unknown[])
    : ((manifest as { packages?: unknown[] } | undefined)?.packages ?? []);
  const patterns = listed.length > 0 ? listed.filter((each) => typeof each === "string") : pnpmPatterns(folder);
  return patterns.filter((pattern) => !pattern.startsWith("!")).map((pattern) => pattern.replace(/^\.\/|\/+$/g, ""));
}

/** The list below `packages:`, all that a pnpm-workspace.yaml needs to be read for. */
function pnpmPatterns(folder: string): string[] {
  try {
    const [, list = ""] =
      /^packages:[ \t]*\r?\n((?:[ \t]*(?:#.*|-[^\n]*)?(?:\r?\n|$))*)/m.exec(
        readFileSync(join(folder, "pnpm-workspace.yaml"), "utf8"),
      ) ?? [];
    return [...list.matchAll(/^[ \t]*-[ \t]*["']?([^"'#\r\n]+?)["']?[ \t]*(?:#.*)?$/gm)].map(
      ([, pattern = ""]) => pattern,
    );
  } catch {
    return [];
  }
}

function foldersOf(folder: string, [first, ...rest]: readonly string[], depth = 0): string[] {
  if (first === undefined) return [folder];
  if (!first.includes("*")) return foldersOf(join(folder, first), rest, depth);
  const below = subfolders(folder).filter(
    (name) =>
      first === "**" ||
      new RegExp(`^${first.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*")}$`).test(name),
  );
  if (first !== "**") return below.flatMap((name) => foldersOf(join(folder, name), rest, depth));
  return [
    ...foldersOf(folder, rest, depth),
    ...(depth < 4 ? below.flatMap((name) => foldersOf(join(folder, name), [first, ...rest], depth + 1)) : []),
  ];
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((each) => each.isDirectory() && each.name !== "node_modules" && !each.name.startsWith("."))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
