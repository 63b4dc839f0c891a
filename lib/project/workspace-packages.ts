import { readFileSync } from "node:fs";
import { besideModels, type Listing } from "./listing.ts";

/** A folder with a package.json. */
export interface WorkspacePackage {
  /** Relative to the root, with `/`; `.` for the root itself. */
  readonly folder: string;
  readonly name: string | null;
  /** Names of packages that it depends on, in whatever way. */
  readonly dependencies: readonly string[];
}

const known = new WeakMap<Listing, readonly WorkspacePackage[]>();

/** The packages at and below a root. */
export function packagesBelow(listing: Listing): readonly WorkspacePackage[] {
  const found = known.get(listing) ?? readPackages(listing);
  known.set(listing, found);
  return found;
}

function readPackages(listing: Listing): readonly WorkspacePackage[] {
  const { root } = listing;
  const files = listing.files({ name: (name) => name === "package.json", without: besideModels, deep: 6 });
  return files.flatMap((file) => {
    try {
      const manifest = JSON.parse(readFileSync(`${root}/${file}`, "utf8")) as Record<string, unknown>;
      const names = ["dependencies", "devDependencies", "peerDependencies"].flatMap((field) =>
        Object.keys(manifest[field] ?? {}),
      );
      return [
        {
          folder: file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".",
          name: typeof manifest["name"] === "string" ? manifest["name"] : null,
          dependencies: names,
        },
      ];
    } catch {
      return [];
    }
  });
}

/** The folders of a project's packages that the package of a folder depends on, those that it names itself first, then theirs. */
export function reachedFrom(folder: string, packages: readonly WorkspacePackage[]): readonly string[] {
  const reached: string[] = [folder];
  for (const at of reached) {
    const own = packages.find((one) => one.folder === at);
    for (const { folder: next, name } of packages)
      if (name !== null && own?.dependencies.includes(name) && !reached.includes(next)) reached.push(next);
  }
  return reached.slice(1);
}
