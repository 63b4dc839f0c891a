import { loadPackage } from "./project-package.ts";

/** As much of the `pg` package as is used. */
export interface Client {
  connect(): Promise<unknown>;
  query(sql: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  end(): Promise<unknown>;
  on(event: "error", listener: () => void): unknown;
}

/** Makes a client that is not connected yet. Errors: PackageMissing. */
export type Connect = (url: string) => Promise<Client>;

/** Host and database of a URL, for messages; null for what is none. */
export function describeUrl(url: string): string | null {
  try {
    const { protocol, hostname, port, pathname } = new URL(url);
    if (protocol !== "postgres:" && protocol !== "postgresql:") return null;
    return `${hostname || "localhost"}${port ? `:${port}` : ""}${pathname.length > 1 ? pathname : ""}`;
  } catch {
    return null;
  }
}

/** What went wrong, without the URL: drivers and servers are not trusted to leave the password out. */
export function reasonOf(error: unknown, place: string): string {
  const { code = "", path } = error as { code?: string; path?: string };
  const said = code === "" ? ofDriver(error) : null;
  if (said) return `${place} ${said}`;
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

/** What pg itself says of a connection, which has no code. */
function ofDriver(error: unknown): string | null {
  const { message } = error as { message?: unknown };
  if (message === "The server does not support SSL connections")
    return "takes no encrypted connection. Leave sslmode out";
  if (message === "Connection terminated unexpectedly") return "broke the connection off";
  return message === "timeout expired" ? "does not answer" : null;
}

interface Pg {
  readonly default: {
    readonly Client: new (options: {
      readonly connectionString: string;
      readonly connectionTimeoutMillis: number;
      readonly application_name: string;
    }) => Client;
  };
}

/** Clients of the project's own pg. In: the folder of the project. */
export const connectWithPg =
  (cwd: string): Connect =>
  async (connectionString) => {
    const { default: pg } = (await loadPackage(cwd, "pg")) as Pg;
    return new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, application_name: "rowguard" });
  };
