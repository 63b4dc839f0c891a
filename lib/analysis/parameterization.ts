import type { Reading } from "../model/reading.ts";
import type { Hole, SqlText } from "../model/sql-text.ts";
import type { ShownHole } from "./shown.ts";

/**
 * What a value that is spliced into a text does there. `unused`: a tag binds it, and its place holder stands in quotes.
 * `setting`, `notification`, `constant`: it is written into SET, NOTIFY or another statement that takes no parameters.
 */
export type SpliceKind =
  "value" | "list" | "name" | "keyword" | "text" | "unused" | "setting" | "notification" | "constant";

/** A value that is pasted into a text although it is no part of the program. */
export interface Splice {
  readonly hole: Hole;
  readonly kind: SpliceKind;
  /** It stands alone and may be bound without a second thought; in quotes it was text whatever the column's type. */
  readonly bare: boolean;
}

/**
 * What PostgreSQL reads as SQL in a hole although it is a value: judged by who splices, where the hole stands, and what it can
 * be. Unknown content counts only where nothing but a value can stand (PostgreSQL's documentation, "Constants"): a name, a
 * keyword or a clause of unknown content is the program's own as a rule.
 */
export function splicesOf(placed: ShownHole): readonly Splice[] {
  const { hole, role, reading } = placed;
  // Whichever database it is for: input is pasted into SQL.
  if (reading.site.doubt !== undefined && hole.value !== "request") return [];
  if (isInQuotesOfTag(placed)) return [{ hole, kind: "unused", bare: false }];
  const kind = kindOf(placed);
  // Of what is not known it cannot be told that it is the same value as a parameter.
  // Two that are bound at once under one name would be one another's.
  const isNamed = reading.site.values.kind === "named";
  const bare = role === "value" && hole.value !== "unknown" && !reading.site.sendsTypes && !isNamed;
  if (kind === "list" || !hole.quoted || role === "quoted" || role === "constant")
    return kind ? [{ hole, kind, bare }] : [];
  const inside = hole.quoted.filter((one) => one.value !== "without quotes" && mayBeData(one) && !isNamedConstant(one));
  return inside.length > 0
    ? inside.map((one) => ({ hole: one, kind: "value", bare: false }))
    : kind
      ? [{ hole, kind, bare: false }]
      : [];
}

/** `'%${words}%'` in a tag that binds its holes: PostgreSQL reads `'%$1%'`, a text, and knows of no parameter. */
function isInQuotesOfTag(placed: ShownHole): boolean {
  const { hole, role, reading } = placed;
  const { site } = reading;
  if (hole.treatment !== "bound" || site.kind !== "tag" || site.how === "evidence") return false;
  if (hole.made === true || (hole.names ?? []).some((name) => saysSql(name))) return false;
  return role === "quoted" || (role === "constant" && isQuoted(hole, site.text));
}

function mayBeData({ value }: Hole): boolean {
  return (
    value === "keys" || value === "input" || value === "request" || value === "unknown" || value === "without quotes"
  );
}

function kindOf(placed: ShownHole): SpliceKind | null {
  const { hole, role, reading } = placed;
  if (hole.treatment !== "spliced" || !mayBeData(hole)) return null;
  if (hole.value === "without quotes" && (role === "quoted" || isQuoted(hole, reading.site.text))) return null;
  if (hole.value === "keys") return placesOfNames.has(role) ? "name" : role === "quoted" ? "value" : null;
  const value = hole.value === "without quotes" ? "input" : hole.value;
  switch (role) {
    case "quoted":
      // `SELECT '${table}' AS source FROM "${table}"`: told where it is a name, if it is a client's.
      if (value !== "request" && isAlsoName(hole, reading)) return null;
      return value !== "unknown" || !isNamedConstant(hole) ? "value" : null;
    case "value":
      return operandKind(placed, value);
    case "list":
      if (value === "unknown" && !joinsQuoted(hole)) return null;
      return value === "request" || joinsQuoted(hole) || !isNamedAsSql(hole) ? "list" : null;
    case "identifier":
      if (value === "input" && isQualifier(hole, reading.site.text)) return null;
      if (value === "input" && namesInSession.has(statementWord(hole, reading))) return "name";
      return value === "request" || (value === "input" && sorts(hole, reading) && !isNamedAsSql(hole)) ? "name" : null;
    case "keyword":
      return value === "request" || (value === "input" && sorts(hole, reading) && !isNamedAsSql(hole))
        ? "keyword"
        : null;
    case "fragment":
    case "unknown":
      // Where all of the text is what to sort by, a hole is a name or a direction.
      if (
        reading.site.sorts &&
        (value === "request" || (value === "input" && !isNamedAsSql(hole) && !isQualifier(hole, reading.site.text)))
      )
        return "name";
      // In a text that is not read, the words around it still say what it is.
      if (placed.operand && (value === "request" || reading.variants.flat().length === 0))
        return operandKind(placed, value);
      return value === "request" && role === "fragment" ? "text" : null;
    case "statement":
      return value === "request" ? "text" : null;
    case "constant":
      return constantKind(placed, value);
  }
}

/** Unquoted, it may be a number, a placeholder or a column: what was handed in as it is counts, and what can be an operand only. */
function operandKind(placed: ShownHole, value: Hole["value"]): SpliceKind | null {
  const { hole, reading } = placed;
  if (value === "request") return "value";
  return (value === "unknown" && !isPlainOperand(placed)) ||
    isNamedConstant(hole) ||
    isNamedAsSql(hole) ||
    isNamedAsName(hole) ||
    isAlsoName(hole, reading)
    ? null
    : "value";
}

/** A value that is not known where people write nothing but values, and nothing about it says that it is SQL. */
function isPlainOperand({ hole, operand }: ShownHole): boolean {
  return operand === true && hole.made === false && (hole.names ?? []).every((name) => !saysSql(name));
}

/** `idColumn`, `user_where`, `placeholder2`: what the last word of a name says. */
function saysSql(name: string): boolean {
  const words = name.split(/[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== "");
  return sqlWords.has((words.at(-1) ?? "").toLowerCase().replace(/s$/, ""));
}

const sqlWords: ReadonlySet<string> = new Set([
  ...["sql", "query", "clause", "where", "fragment", "condition", "filter", "predicate", "join", "cte", "statement"],
  ...["expr", "expression", "raw", "column", "col", "field", "table", "alias", "ident", "identifier", "ref", "literal"],
  ...[
    "placeholder",
    "param",
    "parameter",
    "bind",
    "binding",
    "operand",
    "default",
    "now",
    "null",
    "subquery",
    "select",
  ],
]);

/** Where names stand, alone or in a list of assignments. */
const placesOfNames: ReadonlySet<ShownHole["role"]> = new Set(["identifier", "fragment", "list", "value"]);

/** Statements that name a role or a channel, which a session is given. */
const namesInSession: ReadonlySet<string> = new Set(["SET", "LISTEN", "UNLISTEN", "NOTIFY"]);

/** What is written where PostgreSQL takes no parameter: a literal's content, or an operand of a query in a definition. */
function constantKind({ hole, reading, operand }: ShownHole, value: Hole["value"]): SpliceKind | null {
  const quoted = isQuoted(hole, reading.site.text);
  const word = statementWord(hole, reading);
  const kind = word === "SET" || word === "ALTER" ? "setting" : word === "NOTIFY" ? "notification" : "constant";
  // `interval '${days} days'`
  if (quoted && movesRows(reading)) return value === "input" ? "value" : value === "request" ? "text" : null;
  if (quoted) return isNamedConstant(hole) && value !== "request" ? null : kind;
  if (value === "request") return word === "SET" ? kind : "text";
  const isInQuery = operand === true && /\bselect\b/i.test(statementBefore(hole, reading));
  return isInQuery && value === "input" && !isNamedConstant(hole) && !isNamedAsSql(hole) && !isNamedAsName(hole)
    ? "constant"
    : null;
}

/** The text of the statement in front of a hole. */
function statementBefore(hole: Hole, { site }: Reading): string {
  return textBefore(hole, site.text).text.split(";").at(-1)?.trimStart() ?? "";
}

function statementWord(hole: Hole, reading: Reading): string {
  return /^\w+/.exec(statementBefore(hole, reading))?.[0].toUpperCase() ?? "";
}

/** `DEFAULT_STATUS`, `settings.MAX_AGE`: a constant, wherever it is. */
function isNamedConstant({ source }: Hole): boolean {
  return /^(?:[\w$]+\.)*[A-Z][A-Z0-9_]*(?:\.[\w$]+)*$/.test(source);
}

/** `whereClause`, `placeholders`, `sqlText`: by its name a piece of SQL, and unquoted it may be one. */
function isNamedAsSql({ source }: Hole): boolean {
  return (
    /(?:sql|query|clause|where|fragment|conditions?|filters?|predicate|placeholders?|columns?List|fields|joins?|cte|expr|expression|statement|raw)\w{0,8}$/i.test(
      source,
    ) || /^(?:now|default|null|sql)/i.test(source)
  );
}

/** `columnName`, `limitPh`: by its name a column or a placeholder, and where a value may stand it can be either. */
function isNamedAsName({ source }: Hole): boolean {
  return /(?:[cC]olumn|[fF]ield|[tT]able)(?:Name|Key|Ref)?$|(?:^|\.)(?:col|alias|colName|placeholder)$|(?:Ph|Placeholder|Col|Alias|Ident|Ref)$/.test(
    source,
  );
}

/** The same expression stands for a name elsewhere in the text: `SET ${column}_old = ${column}`. */
function isAlsoName(hole: Hole, { holes }: Reading): boolean {
  return holes.some((other) => other.hole !== hole && other.role === "identifier" && other.hole.source === hole.source);
}

/** `ids.map((id) => `'${id}'`).join(",")`, `names.join("','")`. */
function joinsQuoted({ source, quoted }: Hole): boolean {
  return quoted !== undefined || /join\(\s*["'`]\s*'\s*,\s*'/.test(source) || /`'\$\{[^}]*\}'`/.test(source);
}

/** Clients choose what to sort by; tables and conditions are the program's own. */
function sorts(hole: Hole, { site }: Reading): boolean {
  if (site.sorts) return true;
  const words = textBefore(hole, site.text).text.match(
    /\b(?:order\s+by|select|from|where|group\s+by|having|set|join|into|update|returning|values|limit|offset|on|using)\b/gi,
  );
  return /^order/i.test(words?.at(-1) ?? "");
}

/** `${alias}.name`: clients choose a column, the program the table that it is of. */
function isQualifier(hole: Hole, text: SqlText): boolean {
  return text.some((part, index) => {
    if (part.kind === "optional") return isQualifier(hole, part.text);
    if (part.kind === "choice") return part.options.some((option) => isQualifier(hole, option));
    const next = text[index + 1];
    return part.kind === "hole" && part.hole === hole && next?.kind === "text" && next.text.startsWith(".");
  });
}

function isQuoted(hole: Hole, text: SqlText): boolean {
  return (textBefore(hole, text).text.match(/'/g)?.length ?? 0) % 2 === 1;
}

/** PostgreSQL takes parameters in these alone. */
function movesRows({ variants }: Reading): boolean {
  const statements = variants.flat();
  return statements.length > 0 && statements.every(({ kind }) => /^(?:select|insert|update|delete|merge)$/.test(kind));
}

function textBefore(hole: Hole, text: SqlText): { readonly text: string; readonly found: boolean } {
  let before = "";
  for (const part of text) {
    if (part.kind === "text") before += part.text;
    else if (part.kind === "hole") {
      if (part.hole === hole) return { text: before, found: true };
      before += " x ";
    } else if (part.kind === "optional") {
      const inside = textBefore(hole, part.text);
      if (inside.found) return { text: before + inside.text, found: true };
      before += inside.text;
    } else {
      for (const option of part.options) {
        const inside = textBefore(hole, option);
        if (inside.found) return { text: before + inside.text, found: true };
      }
      before += textBefore(hole, part.options[0] ?? []).text;
    }
  }
  return { text: before, found: false };
}
