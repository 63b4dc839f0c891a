const others: readonly { readonly name: string; readonly sign: RegExp }[] = [
  {
    name: "ClickHouse",
    sign: /\bENGINE\s*=?\s*(?:\w*MergeTree|Distributed|Null\b|Memory\b|Kafka|Log\b)|\bON\s+CLUSTER\b|\bLowCardinality\(/i,
  },
  {
    name: "MySQL",
    sign: /\bAUTO_INCREMENT\b|\bENGINE\s*=\s*\w+|^\s*(?:CREATE|ALTER)\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`/im,
  },
  { name: "SQLite", sign: /\bAUTOINCREMENT\b|^\s*PRAGMA\s+\w+|\bWITHOUT\s+ROWID\b/im },
  { name: "SQL Server", sign: /^\s*GO\s*$|\bNVARCHAR\s*\(|\bIDENTITY\s*\(\s*\d+\s*,|\[dbo\]/im },
];

/** The database that a text is written for if it is not PostgreSQL, by what only that one has; null otherwise. */
export function otherDialect(text: string): string | null {
  const bare = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, " ");
  return others.find(({ sign }) => sign.test(bare))?.name ?? null;
}

const folderNames: Readonly<Record<string, string>> = {
  mysql: "MySQL",
  mysql2: "MySQL",
  mariadb: "MariaDB",
  planetscale: "MySQL",
  sqlite: "SQLite",
  sqlite3: "SQLite",
  mssql: "SQL Server",
  sqlserver: "SQL Server",
  oracle: "Oracle",
  clickhouse: "ClickHouse",
  mongo: "MongoDB",
  mongodb: "MongoDB",
  cockroach: "CockroachDB",
  cockroachdb: "CockroachDB",
  bigquery: "BigQuery",
  snowflake: "Snowflake",
};

/** The database that a folder of migrations is named for, if it is not PostgreSQL: `migrations/mysql`. In: a path below the root. */
export function namedDialect(path: string): string | null {
  const names = path.toLowerCase().split("/");
  const at = names.findLastIndex((name) => /^(?:migrations?|migrate|schemas?|sqls?|db|database)$/.test(name));
  const own =
    at < 0
      ? undefined
      : [names[at + 1], names[at - 1]].find((name) => name !== undefined && Object.hasOwn(folderNames, name));
  return own === undefined ? null : (folderNames[own] ?? null);
}

/** Whether a text defines tables: what makes a folder of .sql files a schema rather than queries or seeds. */
export function definesTables(text: string): boolean {
  return /\b(?:CREATE\s+(?:\w+\s+){0,2}?TABLE|ALTER\s+TABLE)\b/i.test(text);
}
