import { quoteName } from "./mentions.ts";

/** Runs one statement in the database and gives its rows. */
export type QueryDatabase = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/**
 * The schema of a live database as it is written to a file. Definitions are in PostgreSQL's own words, every name with
 * its schema.
 */
export interface SchemaSnapshot {
  readonly format: typeof snapshotFormat;
  readonly server: string;
  readonly searchPath: readonly string[];
  readonly schemas: readonly string[];
  readonly types: readonly SnapshotType[];
  readonly functions: readonly {
    readonly schema: string;
    readonly name: string;
    readonly language: string;
    readonly returns: string;
    readonly body: string | null;
  }[];
  readonly tables: readonly SnapshotTable[];
  /** Those that others read come first. */
  readonly views: readonly SnapshotView[];
}

interface SnapshotType {
  readonly schema: string;
  readonly name: string;
  readonly form: "enum" | "domain" | "composite" | "range";
  readonly labels: readonly string[];
  /** What a domain is over, or a range's elements are. */
  readonly over: string | null;
  readonly notNull: boolean;
  readonly attributes: readonly { readonly name: string; readonly type: string }[];
}

interface SnapshotTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly nullable: boolean;
    readonly default: string | null;
    readonly generated: "stored" | "virtual" | null;
    readonly identity: "always" | "by default" | null;
  }[];
  readonly constraints: readonly {
    readonly name: string;
    readonly kind: "not-null" | "check" | "primary-key" | "unique" | "exclusion" | "foreign-key";
    readonly definition: string;
  }[];
  readonly indexes: readonly SnapshotIndex[];
  readonly triggers: readonly { readonly name: string; readonly definition: string }[];
  /** `LIST (kind)`; null for a table that is not partitioned. */
  readonly partitionedBy: string | null;
  /** `FOR VALUES …`; null for a table that is no partition. */
  readonly bound: string | null;
  readonly parents: readonly { readonly schema: string; readonly name: string }[];
}

interface SnapshotView {
  readonly schema: string;
  readonly name: string;
  readonly materialized: boolean;
  readonly columns: readonly string[];
  readonly definition: string;
  readonly indexes: readonly SnapshotIndex[];
}

interface SnapshotIndex {
  readonly name: string;
  readonly definition: string;
}

/** What the first key of a snapshot's file says, by which it is known. */
export const snapshotFormat = "rowguard schema 1";

/**
 * Reads the schema of a database in one read-only transaction: all that is not PostgreSQL's own or an extension's.
 * Errors are the database's.
 */
export async function readSnapshot(query: QueryDatabase): Promise<SchemaSnapshot> {
  await query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    const [settings] = await query(
      "SELECT current_setting('server_version') AS server, to_json(current_schemas(false)) AS path",
    );
    // Then every name that PostgreSQL prints has its schema.
    await query("SET LOCAL search_path TO ''");
    const rows = async <T>(sql: string) => (await query(sql)) as readonly T[];
    const schemas = await rows<{ name: string }>(
      `SELECT n.nspname AS name FROM pg_namespace n WHERE ${own("n", "pg_namespace")} ORDER BY 1`,
    );
    const types = await rows<SnapshotType>(typesQuery);
    const functions = await rows<SchemaSnapshot["functions"][number]>(functionsQuery);
    const tables = await rows<SnapshotTable>(tablesQuery);
    const views = await rows<SnapshotView & { readonly reads: readonly string[] }>(viewsQuery);
    return {
      format: snapshotFormat,
      server: String(settings?.["server"]),
      searchPath: settings?.["path"] as readonly string[],
      schemas: schemas.map(({ name }) => name),
      types,
      functions,
      tables,
      views: readersLast(views).map(({ schema, name, materialized, columns, definition, indexes }) => ({
        schema,
        name,
        materialized,
        columns,
        definition,
        indexes,
      })),
    };
  } finally {
    await query("ROLLBACK");
  }
}

const own = (alias: string, catalog: string): string =>
  `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND e.objid = ${alias}.oid AND e.deptype = 'e')`;

const list = (element: string, order: string, from: string): string =>
  `(SELECT coalesce(json_agg(${element} ORDER BY ${order}), '[]'::json) FROM ${from})`;

const typesQuery = `
  SELECT n.nspname AS schema, t.typname AS name, CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' ELSE 'range' END AS form,
    ${list("e.enumlabel", "e.enumsortorder", "pg_enum e WHERE e.enumtypid = t.oid")} AS labels,
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) WHEN t.typtype = 'r' THEN (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid) END AS over,
    t.typnotnull AS "notNull",
    ${list("json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))", "a.attnum", "pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped")} AS attributes
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE ${own("t", "pg_type")} AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
  ORDER BY t.typtype IN ('d', 'c'), t.oid`;

const functionsQuery = `
  SELECT DISTINCT ON (n.nspname, p.proname) n.nspname AS schema, p.proname AS name, l.lanname AS language, format_type(p.prorettype, NULL) AS returns,
    CASE WHEN p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype THEN p.prosrc END AS body
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang WHERE ${own("p", "pg_proc")} AND p.prokind = 'f' ORDER BY 1, 2, p.oid`;

const indexList = list(
  "json_build_object('name', x.relname, 'definition', pg_get_indexdef(x.oid))",
  "x.oid",
  "pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x'))",
);

// A copy of a key that PostgreSQL gave a partitioned table's reference has no text of its own.
const tablesQuery = `
  SELECT n.nspname AS schema, c.relname AS name,
    ${list(
      `json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', NOT a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid),
        'generated', CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END, 'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END)`,
      "a.attnum",
      "pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped",
    )} AS columns,
    ${list(
      `json_build_object('name', k.conname, 'kind', CASE k.contype WHEN 'n' THEN 'not-null' WHEN 'c' THEN 'check' WHEN 'p' THEN 'primary-key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclusion' ELSE 'foreign-key' END, 'definition', pg_get_constraintdef(k.oid))`,
      "strpos('ncpuxf', k.contype::text), k.oid",
      "pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('n', 'c', 'p', 'u', 'x', 'f') AND NOT EXISTS (SELECT FROM pg_constraint up WHERE up.oid = k.conparentid AND k.contype = 'f' AND up.conrelid = k.conrelid)",
    )} AS constraints,
    ${indexList} AS indexes,
    ${list("json_build_object('name', g.tgname, 'definition', pg_get_triggerdef(g.oid))", "g.oid", "pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgparentid = 0")} AS triggers,
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "partitionedBy", pg_get_expr(c.relpartbound, c.oid) AS bound,
    ${list("json_build_object('schema', pn.nspname, 'name', p.relname)", "h.inhseqno", "pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE h.inhrelid = c.oid")} AS parents
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own("c", "pg_class")} AND c.relkind IN ('r', 'p', 'f') ORDER BY c.oid`;

const viewsQuery = `
  SELECT n.nspname AS schema, c.relname AS name, c.relkind = 'm' AS materialized, pg_get_viewdef(c.oid) AS definition, ${indexList} AS indexes,
    ${list("a.attname", "a.attnum", "pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped")} AS columns,
    ${list("DISTINCT vn.nspname || '.' || v.relname", "vn.nspname || '.' || v.relname", "pg_rewrite r JOIN pg_depend d ON d.objid = r.oid JOIN pg_class v ON v.oid = d.refobjid AND v.relkind IN ('v', 'm') JOIN pg_namespace vn ON vn.oid = v.relnamespace WHERE r.ev_class = c.oid AND v.oid <> c.oid")} AS reads
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own("c", "pg_class")} AND c.relkind IN ('v', 'm') ORDER BY c.oid`;

function readersLast<T extends { readonly schema: string; readonly name: string; readonly reads: readonly string[] }>(
  views: readonly T[],
): T[] {
  const byKey = new Map(views.map((view) => [`${view.schema}.${view.name}`, view]));
  const ordered = new Set<T>();
  const open = new Set<T>();
  const add = (view: T): void => {
    if (ordered.has(view) || open.has(view)) return;
    open.add(view);
    for (const key of view.reads) {
      const other = byKey.get(key);
      if (other) add(other);
    }
    ordered.add(view);
  };
  views.forEach(add);
  return [...ordered];
}

/** The snapshot a text holds, or null where it holds something else. */
export function parseSnapshot(text: string): SchemaSnapshot | null {
  try {
    const value = JSON.parse(text) as Partial<SchemaSnapshot> | null;
    const lists = value && [value.schemas, value.types, value.functions, value.tables, value.views, value.searchPath];
    return value?.format === snapshotFormat && lists?.every(Array.isArray) ? (value as SchemaSnapshot) : null;
  } catch {
    return null;
  }
}

/** The statements that make the schema of a snapshot, as pg_dump would order them. */
export function definitionsOf(snapshot: SchemaSnapshot): string {
  const named = ({ schema, name }: { readonly schema: string; readonly name: string }) =>
    `${quote(schema)}.${quote(name)}`;
  const lines: string[] = [];
  for (const schema of snapshot.schemas) lines.push(`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`);
  for (const type of snapshot.types) lines.push(typeDefinition(type, named(type)));
  // A snapshot has one function of each name, and not its arguments: those that only C can have say that they may be any.
  for (const made of snapshot.functions)
    lines.push(
      `CREATE FUNCTION ${named(made)}(VARIADIC "any") RETURNS ${made.returns} LANGUAGE ${quote(made.language)} AS ${literal(made.body ?? "")}`,
    );
  for (const table of snapshot.tables) lines.push(tableDefinition(table, named(table)));
  const of = (table: SnapshotTable, foreign: boolean) =>
    table.constraints
      .filter(({ kind }) => (kind === "foreign-key") === foreign)
      .map(({ name, definition }) => `ALTER TABLE ONLY ${named(table)} ADD CONSTRAINT ${quote(name)} ${definition}`);
  for (const table of snapshot.tables)
    lines.push(...of(table, false), ...table.indexes.map(({ definition }) => definition));
  for (const table of snapshot.tables) lines.push(...of(table, true));
  for (const table of snapshot.tables) {
    for (const parent of table.parents)
      lines.push(
        table.bound === null
          ? `ALTER TABLE ${named(table)} INHERIT ${named(parent)}`
          : `ALTER TABLE ONLY ${named(parent)} ATTACH PARTITION ${named(table)} ${table.bound}`,
      );
  }
  for (const table of snapshot.tables) lines.push(...table.triggers.map(({ definition }) => definition));
  for (const view of snapshot.views) {
    lines.push(
      `CREATE ${view.materialized ? "MATERIALIZED " : ""}VIEW ${named(view)} (${view.columns.map(quote).join(", ")}) AS ${view.definition.replace(/;\s*$/, "")}`,
      ...view.indexes.map(({ definition }) => definition),
    );
  }
  if (snapshot.searchPath.length > 0) lines.push(`SET search_path TO ${snapshot.searchPath.map(quote).join(", ")}`);
  return lines.map((line) => `${line};\n`).join("");
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function typeDefinition({ form, labels, over, notNull, attributes }: SnapshotType, name: string): string {
  if (form === "enum") return `CREATE TYPE ${name} AS ENUM (${labels.map(literal).join(", ")})`;
  if (form === "domain") return `CREATE DOMAIN ${name} AS ${over ?? "text"}${notNull ? " NOT NULL" : ""}`;
  if (form === "range") return `CREATE TYPE ${name} AS RANGE (subtype = ${over ?? "text"})`;
  return `CREATE TYPE ${name} AS (${attributes.map((attribute) => `${quoteName(attribute.name)} ${attribute.type}`).join(", ")})`;
}

function tableDefinition(table: SnapshotTable, name: string): string {
  // Before PostgreSQL 18 NOT NULL is a column's alone; from then on it is among the constraints.
  const listed = table.constraints.some(({ kind }) => kind === "not-null");
  const columns = table.columns.map((column) => {
    const value =
      column.default === null
        ? ""
        : column.generated
          ? ` GENERATED ALWAYS AS (${column.default}) ${column.generated.toUpperCase()}`
          : ` DEFAULT ${column.default}`;
    const identity = column.identity ? ` GENERATED ${column.identity.toUpperCase()} AS IDENTITY` : "";
    return `${quote(column.name)} ${column.type}${value}${identity}${column.nullable || listed ? "" : " NOT NULL"}`;
  });
  return `CREATE TABLE ${name} (${columns.join(", ")})${table.partitionedBy === null ? "" : ` PARTITION BY ${table.partitionedBy}`}`;
}
