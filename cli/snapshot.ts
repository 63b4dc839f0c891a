import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readSnapshot, type QueryDatabase } from "../lib/catalog/snapshot.ts";
import { plural } from "./findings.ts";
import type { ExitStatus } from "./options.ts";
import { complain, type Streams } from "./streams.ts";

/** As much of the `pg` package as is used. */
interface Client {
  connect(): Promise<unknown>;
  query(sql: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  end(): Promise<unknown>;
  on(event: "error", listener: () => void): unknown;
}

/** Makes a client that is not connected yet. Errors: PackageMissing. */
export type Connect = (url: string) => Promise<Client>;

/**
 * `rowguard schema --from <url> --out <file>`: writes what a live database has, and changes nothing in it. The password
 * is in no message.
 */
export async function snapshotCommand(
  from: string,
  out: string,
  streams: Streams,
  connect: Connect = connectWithPg(streams.cwd),
): Promise<ExitStatus> {
  const place = describeUrl(from);
  if (place === null) return complain(streams, `--from takes a URL such as postgres://user@host:5432/database.`);
  let client: Client;
  try {
    client = await connect(from);
  } catch (error) {
    if (error instanceof PackageMissing)
      return complain(streams, "--from needs the package pg. Run: npm install --save-dev pg");
    throw error;
  }
  // A connection that breaks is told by the query that fails.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const query: QueryDatabase = async (sql) => (await client.query(sql)).rows;
    const snapshot = await readSnapshot(query);
    writeFileSync(resolve(streams.cwd, out), `${JSON.stringify(snapshot, null, 2)}\n`);
    streams.stdout.write(
      `${out}: ${plural(snapshot.tables.length, "table")}, ${plural(snapshot.views.length, "view")} of ${place}. Use it with --schema ${out}, or name it in the settings.\n`,
    );
    return 0;
  } catch (error) {
    return complain(streams, `${reasonOf(error, place)}.`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Host and database of a URL, for messages; null for what is none. */
function describeUrl(url: string): string | null {
  try {
    const { protocol, hostname, port, pathname } = new URL(url);
    if (protocol !== "postgres:" && protocol !== "postgresql:") return null;
    return `${hostname || "localhost"}${port ? `:${port}` : ""}${pathname.length > 1 ? pathname : ""}`;
  } catch {
    return null;
  }
}

/** What went wrong, without the URL: drivers and servers are not trusted to leave the password out. */
function reasonOf(error: unknown, place: string): string {
  const { code = "", path } = error as { code?: string; path?: string };
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
      return path === undefined || code === "ECONNREFUSED"
        ? `nothing answers at ${place} (${code})`
        : `${path} cannot be written (${code})`;
    case "EACCES":
    case "EISDIR":
    case "EROFS":
      return `${path ?? "the file"} cannot be written (${code})`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `there is no host of that name: ${place}`;
    case "28P01":
    case "28000":
      return `${place} refused the user or the password (${code})`;
    case "3D000":
      return `there is no such database: ${place}`;
    case "42501":
      return `the user may not read the catalog of ${place} (${code}). Ask for a role that may connect and read pg_catalog`;
    default:
      return `${place} could not be read (${code || (error as Error).name || "unknown error"})`;
  }
}

/** Neither the project nor rowguard has the `pg` package. */
export class PackageMissing extends Error {}

// The project's own pg, as it is the project's database.
const connectWithPg =
  (cwd: string): Connect =>
  async (connectionString) => {
    const name = "pg";
    const from = [join(cwd, "package.json"), import.meta.url];
    for (const base of from) {
      let found: string;
      try {
        found = createRequire(base).resolve(name);
      } catch {
        continue;
      }
      const { default: pg } = (await import(pathToFileURL(found).href)) as {
        default: {
          Client: new (options: {
            connectionString: string;
            connectionTimeoutMillis: number;
            application_name: string;
          }) => Client;
        };
      };
      return new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, application_name: "rowguard" });
    }
    throw new PackageMissing();
  };
