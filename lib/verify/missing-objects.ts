import type { Catalog, Table } from "../catalog/catalog.ts";
import type { BuildProblem } from "./build-database.ts";
import type { Ask } from "./server.ts";

/** What of a schema's tables a database has not. */
export interface MissingObjects {
  readonly problems: readonly BuildProblem[];
  /** It has none of them: nobody has applied the migrations to it, or it is another program's. */
  readonly all: boolean;
}

/** The tables and their columns that a database has; `near` where a name without schema finds them. */
const present = `SELECT n.nspname AS schema, c.relname AS name, n.nspname = ANY (current_schemas(false)) AS near,
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`;

/** Looks for the tables of a schema in a database. In: what reads its catalog; the database, for messages. */
export async function missingObjects(
  { relations, searchPath }: Catalog,
  ask: Ask,
  place: string,
): Promise<MissingObjects> {
  const { rows } = await ask(present);
  const columnsOf = new Map<string, ReadonlySet<unknown>>();
  for (const { schema, name, near, columns } of rows)
    for (const key of [`${String(schema)}.${String(name)}`, ...(near === true ? [`.${String(name)}`] : [])])
      columnsOf.set(key, new Set(columns as readonly unknown[]));
  // Partitions come and go while a database is in use, and temporary tables are of one connection.
  const tables = [...relations.values()].filter(
    (one): one is Table => one.kind === "table" && !one.structure?.partition && !one.structure?.temporary,
  );
  const found = (table: Table): ReadonlySet<unknown> | undefined =>
    columnsOf.get(`${table.schema}.${table.name}`) ??
    (searchPath.includes(table.schema) ? columnsOf.get(`.${table.name}`) : undefined);
  return {
    problems: tables.flatMap((table) => {
      const columns = found(table);
      const { file = null, line = 1 } = table.place ?? {};
      const problem = (what: string): BuildProblem => ({ file, line, message: `${what} is not in ${place}` });
      if (!columns) return [problem(`Table "${table.name}"`)];
      return table.columns
        .filter(({ name }) => !columns.has(name))
        .map(({ name }) => problem(`Column "${name}" of "${table.name}"`));
    }),
    all: tables.length > 0 && tables.every((table) => !found(table)),
  };
}
