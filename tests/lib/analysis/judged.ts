import type { PGlite } from "@electric-sql/pglite";
import type { Catalog, Table, View } from "../../../lib/catalog/catalog.ts";
import type { Query, Statement } from "../../../lib/model/statement.ts";
import { noEdits } from "../../../lib/model/statement.ts";
import { lowerStatement } from "../../../lib/read/sql/lower-statement.ts";
import { parsePostgres } from "../../../lib/read/sql/parser/postgres-parser.ts";
import { tokensOf } from "../../../lib/read/sql/tokens/tokens.ts";

/** The statement of a text, as libpg-query reads it. */
export function statementFrom(sql: string): Statement {
  const parsed = parsePostgres(sql);
  if (!parsed.ok || !parsed.statements[0]) throw new Error(`${sql}: ${parsed.ok ? "no statement" : parsed.message}`);
  return lowerStatement(parsed.statements[0], {
    text: sql,
    tokens: tokensOf(sql),
    at: parsed.at,
    edits: noEdits,
    place: (start, end) => ({ start, end }),
    parameter: () => ({ name: null, hole: null }),
    holeAt: () => null,
    gaps: [],
  }).statement;
}

/** The catalog of what a database really has in its public schema. */
export async function catalogOf(db: PGlite): Promise<Catalog> {
  const relations = new Map<string, Table | View>();
  const names = async <T>(sql: string): Promise<T[]> => (await db.query<T>(sql)).rows;
  const columns = await names<{
    relation: string;
    name: string;
    type: string;
    nullable: boolean;
    has_default: boolean;
    generated: boolean;
    identity: boolean;
  }>(`
    SELECT attrelid::regclass::text AS relation, attname AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable,
           atthasdef AS has_default, attgenerated <> '' AS generated, attidentity <> '' AS identity
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum`);
  const keys = await names<{
    relation: string;
    kind: string;
    columns: string[];
    foreign_table: string | null;
    foreign_columns: string[] | null;
  }>(`
    SELECT conrelid::regclass::text AS relation, contype AS kind, nullif(confrelid, 0)::regclass::text AS foreign_table,
           (SELECT array_agg(attname::text ORDER BY n) FROM unnest(conkey) WITH ORDINALITY k(num, n) JOIN pg_attribute ON attrelid = conrelid AND attnum = num) AS columns,
           (SELECT array_agg(attname::text ORDER BY n) FROM unnest(confkey) WITH ORDINALITY k(num, n) JOIN pg_attribute ON attrelid = confrelid AND attnum = num) AS foreign_columns
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'f', 'u')`);
  for (const { name } of await names<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
  )) {
    const own = keys.filter(({ relation }) => relation === name);
    relations.set(`public.${name}`, {
      kind: "table",
      schema: "public",
      name,
      columns: columns
        .filter(({ relation }) => relation === name)
        .map(({ has_default, ...column }) => ({ ...column, hasDefault: has_default })),
      primaryKey: own.find(({ kind }) => kind === "p")?.columns ?? null,
      unique: own.filter(({ kind }) => kind === "u").map((key) => ({ columns: key.columns, where: null })),
      indexes: [],
      foreignKeys: own
        .filter(({ kind }) => kind === "f")
        .map((key) => ({
          name: null,
          columns: key.columns,
          references: { schema: "public", table: key.foreign_table ?? "", columns: key.foreign_columns ?? [] },
          onDelete: "no action",
          onUpdate: "no action",
        })),
      place: null,
    } as Table);
  }
  for (const { name, definition } of await names<{ name: string; definition: string }>(
    "SELECT viewname AS name, definition FROM pg_views WHERE schemaname = 'public'",
  )) {
    const statement = statementFrom(definition);
    const query: Query | null = statement.kind === "select" ? statement.query : null;
    relations.set(`public.${name}`, {
      kind: "view",
      schema: "public",
      name,
      materialized: false,
      columns: columns.filter(({ relation }) => relation === name).map((column) => column.name),
      query,
      place: null,
    });
  }
  return { relations, searchPath: ["public"], sources: [], problems: [] };
}
