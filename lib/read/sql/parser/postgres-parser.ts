import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Node } from "@pgsql/types";
// The package's own entry cannot be used synchronously: it starts loading its WebAssembly and answers only after a
// tick.
// @ts-expect-error -- the emscripten factory has no declaration file
import loadPostgres from "libpg-query/wasm/libpg-query.js";

export type { Node };

/**
 * One statement of a text: its raw parse tree and its range, without the surrounding white space, comments and
 * semicolon.
 */
export interface ParsedStatement {
  readonly tree: Node;
  readonly start: number;
  readonly end: number;
}

/** What PostgreSQL's grammar makes of a text; a text it rejects has its message and place. */
export type ParseResult =
  | { readonly ok: true; readonly statements: readonly ParsedStatement[]; readonly at: ByteOffsets }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** Turns the byte offsets found in a parse tree (`location`, `stmt_location`) into UTF-16 offsets of the text. */
export type ByteOffsets = (byteOffset: number) => number;

/** Texts longer than this are not parsed: WebAssembly memory is bounded, and no application sends such a statement. */
export const longestText = 1_000_000;

// Node has WebAssembly; only the browser's type library declares it.
declare namespace WebAssembly {
  type Imports = Record<string, unknown>;
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the browser's class is like that
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Record<string, unknown>;
  }
}

interface Wasm {
  readonly HEAPU32: Uint32Array;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytes: number): void;
  UTF8ToString(pointer: number): string;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(pointer: number): number;
  _wasm_free_parse_result(pointer: number): void;
}

let compiled: WebAssembly.Module | undefined;
let instance: Wasm | undefined;

// The factory awaits nothing before it calls instantiateWasm, so the exports are on the object when it returns its
// promise.
function postgres(): Wasm {
  if (instance) return instance;
  const path = createRequire(import.meta.url).resolve("libpg-query/wasm/libpg-query.wasm");
  const module = (compiled ??= new WebAssembly.Module(readFileSync(path)));
  const host: Record<string, unknown> = {
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (made: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) {
      const made = new WebAssembly.Instance(module, imports);
      receive(made, module);
      return made.exports;
    },
  };
  void (loadPostgres as (host: object) => Promise<unknown>)(host);
  if (typeof host["_wasm_parse_query_raw"] !== "function") {
    throw new Error(
      "libpg-query did not load synchronously. Reinstall the exact version eslint-plugin-rowguard depends on.",
    );
  }
  return (instance = host as unknown as Wasm);
}

/** Whether PostgreSQL's parser can be used here: false where WebAssembly is missing or its file cannot be read. */
export function available(): boolean {
  try {
    return Boolean(postgres());
  } catch {
    return false;
  }
}

function withText<T>(text: string, use: (wasm: Wasm, pointer: number) => T): T {
  const wasm = postgres();
  try {
    const bytes = wasm.lengthBytesUTF8(text) + 1;
    const pointer = wasm._malloc(bytes);
    wasm.stringToUTF8(text, pointer, bytes);
    const result = use(wasm, pointer);
    wasm._free(pointer);
    return result;
  } catch (error) {
    // A trap (out of bounds, stack) leaves the instance's memory in an unknown state: the next text gets a new one.
    instance = undefined;
    throw error;
  }
}

/**
 * Parses a text of any number of statements with PostgreSQL's own grammar (libpg-query, PostgreSQL 18).
 *
 * In: SQL as it would be sent, placeholders already `$n`. Out: the statements in order, or the first error with its
 * UTF-16 offset; never throws. One error hides every statement of the text: split first where that matters.
 */
export function parsePostgres(text: string): ParseResult {
  if (text.length > longestText) {
    return { ok: false, message: `text of ${text.length} characters is longer than ${longestText}`, offset: 0 };
  }
  if (text.includes("\0")) return { ok: false, message: "invalid NUL character in text", offset: text.indexOf("\0") };
  try {
    return withText(text, (wasm, pointer) => {
      const result = wasm._wasm_parse_query_raw(pointer);
      try {
        const words = wasm.HEAPU32.subarray(result >> 2, (result >> 2) + 3);
        const failure = words[2] ?? 0;
        if (failure) {
          const message = wasm.UTF8ToString(wasm.HEAPU32[failure >> 2] ?? 0);
          const codePoint = wasm.HEAPU32[(failure >> 2) + 4] ?? 0;
          return { ok: false, message, offset: codePoint > 0 ? fromCodePoints(text, codePoint - 1) : 0 };
        }
        const tree = JSON.parse(wasm.UTF8ToString(words[0] ?? 0)) as RawResult;
        const at = byteOffsets(text);
        return { ok: true, statements: statementsOf(tree, text, at), at };
      } finally {
        wasm._wasm_free_parse_result(result);
      }
    });
  } catch (error) {
    return {
      ok: false,
      message: `PostgreSQL's parser gave up: ${error instanceof Error ? error.message : String(error)}`,
      offset: 0,
    };
  }
}

interface RawResult {
  readonly stmts?: readonly { readonly stmt?: Node; readonly stmt_location?: number; readonly stmt_len?: number }[];
}

function statementsOf(tree: RawResult, text: string, at: ByteOffsets): ParsedStatement[] {
  return (tree.stmts ?? []).flatMap(({ stmt, stmt_location = 0, stmt_len = 0 }) => {
    if (!stmt) return [];
    const from = at(stmt_location);
    const to = stmt_len ? at(stmt_location + stmt_len) : text.length;
    const lead = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from, to))?.[0].length ?? 0;
    const end = from + text.slice(from, to).replace(/[\s;]+$/, "").length;
    return [{ tree: stmt, start: from + lead, end: Math.max(end, from + lead) }];
  });
}

function byteOffsets(text: string): ByteOffsets {
  // eslint-disable-next-line no-control-regex -- ASCII is the question
  if (/^[\x00-\x7f]*$/.test(text)) return (byte) => byte;
  const map: number[] = [];
  let utf16 = 0;
  for (const character of text) {
    const bytes = Buffer.byteLength(character);
    for (let i = 0; i < bytes; i++) map.push(utf16);
    utf16 += character.length;
  }
  return (byte) => map[byte] ?? text.length;
}

function fromCodePoints(text: string, codePoint: number): number {
  let utf16 = 0;
  for (const character of text) {
    if (codePoint-- <= 0) break;
    utf16 += character.length;
  }
  return utf16;
}
