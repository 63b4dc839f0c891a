import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../source/module.ts";
import { type FunctionNode, memberName } from "../source/nodes.ts";
import { traceValue, type Value } from "../source/trace.ts";
import { textOfParameter } from "./parameters.ts";
import { descendants } from "./walk.ts";

/** Other databases and their drivers, wherever the word stands in a package's name. */
const otherDatabases =
  /^another-database$|mysql|maria-?db|sqlite|sql\.js|mssql|tedious|oracle|clickhouse|bigquery|spanner|snowflake|databricks|athena|redshift-data|timestream|dynamo|duckdb|libsql|turso|planetscale|singlestore|cassandra|scylla|cosmos|couchbase|mongo|elasticsearch|opensearch|@elastic\/|influx|questdb|neo4j|gremlin|arango|surreal|trino|presto|drill|druid|jsforce|salesforce|alasql|db2|convex|firebase|typesense|algolia|ioredis|(?:^|\/)redis|cloudflare\/workers-types/i;

/** What shows, formats, parses, writes or sends a text, and does not run it. */
const otherUses =
  /^(?:graphql|@apollo\/|@urql\/|gql|styled-|@emotion\/|lit|winston|pino|bunyan|loglevel|debug|log4js|signale|consola|tslog|npmlog|i18next|react-i18next|next-intl|vitest|jest|@jest\/|mocha|chai|sinon|nock|msw|ava|tap|(?:node:)?(?:assert|test|fs|path|crypto|http|https|child_process|stream|zlib|readline)|fs-extra|graceful-fs|memfs|@playwright\/|cypress|react|vue|svelte|chalk|picocolors|kleur|commander|yargs|inquirer|zod|joi|yup|lodash|ramda|axios|got|ky|superagent|request|undici|node-fetch|cross-fetch|openai|@anthropic-ai\/|ai|langchain|@langchain\/|prismjs|highlight|shiki|marked|monaco-|@monaco-|@uiw\/|@codemirror\/|codemirror|ace-|react-ace|sql-highlight|cli-highlight|sql-formatter|prettier|sql-bricks|node-sql-parser|pgsql-ast-parser|pgsql-parser|libpg-query|pg-query-emscripten|dt-sql-parser|js-yaml|yaml)(?:$|[/:-]|(?<=[-/:]))/;

/** Of these, what a call gives may be anything: `useContext(Db)`, `first(clients)`. */
const carriers =
  /^(?:react|vue|svelte|lodash|ramda|vitest|jest|@jest\/|sinon|zod|joi|yup|ai|langchain|@langchain\/|(?:node:)?(?:stream|path|child_process))(?:$|[/:-])/;

/** Globals that keep, send or show a text. */
const otherGlobals =
  /^(?:(?:console|process|JSON|Math|document|window|Object|String|RegExp|URL|Request|Response|Blob|TextEncoder|Buffer|fetch|localStorage|sessionStorage|monaco|hljs|Prism|D1Database|SqlStorage)\b|(?:Map|Set|WeakMap|WeakSet|URLSearchParams|Headers|FormData)\(\)\.\w+$)/;

/** True for what is known to be another database's or no database at all: a value, or a function of the project that hands its text on to such. */
export function isForeign(node: TSESTree.Node, module: SourceModule): boolean {
  const value = traceValue(node, module);
  return value !== null && isForeignValue(value);
}

function isForeignValue(value: Value): boolean {
  if (value.kind === "function") return isForeignWrapper(value.node, value.module);
  if (value.kind !== "package" || value.origin.library !== null) return false;
  const { package: name, path } = value.origin;
  if (name === "") return otherGlobals.test(path);
  return (
    otherDatabases.test(name) ||
    (otherUses.test(name) && !(path.includes("(") && (carriers.test(name) || path.includes(":"))))
  );
}

const wrappers = new WeakMap<FunctionNode, boolean>();

/** `const run = (text) => mysqlPool.query(text)`: takes no text of PostgreSQL's, either. */
function isForeignWrapper(fn: FunctionNode, module: SourceModule): boolean {
  const known = wrappers.get(fn);
  if (known !== undefined) return known;
  wrappers.set(fn, false);
  for (const node of fn.params.length > 0 ? descendants(fn.body) : []) {
    if (node.type !== "CallExpression" && node.type !== "NewExpression") continue;
    if (!node.arguments.some((argument) => textOfParameter(argument, fn, module) !== null)) continue;
    // Most wrappers log, check and format what they are given before they run it.
    const callee = traceValue(node.callee, module);
    const runsIt =
      callee?.kind === "function" || (callee?.kind === "package" && otherDatabases.test(callee.origin.package));
    if (callee && runsIt && isForeignValue(callee)) {
      wrappers.set(fn, true);
      return true;
    }
  }
  return false;
}

/** True for a name that says so: `clickhouse.query(…)`, `this.bigQuery.run(…)`. */
export function isForeignName(name: string): boolean {
  return /click_?house|big_?query|mysql|maria_?db|sqlite|duck_?db|snowflake|cassandra|athena|spanner|redshift|mssql|oracle|influx|neo4j|mongo|elastic|^d1$|^redis|cosmos|trino|presto/i.test(
    name,
  );
}

/** `db.prepare(text)`: the clients of SQLite and its like prepare a text by a call of its own; those of PostgreSQL name it. */
export function isPreparedElsewhere(callee: TSESTree.Node): boolean {
  return callee.type === "MemberExpression" && memberName(callee) === "prepare";
}
