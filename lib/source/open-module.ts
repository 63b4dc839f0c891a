import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname } from "node:path";
import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { ParserServicesWithTypeInformation, TSESTree } from "@typescript-eslint/utils";
import { commentsOf } from "./comments.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf } from "./nodes.ts";
import { resolveModule } from "./resolve-module.ts";

const require = createRequire(import.meta.url);

/** What ESLint has parsed of the file it lints. */
export interface ParsedSource {
  readonly text: string;
  readonly ast: TSESTree.Program;
  readonly scopeManager: ScopeManager | null;
  readonly parserServices?: { readonly program?: unknown; readonly esTreeNodeToTSNodeMap?: unknown } | undefined;
}

/** A module over what ESLint parsed. In: its source code and absolute path. */
export function openModule(source: ParsedSource, file: string): SourceModule {
  forgetChanged();
  const services = source.parserServices;
  const types =
    services?.program && services.esTreeNodeToTSNodeMap
      ? (services as unknown as ParserServicesWithTypeInformation)
      : null;
  // Parsers need not analyse scopes.
  return moduleAt(
    file,
    source.text,
    source.ast,
    () => source.scopeManager ?? scopesOf(source.ast, { sourceType: "module" }),
    types,
  );
}

type Scopes = typeof import("@typescript-eslint/scope-manager");

const scopesOf: Scopes["analyze"] = (ast, options) =>
  (require("@typescript-eslint/scope-manager") as Scopes).analyze(ast, options);

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
      const path = known?.path ?? resolveModule(specifier, dirname(file));
      const module = path === null ? null : openFile(path);
      imports.set(specifier, path === null || module === null ? null : { path, module: new WeakRef(module) });
      return module;
    },
  };
}

interface Opened {
  readonly mtime: number;
  readonly size: number;
  readonly module: SourceModule | null;
}

const opened = new Map<string, Opened>();
let openedSize = 0;

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
    openedSize = 0;
    break;
  }
  checkedAt = Date.now();
}

/** Generated clients and bundles are larger; what they hold is not worth the seconds. */
const largestFile = 1_000_000;
const mostFiles = 2_000;
/**
 * Characters of the files that are kept parsed. A syntax tree takes about fifty times as many bytes; a program whose
 * files do not fit is parsed many times over.
 */
const mostText = 2_500_000;

/**
 * Reads and parses a source file of the project. In: an absolute path. Out: null where it cannot be read or parsed, or
 * is very large; the answer is kept until the file changes.
 */
export function openFile(path: string): SourceModule | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return null;
  const known = opened.get(path);
  if (known) forget(path, known);
  if (known?.mtime === stat.mtimeMs && known.size === stat.size) {
    keep(path, known);
    return known.module;
  }
  const entry = { mtime: stat.mtimeMs, size: stat.size, module: stat.size > largestFile ? null : parseFile(path) };
  keep(path, entry);
  for (const [oldest, old] of opened) {
    if (opened.size <= mostFiles && openedSize <= mostText) break;
    if (oldest !== path) forget(oldest, old);
  }
  return entry.module;
}

// The latest asked for is last.
function keep(path: string, entry: Opened): void {
  opened.set(path, entry);
  openedSize += entry.size;
}

function forget(path: string, entry: Opened): void {
  opened.delete(path);
  openedSize -= entry.size;
}

type Parser = Pick<typeof import("@typescript-eslint/typescript-estree"), "parse">;

let parser: Parser | undefined;

// The parser's own parser: without tokens and links to TypeScript's nodes it takes two thirds of the time.
function loadParser(): Parser {
  return createRequire(require.resolve("@typescript-eslint/parser"))("@typescript-eslint/typescript-estree") as Parser;
}

function parseFile(path: string): SourceModule | null {
  try {
    const source = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
    return parseModule(source, path);
  } catch {
    return null;
  }
}

/** Parses a text as the source of `path`, whose ending tells the language. Out: null where it does not parse. */
export function parseModule(text: string, path: string): SourceModule | null {
  parser ??= loadParser();
  const jsx = /\.[jt]sx$|\.[cm]?js$/.test(extname(path));
  for (const sourceType of ["module", "script"] as const) {
    try {
      const program = parser.parse(text, {
        filePath: path,
        range: true,
        loc: true,
        sourceType,
        jsx,
        suppressDeprecatedPropertyWarnings: true,
        errorOnUnknownASTType: false,
      });
      program.sourceType = sourceType;
      linkParents(program);
      let comments: TSESTree.Comment[] | undefined;
      Object.defineProperty(program, "comments", { get: () => (comments ??= commentsOf(program, text)) });
      return moduleAt(
        path,
        text,
        program,
        () => scopesOf(program, { sourceType, globalReturn: sourceType === "script" }),
        null,
      );
    } catch {
      // Sloppy-mode scripts (`with`, octal literals) are no modules.
    }
  }
  return null;
}

function linkParents(program: TSESTree.Program): void {
  const pending: TSESTree.Node[] = [program];
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const child of childrenOf(node)) {
      child.parent = node;
      pending.push(child);
    }
  }
}
