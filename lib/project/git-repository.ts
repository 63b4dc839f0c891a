import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { inflateSync } from "node:zlib";
import { mergeBases, type Commit } from "./merge-base.ts";

/** An object of git: a commit, a tree, a file. */
interface GitObject {
  readonly type: string;
  readonly data: Buffer;
}

interface Pack {
  readonly path: string;
  readonly index: Buffer;
  readonly count: number;
}

const types = ["", "commit", "tree", "blob", "tag"] as const;

/** What a repository has at some commit, read out of its own files: no program is run for it. */
export class GitRepository {
  /** The folder that is checked out, absolute. */
  readonly root: string;
  readonly #folder: string;
  readonly #common: string;
  #packs: readonly Pack[] | null = null;
  readonly #trees = new Map<string, ReadonlyMap<string, string>>();

  private constructor(root: string, folder: string) {
    this.root = root;
    this.#folder = folder;
    const common = join(folder, "commondir");
    this.#common = existsSync(common) ? resolve(folder, readFileSync(common, "utf8").trim()) : folder;
  }

  /** The repository that a folder (absolute) is in; null where it is in none. */
  static around(folder: string): GitRepository | null {
    for (let at = folder; ; at = dirname(at)) {
      const git = join(at, ".git");
      const stat = statSync(git, { throwIfNoEntry: false });
      if (stat?.isDirectory()) return new GitRepository(at, git);
      const linked = stat ? /^gitdir: (.*)$/m.exec(readFileSync(git, "utf8"))?.[1] : undefined;
      if (linked !== undefined) return new GitRepository(at, resolve(at, linked.trim()));
      if (dirname(at) === at) return null;
    }
  }

  /** The commit that a name means: a branch, a tag, `origin/main`, `HEAD~2`, a hash; null where it means none. */
  commit(name: string): string | null {
    const [, base = "", steps = ""] = /^(.*?)((?:~\d*|\^)*)$/.exec(name) ?? [];
    let hash = this.#named(base);
    for (let object = this.#object(hash); object?.type === "tag"; object = this.#object(hash))
      hash = /^object (\w+)/.exec(object.data.toString("latin1"))?.[1] ?? null;
    for (const [, count] of steps.matchAll(/[~^](\d*)/g))
      for (let left = count === "" ? 1 : Number(count); left > 0; left--) hash = hash && this.#parent(hash);
    return this.#object(hash)?.type === "commit" ? hash : null;
  }

  /** Where what is checked out and a commit went apart: the last commits that both come from; empty where that is not there. */
  forkPoints(commit: string): readonly string[] {
    const head = this.commit("HEAD");
    return head === null ? [] : mergeBases(head, commit, (hash) => this.#commit(hash));
  }

  /** Whether a commit has a file (absolute). */
  hasAt(commit: string, file: string): boolean {
    const tree = /^tree (\w+)/.exec(this.#read(commit)?.data.toString("latin1") ?? "")?.[1];
    let at: string | undefined = tree;
    for (const part of relative(this.root, file).split(/[\\/]/)) {
      if (at === undefined) return false;
      at = this.#tree(at).get(part);
    }
    return at !== undefined;
  }

  #object(hash: string | null): GitObject | null {
    return hash === null ? null : this.#read(hash);
  }

  #parent(commit: string): string | null {
    return this.#commit(commit)?.parents[0] ?? null;
  }

  #commit(hash: string): Commit | null {
    const object = this.#read(hash);
    if (object?.type !== "commit") return null;
    const [head = ""] = object.data.toString("latin1").split("\n\n");
    return {
      parents: [...head.matchAll(/^parent (\w+)/gm)].map(([, parent = ""]) => parent),
      time: Number(/^committer .* (\d+) [-+]\d+$/m.exec(head)?.[1] ?? 0),
    };
  }

  #named(name: string): string | null {
    if (/^[0-9a-f]{40}$/.test(name)) return name;
    for (const path of [name, `refs/${name}`, `refs/tags/${name}`, `refs/heads/${name}`, `refs/remotes/${name}`]) {
      const hash = this.#reference(path);
      if (hash !== null) return hash;
    }
    return /^[0-9a-f]{7,39}$/.test(name) ? this.#abbreviated(name) : null;
  }

  #reference(path: string): string | null {
    for (const folder of [this.#folder, this.#common]) {
      const file = join(folder, path);
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
      const text = readFileSync(file, "utf8").trim();
      const symbolic = /^ref: (.*)$/.exec(text)?.[1];
      if (symbolic !== undefined) return this.#reference(symbolic);
      if (/^[0-9a-f]{40}$/.test(text)) return text;
    }
    const packed = join(this.#common, "packed-refs");
    if (!existsSync(packed)) return null;
    const line = readFileSync(packed, "utf8")
      .split("\n")
      .find((one) => one.endsWith(` ${path}`));
    return line?.slice(0, 40) ?? null;
  }

  #abbreviated(start: string): string | null {
    const loose = join(this.#common, "objects", start.slice(0, 2));
    const found = existsSync(loose) ? readdirSync(loose).find((name) => name.startsWith(start.slice(2))) : undefined;
    if (found !== undefined) return start.slice(0, 2) + found;
    for (const pack of this.#allPacks())
      for (let at = 0; at < pack.count; at++) if (hashAt(pack, at).startsWith(start)) return hashAt(pack, at);
    return null;
  }

  #tree(hash: string): ReadonlyMap<string, string> {
    const known = this.#trees.get(hash);
    if (known) return known;
    const entries = new Map<string, string>();
    const object = this.#read(hash);
    const data = object?.type === "tree" ? object.data : Buffer.alloc(0);
    for (let at = 0; at < data.length;) {
      const space = data.indexOf(0x20, at);
      const end = data.indexOf(0, space);
      entries.set(data.toString("utf8", space + 1, end), data.toString("hex", end + 1, end + 21));
      at = end + 21;
    }
    this.#trees.set(hash, entries);
    return entries;
  }

  #read(hash: string): GitObject | null {
    for (const objects of this.#objectFolders()) {
      const loose = join(objects, hash.slice(0, 2), hash.slice(2));
      if (!existsSync(loose)) continue;
      const data = inflateSync(readFileSync(loose));
      const end = data.indexOf(0);
      return { type: data.toString("latin1", 0, data.indexOf(0x20)), data: data.subarray(end + 1) };
    }
    for (const pack of this.#allPacks()) {
      const offset = offsetOf(pack, hash);
      if (offset !== null) return this.#readPacked(pack, offset);
    }
    return null;
  }

  #objectFolders(): readonly string[] {
    const own = join(this.#common, "objects");
    const alternates = join(own, "info", "alternates");
    const others = existsSync(alternates) ? readFileSync(alternates, "utf8").split("\n").filter(Boolean) : [];
    return [own, ...others.map((path) => resolve(own, path))];
  }

  #allPacks(): readonly Pack[] {
    return (this.#packs ??= this.#objectFolders().flatMap((objects) => {
      const folder = join(objects, "pack");
      const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".idx")) : [];
      return names.flatMap((name): Pack[] => {
        const index = readFileSync(join(folder, name));
        // The second version of the format, which git has written since 2007.
        if (index.readUInt32BE(0) !== 0xff744f63 || index.readUInt32BE(4) !== 2) return [];
        const path = join(folder, name.replace(/\.idx$/, ".pack"));
        return [{ path, index, count: index.readUInt32BE(8 + 255 * 4) }];
      });
    }));
  }

  #readPacked(pack: Pack, offset: number): GitObject | null {
    const head = readAt(pack.path, offset, 64);
    let at = 0;
    let byte = head[at++] ?? 0;
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte & 0x80; factor *= 128) {
      byte = head[at++] ?? 0;
      size += (byte & 0x7f) * factor;
    }
    if (kind !== offsetDelta && kind !== hashDelta)
      return { type: types[kind] ?? "", data: inflatedAt(pack.path, offset + at, size) };
    let base: GitObject | null;
    if (kind === hashDelta) {
      base = this.#read(head.toString("hex", at, at + 20));
      at += 20;
    } else {
      byte = head[at++] ?? 0;
      let back = byte & 0x7f;
      while (byte & 0x80) {
        byte = head[at++] ?? 0;
        back = (back + 1) * 128 + (byte & 0x7f);
      }
      base = this.#readPacked(pack, offset - back);
    }
    return base && { type: base.type, data: patched(base.data, inflatedAt(pack.path, offset + at, size)) };
  }
}

const offsetDelta = 6;
const hashDelta = 7;

const hashAt = ({ index }: Pack, at: number): string => index.toString("hex", 1032 + at * 20, 1052 + at * 20);

/** Where a pack has an object; null where it has not. */
function offsetOf(pack: Pack, hash: string): number | null {
  const { index, count } = pack;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hashAt(pack, middle) < hash) low = middle + 1;
    else high = middle;
  }
  if (low >= count || hashAt(pack, low) !== hash) return null;
  const offset = index.readUInt32BE(1032 + count * 24 + low * 4);
  // Beyond two gigabytes it stands in a further table.
  if (offset < 0x80000000) return offset;
  return Number(index.readBigUInt64BE(1032 + count * 28 + (offset - 0x80000000) * 8));
}

function readAt(path: string, offset: number, length: number): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
  } finally {
    closeSync(file);
  }
}

/** What is stored compressed; how long that is stands nowhere, and it is seldom longer than what it holds. */
const inflatedAt = (path: string, offset: number, size: number): Buffer =>
  inflateSync(readAt(path, offset, size + 1024 + (size >> 9)));

/** A base with the changes of a delta: pieces that are copied of it, and pieces that are new. */
function patched(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  const skipSize = (): void => {
    while ((delta[at++] ?? 0) & 0x80);
  };
  skipSize();
  skipSize();
  const pieces: Buffer[] = [];
  while (at < delta.length) {
    const command = delta[at++] ?? 0;
    if (!(command & 0x80)) {
      pieces.push(delta.subarray(at, at + command));
      at += command;
      continue;
    }
    const number = (bytes: number, shift: number): number => {
      let value = 0;
      for (let index = 0; index < bytes; index++)
        if (command & (1 << (index + shift))) value += (delta[at++] ?? 0) * 256 ** index;
      return value;
    };
    const offset = number(4, 0);
    const length = number(3, 4) || 0x10000;
    pieces.push(base.subarray(offset, offset + length));
  }
  return Buffer.concat(pieces);
}
