/** Packages whose import alone is reason enough to read a file whole. */
const clients = /["'`](?:pg|pg-pool|pg-cursor|pg-query-stream|pg-promise|postgres|slonik|@silverhand\/slonik|@slonik\/sql-tag|sql-template-strings|sql-template-tag|@vercel\/postgres|@neondatabase\/serverless|@databases\/(?:pg|sql)|bun|kysely|drizzle-orm|@prisma\/client|knex|objection|typeorm|sequelize|@sequelize\/core|@mikro-orm\/[\w-]+|@electric-sql\/pglite)(?:\/[^"'`\n]*)?["'`]/;

// A statement stands at the beginning of a string, of a line, or behind a bracket: `import { Select } from` is none.
const opening = "(?:^|[\"'`(){};/])\\s*";
const pairs = [
  "select\\s(?!\\s*[}=:,])[\\s\\S]{1,5000}?\\bfrom\\b", "select\\s+(?:\\d|['\"$*]|\\w+\\s*\\()", "insert\\s+into\\b", "update\\s[\\s\\S]{1,400}?\\bset\\b", "delete\\s+from\\b",
  "truncate\\s", "merge\\s+into\\b", "with\\s[\\s\\S]{1,200}?\\bas\\s*(?:not\\s+)?(?:materialized\\s*)?\\(",
];
const statement = new RegExp(`${opening}(?:${pairs.join("|")})`, "im");
const tag = /\b(?:sql|SQL|Sql|pgsql|sqlTag|\$queryRaw|\$executeRaw)\b[^;\n]{0,200}`/;
const unsafe = /\$(?:query|execute)RawUnsafe\b/;

/**
 * A cheap look at a source text. Out: false only when it cannot hold a statement: no client or builder is imported, no tag of
 * SQL and no pair of words that a statement cannot do without.
 */
export function mayHoldSql(text: string): boolean {
  return tag.test(text) || clients.test(text) || unsafe.test(text) || statement.test(text);
}
