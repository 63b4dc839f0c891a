import { statSync } from "node:fs";

/** A part of a run, of so many that are alike: `2/4` is the second of four. */
export interface Shard {
  /** From 1. */
  readonly part: number;
  readonly of: number;
}

/** Reads `2/4`. Out: null where it is none. */
export function parseShard(written: string): Shard | null {
  const [, first = "", second = ""] = /^(\d+)\/(\d+)$/.exec(written) ?? [];
  const [part, of] = [Number(first), Number(second)];
  return part >= 1 && part <= of ? { part, of } : null;
}

/**
 * The files of a part: neighbours in the order of their names, which import one another most, and of about the same size as those of the other
 * parts. Each file is in one part, and the same checkout is divided alike everywhere.
 */
export function inShard(files: readonly string[], { part, of }: Shard): readonly string[] {
  const sizes = files.map((file) => 1 + (statSync(file, { throwIfNoEntry: false })?.size ?? 0));
  const share = sizes.reduce((sum, size) => sum + size, 0) / of;
  let before = 0;
  return files.filter((_, index) => {
    const middle = before + (sizes[index] ?? 0) / 2;
    before += sizes[index] ?? 0;
    return Math.min(Math.floor(middle / share), of - 1) === part - 1;
  });
}
