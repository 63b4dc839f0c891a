import { join } from "node:path";
import type { LoadedSchema } from "../lib/catalog/load.ts";
import { schemaReaders } from "../lib/pipeline.ts";
import { diskCacheOf } from "../lib/project/disk-cache.ts";
import type { BuildProblem } from "../lib/verify/build-database.ts";
import { embeddedServer, type EmbeddedDatabase, type EmbeddedPostgres } from "../lib/verify/embedded-server.ts";
import { missingObjects } from "../lib/verify/missing-objects.ts";
import { prepareBy, type PreparingServer } from "../lib/verify/server.ts";
import type { Client } from "./database-client.ts";
import { loadPackage, PackageMissing } from "./project-package.ts";

/** A PostgreSQL that is asked, and what it has. */
export interface VerifyingServer extends PreparingServer {
  /** What of the migrations could not be made in it, or is not there in a database that is somebody's. */
  readonly problems: readonly BuildProblem[];
  /** What becomes of that, as the end of a sentence. */
  readonly instead: string;
}

const pglite = "@electric-sql/pglite";

/** The project's PGlite. Errors: PackageMissing. */
export async function embeddedPostgres(cwd: string): Promise<EmbeddedPostgres> {
  const { PGlite } = membersOf(await loadPackage(cwd, pglite)) as {
    readonly PGlite: {
      create(options: { extensions: Record<string, unknown>; loadDataDir?: Blob }): Promise<EmbeddedDatabase>;
    };
  };
  const { version } = membersOf(await versionOf(cwd)) as { readonly version?: string };
  return {
    version: version ?? "",
    create: async ({ extensions, ...rest }) => {
      const found: Record<string, unknown> = {};
      for (const name of extensions) {
        const extension = await extensionOf(cwd, name.replaceAll("-", "_"));
        if (extension !== null) found[name.replaceAll("-", "_")] = extension;
      }
      return PGlite.create({ ...rest, extensions: found });
    },
  };
}

/** An extension as PGlite has it, or a package of its own beside it; null where nobody has it. */
async function extensionOf(cwd: string, name: string): Promise<unknown> {
  for (const where of [`${pglite}/contrib/${name}`, `${pglite}/${name}`, `${pglite}-${name}`, `${pglite}-pg${name}`])
    try {
      return membersOf(await loadPackage(cwd, where))[name] ?? null;
    } catch (error) {
      if (!(error instanceof PackageMissing)) throw error;
    }
  return null;
}

/** Its own, so that a database that another version has dumped is made anew. */
async function versionOf(cwd: string): Promise<unknown> {
  try {
    return await loadPackage(cwd, `${pglite}/package.json`);
  } catch {
    return {};
  }
}

const membersOf = (module: unknown): Readonly<Record<string, unknown>> => {
  const members = { ...(module as Readonly<Record<string, unknown>>) };
  return { ...(members["default"] as Readonly<Record<string, unknown>> | undefined), ...members };
};

/** PostgreSQL embedded, with the schema in it. */
export async function serverFor(
  postgres: EmbeddedPostgres,
  schema: LoadedSchema,
  root: string,
): Promise<VerifyingServer> {
  const server = await embeddedServer(postgres, schema, schemaReaders, diskCacheOf(join(root, schema.serves)));
  return {
    ...server,
    problems: server.build.problems,
    instead:
      "what is missing was made of what rowguard reads of them, and names that it does not know are not reported",
  };
}

/** What is asked, whatever the schema. */
export interface Verifying {
  /** The PostgreSQL that is asked about the statements of a schema. */
  open(schema: LoadedSchema): Promise<VerifyingServer>;
  /** After the last question. */
  close(): Promise<void>;
}

/** A database that nobody has applied the migrations to: what it says of the statements says nothing. */
export class NotMigrated extends Error {}

/**
 * A database that is somebody's, in which nothing can be changed: the connection is read-only, and what is asked is prepared and never run. Opening it
 * for a schema raises NotMigrated where it has none of the schema's tables.
 */
export async function serverAt(client: Client, place: string): Promise<Verifying> {
  const ask = (sql: string) => client.query(sql);
  await client.connect();
  await ask("SET default_transaction_read_only TO on");
  await ask("SET standard_conforming_strings TO on");
  await ask("SET statement_timeout TO '30s'");
  const [row] = (
    await ask("SELECT current_setting('transaction_read_only') AS safe, current_setting('server_version') AS version")
  ).rows;
  if (row?.["safe"] !== "on") throw new Error("the connection does not become read-only");
  return {
    open: async ({ catalog }) => {
      const { problems, all } = await missingObjects(catalog, ask, place);
      if (all)
        throw new NotMigrated(
          `${place} has none of the tables that the migrations make. Apply them to it, or name the database that has them`,
        );
      return {
        name: `PostgreSQL ${String(row["version"])} at ${place}`,
        problems,
        instead: "names that it does not know are not reported",
        prepare: (text) => prepareBy(ask, text),
        close: () => Promise.resolve(),
      };
    },
    close: async () => {
      await client.end();
    },
  };
}
