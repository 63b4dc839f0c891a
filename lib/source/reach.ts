import { alternatives } from "../libraries/names.ts";
import { filesChanged, textOfFile } from "./open-module.ts";
import type { SourceText } from "./module.ts";
import { clientNames, knownPackage } from "./packages.ts";
import { dirname } from "node:path";
import { resolveModule } from "./resolve-module.ts";
import { specifiersIn } from "./specifiers.ts";

/** What is found out about a file by a look at its text. */
interface Links {
  readonly text: string;
  /** It imports a library itself, or names what a library generates or has globally. */
  readonly hasLibrary: boolean;
  /** The project's own files that it imports. */
  readonly files: readonly string[];
}

const links = new Map<string, Links>();
const reaches = new Map<string, boolean>();
let filesSeen = 0;

/** Files that are looked at for one answer. */
const mostFiles = 5_000;

/**
 * Whether a library that speaks SQL can be had in a file at all: it or one of the files that its imports lead to names one. No is sure: nothing
 * that is followed from there comes from a library. The files are not parsed for it.
 */
export function reachesLibrary(source: SourceText): boolean {
  if (filesSeen !== filesChanged()) {
    reaches.clear();
    links.clear();
    filesSeen = filesChanged();
  }
  const own = linksOf(source);
  if (own.hasLibrary) return true;
  const known = reaches.get(source.file);
  // An editor's unsaved text has other imports than its file.
  return known ?? search(source.file, own);
}

function search(file: string, own: Links): boolean {
  const visited = new Set([file]);
  const path: { readonly file: string; readonly files: readonly string[]; next: number }[] = [
    { file, files: own.files, next: 0 },
  ];
  for (let at = path.at(-1); at; at = path.at(-1)) {
    const next = at.files[at.next++];
    if (next === undefined) {
      path.pop();
      continue;
    }
    if (visited.has(next) || reaches.get(next) === false) continue;
    visited.add(next);
    const source = textOfFile(next);
    const found = source && linksOf(source);
    if (reaches.get(next) || found?.hasLibrary || visited.size > mostFiles) {
      for (const { file: one } of path) reaches.set(one, true);
      return true;
    }
    if (found) path.push({ file: next, files: found.files, next: 0 });
  }
  for (const one of visited) reaches.set(one, false);
  return false;
}

/** Clients that are generated or global are known by their names. */
const names = new RegExp(String.raw`(?<![\w$])${alternatives(clientNames)}(?![\w$])`);

function linksOf({ file, text }: SourceText): Links {
  const known = links.get(file);
  if (known?.text === text) return known;
  if (known) reaches.clear();
  const specifiers = specifiersIn(text);
  const hasLibrary = specifiers.some((one) => knownPackage(one) !== null) || names.test(text);
  const files = hasLibrary ? [] : specifiers.flatMap((one) => resolveModule(one, dirname(file)) ?? []);
  const found: Links = { text, hasLibrary, files };
  links.set(file, found);
  return found;
}
