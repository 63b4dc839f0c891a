import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import type { Statement } from "../model/statement.ts";
import type { Settings } from "../settings.ts";
import { applyTo } from "./apply.ts";
import { emptyCatalog, type Catalog, type CatalogProblem } from "./catalog.ts";
import { discover, usualPlaces } from "./discover.ts";
import { finish, Folding } from "./folding.ts";
import { sourceFolder } from "./sources/folder.ts";
import { upPart } from "./sources/up-part.ts";

/** What is read of a whole .sql file: its definitions in order, and what could not be read. Offsets are UTF-16 units. */
export interface Script {
  readonly statements: readonly Statement[];
  /** Those under a guard: one that cannot be applied is no problem. */
  readonly guarded: ReadonlySet<Statement>;
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
}

export type ReadScript = (text: string) => Script;

/** The schema of a project, where it came from and what was passed over. */
export interface LoadedSchema {
  readonly catalog: Catalog;
  /** The files it came from, in the order they were applied, relative to the root with `/`. */
  readonly sources: readonly string[];
  readonly origin: "settings" | "discovered" | "none";
  /** What was taken. `kind` is a tool or a form: `goose`, `prisma`, `sql folder`. */
  readonly found: readonly { readonly path: string; readonly kind: string; readonly files: number }[];
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
  /** What was looked for, for the message that nothing was found. */
  readonly looked: readonly string[];
  /** Changes whenever a file of the schema does. */
  readonly digest: string;
}

/** A schema path of the settings that does not exist; the message names it and says what to do. */
export class SchemaNotFound extends Error {
  override readonly name = "SchemaNotFound";
}

/**
 * Loads the schema the settings name, or finds one below the root. Read once per process and again only when a file of it
 * has changed. Throws SchemaNotFound for a path that does not exist.
 */
export function loadSchema(settings: Pick<Settings, "root" | "schema">, readScript: ReadScript): LoadedSchema {
  const key = JSON.stringify([settings.root, settings.schema]);
  const known = loaded.get(key);
  const now = performance.now();
  if (known && (now < known.checkAgain || known.stamp === stampOf(known.watched))) {
    if (now >= known.checkAgain) known.checkAgain = performance.now() + checkShare * (performance.now() - now);
    return known.schema;
  }
  const chosen = settings.schema === null ? discovered(settings.root) : named(settings.root, settings.schema);
  const watched = watchedPaths(settings.root, chosen);
  // Stamped before the files are read: one that changes meanwhile is read again next time.
  const stamp = stampOf(watched);
  const schema = fold(settings.root, chosen, readScript);
  const took = performance.now() - now;
  loaded.set(key, { schema, watched, stamp, checkAgain: performance.now() + (chosen.found.length === 0 ? checkShare * took : 0) });
  return schema;
}

interface Chosen {
  readonly origin: LoadedSchema["origin"];
  /** Absolute files. */
  readonly found: readonly { readonly path: string; readonly kind: string; readonly files: readonly string[]; readonly folders: readonly string[] }[];
  readonly leftOut: LoadedSchema["leftOut"];
  readonly looked: readonly string[];
}

interface Entry {
  readonly schema: LoadedSchema;
  readonly watched: readonly string[];
  readonly stamp: string;
  checkAgain: number;
}

const loaded = new Map<string, Entry>();

// Looking whether files changed may cost this part of the time in between: 1,000 files take some 3 ms, for each file linted.
const checkShare = 20;

function discovered(root: string): Chosen {
  const { found, leftOut } = discover(slashed(root));
  const looked = usualPlaces;
  if (!found) return { origin: "none", found: [], leftOut, looked };
  return { origin: "discovered", found: [{ ...found, folders: foldersOf(found.files) }], leftOut, looked };
}

function named(root: string, paths: readonly string[]): Chosen {
  const found = paths.map((path) => {
    const absolute = slashed(isAbsolute(path) ? path : resolve(root, path));
    const shownPath = shown(root, absolute);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (stat?.isFile()) return { path: shownPath, kind: "sql file", files: [absolute], folders: [] };
    if (stat?.isDirectory()) {
      const files = globSync("**/*.sql", { cwd: absolute, absolute: true, ignore: ["**/node_modules/**"], expandDirectories: false }).map(slashed);
      return { path: shownPath, ...sourceFolder(absolute, files), folders: [absolute, ...foldersOf(files)] };
    }
    const files = isDynamicPattern(path) ? globSync(absolute, { absolute: true, onlyFiles: true, expandDirectories: false }).map(slashed).filter((file) => file.endsWith(".sql")) : [];
    if (files.length === 0) throw new SchemaNotFound(`No schema at "${path}". Name a .sql file, a folder of migrations or a glob, from ${root}.`);
    return { path: shownPath, ...sourceFolder(dirname(files[0]!), files), folders: foldersOf(files) };
  });
  return { origin: "settings", found, leftOut: [], looked: paths };
}

const slashed = (path: string): string => path.replaceAll("\\", "/");
const shown = (root: string, path: string): string => slashed(relative(root, path)) || ".";
const foldersOf = (files: readonly string[]): string[] => [...new Set(files.flatMap((file) => [dirname(file), dirname(dirname(file))]))];

function watchedPaths(root: string, { found }: Chosen): string[] {
  return found.length === 0 ? [root] : [...new Set(found.flatMap(({ files, folders }) => [...files, ...folders]))];
}

function stampOf(paths: readonly string[]): string {
  let stamp = "";
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    stamp += stat ? `${stat.mtimeMs}:${stat.size};` : "-;";
  }
  return stamp;
}

interface ReadFile {
  readonly stamp: string;
  readonly hash: string;
  readonly script: Script;
  readonly lineStarts: readonly number[];
  readonly tool: string | null;
}

// One changed migration of a thousand is read again, the others are folded again as they were read.
const files = new Map<string, ReadFile>();

function readFile(path: string, readScript: ReadScript): ReadFile {
  const stamp = stampOf([path]);
  const known = files.get(path);
  if (known?.stamp === stamp) return known;
  const text = readFileSync(path, "utf8");
  const up = upPart(text);
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const read: ReadFile = { stamp, hash: createHash("sha256").update(text).digest("hex"), script: readScript(up.text), lineStarts, tool: up.tool };
  files.set(path, read);
  return read;
}

function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

function fold(root: string, chosen: Chosen, readScript: ReadScript): LoadedSchema {
  const folding = new Folding(emptyCatalog);
  const digest = createHash("sha256");
  const sources: string[] = [];
  const found: { path: string; kind: string; files: number }[] = [];
  for (const source of chosen.found) {
    let { kind } = source;
    for (const path of source.files) {
      const file = shown(root, path);
      let read: ReadFile;
      try {
        read = readFile(path, readScript);
      } catch (error) {
        folding.problems.push({ file, line: 1, message: `could not be read: ${(error as Error).message}` });
        continue;
      }
      sources.push(file);
      digest.update(`${file}\0${read.hash}\0`);
      if (read.tool && kind === "sql") kind = read.tool;
      foldFile(folding, file, read);
    }
    found.push({ path: source.path, kind, files: source.files.length });
  }
  folding.sources = sources;
  finish(folding);
  return { catalog: folding.catalog(), sources, origin: chosen.origin, found, leftOut: chosen.leftOut, looked: chosen.looked, digest: digest.digest("hex") };
}

function foldFile(folding: Folding, file: string, { script, lineStarts }: ReadFile): void {
  const problems: CatalogProblem[] = script.problems.map(({ offset, message }) => ({ file, line: lineAt(lineStarts, offset), message }));
  folding.problems.push(...problems);
  for (const statement of script.statements) {
    if (statement.kind !== "definition") continue;
    applyTo(folding, statement.definition, { file, line: lineAt(lineStarts, statement.span.start) }, script.guarded.has(statement));
  }
  folding.endSession();
}
