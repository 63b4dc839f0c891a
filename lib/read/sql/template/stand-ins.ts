import type { PlacedHole } from "../../../model/reading.ts";
import type { Hole } from "../../../model/sql-text.ts";
import type { LexicalToken } from "../tokens/lexer.ts";
import { firstIndexWhere } from "../../../lists.ts";

/**
 * A text to put in the place of a hole so that PostgreSQL's grammar can read the rest: `$?` is the next parameter,
 * `$name` an identifier that is the hole's own, `$number` the next parameter's number. An empty text leaves a gap.
 */
export interface StandIn {
  readonly sql: string;
  readonly role: PlacedHole["role"];
  /** What finding knows to be sent here, so that it is read like text that is typed. */
  readonly known?: true;
  /** Whatever is put here changes nothing but the order of rows. */
  readonly harmless?: true;
}

/** A hole or a foreign placeholder that may stand for more than a value, and its range in the template. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  readonly hole: Hole;
}

const parameter: StandIn = { sql: "$?", role: "value" };
const unknownValue: StandIn = { sql: "$name", role: "value" };
const identifier: StandIn = { sql: "$name", role: "identifier" };
const condition: StandIn = { sql: "$name", role: "fragment" };
const gap: StandIn = { sql: "", role: "fragment" };
const keyword: StandIn = { sql: "", role: "keyword" };
const direction: StandIn = { sql: "", role: "keyword", harmless: true };
const query: StandIn = { sql: "SELECT $name", role: "fragment" };
const derived: StandIn = { sql: "(SELECT $name) AS $name", role: "fragment" };
const row: StandIn = { sql: "($name)", role: "fragment" };
const where: StandIn = { sql: "WHERE $name", role: "fragment" };
const branch: StandIn = { sql: "WHEN $name THEN $name", role: "fragment" };
const assignment: StandIn = { sql: "$name = $?", role: "fragment" };
const literal: StandIn = { sql: "'rowguard'", role: "constant" };
const number: StandIn = { sql: "1", role: "constant" };

/**
 * Statements in which PostgreSQL takes parameters (Extended Query; PREPARE): in all others a value must be written out.
 */
const parameterised = new Set([
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "MERGE",
  "WITH",
  "VALUES",
  "TABLE",
  "EXPLAIN",
  "DECLARE",
  "(",
]);
const tablePlaces = new Set([
  "FROM",
  "JOIN",
  "INTO",
  "UPDATE",
  "TABLE",
  "ONLY",
  "TRUNCATE",
  "USING",
  "REFERENCES",
  "SCHEMA",
  "INDEX",
  "VIEW",
  "SEQUENCE",
  "DATABASE",
  "ROLE",
  "TYPE",
  "TRIGGER",
  "FUNCTION",
  "CONSTRAINT",
  "COLUMN",
  "EXISTS",
  "COLLATE",
  "OWNER",
  "CONCURRENTLY",
  "LISTEN",
  "NOTIFY",
  "CHANNEL",
]);
const conditionStarts = new Set(["WHERE", "AND", "OR", "NOT", "HAVING", "ON", "WHEN"]);
const statementWords = new Set(["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES", "TABLE"]);
const clauseWords = new Set([
  "SELECT",
  "RETURNING",
  "FROM",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "OFFSET",
  "FETCH",
  "SET",
  "VALUES",
  "ON",
  "USING",
  "INTO",
  "UPDATE",
  "JOIN",
  "UNION",
  "INTERSECT",
  "EXCEPT",
  "WITH",
  "WINDOW",
  "FOR",
]);
const functionsWithFrom = new Set(["EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION"]);
/** Words behind which an operand has not ended. */
const openWords = new Set([
  ...tablePlaces,
  ...conditionStarts,
  ...clauseWords,
  "BY",
  "IN",
  "LIKE",
  "ILIKE",
  "SIMILAR",
  "BETWEEN",
  "IS",
  "AS",
  "THEN",
  "ELSE",
  "CASE",
  "ANY",
  "ALL",
  "SOME",
  "DISTINCT",
  "TO",
  "INTERVAL",
  "ESCAPE",
  "ZONE",
  "SET",
  "DO",
  "CONFLICT",
  "RECURSIVE",
  "LATERAL",
  "CROSS",
  "LEFT",
  "RIGHT",
  "FULL",
  "INNER",
  "OUTER",
  "NATURAL",
  "EXPLAIN",
  "ARRAY",
  "ROW",
  "CREATE",
  "ALTER",
  "DROP",
  "ADD",
  "RENAME",
  "COMMENT",
  "GRANT",
  "REVOKE",
  "BEGIN",
  "ANALYZE",
]);
/** Words that can follow an operand but never start one. */
const followers = new Set([
  ...clauseWords,
  "AND",
  "OR",
  "IN",
  "IS",
  "LIKE",
  "ILIKE",
  "SIMILAR",
  "BETWEEN",
  "AS",
  "ASC",
  "DESC",
  "NULLS",
  "THEN",
  "ELSE",
  "END",
  "WHEN",
  "LEFT",
  "RIGHT",
  "FULL",
  "INNER",
  "CROSS",
  "NATURAL",
  "DO",
  "ISNULL",
  "NOTNULL",
  "COLLATE",
  "OVER",
  "FILTER",
  "AT",
  "ESCAPE",
]);

/** The tokens around a slot: comments left out, placeholders as parameters. */
export class SlotContext {
  readonly #tokens: readonly LexicalToken[];
  readonly #before: number;
  readonly #after: number;
  readonly slot: Slot;

  constructor(tokens: readonly LexicalToken[], slot: Slot) {
    this.slot = slot;
    this.#tokens = tokens;
    let next = firstIndexWhere(tokens, ({ end }) => end > slot.start);
    this.#before = next - 1;
    for (let token = tokens[next]; token && token.start < slot.end; token = tokens[next]) next++;
    this.#after = next;
  }

  /**
   * A keyword in capitals, punctuation and operators as they are, `""` for everything else; 1 is the next token, -1 the
   * one before.
   */
  word(distance: number): string {
    const token = this.token(distance);
    if (!token) return "";
    return token.kind === "word"
      ? token.text.toUpperCase()
      : token.kind === "punctuation" || token.kind === "operator"
        ? token.text
        : "";
  }

  token(distance: number): LexicalToken | undefined {
    return this.#tokens[distance < 0 ? this.#before + 1 + distance : this.#after - 1 + distance];
  }

  get first(): string {
    const token = this.#tokens[0];
    // What a text opens with that is not known may be a query as well as anything.
    if (token?.kind === "hole") return "";
    return token?.kind === "word" ? token.text.toUpperCase() : (token?.text ?? "");
  }

  /** What touches the slot on a side: part of a word, a dot, or nothing that joins. */
  glued(side: "before" | "after"): "word" | "dot" | "dollar" | "paren" | null {
    const token = this.token(side === "before" ? -1 : 1);
    if (!token || (side === "before" ? token.end !== this.slot.start : token.start !== this.slot.end)) return null;
    if (token.kind === "word" || token.kind === "hole" || token.kind === "name") return "word";
    if (token.text === ".") return "dot";
    if (token.text === "$") return "dollar";
    return token.text === "(" ? "paren" : null;
  }

  /** The tokens from one on back to the first, each with its index. */
  *#backwards(from: number): Generator<readonly [at: number, token: LexicalToken]> {
    for (let at = from, token = this.#tokens[at]; token; token = this.#tokens[--at]) yield [at, token];
  }

  /** The clause the slot stands in, and the word before the parenthesis that is open around it (null: none is). */
  enclosing(): { readonly clause: string; readonly opener: string | null; readonly sole: boolean } {
    let depth = 0;
    for (const [at, token] of this.#backwards(this.#before)) {
      if (token.kind === "punctuation" && token.text === ")") depth++;
      else if (token.kind === "punctuation" && token.text === "(") {
        if (depth-- > 0) continue;
        const opener = this.#tokens[at - 1];
        return {
          clause: "",
          opener: opener?.kind === "word" ? opener.text.toUpperCase() : (opener?.text ?? ""),
          sole: at === this.#before && this.word(1) === ")",
        };
      } else if (depth === 0 && token.kind === "word") {
        const word = token.text.toUpperCase();
        if (clauseWords.has(word)) return { clause: word, opener: null, sole: false };
      }
    }
    return { clause: "", opener: null, sole: false };
  }

  /** The word before the parenthesis that is open around the slot, or "". */
  parenthesis(): string {
    let depth = 0;
    for (const [at, token] of this.#backwards(this.#before)) {
      if (token.kind !== "punctuation") continue;
      if (token.text === ")") depth++;
      else if (token.text === "(" && depth-- === 0) return this.#tokens[at - 1]?.text.toUpperCase() ?? "";
    }
    return "";
  }

  /** Whether an AND before the slot belongs to BETWEEN. */
  afterBetween(): boolean {
    if (this.word(-1) !== "AND") return false;
    let depth = 0;
    for (const [, token] of this.#backwards(this.#before - 1)) {
      const word = token.kind === "word" ? token.text.toUpperCase() : token.text;
      if (token.kind === "punctuation" && word === ")") depth++;
      else if (token.kind === "punctuation" && word === "(") {
        if (depth-- === 0) return false;
      } else if (depth === 0 && token.kind === "word") {
        if (word === "BETWEEN") return true;
        if (word === "AND" || word === "OR" || clauseWords.has(word)) return false;
      }
    }
    return false;
  }

  /** Whether the slot is what something is compared with, a field of a row of VALUES, or a number of rows. */
  get isOperand(): boolean {
    if (this.glued("before") !== null && this.glued("before") !== "paren") return false;
    if (this.glued("after") === "word" || this.glued("after") === "dot" || this.glued("after") === "paren")
      return false;
    const before = this.word(-1);
    if (/^(?:[<>=]|<=|>=|<>|!=|!?~\*?)$/.test(before)) return true;
    if (["LIKE", "ILIKE", "BETWEEN", "LIMIT", "OFFSET"].includes(before)) return true;
    if (before === "TO") return this.word(-2) === "SIMILAR";
    return before === "AND" ? this.afterBetween() : (before === "(" || before === ",") && this.#isInRow();
  }

  /** Whether the parenthesis around the slot is a row of VALUES. */
  #isInRow(): boolean {
    let depth = 0;
    let isInside = true;
    for (const [, { kind, text }] of this.#backwards(this.#before)) {
      if (kind === "punctuation" && text === ")") depth++;
      else if (kind === "punctuation" && text === "(") {
        if (depth > 0) depth--;
        else if (!isInside) return false;
        else isInside = false;
      } else if (!isInside && depth === 0 && text !== ",") return kind === "word" && text.toUpperCase() === "VALUES";
    }
    return false;
  }

  /** An operand could end with the token before the slot. */
  get operandBefore(): boolean {
    const token = this.token(-1);
    if (!token) return false;
    if (token.kind === "word") return !openWords.has(token.text.toUpperCase());
    return token.kind !== "operator" && (token.kind !== "punctuation" || token.text === ")" || token.text === "]");
  }

  /** An operand could start with the token after the slot. */
  get operandAfter(): boolean {
    const token = this.token(1);
    if (!token) return false;
    if (token.kind === "word") return !followers.has(token.text.toUpperCase());
    return token.kind !== "operator" && (token.kind !== "punctuation" || token.text === "(");
  }
}

/**
 * What to try in the place of a slot, the likeliest first; `inside` is the string, name or comment it stands in, if
 * any.
 */
export function standInsOf(context: SlotContext, inside: LexicalToken | null): StandIn[] {
  const { hole } = context.slot;
  const constant = context.first !== "" && !parameterised.has(context.first);
  if (inside) {
    if (inside.kind === "comment") return [{ sql: "", role: "unknown" }];
    if (inside.kind === "name") return [{ sql: "$name", role: "identifier" }];
    return [{ sql: "rowguard", role: constant || context.word(-1) === "INTERVAL" ? "constant" : "quoted" }];
  }
  const likely = byGrammar(context, constant);
  const given = hole.standIns.map((sql): StandIn => {
    const role = roleOfGiven(sql, context, likely);
    // A literal of this text stands for a value that is not known.
    return sql.includes("'rowguard'") ? { sql, role } : { sql: sql.trim() === "" ? "" : sql, role, known: true };
  });
  const rest = context.operandBefore
    ? [gap, where, identifier, query, row]
    : [parameter, identifier, gap, query, row, derived, assignment, literal, number];
  const all = [...given, ...likely, ...rest];
  return all.filter((standIn, index) => all.findIndex((other) => other.sql === standIn.sql) === index);
}

function roleOfGiven(sql: string, context: SlotContext, likely: readonly StandIn[]): PlacedHole["role"] {
  const text = sql.trim();
  if (text === "") return likely.find((standIn) => standIn.sql === "")?.role ?? "fragment";
  if (/^"(?:[^"]|"")*"(?:\s*[.,]\s*"(?:[^"]|"")*")*$/.test(text)) return "identifier";
  if (/^(?:\$\?|'(?:[^']|'')*')$/.test(text)) {
    const { opener, sole } = context.enclosing();
    return opener === "IN" && sole && context.slot.hole.treatment !== "bound" ? "list" : "value";
  }
  return /^\((?:\s*(?:\$\?|'(?:[^']|'')*')\s*,?)+\)$/.test(text) && context.word(-1) === "IN" ? "list" : "fragment";
}

function byGrammar(context: SlotContext, constant: boolean): StandIn[] {
  const { treatment, value } = context.slot.hole;
  const composed = treatment === "composed" || value === "sql";
  const bound = treatment === "bound";
  const text = !bound && treatment !== "escaped";
  const operand = composed ? unknownValue : parameter;
  const values: StandIn[] = constant ? [literal, number, identifier, gap] : [operand];
  // Where a name, an expression or a list of them may stand, what is spliced is text and nothing is known of it.
  const loose: StandIn[] = bound ? [parameter] : treatment === "escaped" ? [identifier] : [condition];
  const before = context.word(-1);
  const after = context.word(1);

  if (context.glued("before") === "dollar") return [{ sql: "$number", role: "keyword" }];
  if (before === "::") return [{ sql: "$name", role: "keyword" }];
  if (context.glued("before") === "dot" || context.glued("after") === "dot") return [identifier];
  if (context.glued("before") === "word" && context.token(-1)?.kind !== "hole") return [identifier, gap, parameter];
  if (context.glued("after") === "word" && context.token(1)?.kind === "word") return [identifier, gap];
  if (!context.token(-1)) return statementWords.has(after) ? [gap] : [];

  if (before === "FROM" && context.word(-2) === "DISTINCT") return values;
  if (before === "UPDATE" && context.word(-2) === "FOR") return [gap];
  if (before === "ON" && context.word(-2) === "DISTINCT") return [row];
  if (before === "CONFLICT" || (before === "DO" && context.word(-2) !== ""))
    return [{ sql: before === "DO" ? "NOTHING" : "DO NOTHING", role: "fragment" }, gap, row];
  if (tablePlaces.has(before))
    return before === "FROM" && functionsWithFrom.has(context.parenthesis()) ? values : [identifier, derived, gap];
  if (context.glued("after") === "paren" && !context.operandBefore && !bound) return [identifier, gap];
  if (conditionStarts.has(before)) {
    if (context.afterBetween()) return values;
    if (isComparison(after)) return [bound || treatment === "escaped" ? (bound ? parameter : identifier) : identifier];
    if (before === "NOT" && after === "") return text ? [condition, gap] : [operand];
    return bound ? [parameter, gap] : context.operandAfter ? [gap, keyword, condition] : [condition, gap];
  }
  if (before === "(") return inParentheses(context, values, loose);
  if (
    before === "," ||
    before === "SELECT" ||
    before === "RETURNING" ||
    before === "BY" ||
    before === "SET" ||
    before === "VALUES"
  ) {
    return inList(context, values, loose);
  }
  // What a library makes safe is a list of values there: it writes no query.
  if (before === "IN")
    return [bound ? parameter : { sql: treatment === "escaped" ? "($?)" : "($name)", role: "list" }, row];
  if (before === "IS") return [keyword, { sql: "NULL", role: "keyword" }];
  if (before === "INTERVAL") return [literal, parameter];
  if (before === "AS") return after === "(" || after === "SELECT" ? [keyword, identifier] : [identifier, query];
  if (before === "WITH" || before === "RECURSIVE")
    return [identifier, { sql: "$name AS (SELECT $name)", role: "fragment" }, gap];
  if (
    ["UNION", "INTERSECT", "EXCEPT"].includes(before) ||
    (before === "ALL" && ["UNION", "INTERSECT", "EXCEPT"].includes(context.word(-2)))
  )
    return [query, gap];
  if (["DISTINCT", "ALL"].includes(before)) return loose;
  if (["LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "OUTER"].includes(before))
    return [gap, { sql: "JOIN $name ON true", role: "fragment" }];
  // `CASE id ${branches} ELSE … END`
  if ((after === "ELSE" || after === "END") && (before === "CASE" || context.operandBefore)) return [branch, gap];
  if (!context.operandBefore) return values;

  if (context.enclosing().clause === "ORDER" && ["", ",", ")", "NULLS", "LIMIT", "OFFSET", ";"].includes(after))
    return [direction];
  if (context.operandAfter && !context.token(1)?.text.startsWith("("))
    return [{ sql: "=", role: "keyword" }, { sql: "AND", role: "keyword" }, gap];
  return [gap, { sql: "=", role: "keyword" }, { sql: "AND", role: "keyword" }];
}

function inParentheses(context: SlotContext, values: readonly StandIn[], loose: readonly StandIn[]): StandIn[] {
  const { opener, sole } = context.enclosing();
  const { treatment } = context.slot.hole;
  switch (opener) {
    case "IN":
      return treatment === "bound"
        ? [parameter]
        : [{ sql: treatment === "composed" ? "$name" : "$?", role: sole ? "list" : "value" }, query];
    case "AS":
    case "EXISTS":
    case "FROM":
    case "JOIN":
    case "LATERAL":
    case "UNION":
    case "ALL":
    case "ARRAY":
    case "MATERIALIZED":
      return [query, ...values];
    case "VALUES":
      return treatment === "bound" ? [parameter] : sole ? [{ sql: "$name", role: "list" }] : [...values];
    case "WHERE":
    case "AND":
    case "OR":
    case "NOT":
    case "ON":
    case "HAVING":
    case "WHEN":
      if (context.word(1) === ",") return [...values, identifier];
      return isComparison(context.word(1)) && treatment !== "bound" ? [identifier] : [...loose, query];
    case "OVER":
      return [gap, identifier];
    default:
      return sole && treatment === "composed" ? [...loose, query] : [...values, identifier, query];
  }
}

function inList(context: SlotContext, values: readonly StandIn[], loose: readonly StandIn[]): StandIn[] {
  const { clause, opener } = context.enclosing();
  const before = context.word(-1);
  const { treatment } = context.slot.hole;
  if (before === "SELECT" && context.operandAfter) return [keyword, ...loose];
  if (opener !== null)
    return opener === "VALUES" || opener === "IN" || treatment === "bound"
      ? [...values, identifier]
      : [...values, identifier, ...loose];
  switch (clause) {
    case "SELECT":
    case "RETURNING":
      return isComparison(context.word(1)) ? [...values] : [...loose];
    case "ORDER":
    case "GROUP":
      return treatment === "bound" ? [parameter] : [identifier];
    case "SET":
      return context.word(1) === "=" ? [identifier] : [assignment, identifier, gap];
    case "VALUES":
      return [row, ...values];
    case "FROM":
    case "USING":
    case "JOIN":
      return [identifier, derived, gap];
    case "WITH":
      return [identifier, { sql: "$name AS (SELECT $name)", role: "fragment" }, gap];
    default:
      return before === "BY" ? (treatment === "bound" ? [parameter] : [identifier]) : [...values, ...loose, identifier];
  }
}

function isComparison(word: string): boolean {
  return (
    /^[-+*/<>=~!@#%^&|?]+$/.test(word) ||
    ["IN", "IS", "LIKE", "ILIKE", "SIMILAR", "BETWEEN", "NOT", "ISNULL", "NOTNULL"].includes(word)
  );
}
