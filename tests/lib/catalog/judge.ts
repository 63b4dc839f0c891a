import type { PGlite } from "@electric-sql/pglite";
import { findRelation, type Catalog, type Table } from "../../../lib/catalog/catalog.ts";
import { bindQuery } from "../../../lib/catalog/query-binding.ts";

/** What both sides say of a schema, in the same words: one line for each fact. */
export type Facts = readonly string[];

/** What PostgreSQL's own catalog says. */
export async function factsOfPostgres(postgres: PGlite): Promise<Facts> {
  await postgres.exec("SET search_path TO public");
  const facts: string[] = [];
  const rows = async (sql: string) =>
    (await postgres.query<{ fact: string }>(sql)).rows.forEach(({ fact }) => facts.push(fact));
  const where =
    "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT LIKE 'pg_toast%'";
  await rows(`SELECT n.nspname || '.' || c.relname || CASE WHEN c.relkind IN ('v', 'm') THEN ' is a view' ELSE ' is a table' END AS fact
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${where} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`);
  await rows(`SELECT n.nspname || '.' || c.relname || ' column ' || row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum) || ' ' || a.attname || ' '
      || CASE WHEN c.relkind IN ('v', 'm') THEN '' ELSE format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attnotnull AND NOT EXISTS (SELECT FROM pg_constraint v WHERE v.conrelid = c.oid AND v.contype = 'n' AND v.conkey = ARRAY[a.attnum] AND NOT v.convalidated) THEN ' not null' ELSE '' END
      || CASE WHEN a.attgenerated <> '' THEN ' generated' WHEN a.attidentity <> '' THEN ' identity' WHEN a.atthasdef AND pg_get_expr(ad.adbin, ad.adrelid) NOT LIKE 'NULL::%' THEN ' default' ELSE '' END END AS fact
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
    WHERE ${where} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped`);
  await rows(`SELECT n.nspname || '.' || c.relname || ' ' || CASE k.contype WHEN 'p' THEN 'primary-key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign-key' WHEN 'c' THEN 'check' WHEN 'x' THEN 'exclusion' ELSE 'not-null' END
      || ' ' || k.conname || CASE WHEN k.contype IN ('c', 'x') THEN '' ELSE ' (' || (SELECT string_agg(a.attname, ',' ORDER BY o) FROM unnest(k.conkey) WITH ORDINALITY AS u(num, o) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.num) || ')' END
      || CASE WHEN k.contype = 'f' THEN ' -> ' || fn.nspname || '.' || f.relname || '(' || (SELECT string_agg(a.attname, ',' ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY AS u(num, o) JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum = u.num) || ') ' || k.confdeltype::text || k.confupdtype::text ELSE '' END || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END AS fact
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
    WHERE ${where} AND k.contype IN ('p', 'u', 'f', 'c', 'x', 'n') AND c.relkind IN ('r', 'p', 'f')
    AND NOT EXISTS (SELECT FROM pg_constraint up JOIN pg_class upc ON upc.oid = up.confrelid WHERE up.oid = k.conparentid AND k.contype = 'f' AND up.conrelid = k.conrelid)`);
  await rows(`SELECT n.nspname || '.' || t.relname || ' index ' || c.relname || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || ' (' ||
      (SELECT string_agg(COALESCE(a.attname, '<expression>'), ',' ORDER BY o) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u(num, o) LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = u.num AND u.num <> 0 WHERE o <= i.indnkeyatts)
      || ')' || CASE WHEN i.indpred IS NULL THEN '' ELSE ' where' END || ' of ' ||
      (SELECT string_agg(a.attname, ',' ORDER BY a.attname COLLATE "C") FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0 AND (a.attnum = ANY (i.indkey::int2[]) OR EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.refobjid = t.oid AND d.refobjsubid = a.attnum))) AS fact
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE ${where}`);
  await rows(`SELECT n.nspname || '.' || c.relname || ' trigger ' || g.tgname AS fact
    FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${where} AND NOT g.tgisinternal AND c.relkind <> 'v'`);
  await rows(`SELECT DISTINCT n.nspname || '.' || v.relname || ' reads ' || tn.nspname || '.' || t.relname || '.' || a.attname AS fact
    FROM pg_depend d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class JOIN pg_namespace n ON n.oid = v.relnamespace
    JOIN pg_class t ON d.refclassid = 'pg_class'::regclass AND t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE ${where} AND d.refobjsubid > 0`);
  await rows(`SELECT n.nspname || '.' || t.typname || ' enum ' || COALESCE((SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '') AS fact
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${where} AND t.typtype = 'e'`);
  await rows(`SELECT n.nspname || '.' || t.typname || ' domain' || CASE WHEN t.typnotnull THEN ' not null' ELSE '' END AS fact
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${where} AND t.typtype = 'd'`);
  return facts.sort();
}

// PostgreSQL's names are sorted by bytes in the C collation.
const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const actions = { "no action": "a", restrict: "r", cascade: "c", "set null": "n", "set default": "d" } as const;

/** What the folded catalog says. */
export function factsOfCatalog(catalog: Catalog): Facts {
  const facts: string[] = [];
  for (const relation of catalog.relations.values()) {
    const own = `${relation.schema}.${relation.name}`;
    facts.push(`${own} is a ${relation.kind}`);
    for (const index of relation.indexes ?? []) {
      facts.push(
        `${own} index ${index.name}${index.unique ? " unique" : ""} (${index.columns.map((column) => (column.startsWith("(") ? "<expression>" : column)).join(",")})${index.where === null ? "" : " where"} of ${[...new Set(index.mentions ?? index.columns)].sort(byBytes).join(",")}`,
      );
    }
    if (relation.kind === "view" && relation.query) {
      const { reads } = bindQuery(relation.query, (schema, name) => findRelation(catalog, schema, name));
      for (const [key, names] of reads) for (const name of names) facts.push(`${own} reads ${key}.${name}`);
    }
    if (relation.kind === "view")
      (relation.columns ?? ["?"]).forEach((name, index) => facts.push(`${own} column ${index + 1} ${name} `));
    else facts.push(...factsOfTable(own, relation));
  }
  for (const [key, type] of catalog.types ?? []) {
    if (type.form === "enum") facts.push(`${key} enum ${type.labels.join(",")}`);
    if (type.form === "domain") facts.push(`${key} domain${type.notNull ? " not null" : ""}`);
  }
  return facts.sort();
}

function factsOfTable(own: string, table: Table): string[] {
  const facts: string[] = [];
  table.columns.forEach((column, index) => {
    const rest = column.generated ? " generated" : column.identity ? " identity" : column.hasDefault ? " default" : "";
    facts.push(`${own} column ${index + 1} ${column.name} ${column.type}${column.nullable ? "" : " not null"}${rest}`);
  });
  for (const { kind, name, columns, foreignKey, validated } of table.structure?.constraints ?? []) {
    const keys = kind === "check" || kind === "exclusion" ? "" : ` (${columns.join(",")})`;
    const to = foreignKey
      ? ` -> ${foreignKey.references.schema}.${foreignKey.references.table}(${foreignKey.references.columns.join(",")}) ${actions[foreignKey.onDelete]}${actions[foreignKey.onUpdate]}`
      : "";
    facts.push(`${own} ${kind} ${name}${keys}${to}${validated ? "" : " not valid"}`);
  }
  for (const { name } of table.triggers ?? []) facts.push(`${own} trigger ${name}`);
  return facts;
}

/** Differences that are meant, each with its reason; a test holds that every one of them occurs. */
export const meant: readonly {
  readonly reason: string;
  readonly covers: (postgres: string, catalog: string) => boolean;
}[] = [
  {
    reason:
      "the type of an expression in CREATE TABLE AS takes PostgreSQL's tables of operators and functions; a column of that type is unknown, never guessed",
    covers: (postgres, catalog) =>
      /^\S.* column \d+ /.test(catalog) &&
      / unknown( default| not null)*$/.test(catalog) &&
      postgres.startsWith(catalog.replace(/unknown.*$/, "")),
  },
  {
    reason:
      "a foreign key that names no columns, to a table of the platform that no file makes: which column is its key is not known",
    covers: (postgres, catalog) =>
      / foreign-key .* -> \S+\(\) /.test(catalog) && postgres.replace(/(-> \S+\()[^)]*\)/, "$1)") === catalog,
  },
];

/** Facts that only one side has: `+` PostgreSQL's, `-` the catalog's. What is meant is left out. */
export function differences(postgres: Facts, catalog: Facts): string[] {
  const [right, left] = [new Set(postgres), new Set(catalog)];
  const only = {
    postgres: postgres.filter((fact) => !left.has(fact)),
    catalog: catalog.filter((fact) => !right.has(fact)),
  };
  const covered = new Set(
    only.catalog.flatMap((own) =>
      only.postgres.flatMap((other) => (meant.some(({ covers }) => covers(other, own)) ? [own, other] : [])),
    ),
  );
  return [
    ...only.postgres.filter((fact) => !covered.has(fact)).map((fact) => `+ ${fact}`),
    ...only.catalog.filter((fact) => !covered.has(fact)).map((fact) => `- ${fact}`),
  ];
}
