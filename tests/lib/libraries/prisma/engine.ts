import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Files } from "../../../project-folder.ts";

interface Engine {
  diff(params: unknown): Promise<{ readonly stdout: string | null }>;
}
interface Binding {
  readonly SchemaEngine: { readonly new: (options: unknown, log: () => void, adapter: unknown) => Promise<Engine> };
  __wbg_set_wasm(exports: unknown): void;
}

// The types of Node alone leave WebAssembly empty.
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    instantiate(
      bytes: Uint8Array,
      imports: Readonly<Record<string, unknown>>,
    ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
  };
};

const done = <T>(value: T) => ({ ok: true, value });

// The engine asks for a connection before it compares, and needs none for what it is asked here.
const nothing = {
  provider: "postgres",
  adapterName: "none",
  queryRaw: async () => done({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: async () => done(0),
  executeScript: async () => done(undefined),
  dispose: async () => done(undefined),
  getConnectionInfo: () => done({ schemaName: "public", supportsRelationJoins: true }),
  startTransaction: () => Promise.reject(new Error("nothing is run")),
};
const adapter = {
  provider: "postgres",
  adapterName: "none",
  connect: async () => done(nothing),
  connectToShadowDb: async () => done(nothing),
  errorRegistry: { consumeError: () => undefined },
};

let binding: Promise<Binding> | null = null;

async function load(): Promise<Binding> {
  const path = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = (await import(pathToFileURL(path).href)) as Binding;
  const { instance } = await WebAssembly.instantiate(readFileSync(path.replace(/js$/, "wasm")), {
    "./schema_engine_bg.js": module,
  });
  module.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  return module;
}

/** What `prisma migrate diff --from-empty --to-schema --script` prints, by Prisma's own engine compiled to WebAssembly; rejects what Prisma rejects. */
export async function migrationOf(files: Files): Promise<string> {
  const { SchemaEngine } = await (binding ??= load());
  const engine = await SchemaEngine.new({ datamodels: Object.entries(files) }, () => undefined, adapter);
  const schemas = Object.entries(files).map(([path, content]) => ({ path, content }));
  const { stdout } = await engine.diff({
    from: { tag: "empty" },
    to: { tag: "schemaDatamodel", files: schemas },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? "";
}
