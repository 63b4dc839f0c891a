import { readFileSync, statSync } from "node:fs";
import { mayHoldSql } from "../find/quick-look.ts";
import { alternatives } from "../libraries/names.ts";
import { filesBelow, isSourceFile } from "../project/source-files.ts";

/** A file whose text has one of the names that were looked for. */
export interface Mentioning {
  readonly file: string;
  /** Every word of the text that is among the names asked for. */
  readonly words: ReadonlySet<string>;
}

/** What is looked for: files that have one of `rare` are asked which of `all` they have. */
export interface Looked {
  readonly rare: readonly string[];
  readonly all: ReadonlySet<string>;
}

/** More is no application that is looked at while somebody waits. */
const mostFiles = 20_000;
/** In bytes: nobody writes a larger file by hand. */
const largest = 1_000_000;

/** What else speaks of columns: components, and services in other languages on the same database. */
const otherLanguages = /\.(?:sql|vue|svelte|astro|py|go|rb|rs|php|java|kt|cs|exs?|scala)$/;

const isRead = (name: string): boolean => isSourceFile(name) || otherLanguages.test(name);

/** The files of a folder by the words in them; a file is read again only when it has changed. */
export class ProjectTexts {
  readonly #root: string;
  readonly #looked: Looked;
  readonly #rare: RegExp;
  readonly #kept = new Map<string, { mtime: number; size: number; words: ReadonlySet<string> | null }>();

  /** In: an absolute folder. */
  constructor(root: string, looked: Looked) {
    this.#root = root;
    this.#looked = looked;
    this.#rare = new RegExp(alternatives(looked.rare));
  }

  /** The files that have a rare name, by their paths; null where there are too many files to tell. */
  mentioning(): readonly Mentioning[] | null {
    const files = filesBelow(this.#root, { isWanted: isRead, most: mostFiles });
    return (
      files?.toSorted().flatMap((file) => {
        const words = this.#wordsOf(file);
        return words ? [{ file, words }] : [];
      }) ?? null
    );
  }

  /** Whether at least so many files may hold SQL. */
  isLarge(least: number): boolean {
    let found = 0;
    return (filesBelow(this.#root, { most: mostFiles }) ?? []).some(
      (file) => mayHoldSql(readText(file)) && ++found >= least,
    );
  }

  #wordsOf(file: string): ReadonlySet<string> | null {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat || stat.size > largest) return null;
    const known = this.#kept.get(file);
    if (known?.mtime === stat.mtimeMs && known.size === stat.size) return known.words;
    const text = readText(file);
    const words = this.#rare.test(text) ? new Set(wordsIn(text).filter((word) => this.#looked.all.has(word))) : null;
    this.#kept.set(file, { mtime: stat.mtimeMs, size: stat.size, words });
    return words;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The words of a text: names as JavaScript and SQL have them. */
export const wordsIn = (text: string): readonly string[] =>
  text.match(/[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/g) ?? [];
