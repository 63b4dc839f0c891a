import { databaseOfDefinitions, databaseOfFolder } from "../../libraries/other-databases.ts";

/** The database that a text is written for if it is not PostgreSQL, by what only that one has; null otherwise. */
export function otherDialect(text: string): string | null {
  return databaseOfDefinitions(text.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, " "));
}

/**
 * The database that a folder of migrations is named for, if it is not PostgreSQL: `migrations/mysql`. In: a path below
 * the root.
 */
export function namedDialect(path: string): string | null {
  const names = path.toLowerCase().split("/");
  const at = names.findLastIndex((name) => /^(?:migrations?|migrate|schemas?|sqls?|db|database)$/.test(name));
  return at < 0 ? null : (databaseOfFolder(names[at + 1] ?? "") ?? databaseOfFolder(names[at - 1] ?? ""));
}

/** Whether a text defines tables: what makes a folder of .sql files a schema rather than queries or seeds. */
export function definesTables(text: string): boolean {
  return /\b(?:CREATE\s+(?:\w+\s+){0,2}?TABLE|ALTER\s+TABLE)\b/i.test(text);
}
