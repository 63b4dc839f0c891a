const others: readonly { readonly name: string; readonly sign: RegExp }[] = [
  { name: "ClickHouse", sign: /\bENGINE\s*=?\s*(?:\w*MergeTree|Distributed|Null\b|Memory\b|Kafka|Log\b)|\bON\s+CLUSTER\b|\bLowCardinality\(/i },
  { name: "MySQL", sign: /\bAUTO_INCREMENT\b|\bENGINE\s*=\s*\w+|^\s*(?:CREATE|ALTER)\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`/im },
  { name: "SQLite", sign: /\bAUTOINCREMENT\b|^\s*PRAGMA\s+\w+|\bWITHOUT\s+ROWID\b/im },
  { name: "SQL Server", sign: /^\s*GO\s*$|\bNVARCHAR\s*\(|\bIDENTITY\s*\(\s*\d+\s*,|\[dbo\]/im },
];

/** The database that a text is written for if it is not PostgreSQL, by what only that one has; null otherwise. */
export function otherDialect(text: string): string | null {
  const bare = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, " ");
  return others.find(({ sign }) => sign.test(bare))?.name ?? null;
}

/** Whether a text defines tables: what makes a folder of .sql files a schema rather than queries or seeds. */
export function definesTables(text: string): boolean {
  return /\b(?:CREATE\s+(?:\w+\s+){0,2}?TABLE|ALTER\s+TABLE)\b/i.test(text);
}
