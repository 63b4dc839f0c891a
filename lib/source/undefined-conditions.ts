import { dirname } from "node:path";
import { factsOf } from "../libraries/index.ts";
import type { Library } from "../model/site.ts";
import { projectFiles } from "../project/project-files.ts";
import { majorOf } from "./dependencies.ts";

/**
 * Whether a library, as the project has set it up, leaves a condition out whose value is undefined. In: a file that uses it, the project's folder.
 * Out: false also where it cannot be told.
 */
export function leavesOutUndefined(library: Library, file: string, root: string): boolean {
  const when = factsOf(library)?.builder?.undefinedConditions;
  if (!when) return false;
  const { before } = when;
  if (before) {
    const major = majorOf(before.package, dirname(file));
    if (major === null || major >= before.major) return false;
  }
  if (when.with === undefined && when.without === undefined) return true;
  const { files } = projectFiles(root, file);
  const isSaid = (word: string): boolean => files?.some((one) => one.mentions(word)) === true;
  if (when.with !== undefined && !isSaid(when.with)) return false;
  return when.without === undefined || (files !== null && !isSaid(when.without));
}
