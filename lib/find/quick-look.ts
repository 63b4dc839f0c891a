/** Packages whose import alone is reason enough to read a file whole. */
const clients =
  /["'`](?:pg|pg-pool|pg-cursor|pg-query-stream|pg-promise|postgres|slonik|@silverhand\/slonik|@slonik\/sql-tag|sql-template-strings|sql-template-tag|@vercel\/postgres|@neondatabase\/serverless|@databases\/(?:pg|sql)|bun|kysely|drizzle-orm|@prisma\/client|knex|objection|typeorm|sequelize(?:-typescript)?|@sequelize\/core|@mikro-orm\/[\w-]+|@electric-sql\/pglite)(?:\/[^"'`\n]*)?["'`]/;

// A statement stands at the beginning of a string, of a line, or behind a bracket: `import { Select } from` is none.
const opening = "(?:^|[\"'`(){};/])(?:\\s|\\\\[nrt])*";
const pairs = [
  "select\\s(?!\\s*[}=:,])[\\s\\S]{1,5000}?\\bfrom\\b",
  "select\\s+(?:\\d|['\"$*]|[\\w.]+\\s*\\()",
  "insert\\s+into\\b",
  "update\\s[\\s\\S]{1,400}?\\bset\\b",
  "delete\\s+from\\b",
  "truncate\\s",
  "merge\\s+into\\b",
  "with\\s[\\s\\S]{1,200}?\\bas\\s*(?:not\\s+)?(?:materialized\\s*)?\\(",
  "(?:create|alter|drop)\\s+(?:or\\s+replace\\s+|unique\\s+|materialized\\s+|temp(?:orary)?\\s+|unlogged\\s+)?(?:table|index|view|schema|function|procedure|trigger|type|domain|sequence|extension|policy|publication|role|database)\\s",
];
const statement = new RegExp(`${opening}(?:${pairs.join("|")})`, "im");
const tag = /\b(?:sql|SQL|Sql|pgsql|sqlTag|\$queryRaw|\$executeRaw)\b[^;\n]{0,200}`/;
/** Members by whose names clients take a text: client and text may both stand in other files. */
const method = /\$(?:query|execute)RawUnsafe\b|\.(?:query|unsafe|raw|execute)\s*(?:<[^()]{0,200}>)?\s*\(/;
/** Members of query builders and models, whose client may stand in another file. Names that lists and maps have too count with what a builder alone is given. */
const builders = [
  "(?:and|or)?where\\w*",
  "selectFrom",
  "insertInto",
  "updateTable",
  "deleteFrom",
  "into",
  "insert\\w*",
  "del",
  "delete[A-Z]\\w*",
  "patch\\w*",
  "upsert\\w*",
  "truncate",
  "returning",
  "onConflict\\w*",
  "(?:left|right|inner|full|cross)\\w*Join",
  "(?<!\\b(?:Array|Buffer|Object|Readable|Set|Map|\\w+Array)\\.)from",
  "find(?:All|And|By|Each|First|Many|One|Unique)\\w*",
  "(?:soft|hard|native|bulk)[A-Z]\\w*",
  "destroy",
  "restore",
  "createQueryBuilder",
  "createMany\\w*",
  "updateMany\\w*",
  "get\\w*Repository",
  "aggregate",
  "groupBy",
  "pluck",
  "increment",
  "decrement",
  "withGraph\\w*",
  "\\$?relatedQuery",
  "\\$query",
  "(?:select\\w*|update|delete|find|count|create|remove|save|exists?)(?:<[^()]{0,200}>)?\\s*\\(\\s*(?:[{\\)]|['\"`]|[A-Z]\\w*\\s*[,)])",
];
const builder = new RegExp(
  `\\.(?:${builders.slice(0, -1).join("|")})\\s*(?:<[^()]{0,200}>)?\\s*\\(|\\.${builders.at(-1)!}|\\.(?:set|values)\\s*\\(\\s*[{[]|\\.\\$count\\s*\\(`,
);

/**
 * A cheap look at a source text. Out: false only when it cannot hold a statement: no client or builder is imported, no tag of
 * SQL, no call of a method that takes a text or belongs to a builder, and no pair of words that a statement cannot do without.
 */
export function mayHoldSql(text: string): boolean {
  return tag.test(text) || clients.test(text) || method.test(text) || builder.test(text) || statement.test(text);
}
