import { relative } from "node:path";
import type { FileRole } from "../model/file-role.ts";
import { fileRole } from "./file-role.ts";
import { importersOf } from "./importers.ts";
import { openFile } from "./open-module.ts";

const folders: readonly (readonly [FileRole, RegExp])[] = [
  ["test", /^(?:__tests__|e2e|cypress|playwright)$/],
  ["migration", /^migrations?$/],
  ["script", /^(?:scripts?|tools?|tooling|bin|seeds?|seeders?)$/],
];

/**
 * What a file is for by the folder it lies in, where nobody in the application imports it: helpers of tests that register none, programs that are
 * run by hand. In: absolute paths of the file and the project's folder. Out: null where its folder says nothing, or others import it.
 */
export function roleOfPlace(file: string, root: string): FileRole | null {
  const role = placeOf(file, root);
  if (role === null) return null;
  const importers = importersOf(file, root);
  return importers?.every((importer) => placeOf(importer, root) !== null || isTest(importer)) ? role : null;
}

function placeOf(file: string, root: string): FileRole | null {
  const parts = relative(root, file).replaceAll("\\", "/").split("/").slice(0, -1);
  return folders.find(([, name]) => parts.some((part) => name.test(part)))?.[0] ?? null;
}

/** Whether a file is one of tests by its name or its folder. In: absolute paths of the file and the project's folder. */
export const isTestPlace = (file: string, root: string): boolean =>
  placeOf(file, root) === "test" || /\.(?:test|spec)\.[cm]?[jt]sx?$/.test(file);

function isTest(file: string): boolean {
  const module = openFile(file);
  return module !== null && fileRole(module.ast) === "test";
}
