import { mkdirSync, mkdtempSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { inject } from "vitest";

/** Files by their relative paths. */
export type Files = Readonly<Record<string, string>>;

/** A new folder without files, absolute. Nobody need remove it: `tests/temporary-folder.ts` does. */
export function newFolder(): string {
  return mkdtempSync(join(inject("temporaryFolder"), "project-"));
}

/** Writes files below a folder, a new one where none is given. Out: the folder, absolute. */
export function folderWith(files: Files, folder = newFolder()): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    const before = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    writeFileSync(file, text);
    // The kernel's clock ticks some hundred times a second: one case may follow another sooner.
    if (statSync(file).mtimeMs <= before) utimesSync(file, new Date(), new Date(before + 2));
  }
  return folder;
}

const shared = new Map<string, string>();

/**
 * A folder for a code file that stands beside other files. Those who ask with the same files share one, so that the schema
 * is read once, save where another file leads to the code: what was followed through that is remembered.
 */
export function folderBeside(files: Files, code: string): string {
  const name = basename(code, extname(code));
  const leadsToCode = new RegExp(`/${name}(?:\\.\\w+)?["'\`]|["'\`]${name}\\.\\w+["'\`]`);
  if (Object.values(files).some((text) => leadsToCode.test(text))) return folderWith(files);
  const key = JSON.stringify([files, code]);
  const known = shared.get(key) ?? folderWith(files);
  shared.set(key, known);
  return known;
}
