import { hash } from "node:crypto";
import { diskCacheOf, type DiskCache } from "../project/disk-cache.ts";
import { areSame, digestsOf, type Digests } from "./content-digests.ts";
import type { Catalog } from "./catalog.ts";
import { History, type HistoryData } from "./history.ts";
import { keepFiles, recallFiles } from "./migration-files.ts";
import { packed, unpacked } from "./plain-data.ts";
import { stampOf } from "./stamp.ts";

interface Schema {
  readonly catalog: Catalog;
  readonly history: History;
  readonly declared: unknown;
}

/** How a schema came to be: few rules ask for it, and it is larger than all else. */
type Origin = Pick<Schema, "declared"> & { readonly history: HistoryData };

/** A schema, with the files and folders whose changes make another one of it. */
export interface WatchedSchema<T extends Schema> {
  readonly schema: T;
  /** Absolute. */
  readonly watched: readonly string[];
  /** As `stampOf` gave it before the files were read. */
  readonly stamp: string;
}

/** What a schema is made of, as far as that is known before it is read. */
export interface Ingredients {
  /** What else than the files decides: the project's folder, how its files were found. Plain data. */
  readonly choice: unknown;
  /** Absolute: the files of the schema, and those that say how code finds other files. */
  readonly files: readonly string[];
  /** Those of them that are migrations. */
  readonly migrations: readonly string[];
}

interface Kept<T extends Schema> {
  readonly schema: Omit<T, keyof Origin>;
  readonly watched: readonly string[];
  /** Of the files that were read beside the ingredients. */
  readonly digests: Digests;
}

/** In milliseconds: what is read faster is not worth a place on the disk. */
const leastTime = 50;

/**
 * The schema of these ingredients: as an earlier process left it on the disk, where every file that went into it has the content that it had then,
 * else as `read` gives it, and kept. In: the project's folder; whether the disk may be used.
 */
export function keptSchema<T extends Schema>(
  root: string,
  mayKeep: boolean,
  given: Ingredients,
  read: () => WatchedSchema<T>,
): WatchedSchema<T> {
  const cache = mayKeep && given.files.length > 0 ? diskCacheOf(root) : null;
  if (!cache) return read();
  const name = digestOfAll(given);
  const kept = recall(cache, name, read);
  if (kept) return kept;
  const started = performance.now();
  const scripts = `files-${hash("sha256", JSON.stringify([root, given.migrations[0]])).slice(0, 32)}`;
  recallFiles(cache, scripts);
  const made = read();
  if (performance.now() - started >= leastTime && isWhole(made.schema) && made.stamp === stampOf(made.watched)) {
    const { schema, watched } = made;
    const { history, declared, ...rest } = schema;
    const own = new Set(given.files);
    const digests = digestsOf(watched.filter((path) => !own.has(path)));
    cache.write(`origin-${name}`, packed({ history: history.data(), declared } satisfies Origin));
    cache.write(`schema-${name}`, packed({ schema: rest, watched, digests } satisfies Kept<T>));
    if (given.migrations.length > 0) keepFiles(cache, scripts, given.migrations);
  }
  return made;
}

const digestOfAll = ({ choice, files }: Ingredients): string =>
  hash("sha256", JSON.stringify([choice, digestsOf(files)])).slice(0, 32);

function recall<T extends Schema>(
  cache: DiskCache,
  name: string,
  read: () => WatchedSchema<T>,
): WatchedSchema<T> | null {
  const kept = unpacked(cache.read(`schema-${name}`)) as Kept<T> | undefined;
  if (!kept) return null;
  // Stamped before it is compared: a file that changes meanwhile is read again.
  const stamp = stampOf(kept.watched);
  if (!areSame(kept.digests)) return null;
  let origin: Pick<Schema, keyof Origin> | undefined;
  const originOf = () => (origin ??= recallOrigin(cache, name) ?? read().schema);
  const schema = {
    ...kept.schema,
    get history() {
      return originOf().history;
    },
    get declared() {
      return originOf().declared;
    },
  };
  return { schema: schema as unknown as T, watched: kept.watched, stamp };
}

function recallOrigin(cache: DiskCache, name: string): Pick<Schema, keyof Origin> | null {
  const kept = unpacked(cache.read(`origin-${name}`)) as Origin | undefined;
  return kept ? { history: new History(kept.history), declared: kept.declared } : null;
}

/** What could not be read this time may be read the next time. */
const isWhole = ({ catalog }: Schema): boolean =>
  !catalog.problems.some(({ message }) => /^(?:could not be read|rowguard failed)/.test(message));
