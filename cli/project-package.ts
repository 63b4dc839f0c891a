import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Neither the project nor rowguard has a package. */
export class PackageMissing extends Error {}

/**
 * Loads a package that rowguard does not bring along: the project's own, as it is the project's database; else one beside rowguard. In: the folder
 * of the project. Errors: PackageMissing.
 */
export async function loadPackage(cwd: string, name: string): Promise<unknown> {
  for (const base of [join(cwd, "package.json"), import.meta.url]) {
    let found: string;
    try {
      found = createRequire(base).resolve(name);
    } catch {
      continue;
    }
    return import(pathToFileURL(found).href);
  }
  throw new PackageMissing(name);
}
