import { mappedSpecifier } from "./import-maps.ts";
import { alternatives } from "../libraries/names.ts";
import { filesChanged, textOfFile } from "./open-module.ts";
import type { SourceText } from "./module.ts";
import { generatedNames, globalNames, knownPackage } from "./packages.ts";
import { dirname } from "node:path";
import { specifiersIn } from "../project/specifiers.ts";
import { resolveModule } from "./resolve-module.ts";

/** What is found out about a file by a look at its text. */
interface Links {
  readonly text: string;
  /** It has what is looked for. */
  readonly has: boolean;
  /** The project's own files that it imports. */
  readonly files: readonly string[];
}

/** Files that are looked at for one answer. */
const mostFiles = 5_000;

/**
 * Makes a question of whether a file, or any one that its imports lead to, has something that a look at the text shows.
 * In: the look at one file's text and the modules it names. No is sure; no file is parsed for it.
 */
export function reaching(
  has: (text: string, specifiers: readonly string[]) => boolean,
): (source: SourceText) => boolean {
  const search = new Search(has);
  return (source) => search.reaches(source);
}

class Search {
  readonly #has: (text: string, specifiers: readonly string[]) => boolean;
  readonly #links = new Map<string, Links>();
  readonly #reaches = new Map<string, boolean>();
  #seen = 0;

  constructor(has: (text: string, specifiers: readonly string[]) => boolean) {
    this.#has = has;
  }

  reaches(source: SourceText): boolean {
    if (this.#seen !== filesChanged()) {
      this.#reaches.clear();
      this.#links.clear();
      this.#seen = filesChanged();
    }
    const own = this.#linksOf(source);
    return own.has || (this.#reaches.get(source.file) ?? this.#search(source.file, own));
  }

  #search(file: string, own: Links): boolean {
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
      if (visited.has(next) || this.#reaches.get(next) === false) continue;
      visited.add(next);
      const source = textOfFile(next);
      const found = source && this.#linksOf(source);
      if (this.#reaches.get(next) || found?.has || visited.size > mostFiles) {
        for (const { file: one } of path) this.#reaches.set(one, true);
        return true;
      }
      if (found) path.push({ file: next, files: found.files, next: 0 });
    }
    for (const one of visited) this.#reaches.set(one, false);
    return false;
  }

  #linksOf({ file, text }: SourceText): Links {
    const known = this.#links.get(file);
    if (known?.text === text) return known;
    // An editor's unsaved text has other imports than its file.
    if (known) this.#reaches.clear();
    const specifiers = specifiersIn(text);
    const has = this.#has(
      text,
      specifiers.map((one) => mappedSpecifier(one, dirname(file))),
    );
    const files = has ? [] : specifiers.flatMap((one) => resolveModule(one, dirname(file)) ?? []);
    const found: Links = { text, has, files };
    this.#links.set(file, found);
    return found;
  }
}

/** Clients that are generated are known by their names, those of a global as its members: `Bun.sql`, `{ sql } = Bun`. */
const generated = String.raw`(?<![\w$])${alternatives(generatedNames)}(?![\w$])`;
const global = alternatives(globalNames);
const names = new RegExp(String.raw`${generated}|(?<![\w$])${global}\s*(?:\?\.|\.\w|\[)|=\s*${global}(?![\w$])`);

/** Whether a library that speaks SQL can be had in a file at all: it or one of the files that its imports lead to names one. */
export const reachesLibrary = reaching(
  (text, specifiers) => specifiers.some((one) => knownPackage(one) !== null) || names.test(text),
);
