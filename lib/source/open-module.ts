import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname } from "node:path";
import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { ParserServicesWithTypeInformation, TSESTree } from "@typescript-eslint/utils";
import type { SourceModule, SourceText } from "./module.ts";
import { parseProgram } from "./parse-program.ts";
import { specifiersIn } from "../project/specifiers.ts";
import { resolveModule } from "./resolve-module.ts";
import { largestSource, readTextFile } from "../text-file.ts";

const require = createRequire(import.meta.url);

/** What ESLint has parsed of the file it lints. */
export interface ParsedSource {
  readonly text: string;
  readonly ast: TSESTree.Program;
  readonly scopeManager: ScopeManager | null;
  readonly parserServices?: { readonly program?: unknown; readonly esTreeNodeToTSNodeMap?: unknown } | undefined;
}

/**
 * A module over what ESLint parsed. In: its source code and absolute path. A file is one module, whether it is linted
 * or imported first: what is found out about it serves both.
 */
export function openModule(source: ParsedSource, file: string): SourceModule {
  forgetChanged();
  const services = source.parserServices;
  if (services?.program && services.esTreeNodeToTSNodeMap)
    return moduleOver(source, file, services as unknown as ParserServicesWithTypeInformation);
  const entry = entryOf(file);
  // What an editor has not saved is nobody else's.
  if (entry?.text !== source.text) return moduleOver(source, file, null);
  if (entry.module) return entry.module;
  const module = moduleOver(source, file, null);
  // The trees of other parsers are read, but imports are read as typescript-eslint does.
  if (entry.module === undefined && services?.esTreeNodeToTSNodeMap) keepParsed(file, entry, module, lintedTree);
  return module;
}

// Only what is needed of the source code is held on to: TypeScript's own tree hangs from it.
function moduleOver(
  { text, ast, scopeManager }: ParsedSource,
  file: string,
  types: ParserServicesWithTypeInformation | null,
): SourceModule {
  // Parsers need not analyse scopes.
  return moduleAt(file, text, ast, () => scopeManager ?? scopesOf(ast, { sourceType: "module" }), types);
}

type Scopes = typeof import("@typescript-eslint/scope-manager");

// Without the names that TypeScript's libraries declare, some thousand for each file: a name that the file does not
// declare is global.
const scopesOf: Scopes["analyze"] = (ast, options) =>
  (require("@typescript-eslint/scope-manager") as Scopes).analyze(ast, { lib: [], ...options });

function moduleAt(
  file: string,
  text: string,
  ast: TSESTree.Program,
  analyse: () => ScopeManager,
  types: ParserServicesWithTypeInformation | null,
): SourceModule {
  let scopes: ScopeManager | undefined;
  // A module must not keep alive all that it imports, and what that imports: a program is as large as memory.
  const imports = new Map<string, { readonly path: string; module: WeakRef<SourceModule> } | null>();
  const paths = new Map<string, string | null>();
  let named: ReadonlySet<string> | undefined;
  const pathOf = (specifier: string): string | null => {
    let path = paths.get(specifier);
    if (path === undefined) {
      paths.set(specifier, (path = resolveModule(specifier, dirname(file))));
      named ??= new Set(specifiersIn(text));
      if (path !== null && !named.has(specifier)) unnamed.add(file);
    }
    return path;
  };
  return {
    file,
    text,
    ast,
    types,
    // Of most files that imports lead to, no name is looked up.
    get scopes() {
      return (scopes ??= analyse());
    },
    import(specifier) {
      const known = imports.get(specifier);
      if (known === null) return null;
      const alive = known?.module.deref();
      if (alive) return alive;
      const path = pathOf(specifier);
      const module = path === null ? null : openFile(path);
      imports.set(specifier, path === null || module === null ? null : { path, module: new WeakRef(module) });
      return module;
    },
    textOf(specifier) {
      const path = pathOf(specifier);
      return path === null ? null : textOfFile(path);
    },
  };
}

const unnamed = new Set<string>();

/** Files that have imported what their texts do not name. */
export const importsUnnamed: ReadonlySet<string> = unnamed;

/** A file as it was read; its module is null where it does not parse, undefined before it is parsed. */
interface Opened {
  readonly mtime: number;
  readonly size: number;
  /** Null where the file is very large. */
  readonly text: string | null;
  module: SourceModule | null | undefined;
  /** What its tree counts for in `mostText`. */
  weight: number;
}

const opened = new Map<string, Opened>();
let openedWeight = 0;
let changes = 0;

let parsed = 0;

/** How many files were parsed so far, be it for nothing. */
export const filesParsed = (): number => parsed;

/** How often files were seen to have changed: what was found out about them before is stale. */
export const filesChanged = (): number => changes;

/** How long, in milliseconds, a look at the opened files is good for. */
const checkedFor = 1_000;
let checkedAt = 0;

// What was followed through one module rests on others: in an editor, one change makes all of it stale.
function forgetChanged(): void {
  if (Date.now() - checkedAt < checkedFor) return;
  for (const [path, { mtime, size }] of opened) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.mtimeMs === mtime && stat.size === size) continue;
    opened.clear();
    openedWeight = 0;
    changes++;
    break;
  }
  checkedAt = Date.now();
}

/** Tables of names are small; translations and fixtures are not. */
const largestJson = 50_000;
const mostFiles = 4_000;
/**
 * Characters of the files that are kept parsed. A syntax tree takes about fifty times as many bytes; a program whose
 * files do not fit is parsed many times over.
 */
const mostText = 6_000_000;
/** How much more ESLint's trees take, which have tokens. */
const lintedTree = 2;

/**
 * Reads and parses a source file of the project. In: an absolute path. Out: null where it cannot be read or parsed, or
 * is very large; the answer is kept until the file changes.
 */
export function openFile(path: string): SourceModule | null {
  const entry = entryOf(path);
  if (entry?.module === undefined && entry)
    keepParsed(path, entry, entry.text === null ? null : parseFile(entry.text, path), 1);
  return entry?.module ?? null;
}

/** What stands in a source file of the project, which need not parse. Null as for `openFile`. */
export function textOfFile(path: string): SourceText | null {
  const text = entryOf(path)?.text ?? null;
  return text === null ? null : { file: path, text };
}

/** The files that were found to be as they were, while one look at the project lasts; null where none does. */
let unchanged: Map<string, Opened> | null = null;
let looks = 0;

/** How often a file was looked at on the disk: what tests count. */
export const filesLookedAt = (): number => looks;

/** Does some work for which each file of the project is looked at once: what changes meanwhile is seen by the next look. */
export function inOneLook<T>(work: () => T): T {
  if (unchanged) return work();
  unchanged = new Map();
  try {
    return work();
  } finally {
    unchanged = null;
  }
}

/** A file as it stands on disk now, or did when this look at the project began; the latest asked for is last. */
function entryOf(path: string): Opened | null {
  const known = unchanged?.get(path);
  if (known && opened.delete(path)) {
    opened.set(path, known);
    return known;
  }
  const entry = entryNow(path);
  if (entry) unchanged?.set(path, entry);
  return entry;
}

function entryNow(path: string): Opened | null {
  looks++;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return null;
  const known = opened.get(path);
  opened.delete(path);
  if (known?.mtime === stat.mtimeMs && known.size === stat.size) {
    opened.set(path, known);
    return known;
  }
  if (known) {
    openedWeight -= known.weight;
    changes++;
  }
  const text = stat.size > largestSource ? null : readText(path);
  const entry: Opened = { mtime: stat.mtimeMs, size: stat.size, text, module: undefined, weight: 0 };
  opened.set(path, entry);
  makeRoom(path);
  return entry;
}

function readText(path: string): string | null {
  try {
    return readTextFile(path).text;
  } catch {
    return null;
  }
}

function keepParsed(path: string, entry: Opened, module: SourceModule | null, times: number): void {
  entry.module = module;
  entry.weight = entry.size * times;
  openedWeight += entry.weight;
  makeRoom(path);
}

function makeRoom(but: string): void {
  for (const [oldest, { weight }] of opened) {
    if (opened.size <= mostFiles && openedWeight <= mostText) break;
    if (oldest === but) continue;
    opened.delete(oldest);
    openedWeight -= weight;
  }
}

/** JSON is what a module that is nothing but that object exports. */
function parseFile(text: string, path: string): SourceModule | null {
  if (extname(path) !== ".json") return parseModule(text, path);
  return text.length > largestJson ? null : parseModule(`module.exports = ${text}`, path, ".js");
}

/**
 * Parses a text as the source of `path`, whose ending tells the language, or `as` does. Out: null where it does not
 * parse.
 */
export function parseModule(text: string, path: string, as = ""): SourceModule | null {
  parsed++;
  const program = parseProgram(text, `${path}${as}`);
  if (!program) return null;
  const { sourceType } = program;
  return moduleAt(
    path,
    text,
    program,
    () => scopesOf(program, { sourceType, globalReturn: sourceType === "script" }),
    null,
  );
}
