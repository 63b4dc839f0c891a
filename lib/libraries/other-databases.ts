/**
 * A database that is not PostgreSQL, and how a program shows that it speaks to it. All lists of other databases are
 * computed from these.
 */
interface OtherDatabase {
  readonly name: string;
  /** What its packages have somewhere in their names. */
  readonly packages: readonly string[];
  /** Its clients take a kind of SQL: beside one, a text of which nothing else is known may be for it. */
  readonly sql?: boolean;
  /** Packages that escape values as its clients do. */
  readonly escapes?: readonly string[];
  /** What variables are called that hold its client, somewhere in the name. */
  readonly variables?: readonly string[];
  /** What libraries of several databases call it in their options, besides its name. */
  readonly dialects?: readonly string[];
  /** Its drivers by their whole name: a package that depends on one, and on none of PostgreSQL's, is for it. */
  readonly drivers?: readonly string[];
  /** Types of clients that are there without an import. */
  readonly globals?: readonly string[];
  /** Folders of its migrations. */
  readonly folders?: readonly string[];
  /** What only its own definitions have. */
  readonly definitions?: RegExp;
}

const databases: readonly OtherDatabase[] = [
  {
    name: "ClickHouse",
    packages: ["clickhouse"],
    sql: true,
    variables: ["clickhouse", "click_house"],
    drivers: ["@clickhouse/client"],
    folders: ["clickhouse"],
    definitions:
      /\bENGINE\s*=?\s*(?:\w*MergeTree|Distributed|Null\b|Memory\b|Kafka|Log\b)|\bON\s+CLUSTER\b|\bLowCardinality\(/i,
  },
  {
    name: "MySQL",
    packages: ["mysql", "planetscale"],
    sql: true,
    escapes: ["sqlstring"],
    variables: ["mysql"],
    dialects: ["mysql", "mysql2", "planetscale"],
    drivers: ["mysql", "mysql2"],
    folders: ["mysql", "mysql2", "planetscale"],
    definitions: /\bAUTO_INCREMENT\b|\bENGINE\s*=\s*\w+|^\s*(?:CREATE|ALTER)\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`/im,
  },
  {
    name: "MariaDB",
    packages: ["mariadb", "maria-db"],
    sql: true,
    variables: ["mariadb", "maria_db"],
    dialects: ["mariadb"],
    drivers: ["mariadb"],
    folders: ["mariadb"],
  },
  {
    name: "SQLite",
    packages: ["sqlite", "sql.js", "libsql", "turso", "cloudflare/workers-types"],
    sql: true,
    variables: ["sqlite", "^d1$"],
    dialects: [
      "sqlite",
      "sqlite3",
      "sqljs",
      "libsql",
      "turso",
      "d1",
      "capacitor",
      "cordova",
      "expo",
      "react-native",
      "nativescript",
    ],
    drivers: ["sqlite3", "better-sqlite3", "sql.js", "@libsql/client"],
    globals: ["D1Database", "SqlStorage"],
    folders: ["sqlite", "sqlite3"],
    definitions: /\bAUTOINCREMENT\b|^\s*PRAGMA\s+\w+|\bWITHOUT\s+ROWID\b/im,
  },
  {
    name: "SQL Server",
    packages: ["mssql", "tedious"],
    sql: true,
    variables: ["mssql"],
    dialects: ["mssql", "tedious"],
    drivers: ["mssql", "tedious"],
    folders: ["mssql", "sqlserver"],
    definitions: /^\s*GO\s*$|\bNVARCHAR\s*\(|\bIDENTITY\s*\(\s*\d+\s*,|\[dbo\]/im,
  },
  {
    name: "Oracle",
    packages: ["oracle"],
    sql: true,
    variables: ["oracle"],
    dialects: ["oracle", "oracledb"],
    drivers: ["oracledb"],
    folders: ["oracle"],
  },
  {
    name: "MongoDB",
    packages: ["mongo"],
    variables: ["mongo"],
    dialects: ["mongo", "mongodb"],
    drivers: ["mongodb", "mongoose"],
    folders: ["mongo", "mongodb"],
  },
  { name: "CockroachDB", packages: [], folders: ["cockroach", "cockroachdb"] },
  {
    name: "BigQuery",
    packages: ["bigquery"],
    sql: true,
    variables: ["bigquery", "big_query"],
    folders: ["bigquery"],
  },
  {
    name: "Snowflake",
    packages: ["snowflake"],
    sql: true,
    variables: ["snowflake"],
    dialects: ["snowflake"],
    folders: ["snowflake"],
  },
  { name: "Spanner", packages: ["spanner"], sql: true, variables: ["spanner"], dialects: ["spanner"] },
  { name: "SingleStore", packages: ["singlestore"], sql: true, dialects: ["singlestore"] },
  { name: "Db2", packages: ["db2"], dialects: ["db2"] },
  { name: "SAP HANA", packages: [], dialects: ["sap"] },
  { name: "Gel", packages: [], dialects: ["gel"] },
  { name: "Databricks", packages: ["databricks"], sql: true },
  { name: "Athena", packages: ["athena"], sql: true, variables: ["athena"] },
  { name: "Redshift", packages: ["redshift-data"], variables: ["redshift"], dialects: ["redshift"] },
  { name: "DuckDB", packages: ["duckdb"], sql: true, variables: ["duckdb", "duck_db"] },
  { name: "Cassandra", packages: ["cassandra", "scylla"], sql: true, variables: ["cassandra"] },
  { name: "Trino", packages: ["trino", "presto"], sql: true, variables: ["trino", "presto"] },
  { name: "Elasticsearch", packages: ["elasticsearch", "opensearch", "@elastic/"], variables: ["elastic"] },
  { name: "InfluxDB", packages: ["influx"], variables: ["influx"] },
  { name: "Neo4j", packages: ["neo4j"], variables: ["neo4j"] },
  { name: "Cosmos DB", packages: ["cosmos"], variables: ["cosmos"] },
  { name: "Redis", packages: ["ioredis", "^redis", "/redis"], variables: ["^redis"] },
  {
    name: "another",
    packages: [
      "timestream",
      "dynamo",
      "couchbase",
      "questdb",
      "gremlin",
      "arango",
      "surreal",
      "drill",
      "druid",
      "jsforce",
      "salesforce",
      "alasql",
      "convex",
      "firebase",
      "typesense",
      "algolia",
    ],
  },
];

/** The package that a client of several databases is said to be of, once its options name another one. */
export const anotherDatabase = "another-database";

const anywhere = (of: (database: OtherDatabase) => readonly string[] | undefined): RegExp =>
  new RegExp(
    databases
      .flatMap((database) => of(database) ?? [])
      .map((name) => name.replace(/[.]/g, String.raw`\.`))
      .join("|"),
    "i",
  );

const packages = anywhere(({ packages: names }) => names);
const sqlPackages = anywhere(({ packages: names, sql }) => (sql ? names : []));
const variables = anywhere(({ variables: names }) => names);

/** True of a package that speaks to another database. */
export const isPackageOfAnother = (name: string): boolean => name === anotherDatabase || packages.test(name);

const escapes: ReadonlySet<string> = new Set(databases.flatMap((database) => database.escapes ?? []));

/** True of a package whose functions escape for another database: `\\'` is the end of a text to PostgreSQL. */
export const escapesForAnother = (name: string): boolean => escapes.has(name) || isPackageOfAnother(name);

/** True of a package whose client takes another kind of SQL. */
export const takesAnotherSql = (name: string): boolean => sqlPackages.test(name);

/** True of a variable or member that by its name holds another database's client: `clickhouse`, `bigQuery`. */
export const isNamedForAnother = (name: string): boolean => variables.test(name);

const globals = new Set(databases.flatMap(({ globals: names }) => names ?? []));

/** True of a global that is a client of another database. */
export const isGlobalOfAnother = (name: string): boolean => globals.has(name);

const named = (of: (database: OtherDatabase) => readonly string[] | undefined): ReadonlyMap<string, string> =>
  new Map(databases.flatMap((database) => (of(database) ?? []).map((name) => [name, database.name] as const)));

const dialects = named(({ dialects: names }) => names);
const drivers = named(({ drivers: names }) => names);
const folders = named(({ folders: names }) => names);

/**
 * The other database that an option of a client names: its dialect, driver or type; null for PostgreSQL's and what is
 * not known.
 */
export function databaseOfDialect(written: string): string | null {
  const whole = dialects.get(written.toLowerCase());
  if (whole !== undefined) return whole;
  for (const word of written.toLowerCase().split(/[^a-z0-9]+/)) {
    const found = dialects.get(word);
    if (found !== undefined) return found;
  }
  return null;
}

/** The other database that a connection string leads to: `sqlite::memory:`; null for everything else. */
export function databaseOfUrl(url: string): string | null {
  const scheme = /^([a-z][\w+-]*):/i.exec(url)?.[1];
  return scheme === undefined ? null : databaseOfDialect(scheme);
}

/** The other database that a driver is of; null for a package that is none. */
export const databaseOfDriver = (name: string): string | null => drivers.get(name) ?? null;

/** The other database that a folder is named for. */
export const databaseOfFolder = (name: string): string | null => folders.get(name) ?? null;

/** The other database that definitions are written for, by what only that one has. */
export function databaseOfDefinitions(sql: string): string | null {
  return databases.find(({ definitions }) => definitions?.test(sql))?.name ?? null;
}

/**
 * Words of queries that only ClickHouse, BigQuery, MySQL, SQLite, SQL Server or Snowflake know, some of which
 * PostgreSQL would take for names.
 */
const queries = new RegExp(
  [
    "`",
    String.raw`\bfrom\s+[\w."]+(?:\s+as\s+\w+)?\s+final\b`,
    String.raw`\bprewhere\b`,
    String.raw`\bformat\s+(?:json|csv|tsv|parquet)`,
    String.raw`\blimit\s+\d+\s*,\s*\d`,
    String.raw`\b(?:left|inner|global|any|asof)\s+array\s+join\b`,
    String.raw`\b(?:any|asof|global)\s+(?:left|inner|join)\b`,
    String.raw`\{\w+:\s*\w+(?:\([\w(), ]*\))?\}`,
    String.raw`\b(?:toDateTime(?:64)?|toStartOf\w+|toUnixTimestamp\w*|toU?Int\d+|toFloat\d+|countIf|sumIf|avgIf|argMax|argMin|uniqExact|groupArray|arrayJoin|IFNULL|GETDATE|SAFE_CAST|DATE_FORMAT|GROUP_CONCAT|julianday|last_insert_rowid|LAST_INSERT_ID)\(`,
    String.raw`\bwith\s*\(\s*nolock\s*\)`,
    String.raw`\binsert\s+or\s+(?:replace|ignore)\b`,
    String.raw`\bsqlite_master\b`,
  ].join("|"),
  "i",
);

/** True of a query that is written for another database. */
export const isQueryOfAnother = (sql: string): boolean => queries.test(sql);
