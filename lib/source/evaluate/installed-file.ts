import { createRequire } from "node:module";
import type { SourceModule } from "../module.ts";
import { openFile } from "../open-module.ts";

/** A helper that a package hands out is small; what is larger is a library. */
const largest = 50_000;

/**
 * The module that a specifier names by its path in an installed package (`toolkit/dist/database/types`). Null for a package as a whole, and where the file
 * is not there or is large.
 */
export function installedFile(specifier: string, from: SourceModule): SourceModule | null {
  if (!/^(?:@[^/]+\/)?[^./@:][^/:]*\/./.test(specifier)) return null;
  try {
    const module = openFile(createRequire(from.file).resolve(specifier));
    return module && module.text.length <= largest ? module : null;
  } catch {
    return null;
  }
}
