import { createHash } from "node:crypto";
import type { LoadedSchema } from "../catalog/load.ts";
import type { SchemaReaders } from "../catalog/schema-readers.ts";
import type { DiskCache } from "../project/disk-cache.ts";
import { buildDatabase, searchPathOf, type Build } from "./build-database.ts";
import { schemaTexts } from "./schema-texts.ts";
import { prepareBy, type PreparingServer } from "./server.ts";

/** As much of PGlite as is used. */
export interface EmbeddedDatabase {
  query(sql: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  dumpDataDir(compression: "gzip"): Promise<Blob>;
  close(): Promise<void>;
}

/** The package that embeds PostgreSQL, as the project has it. */
export interface EmbeddedPostgres {
  readonly version: string;
  /** In: extensions by their names, those that the package does not have left out; a directory that was dumped. */
  create(options: { readonly extensions: readonly string[]; readonly loadDataDir?: Blob }): Promise<EmbeddedDatabase>;
}

export interface EmbeddedServer extends PreparingServer {
  readonly build: Build;
}

/**
 * PostgreSQL in this process with what the migrations of a schema make. The directory of data is kept in the cache of the project, by all that it
 * is made of, so that the migrations run once.
 */
export async function embeddedServer(
  postgres: EmbeddedPostgres,
  schema: LoadedSchema,
  readers: SchemaReaders,
  cache: DiskCache | null,
): Promise<EmbeddedServer> {
  const extensions = [...(schema.catalog.extensions?.keys() ?? [])].sort();
  const name = `postgres-${createHash("sha256")
    .update(JSON.stringify([postgres.version, schema.digest, schema.serves, extensions]))
    .digest("hex")
    .slice(0, 32)}`;
  const kept = keptIn(cache?.read(name));
  const database = await postgres.create({
    extensions,
    ...(kept && { loadDataDir: new Blob([kept.data], { type: "application/x-gzip" }) }),
  });
  const ask = (sql: string) => database.query(sql);
  const build =
    kept?.build ?? (await buildDatabase(ask, schemaTexts(schema, readers), schema.catalog, schema.history.data().home));
  if (kept) await ask(searchPathOf(schema.catalog));
  else if (cache) {
    const dumped = await database.dumpDataDir("gzip");
    cache.write(name, { build, data: new Uint8Array(await dumped.arrayBuffer()) });
  }
  const [version] = (await ask("SELECT current_setting('server_version') AS version")).rows;
  return {
    name: `PostgreSQL ${String(version?.["version"])}, embedded`,
    build,
    prepare: (text) => prepareBy(ask, text),
    close: () => database.close(),
  };
}

function keptIn(value: unknown): { readonly build: Build; readonly data: Uint8Array<ArrayBuffer> } | null {
  if (typeof value !== "object" || value === null || !("build" in value) || !("data" in value)) return null;
  const { build, data } = value as { readonly build: Build; readonly data: unknown };
  return data instanceof Uint8Array ? { build, data: new Uint8Array(data) } : null;
}
