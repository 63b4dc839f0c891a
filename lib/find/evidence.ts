import type { TSESTree } from "@typescript-eslint/utils";
import { isQueryOfAnother } from "../libraries/other-databases.ts";
import type { SqlText } from "../model/sql-text.ts";
import type { SourceModule } from "../source/module.ts";
import { memberName } from "../source/nodes.ts";
import { textOfParameter } from "./parameters.ts";
import { descendants } from "./walk.ts";
import { traceValue } from "../source/trace.ts";

/** What the pipeline tells of a text: null where PostgreSQL's grammar does not accept it. */
export type Parses = (text: string) => {
  readonly kind: string;
  readonly tables: readonly { readonly schema: string | null; readonly name: string | null }[];
} | null;

/** What a look-up of tables needs of a catalog. */
export interface KnownTables {
  readonly relations: ReadonlyMap<string, unknown>;
  readonly searchPath: readonly string[];
}

/** How well a text proves itself to be SQL. */
export interface TextEvidence {
  /** The grammar takes it whole as a statement that reads or writes rows. */
  readonly statement: boolean;
  /** The grammar takes it as something. */
  readonly accepted: boolean;
  /** Its tables are all the catalog's. */
  readonly known: boolean;
  /** It reads or writes tables, none of them is known to be the catalog's, and there is a catalog. */
  readonly foreign: boolean;
  /** Only words: English could read so. */
  readonly prose: boolean;
}

const noEvidence: TextEvidence = { statement: false, accepted: false, known: false, foreign: false, prose: true };
const rowStatements = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "TruncateStmt"]);

/**
 * Looks at a text by itself. Holes are tried as what stands before them suggests, then as values, names, and nothing.
 */
export function evidenceOf(
  text: SqlText,
  parses: Parses,
  tables: KnownTables,
  anyStatement: boolean,
  anyTable: boolean,
): TextEvidence {
  const whole = (["likely", "value", "name", "nothing"] as const).map((holes) => flatten(text, holes));
  // What is there under conditions may not fit together with the rest: `WHERE a = 1` and `AND b = 2` behind it.
  const flat = text.some(({ kind }) => kind === "optional")
    ? [
        ...whole,
        flatten(
          text.filter(({ kind }) => kind !== "optional"),
          "likely",
        ),
      ]
    : whole;
  if (flat.some(isQueryOfAnother)) return noEvidence;
  let accepted = false;
  for (const sql of new Set([
    ...flat.map(withoutQuestionMarks),
    ...flat,
    ...flat.map(withoutQuestionMarks).map(withoutNames),
  ])) {
    if (!(anyStatement ? opensAnyStatement(sql) : opensStatement(sql)) || sql.length > 200_000) continue;
    const found = parses(sql);
    accepted ||= found !== null;
    if (!found || (!anyStatement && !rowStatements.has(found.kind))) continue;
    // Without a table nearly any two words are a SELECT.
    if (!anyTable && found.tables.length === 0) continue;
    const named = found.tables.filter(({ name }) => name !== null && !isHole(name));
    const isSystem = (schema: string | null, name: string | null): boolean =>
      /^(?:pg_catalog|information_schema)$/.test(schema ?? "") || (schema === null && /^pg_/.test(name ?? ""));
    const has = (schema: string | null, name: string | null): boolean => {
      if (isSystem(schema, name)) return true;
      if (schema !== null && isHole(schema))
        return [...tables.relations.keys()].some((each) => each.endsWith(`.${name ?? ""}`));
      return (schema === null ? tables.searchPath : [schema]).some((each) =>
        tables.relations.has(`${each}.${name ?? ""}`),
      );
    };
    const known = named.filter(({ schema, name }) => has(schema, name));
    return {
      statement: true,
      accepted,
      known: named.length > 0 && known.length === named.length,
      foreign: tables.relations.size > 0 && found.tables.length > 0 && known.length === 0,
      prose: isProse(sql),
    };
  }
  return { ...noEvidence, accepted };
}

/** Only words, on one line, none of them a word of SQL in capitals. */
function isProse(sql: string): boolean {
  return (
    /^(?:[A-Za-z\s]+|[A-Z][a-z]+(?:[A-Za-z\s]|\$\d+|hole\d+)+)[.!?:]?$/.test(sql) &&
    !/\n\s*\S/.test(sql.trim()) &&
    !/\b(?:SELECT|INSERT|UPDATE|DELETE)\b/.test(sql)
  );
}

/**
 * Whether a text is a statement by its words, be it one that the grammar does not accept. In: a text that is handed to what
 * runs SQL by its name.
 */
export function readsAsStatement(text: SqlText): boolean {
  const sql = flatten(text, "likely");
  return opensStatement(sql) && namesRows.test(sql) && !isQueryOfAnother(sql) && !isProse(sql);
}

const namesRows = /\b(?:from|into|update\s+(?:only\s+)?\S+\s+(?:as\s+)?(?:\w+\s+)?set)\b/i;

function isHole(name: string): boolean {
  return /^hole\d+$/.test(name);
}

/** Question marks are placeholders in most libraries' texts, operators in few. */
function withoutQuestionMarks(sql: string): string {
  return sql.replace(/(?<=[\s(,=])\?(?=[\s),;]|$)/g, "$$1");
}

const format = String.raw`\s*(?:\^|~|#|:(?:raw|alias|name|json|csv|list|value)\b)?\s*`;
const enclosed = ["{}", "()", "<>", "[]", "//"].map((pair) => `\\${pair[0]}\\s*[\\w$.]+${format}\\${pair[1]}`);
/** pg-promise's `$(name)`, `${ids:csv}`, `$1:name`. */
const formatted = new RegExp(
  String.raw`\$(?:${enclosed.join("|")}|\d+(?:\^|~|:(?:raw|alias|name|json|csv|list|value)\b))`,
  "g",
);

/** `:name`, `@name`, `${name}` and `$(name)` are values or names, where the grammar does not take them as they are. */
function withoutNames(sql: string): string {
  return sql
    .replace(formatted, (whole) => (/~|:name\b|:alias\b/.test(whole) ? "hole1" : "$1"))
    .replace(/(?<![:\w]):(?!:)[a-zA-Z_]\w*|(?<![@\w])@[a-zA-Z_]\w*/g, "$$1");
}

function flatten(text: SqlText, holes: "likely" | "value" | "name" | "nothing"): string {
  let count = 0;
  const write = (parts: SqlText, before: string): string => {
    let out = "";
    for (const part of parts) {
      if (part.kind === "text") out += part.text;
      else if (part.kind === "choice")
        out += write(part.options.find((option) => option.length > 0) ?? [], before + out);
      else if (part.kind === "optional") out += write(part.text, before + out);
      else if (isQuoted(before + out)) out += "x";
      else if (part.hole.standIns[0] !== undefined)
        out += part.hole.standIns[0].replaceAll("$?", () => `$${String(++count)}`);
      else {
        const as = holes === "likely" ? likely(before + out) : holes;
        out +=
          as === "value"
            ? `$${String(++count)}`
            : as === "row"
              ? `($${String(++count)})`
              : as === "name"
                ? `hole${String(++count)}`
                : as === "assignment"
                  ? `hole${String(++count)} = NULL`
                  : " ";
      }
    }
    return out;
  };
  return write(text, "");
}

/**
 * What a hole after this text would be: a table behind FROM, a row behind VALUES, a value behind `=` or a bracket, else a
 * clause that may be missing.
 */
function likely(before: string): "value" | "name" | "assignment" | "row" | "nothing" {
  if (/\bvalues\s*$/i.test(before)) return "row";
  if (/(?:\b(?:from|join|into|update|table|only|as|by|distinct|select|returning)\s*|[."])$/i.test(before))
    return "name";
  if (/\bset\s*$/i.test(before)) return "assignment";
  return /(?:[=<>(,+*/|%-]|\b(?:and|or|not|where|on|in|like|ilike|limit|offset|values|when|then|else|case|between|any|having|interval))\s*$/i.test(
    before,
  )
    ? "value"
    : "nothing";
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
  return /^(?:select|insert|update|delete|with|merge|truncate|values|create|alter|drop|table|begin|commit|rollback|savepoint|release|set|reset|show|grant|revoke|comment|lock|copy|call|do|explain|analyze|vacuum|reindex|cluster|refresh|notify|listen|unlisten|prepare|execute|deallocate|declare|fetch|move|close|discard|start|end|abort|checkpoint|import|security|reassign)\b/i.test(
    sql.replace(lead, ""),
  );
}

const runsSql =
  /^(?:\$?(?:query|execute)(?:Raw)?(?:Unsafe)?|exec|any|one|many|manyOrNone|oneOrNone|maybeOne|none|result|run|raw|unsafe|sql|all|get|each|rows?|value|select|fetch(?:All|One|Row|Rows)?|query(?:One|All|Row|Rows|First|Single|Async|Builder)?|execute(?:Sql|SQL|Query|Async)|run(?:Sql|SQL|Query)|exec(?:Sql|SQL|Query)|raw(?:Query|Sql|SQL)|stream|prepare)$/;

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

/** The name by which something is called. */
export function calleeName(callee: TSESTree.Node): string | null {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "MemberExpression") return memberName(callee);
  if (callee.type === "TSNonNullExpression" || callee.type === "ChainExpression") return calleeName(callee.expression);
  return null;
}
