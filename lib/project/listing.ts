import { readdirSync } from "node:fs";

/** Which files of a listing are meant. */
export interface Wanted {
  /** Asked with a file's name, without folders. */
  readonly name: (name: string) => boolean;
  /** Names of folders whose files, however deep below them, are left out. */
  readonly without: ReadonlySet<string>;
  /** How many folders deep at most, from the folder that is looked at. */
  readonly deep: number;
  /** The folder that is looked at, relative to the root; the root where it is left out. */
  readonly below?: string;
}

interface Folder {
  /** Relative to the root, with `/`; empty for the root. */
  readonly path: string;
  readonly names: readonly string[];
  readonly files: readonly string[];
}

/** Folders of tests, examples and the like: what lies there is not the application's own. */
export const besideTheApplication: readonly string[] = [
  "out",
  "coverage",
  "tmp",
  "test",
  "tests",
  "__tests__",
  "__fixtures__",
  "fixtures",
  "fixture",
  "mocks",
  "spec",
  "e2e",
  "examples",
  "example",
  "samples",
  "demo",
  "docs",
  "templates",
];

/** Folders in which no file declares models or packages of the application: those, and what is run by itself. */
export const besideModels: ReadonlySet<string> = new Set([
  ...besideTheApplication,
  "__mocks__",
  "benchmarks",
  "bench",
  "migrations",
  "migration",
  "seeds",
  "seeders",
]);

/** Folders that no schema is written in: hidden ones, dependencies and what was built. */
const isSkipped = (name: string): boolean =>
  name.startsWith(".") || name === "node_modules" || name === "dist" || name === "build";

/** The names of all files below a folder as it was at one moment, whatever .gitignore says: migrations may be generated. */
export class Listing {
  /** Absolute, with `/`. */
  readonly root: string;
  #folders: readonly Folder[] | null = null;

  constructor(root: string) {
    this.root = root;
  }

  /** The files that are meant, relative to the root with `/`, sorted. */
  files({ name, without, deep, below = "" }: Wanted): readonly string[] {
    this.#folders ??= foldersBelow(this.root);
    const above = below === "" ? 0 : below.split("/").length;
    const found: string[] = [];
    for (const { path, names, files } of this.#folders) {
      if (below !== "" && path !== below && !path.startsWith(`${below}/`)) continue;
      if (names.length - above > deep || names.slice(above).some((one) => without.has(one))) continue;
      for (const file of files) if (name(file)) found.push(path === "" ? file : `${path}/${file}`);
    }
    return found.sort();
  }
}

function foldersBelow(root: string): readonly Folder[] {
  const folders: Folder[] = [];
  const visit = (path: string, names: readonly string[]): void => {
    const files: string[] = [];
    folders.push({ path, names, files });
    for (const entry of entriesOf(path === "" ? root : `${root}/${path}`)) {
      if (!entry.isDirectory()) files.push(entry.name);
      else if (!isSkipped(entry.name) && names.length < deepest)
        visit(path === "" ? entry.name : `${path}/${entry.name}`, [...names, entry.name]);
    }
  };
  visit("", []);
  return folders;
}

const deepest = 20;

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder one may not read holds nothing one can read.
    return [];
  }
}
