import { lex, type LexicalToken } from "./lexer.ts";

/**
 * Leaves out the clause at an offset of a CREATE TABLE or ALTER TABLE: a constraint, a default, or a column of which not even the type can be
 * read. In: a statement, and an offset in UTF-16 units. Out: the statement with spaces in its place; null where it has no such clause.
 */
export function withoutClauseAt(sql: string, offset: number): string | null {
  const tokens = lex(sql).filter(({ kind }) => kind !== "comment");
  const list = elementsOf(tokens);
  const index = list?.elements.findLastIndex(([first]) => first !== undefined && first.start <= offset) ?? -1;
  const element = list?.elements[index];
  if (!list || !element) return null;
  const clause = wrongClause(element, offset);
  const left = clause ?? element;
  const [from, to] = [left[0]?.start ?? 0, left.at(-1)?.end ?? 0];
  if (clause) return blanked(sql, from, to);
  // With an item goes the comma behind it, or that before the last one.
  if (list.elements.length === 1) return list.mayBeEmpty ? blanked(sql, from, to) : null;
  const next = list.elements[index + 1]?.[0]?.start;
  const before = list.elements[index - 1]?.at(-1)?.end;
  return next === undefined ? blanked(sql, before ?? from, to) : blanked(sql, from, next);
}

const blanked = (sql: string, from: number, to: number): string =>
  sql.slice(0, from) + sql.slice(from, to).replace(/[^\n]/g, " ") + sql.slice(to);

interface Elements {
  readonly elements: readonly (readonly LexicalToken[])[];
  readonly mayBeEmpty: boolean;
}

/** What stands between the commas: of the parentheses of CREATE TABLE, of the actions of ALTER TABLE. */
function elementsOf(tokens: readonly LexicalToken[]): Elements | null {
  const words = tokens.slice(0, 6).map(({ kind, text }) => (kind === "word" ? text.toLowerCase() : ""));
  const table = words.findIndex((word) => word === "table");
  if (table < 1 || (words[0] !== "create" && words[0] !== "alter")) return null;
  if (words[0] === "create") {
    const open = tokens.findIndex(({ text }) => text === "(");
    const close = open < 0 ? -1 : closing(tokens, open);
    return close < 0 ? null : { elements: split(tokens.slice(open + 1, close)), mayBeEmpty: true };
  }
  const start = tokens.findIndex(
    ({ kind, text }, index) => index > table + 1 && kind === "word" && actions.has(text.toLowerCase()),
  );
  const end = tokens.at(-1)?.text === ";" ? -1 : undefined;
  return start < 0 ? null : { elements: split(tokens.slice(start, end)), mayBeEmpty: false };
}

const actions = new Set(["add", "alter", "drop", "rename", "set", "owner", "enable", "disable", "validate"]);

function closing(tokens: readonly LexicalToken[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    depth += depthOf(tokens[index]);
    if (depth === 0) return index;
  }
  return -1;
}

const depthOf = (token: LexicalToken | undefined): number =>
  token?.text === "(" || token?.text === "[" ? 1 : token?.text === ")" || token?.text === "]" ? -1 : 0;

function split(tokens: readonly LexicalToken[]): LexicalToken[][] {
  const elements: LexicalToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += depthOf(token);
    if (depth === 0 && token.text === ",") elements.push([]);
    else elements.at(-1)?.push(token);
  }
  return elements;
}

/** The clause of a column that an error at an offset is about; null where it is the column, or a constraint of the table. */
function wrongClause(element: readonly LexicalToken[], offset: number): readonly LexicalToken[] | null {
  const [column, ...clauses] = clausesOf(element);
  // `ADD CONSTRAINT …`, `CHECK (…)`
  if (!column || column.length < 2) return null;
  const before = clauses.filter(([first]) => first !== undefined && first.start <= offset);
  // What cannot be wrong by itself follows on something that is.
  return before.findLast(([first]) => !plain.has(first?.text.toLowerCase() ?? "")) ?? null;
}

const plain = new Set(["not", "null", "unique", "primary"]);

/** The words that a clause of a column begins with. `NOT NULL` and `CONSTRAINT name …` are one each. */
const openings = new Set([
  "constraint",
  "check",
  "default",
  "not",
  "null",
  "unique",
  "primary",
  "references",
  "generated",
  "collate",
]);

function clausesOf(element: readonly LexicalToken[]): LexicalToken[][] {
  const clauses: LexicalToken[][] = [[]];
  let depth = 0;
  for (const token of element) {
    const own = clauses.at(-1) ?? [];
    const word = token.kind === "word" && depth === 0 ? token.text.toLowerCase() : "";
    const [first] = own;
    const named = first?.text.toLowerCase() === "constraint" && own.length <= 2;
    const negated = own.length === 1 && first?.text.toLowerCase() === "not";
    // `DEFAULT NULL`: the value.
    const given = own.length === 1 && first?.text.toLowerCase() === "default";
    if (openings.has(word) && own.length > 0 && !named && !negated && !given) clauses.push([token]);
    else own.push(token);
    depth += depthOf(token);
  }
  return clauses;
}
