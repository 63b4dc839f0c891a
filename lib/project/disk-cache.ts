import { createHash, hash as digest, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";

/** The environment variable that turns the cache off (`off`, `0`), or names its folder. */
export const cacheVariable = "ROWGUARD_CACHE";

/** Entries that are kept, the latest used ones, and the largest that is, in bytes. */
const mostEntries = 100;
const largestEntry = 50_000_000;

/** What processes hand on to later ones. Nothing fails for it: what cannot be read was never written, what cannot be written is not there. */
export interface DiskCache {
  /** What was written under a name (letters, digits, `-`); undefined where nothing is, or where it is not as it was written. */
  read(name: string): unknown;
  /** Keeps plain data: objects, lists, maps, sets. Another process sees all of it or nothing. */
  write(name: string, value: unknown): void;
}

const made = new Map<string, DiskCache | null>();

/**
 * The cache of a project: `node_modules/.cache/rowguard` of the folder or of the nearest one above it in the same repository; null where there is
 * none, or where it is turned off. In: an absolute folder.
 */
export function diskCacheOf(root: string): DiskCache | null {
  const set = process.env[cacheVariable] ?? "";
  const key = `${set}\n${root}`;
  let cache = made.get(key);
  if (cache === undefined) {
    const folder = /^(?:off|0|false)$/i.test(set) ? null : set === "" ? cacheFolder(root) : set;
    cache = folder === null ? null : new Folder(folder);
    made.set(key, cache);
  }
  return cache;
}

function cacheFolder(root: string): string | null {
  for (let here = root; ; here = dirname(here)) {
    const modules = join(here, "node_modules");
    if (existsSync(modules)) return join(modules, ".cache", "rowguard");
    if (existsSync(join(here, ".git")) || here === dirname(here)) return null;
  }
}

class Folder implements DiskCache {
  readonly #all: string;
  readonly #own: string;
  #isMade = false;

  constructor(folder: string) {
    this.#all = folder;
    this.#own = join(folder, ownVersion());
  }

  read(name: string): unknown {
    const file = join(this.#own, name);
    try {
      const bytes = readFileSync(file);
      const content = bytes.subarray(sumLength);
      if (!sumOf(content).equals(bytes.subarray(0, sumLength))) {
        remove(file);
        return undefined;
      }
      const now = new Date();
      utimesSync(file, now, now);
      return deserialize(content);
    } catch {
      return undefined;
    }
  }

  write(name: string, value: unknown): void {
    const temporary = join(this.#own, `.${process.pid}-${randomBytes(6).toString("hex")}`);
    try {
      const content = serialize(value);
      if (content.length > largestEntry) return;
      this.#make();
      writeFileSync(temporary, Buffer.concat([sumOf(content), content]), { flag: "wx" });
      renameSync(temporary, join(this.#own, name));
    } catch {
      remove(temporary);
    }
  }

  /** Makes the folder, and clears away what other versions and earlier years have left. */
  #make(): void {
    if (this.#isMade) return;
    this.#isMade = true;
    mkdirSync(this.#own, { recursive: true });
    for (const name of readdirSync(this.#all)) {
      const other = join(this.#all, name);
      if (other !== this.#own) remove(other);
    }
    const entries = readdirSync(this.#own).map((name) => {
      const file = join(this.#own, name);
      return { file, used: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
    });
    entries.sort((one, other) => other.used - one.used);
    for (const { file } of entries.slice(mostEntries)) remove(file);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Another process is at it, or nobody may write there.
  }
}

const sumLength = 32;
const sumOf = (content: Uint8Array): Buffer => createHash("sha256").update(content).digest();

let version: string | undefined;

/** What another version of rowguard or of Node has written is not read. */
function ownVersion(): string {
  version ??= digest(
    "sha256",
    JSON.stringify([packageVersion(), process.versions.v8, sourcesWhereNotInstalled()]),
  ).slice(0, 16);
  return version;
}

function packageVersion(): string {
  const { version } = createRequire(import.meta.url)("eslint-plugin-rowguard/package.json") as { version: string };
  return version;
}

/** A checkout changes without another version: there, each file of rowguard counts. */
function sourcesWhereNotInstalled(): readonly string[] {
  const lib = realpathSync(fileURLToPath(new URL("..", import.meta.url)));
  if (/[\\/]node_modules[\\/]/.test(lib)) return [];
  return readdirSync(lib, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const stat = statSync(join(lib, name), { throwIfNoEntry: false });
      return stat?.isFile() ? `${name}:${stat.mtimeMs}:${stat.size}` : name;
    });
}
