import type { Catalog } from "../catalog/catalog.ts";
import { readScript } from "../read/sql/read-script.ts";
import { scriptOfCatalog, type Making } from "./catalog-script.ts";
import type { SchemaFile, SchemaText } from "./schema-texts.ts";
import type { Ask } from "./server.ts";

/** What could not be made as the migrations say. */
export interface BuildProblem {
  /** Relative to the root; null for what no file says. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface Build {
  readonly problems: readonly BuildProblem[];
  /** Tables, views, types and functions that no migration that ran has made, and that were made as rowguard has read them. */
  readonly filled: number;
}

/**
 * Makes in an empty database what the migrations of a schema make, statement by statement: one that fails is told, and the others run. What is
 * missing afterwards is made of what rowguard has read. Rows are neither written nor changed. In: `home`, the search path that the files begin with.
 */
export async function buildDatabase(
  ask: Ask,
  files: readonly SchemaFile[],
  catalog: Catalog,
  home: readonly string[],
): Promise<Build> {
  const problems: BuildProblem[] = [];
  // What the migrations begin with was there before them.
  for (const name of home) await ask(`CREATE SCHEMA IF NOT EXISTS ${quoted(name)}`);
  for (const { file, texts } of files) {
    await startSession(ask, home);
    for (const text of texts) {
      const message = await runText(ask, text);
      if (message !== null) problems.push({ file, line: text.line, message });
    }
  }
  await startSession(ask, home);
  const filled = await fill(ask, catalog);
  await ask(searchPathOf(catalog));
  return { problems, filled };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The search path that the migrations leave, as statements are sent with it. */
export const searchPathOf = ({ searchPath }: Pick<Catalog, "searchPath">): string =>
  `SET search_path TO ${searchPath.map(quoted).join(", ") || "public"}`;

/** As a new connection has it. Bodies of functions may name what comes later, and nobody calls them. */
async function startSession(ask: Ask, home: readonly string[]): Promise<void> {
  await ask("RESET ALL");
  await ask(searchPathOf({ searchPath: home }));
  await ask("SET check_function_bodies TO off");
  await ask("SET client_min_messages TO error");
}

/** What changes rows, rights or comments, or what begins and ends transactions: a failure must not take with it what ran before. */
const isLeftOut =
  /^(?:insert|update|delete|merge|copy|values|truncate|begin|start|commit|end|rollback|savepoint|release|grant|revoke|comment|vacuum|analyze|analyse|cluster|reindex|checkpoint|notify|listen|lock|reset|security)\b/i;
const isOfRights = /^alter\s+(?:default\s+privileges\b|.*\bowner\s+to\b)/is;

/** What was wrong; null where it ran, or where it is nothing that statements could tell of. */
async function runText(ask: Ask, { sql, guarded }: SchemaText): Promise<string | null> {
  if (sql === null) return "not run, as not all of its text is known";
  if (isLeftOut.test(sql) || isOfRights.test(sql)) return null;
  for (let tries = 0; ; tries++) {
    try {
      await ask(sql);
      return null;
    } catch (error) {
      const { code = "", message = "" } = error as { readonly code?: string; readonly message?: string };
      // Roles are a server's, and a schema may have been there before the migrations: nobody makes them there.
      const [, what, name = ""] = /^(role|schema) "(.+)" does not exist$/.exec(message) ?? [];
      if (what === undefined || tries > mostTries)
        return guarded || !isTold(sql, code) ? null : described(message, code);
      await ask(`CREATE ${what} ${quoted(name)}`);
    }
  }
}

const mostTries = 8;

/** Of what makes nothing, and of rows, nothing is told: statements are prepared all the same. */
const isTold = (sql: string, code: string): boolean =>
  !/^2[23]/.test(code) && readScript(sql).statements.some(({ kind }) => kind === "definition");

function described(message: string, code: string): string {
  const extension = /extension "([^"]+)" is not available/.exec(message)?.[1];
  if (extension !== undefined) return `the embedded server has no extension "${extension}"`;
  return `PostgreSQL refuses it: ${message}${code === "" ? "" : ` (${code})`}`;
}

/** Out: how much was made. */
async function fill(ask: Ask, catalog: Catalog): Promise<number> {
  const there = await thingsThere(ask);
  const made = new Set<string>();
  let count = 0;
  for (const making of scriptOfCatalog(catalog)) {
    if (isThere(making, there, made)) continue;
    try {
      await ask(making.sql);
    } catch {
      continue;
    }
    if (making.kind === "schema" || making.kind === "index") continue;
    made.add(`${making.kind} ${making.key}`);
    if (making.kind !== "column" || there.has(`table ${tableOf(making.key)}`)) count++;
  }
  return count;
}

const tableOf = (column: string): string => column.slice(0, column.lastIndexOf("."));

/** Keys of a table are made with it; one that the migrations made has its own. */
function isThere({ kind, key }: Making, there: ReadonlySet<string>, made: ReadonlySet<string>): boolean {
  if (kind === "index") return !made.has(`table ${key}`);
  if (kind === "view" || kind === "table") return there.has(`table ${key}`);
  return there.has(`${kind} ${key}`);
}

async function thingsThere(ask: Ask): Promise<ReadonlySet<string>> {
  const { rows } = await ask(`
    SELECT 'schema ' || nspname AS thing FROM pg_namespace
    UNION ALL SELECT 'table ' || nspname || '.' || relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION ALL SELECT 'column ' || nspname || '.' || relname || '.' || attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      JOIN pg_namespace n ON n.oid = relnamespace WHERE attnum > 0 AND NOT attisdropped AND nspname !~ '^pg_'
    UNION ALL SELECT 'type ' || nspname || '.' || typname FROM pg_type JOIN pg_namespace n ON n.oid = typnamespace
    UNION ALL SELECT 'function ' || nspname || '.' || proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname !~ '^pg_'`);
  return new Set(rows.map(({ thing }) => String(thing)));
}
