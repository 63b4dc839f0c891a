import { hash } from "node:crypto";
import { dirname } from "node:path";
import type { FileStates } from "../project/file-states.ts";
import { specifiersIn } from "../project/specifiers.ts";
import { readTextFile } from "../text-file.ts";
import { resolveModule } from "./resolve-module.ts";

interface File {
  /** Of its content, and of which files its imports lead to. */
  readonly own: string;
  readonly next: readonly string[];
}

/** A file that is gone into, and how far up the files lie that it leads back to. */
interface Entered {
  readonly file: string;
  readonly next: readonly string[];
  readonly index: number;
  low: number;
  at: number;
}

/** Files with all that their imports lead to, told by digests. Nothing is parsed for it. */
export class ImportClosures {
  readonly #states: FileStates;
  readonly #files = new Map<string, File>();
  readonly #digests = new Map<string, string>();

  constructor(states: FileStates) {
    this.#states = states;
  }

  /** Another one whenever the file (absolute), or one that its imports lead to, or what one of them leads to, changes. */
  digestOf(file: string): string {
    return this.#digests.get(file) ?? this.#digest(file);
  }

  /** Those of some files that are, or lead to, one of others. */
  leadingTo(files: Iterable<string>, others: ReadonlySet<string>): ReadonlySet<string> {
    if (others.size === 0) return new Set();
    const importers = new Map<string, string[]>();
    const seen = new Set<string>();
    const pending = [...files];
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const next of this.#fileAt(file).next) {
        const known = importers.get(next);
        if (known) known.push(file);
        else importers.set(next, [file]);
        pending.push(next);
      }
    }
    const leading = new Set<string>();
    const up = [...others].filter((file) => seen.has(file));
    for (let file = up.pop(); file !== undefined; file = up.pop()) {
      if (leading.has(file)) continue;
      leading.add(file);
      up.push(...(importers.get(file) ?? []));
    }
    return leading;
  }

  /** Files that lead to one another have one digest: Tarjan's algorithm, without recursion. */
  #digest(wanted: string): string {
    const indexes = new Map<string, number>();
    const open: string[] = [];
    const isOpen = new Set<string>();
    const path: Entered[] = [];
    const enter = (file: string): void => {
      const index = indexes.size;
      indexes.set(file, index);
      open.push(file);
      isOpen.add(file);
      path.push({ file, next: this.#fileAt(file).next, index, low: index, at: 0 });
    };
    enter(wanted);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.next[top.at++];
      if (next === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above) above.low = Math.min(above.low, top.low);
        if (top.low === top.index) this.#close(open.splice(open.lastIndexOf(top.file)), isOpen);
      } else if (this.#digests.has(next)) continue;
      else if (isOpen.has(next)) top.low = Math.min(top.low, indexes.get(next) ?? top.low);
      else enter(next);
    }
    return this.#digests.get(wanted) ?? "";
  }

  #close(together: readonly string[], isOpen: Set<string>): void {
    const files = together.map((file) => this.#fileAt(file));
    const members = new Set(together);
    const below = new Set(
      files.flatMap(({ next }) => next.filter((one) => !members.has(one)).map((one) => this.#digests.get(one) ?? "")),
    );
    const digest = hash("sha256", [...files.map(({ own }) => own).sort(), "", ...[...below].sort()].join("\n"));
    for (const file of together) {
      isOpen.delete(file);
      this.#digests.set(file, digest);
    }
  }

  #fileAt(path: string): File {
    let file = this.#files.get(path);
    if (!file) this.#files.set(path, (file = this.#look(path)));
    return file;
  }

  #look(path: string): File {
    const state = this.#states.at(path);
    if (!state) return { own: hash("sha256", `${path}\n-`), next: [] };
    const specifiers = (state.note ??= specifiersOf(path)) as readonly string[];
    const folder = dirname(path);
    const leads = specifiers.map((specifier) => [specifier, resolveModule(specifier, folder)] as const);
    return {
      own: hash("sha256", JSON.stringify([path, state.digest, leads])),
      next: [...new Set(leads.flatMap(([, file]) => file ?? []))],
    };
  }
}

function specifiersOf(path: string): readonly string[] {
  if (path.endsWith(".json")) return [];
  try {
    // Without the text that they are a part of, which would be kept alive.
    return specifiersIn(readTextFile(path).text).map((one) => ` ${one}`.slice(1));
  } catch {
    return [];
  }
}
