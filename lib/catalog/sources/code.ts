import { existsSync, readFileSync } from "node:fs";
import { factsOf, isDriver } from "../../libraries/index.ts";
import { databaseOfDriver } from "../../libraries/other-databases.ts";
import { baseOf, inFileOrder } from "./order.ts";
import { ownMigrations, ownRunner, type Listed } from "./own-runner.ts";
import { readTextFile } from "../../text-file.ts";

/** Migrations that are written in JavaScript or TypeScript with one library. */
export interface CodeFolder {
  readonly kind: string;
  /** Absolute, in the order they are applied; .sql files among them, where the library runs those too. */
  readonly files: readonly string[];
  readonly tables: number;
  /** How these were told, for people, where their library does not say it. */
  readonly why?: string;
}

/** What is asked of files that may be migrations. */
export interface Kinds {
  /** The library a migration is written with, by its text; null where it is none. */
  kindOf(text: string): string | null;
  readonly listed: Listed;
}

export const codeFiles = "*.{js,cjs,mjs,ts,cts,mts}";

/**
 * Which of a folder's source files are migrations of a library. In: absolute paths. Null where most of them are
 * something else.
 */
export function codeFolder(files: readonly string[], kinds: Kinds): CodeFolder | null {
  const stems = new Set(files.filter((file) => /\.[cm]?ts$/.test(file)).map(stemOf));
  // What is compiled beside its source is the same migration.
  const candidates = files.filter(
    (file) =>
      !/\.d\.[cm]?ts$|\.(?:test|spec|config)\./.test(file) &&
      !/^index\./.test(baseOf(file)) &&
      !(/\.[cm]?js$/.test(file) && stems.has(stemOf(file))),
  );
  const counts = new Map<string, number>();
  const migrations: string[] = [];
  const texts = new Map<string, string>();
  let tables = 0;
  for (const file of candidates) {
    const text = readText(file);
    texts.set(file, text);
    const ofFiles = /\brequire\([^)]*\)\(__filename\)/.test(text);
    if (!ofFiles && (!/\bup\b/.test(text) || !/\bdown\b|exports?\b/.test(text))) continue;
    const kind = kinds.kindOf(text);
    if (kind === null && !ofFiles) {
      if (/\bexports?\b[\s\S]{0,200}\bup\b/.test(text)) migrations.push(file);
      continue;
    }
    migrations.push(file);
    if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    tables += text.match(/create\s*table\b/gi)?.length ?? 0;
  }
  const [kind] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  if (kind === undefined) {
    const own = ownMigrations(texts, kinds.listed);
    return own && { kind: ownRunner, ...own };
  }
  if (migrations.length * 2 < candidates.length) return null;
  return { kind, files: inOrder(migrations, kind), tables };
}

/** As the library sorts them: by their names, or by the time that opens them. */
export function inOrder(files: readonly string[], kind: string): readonly string[] {
  if (kind === ownRunner) return files;
  if (!factsOf(kind)?.migrations?.byName) return inFileOrder(files);
  return [...files].sort((a, b) => (baseOf(a) < baseOf(b) ? -1 : baseOf(a) > baseOf(b) ? 1 : 0));
}

/** Whether the library that migrations are written with runs the .sql files among them. */
export const runsSqlFiles = (kind: string): boolean => factsOf(kind)?.migrations?.runsSqlFiles === true;

/**
 * The database that the package of a folder speaks to, where it is not PostgreSQL; null where it is, or cannot be told.
 */
export function otherDatabase(folder: string, root: string): string | null {
  for (let at = folder; at.length >= root.length; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    const path = `${at}/package.json`;
    if (existsSync(path)) {
      const names = dependenciesOf(path);
      if (names.some(isDriver)) return null;
      const other = names.map(databaseOfDriver).find((database) => database !== null);
      if (other !== undefined) return other;
    }
    if (!at.includes("/")) break;
  }
  return null;
}

function dependenciesOf(path: string): string[] {
  try {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(readFileSync(path, "utf8")) as Record<
      string,
      Record<string, string> | undefined
    >;
    return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  } catch {
    return [];
  }
}

const stemOf = (file: string): string => file.replace(/\.[cm]?[jt]s$/, "");

function readText(file: string): string {
  try {
    return readTextFile(file).text.slice(0, 100_000);
  } catch {
    return "";
  }
}
