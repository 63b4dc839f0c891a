import { hash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

/** A file as it was when it was read. */
export interface FileState {
  readonly mtime: number;
  readonly size: number;
  /** Of its bytes; of a very large file, of its size and time. */
  readonly digest: string;
  /** What was found out about its content by whoever asked for it; it is kept with the digest. */
  note?: unknown;
}

const largest = 2_000_000;

/** The contents of files, told by digests: one is read where its time or size is another than an earlier process wrote down. */
export class FileStates {
  readonly #kept: ReadonlyMap<string, FileState>;
  readonly #now = new Map<string, FileState | null>();

  /** In: the states that an earlier process has left. */
  constructor(kept: ReadonlyMap<string, FileState>) {
    this.#kept = kept;
  }

  /** Null where no file is. */
  at(path: string): FileState | null {
    let state = this.#now.get(path);
    if (state === undefined) this.#now.set(path, (state = this.#look(path)));
    return state;
  }

  /** Of all files that were asked about. */
  get all(): ReadonlyMap<string, FileState> {
    return new Map([...this.#now].flatMap(([path, state]) => (state ? [[path, state] as const] : [])));
  }

  /** Whether each file is still as it was when it was asked about, and was so before a moment (in milliseconds) already. */
  haveHeldSince(moment: number): boolean {
    return [...this.#now].every(([path, state]) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return state ? isAsItWas(state, stat) && state.mtime < moment : stat?.isFile() !== true;
    });
  }

  #look(path: string): FileState | null {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) return null;
    const kept = this.#kept.get(path);
    if (kept && isAsItWas(kept, stat)) return kept;
    const { mtimeMs: mtime, size } = stat;
    try {
      const digest = size > largest ? `${size}:${mtime}` : hash("sha256", readFileSync(path));
      return { mtime, size, digest };
    } catch {
      return null;
    }
  }
}

const isAsItWas = (
  { mtime, size }: FileState,
  stat: { readonly mtimeMs: number; readonly size: number } | undefined,
): boolean => stat?.mtimeMs === mtime && stat.size === size;
