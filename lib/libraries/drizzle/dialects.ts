import { alternatives } from "../names.ts";

/** Modules of drizzle for other databases: those of a name, and what begins with it. */
const modules = [
  "mysql",
  "sqlite",
  "better-sqlite3",
  "libsql",
  "d1",
  "planetscale",
  "singlestore",
  "expo",
  "durable",
  "op-sqlite",
  "sql-js",
  "tidb",
  "turso",
  "gel",
];
const imported = new RegExp(`["']drizzle-orm/${alternatives(modules.map((name) => `${name}*`))}(?:/[^"']*)?["']`);

/** drizzle's sql tag is the same for every database: the file's other imports tell which. */
export function isForAnotherDatabase(text: string): boolean {
  return imported.test(text);
}
