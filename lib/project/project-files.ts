import { statSync } from "node:fs";
import { readTextFile } from "../text-file.ts";
import { calledIn, hashOf, wordHashesIn } from "./words.ts";
import { filesBelow, isSourceFile } from "./source-files.ts";
import { specifiersIn } from "./specifiers.ts";

/** A project of more is not searched. */
const mostFiles = 20_000;
/** In bytes: nobody writes a larger file by hand. */
const largestFile = 256_000;
/** How long, in milliseconds, a look at the folder is good for at least, and which part of the time looking may take. */
const freshFor = 5_000;
const lookShare = 20;

/** What else calls functions, imports modules and speaks of columns: components, and other languages on the same database. */
const component = /\.(?:vue|svelte|astro)$/;
const otherLanguage = /\.(?:sql|py|go|rb|rs|php|java|kt|cs|exs?|scala)$/;
const isRead = (name: string): boolean => isSourceFile(name) || component.test(name) || otherLanguage.test(name);

/** A file of a project, of whose text only what may be asked is kept: a few bytes for each word. */
export class ProjectFile {
  /** Absolute. */
  readonly path: string;
  readonly mtime: number;
  readonly size: number;
  /** The modules that it may import, as `specifiersIn` has them. */
  readonly specifiers: readonly string[];
  readonly #words: Int32Array;

  constructor(path: string, { mtimeMs, size }: { readonly mtimeMs: number; readonly size: number }) {
    this.path = path;
    this.mtime = mtimeMs;
    this.size = size;
    const text = size > largestFile ? "" : textOf(path);
    const isCode = !otherLanguage.test(path);
    this.#words = wordHashesIn(text, isCode);
    this.specifiers = isCode ? specifiersIn(text).map(kept) : [];
  }

  /** Whether a word stands in it. */
  mentions(word: string): boolean {
    return includes(this.#words, hashOf(word));
  }

  /** Whether a name is called in it, or is imported or passed on under another name (`name(`, `name as`), by a look at its text. */
  calls(name: string): boolean {
    return includes(this.#words, calledIn(hashOf(name)));
  }
}

/** The files of a project as they are now: the same object as long as none has changed. */
export class ProjectFiles {
  /** By their paths; null where they are too many to be searched. */
  readonly files: readonly ProjectFile[] | null;
  readonly #calling = new Map<string, readonly string[]>();

  constructor(files: readonly ProjectFile[] | null) {
    this.files = files;
  }

  /** The paths of those that call a name, as `ProjectFile` says it. */
  calling(name: string): readonly string[] | null {
    if (!this.files) return null;
    let found = this.#calling.get(name);
    if (!found) {
      found = this.files.filter((file) => file.calls(name)).map(({ path }) => path);
      this.#calling.set(name, found);
    }
    return found;
  }
}

interface Looked {
  readonly until: number;
  readonly project: ProjectFiles;
}

const projects = new Map<string, Looked>();
const askers = new Set<string>();
let othersAsked = 0;

/** Who has asked for the files of a project: what was found out about these files (absolute) may rest on any of the project's. */
export const searchedFor: ReadonlySet<string> = askers;

/** How often it was asked of no file in particular: that is not remembered with one. */
export const searchesOfOthers = (): number => othersAsked;

/**
 * The source files below a folder (absolute) that people write, and files of other languages beside them: each is read once, and again only
 * when it has changed, which is seen after some seconds. In: the file (absolute) about which something is found out by them, and remembered; null: what is found out
 * is not remembered with a file.
 */
export function projectFiles(root: string, asker: string | null): ProjectFiles {
  if (asker === null) othersAsked++;
  else askers.add(asker);
  const before = projects.get(root);
  const began = Date.now();
  if (before && began < before.until) return before.project;
  const project = look(root, before?.project.files ?? []);
  const isSame =
    before?.project.files?.length === project.files?.length &&
    (project.files ?? []).every((file, index) => file === before?.project.files?.[index]);
  // However large the folder is, looking again and again takes a small part of the time.
  const now = Date.now();
  const until = now + Math.max(freshFor, (now - began) * lookShare);
  projects.set(root, { until, project: before && isSame ? before.project : project });
  return projects.get(root)?.project ?? project;
}

/**
 * The source files below a folder that call a name, as `ProjectFile` says it. In: who asks, as for `projectFiles`. Out: null where the project is
 * too large to be searched.
 */
export const filesCalling = (name: string, root: string, asker: string): readonly string[] | null =>
  projectFiles(root, asker).calling(name);

function look(root: string, before: readonly ProjectFile[]): ProjectFiles {
  const paths = filesBelow(root, { isWanted: isRead, most: mostFiles });
  const known = new Map(before.map((file) => [file.path, file]));
  return new ProjectFiles(
    paths?.toSorted().flatMap((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat) return [];
      const file = known.get(path);
      return file?.mtime === stat.mtimeMs && file.size === stat.size ? file : new ProjectFile(path, stat);
    }) ?? null,
  );
}

function textOf(path: string): string {
  try {
    return readTextFile(path).text;
  } catch {
    return "";
  }
}

const specifiers = new Map<string, string>();

/** The same string for the same specifier, without the text that it is a part of. */
function kept(specifier: string): string {
  const known = specifiers.get(specifier);
  if (known !== undefined) return known;
  const copy = ` ${specifier}`.slice(1);
  specifiers.set(copy, copy);
  return copy;
}

function includes(sorted: Int32Array, wanted: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
