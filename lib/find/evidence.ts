import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlText } from "../model/sql-text.ts";
import type { SourceModule } from "../source/module.ts";
import { originOf } from "../source/origin.ts";
import { textOfParameter } from "./parameters.ts";
import { descendants } from "./walk.ts";
import { keyName, memberName, traceValue } from "../source/trace.ts";

/** What the pipeline tells of a text: null where PostgreSQL's grammar does not accept it as one statement. */
export type Parses = (text: string) => { readonly kind: string; readonly tables: readonly { readonly schema: string | null; readonly name: string | null }[] } | null;

/** What a look-up of tables needs of a catalog. */
export interface KnownTables {
  readonly relations: ReadonlyMap<string, unknown>;
  readonly searchPath: readonly string[];
}

/** How well a text proves itself to be SQL. */
export interface TextEvidence {
  /** The grammar takes it whole as a statement that reads or writes rows. */
  readonly statement: boolean;
  /** Its tables are all the catalog's. */
  readonly known: boolean;
  /** It names tables, none of them the catalog's, and there is a catalog. */
  readonly foreign: boolean;
  /** Only words: English could read so. */
  readonly prose: boolean;
}

const noEvidence: TextEvidence = { statement: false, known: false, foreign: false, prose: true };
const rowStatements = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "TruncateStmt"]);

/** Looks at a text by itself. Holes are tried as what stands before them suggests, then as values, names, and nothing. */
export function evidenceOf(text: SqlText, parses: Parses, tables: KnownTables, anyStatement: boolean, anyTable: boolean): TextEvidence {
  for (const sql of new Set((["likely", "value", "name", "nothing"] as const).map((holes) => flatten(text, holes)))) {
    if (!(anyStatement ? opensAnyStatement(sql) : opensStatement(sql)) || sql.length > 200_000) continue;
    const found = parses(sql);
    if (!found || (!anyStatement && !rowStatements.has(found.kind))) continue;
    // Without a table nearly any two words are a SELECT.
    if (!anyTable && found.tables.length === 0) continue;
    const named = found.tables.filter(({ name }) => name !== null && !/^hole\d+$/.test(name));
    const isSystem = (schema: string | null, name: string | null): boolean => /^(?:pg_catalog|information_schema)$/.test(schema ?? "") || (schema === null && /^pg_/.test(name ?? ""));
    const has = (schema: string | null, name: string | null): boolean =>
      isSystem(schema, name) || (schema === null ? tables.searchPath : [schema]).some((each) => tables.relations.has(`${each}.${name ?? ""}`));
    const known = named.filter(({ schema, name }) => has(schema, name));
    return {
      statement: true,
      known: named.length > 0 && known.length === named.length,
      foreign: tables.relations.size > 0 && named.length > 0 && known.length === 0,
      prose: /^[A-Za-z\s]+[.!?:]?$/.test(sql) && !/\n\s*\S/.test(sql.trim()) && !/\b(?:SELECT|INSERT|UPDATE|DELETE)\b/.test(sql),
    };
  }
  return noEvidence;
}

function flatten(text: SqlText, holes: "likely" | "value" | "name" | "nothing"): string {
  let count = 0;
  const write = (parts: SqlText, before: string): string => {
    let out = "";
    for (const part of parts) {
      if (part.kind === "text") out += part.text;
      else if (part.kind === "choice") out += write(part.options.find((option) => option.length > 0) ?? [], before + out);
      else if (isQuoted(before + out)) out += "x";
      else if (part.hole.standIns[0] !== undefined) out += part.hole.standIns[0].replaceAll("$?", () => `$${String(++count)}`);
      else {
        const as = holes === "likely" ? likely(before + out) : holes;
        out += as === "value" ? `$${String(++count)}` : as === "name" ? `hole${String(++count)}` : " ";
      }
    }
    return out;
  };
  // Question marks are placeholders in most libraries, operators in few texts.
  return write(text, "").replace(/(?<=[\s(,=])\?(?=[\s),;]|$)/g, () => `$${String(++count)}`);
}

/** What a hole after this text would be: a table behind FROM, a value behind `=` or a bracket, else a clause that may be missing. */
function likely(before: string): "value" | "name" | "nothing" {
  if (/(?:\b(?:from|join|into|update|table|only|as|by|distinct|select|returning)|[."])\s*$/i.test(before)) return "name";
  return /(?:[=<>(,+*/|%-]|\b(?:and|or|not|where|on|in|like|ilike|limit|offset|values|when|then|else|case|between|any|having|interval))\s*$/i.test(before) ? "value" : "nothing";
}

function isQuoted(before: string): boolean {
  return (before.match(/'/g)?.length ?? 0) % 2 === 1;
}

const lead = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*/;

/** True where the first word opens a statement that reads or writes rows. */
export function opensStatement(sql: string): boolean {
  return /^(?:select|insert|update|delete|with|merge|truncate|values)\b/i.test(sql.replace(lead, ""));
}

/** True where the first word opens any statement of PostgreSQL. */
export function opensAnyStatement(sql: string): boolean {
  return /^(?:select|insert|update|delete|with|merge|truncate|values|create|alter|drop|table|begin|commit|rollback|savepoint|release|set|reset|show|grant|revoke|comment|lock|copy|call|do|explain|analyze|vacuum|reindex|cluster|refresh|notify|listen|unlisten|prepare|execute|deallocate|declare|fetch|move|close|discard|start|end|abort|checkpoint|import|security|reassign)\b/i.test(sql.replace(lead, ""));
}

const runsSql = /^(?:\$?(?:query|execute)(?:Raw)?(?:Unsafe)?|exec|any|one|many|manyOrNone|oneOrNone|maybeOne|none|result|run|raw|unsafe|sql|all|get|each|rows?|value|select|fetch(?:All|One|Row|Rows)?|query(?:One|All|Row|Rows|First|Single|Async|Builder)?|execute(?:Sql|SQL|Query|Async)|run(?:Sql|SQL|Query)|exec(?:Sql|SQL|Query)|raw(?:Query|Sql|SQL)|stream|prepare)$/;

/** True where the name of what is called says that it runs SQL. */
function runsSqlByName(callee: TSESTree.Node): boolean {
  const name = calleeName(callee);
  return name !== null && runsSql.test(name);
}

/** True where the name says so, or where a function of the project hands its parameter to something whose name does. */
export function seemsToRunSql(callee: TSESTree.Node, module: SourceModule): boolean {
  if (runsSqlByName(callee)) return true;
  const value = traceValue(callee, module);
  if (value?.kind !== "function") return false;
  for (const node of descendants(value.node.body)) {
    if (node.type !== "CallExpression" || !runsSqlByName(node.callee)) continue;
    const [first] = node.arguments;
    if (first && textOfParameter(first, value.node, value.module)) return true;
  }
  return false;
}

function calleeName(callee: TSESTree.Node): string | null {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "MemberExpression") return memberName(callee);
  if (callee.type === "TSNonNullExpression" || callee.type === "ChainExpression") return calleeName(callee.expression);
  return null;
}

/** Doubles and expectations of tests: `createTestPool("update …")`, `const expectedSql = "…"`. */
const testing = /^(?:expect|assert|should|mock|stub|fake|spy|createTest|createMock|createFake)|Mock$|Stub$/i;

const notSql = new RegExp(
  `^(?:console|logger|log|logging|winston|pino|debug|trace|info|warn|error|fatal|verbose|silly|print|println|assert|expect|should|chai|it|test|describe|context|suite|before|after|beforeEach|afterEach|` +
  `t|i18n|i18next|translate|gettext|__|_t|toast|alert|confirm|prompt|notify|message|msg|step|span|tracer|metrics|sentry|Sentry|bugsnag|reporter|cy|page|screen)$`,
);
const notSqlMethods = /^(?:log|info|warn|warning|error|debug|trace|fatal|verbose|silly|notice|toContain|toBe|toEqual|toStrictEqual|toMatch|toThrow|toThrowError|toHaveBeenCalledWith|toMatchObject|toMatchInlineSnapshot|equal|strictEqual|deepEqual|match|includes|indexOf|startsWith|endsWith|test|setAttribute|setAttributes|addEvent|describe|it|skip|only|todo|captureMessage|captureException|write|t|contain|contains|eql|is|replace|replaceAll|split|getByText|findByText|queryByText|placeholder|title|label|summary|description|help|usage|addHelpText|option|argument)$/;
const foreignPackages = /^(?:mysql|mysql2|mariadb|better-sqlite3|sqlite3?|libsql|@libsql\/|mssql|tedious|oracledb|snowflake-sdk|@google-cloud\/(?:bigquery|spanner)|@clickhouse\/|clickhouse|@planetscale\/|graphql|@apollo\/|@urql\/|gql|styled-|@emotion\/|lit|duckdb|@duckdb\/|cassandra-driver|alasql|expo-sqlite|bun:sqlite|node:sqlite|neo4j-driver|drizzle-orm\/(?:mysql|sqlite|better-sqlite3|libsql|d1|planetscale|singlestore|expo|durable|op-sqlite|sql-js|tidb|turso|gel)|@databases\/(?:mysql|sqlite|expo|websql)|@sequelize\/(?:mysql|mariadb|mssql|sqlite|oracle|db2|snowflake)|winston|pino|bunyan|loglevel|debug|log4js|signale|consola|i18next|react-i18next|vitest|jest|@jest\/|mocha|chai|node:assert|assert|node:test|@playwright\/|cypress|react|vue|svelte|chalk|picocolors|kleur|commander|yargs|zod|joi|yup|lodash|ramda|axios|got|undici|node-fetch|redis|ioredis|mongodb|mongoose)(?:$|[/-]|(?<=[-/]))/;

/** True for what is known to be another database's or no database at all. */
export function isForeign(node: TSESTree.Node, module: SourceModule): boolean {
  const value = traceValue(node, module);
  return value?.kind === "package" && value.origin.library === null && foreignPackages.test(value.origin.package);
}

/** True where whatever takes the text is known to do something else with it than running it. */
export function isOtherUse(node: TSESTree.Node, module: SourceModule): boolean {
  let below: TSESTree.Node = node;
  for (let at = node.parent, levels = 0; at && levels < 12; below = at, at = at.parent, levels++) {
    switch (at.type) {
      case "ThrowStatement":
      case "JSXElement":
      case "JSXAttribute":
      case "JSXExpressionContainer":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "TSLiteralType":
      case "TSEnumMember":
      case "Decorator":
      case "BinaryExpression":
        if (at.type === "BinaryExpression" && at.operator === "+") continue;
        return true;
      case "SwitchCase":
        return at.test === below;
      case "Property":
        if (at.key === below) return true;
        // Documentation, messages: a field with such a name holds prose or an example.
        return /^(?:description|message|title|label|summary|help|example|placeholder|tooltip|error|comment|expected|reason)$/i.test(keyName(at) ?? "");
      case "MemberExpression":
        // `"…".replace(…)`, `["…"].join(" ")` are still text; `x["…"]` is a key.
        if (at.object !== below) return true;
        continue;
      case "NewExpression":
        return /Error$|^(?:RegExp|Map|Set|URL)$/.test(calleeName(at.callee) ?? "") || isForeign(at.callee, module);
      case "CallExpression":
        if (at.callee === below) continue;
        return takesProse(at.callee, module);
      case "TaggedTemplateExpression":
        return at.tag !== below;
      case "ExpressionStatement":
        return true;
      case "VariableDeclarator":
        return at.id.type === "Identifier" && testing.test(at.id.name);
      case "AssignmentExpression":
      case "ReturnStatement":
      case "ArrowFunctionExpression":
      case "PropertyDefinition":
      case "FunctionExpression":
      case "FunctionDeclaration":
        return false;
      default:
    }
  }
  return false;
}

function takesProse(callee: TSESTree.Node, module: SourceModule): boolean {
  if (isForeign(callee, module)) return true;
  const origin = originOf(callee, module);
  if (origin?.package === "" && /^(?:console|process|JSON|Math|document|window|Object|String|RegExp)\b/.test(origin.path)) return true;
  const name = calleeName(callee);
  if (name !== null && (testing.test(name) || (callee.type === "Identifier" ? notSql.test(name) : notSqlMethods.test(name)))) return true;
  for (let at: TSESTree.Node = callee; ;) {
    if (at.type === "MemberExpression") at = at.object;
    else if (at.type === "CallExpression") at = at.callee;
    else if (at.type === "Identifier") return at !== callee && notSql.test(at.name);
    else return traceValue(at, module)?.kind === "module";
    if (at.type === "MemberExpression" && notSql.test(memberName(at) ?? "")) return true;
  }
}
