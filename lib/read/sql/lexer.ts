/**
 * A token of a text that may still hold interpolations and the placeholders of libraries, which PostgreSQL's own scanner
 * cannot see. Offsets are UTF-16 units. `word`: a keyword or plain identifier. `name`: a quoted identifier. `closed` is
 * false for a string, name or comment that the text ends inside of.
 */
export interface LexicalToken {
  readonly kind: "word" | "name" | "string" | "number" | "comment" | "operator" | "punctuation" | "parameter" | "hole";
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly closed: boolean;
}

const wordStart = /[A-Za-z_\u0080-\uffff]/;
const wordPart = /[A-Za-z0-9_$\u0080-\uffff]/;
const operatorCharacters = "+-*/<>=~!@#%^&|`?";

/**
 * Splits a text into tokens by PostgreSQL's lexical rules (SQL Syntax, Lexical Structure): '' and E'' and U&'' strings,
 * dollar quotes, nested comments, quoted identifiers, operators. In: `holes` are the offsets at which one unit stands for an
 * interpolation; inside a string or comment it is part of that token. Never throws.
 */
export function lex(text: string, holes: ReadonlySet<number> = new Set()): LexicalToken[] {
  const tokens: LexicalToken[] = [];
  let at = 0;
  const take = (kind: LexicalToken["kind"], end: number, closed = true): void => {
    tokens.push({ kind, start: at, end, text: text.slice(at, end), closed });
    at = end;
  };
  while (at < text.length) {
    const character = text[at]!;
    if (holes.has(at)) take("hole", at + 1);
    else if (/\s/.test(character)) at++;
    else if (text.startsWith("--", at)) take("comment", lineEnd(text, at));
    else if (text.startsWith("/*", at)) {
      const end = commentEnd(text, at);
      take("comment", end ?? text.length, end !== null);
    } else if (character === "'") takeQuoted("string", at, false);
    else if (character === '"') takeQuoted("name", at, false);
    else if (/^[eE]'/.test(text.slice(at, at + 2))) takeQuoted("string", at + 1, true);
    else if (/^[bBxXnN]'/.test(text.slice(at, at + 2))) takeQuoted("string", at + 1, false);
    else if (/^[uU]&'/.test(text.slice(at, at + 3))) takeQuoted("string", at + 2, false);
    else if (/^[uU]&"/.test(text.slice(at, at + 3))) takeQuoted("name", at + 2, false);
    else if (character === "$") takeDollar();
    else if (wordStart.test(character)) take("word", runEnd(at, wordPart));
    else if (/[0-9]/.test(character) || (character === "." && /[0-9]/.test(text[at + 1] ?? "") && tokens.at(-1)?.end !== at)) {
      take("number", numberEnd());
    } else if (operatorCharacters.includes(character)) take("operator", operatorEnd());
    else if (text.startsWith("::", at) || text.startsWith(":=", at)) take("punctuation", at + 2);
    else take("punctuation", at + 1);
  }
  return tokens;

  function takeQuoted(kind: "string" | "name", open: number, escapes: boolean): void {
    const quote = text[open]!;
    let end = open + 1;
    for (; end < text.length; end++) {
      if (escapes && text[end] === "\\") end++;
      else if (text[end] === quote) {
        if (text[end + 1] !== quote) return take(kind, end + 1);
        end++;
      }
    }
    take(kind, text.length, false);
  }

  function takeDollar(): void {
    const number = /^\$[0-9]+/.exec(text.slice(at, at + 12));
    if (number) return take("parameter", at + number[0].length);
    const tag = /^\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/.exec(text.slice(at, at + 80))?.[0];
    if (tag === undefined || [...tag].some((_, index) => holes.has(at + index))) return take("punctuation", at + 1);
    const close = text.indexOf(tag, at + tag.length);
    take("string", close < 0 ? text.length : close + tag.length, close >= 0);
  }

  function runEnd(from: number, part: RegExp): number {
    let end = from + 1;
    while (end < text.length && part.test(text[end]!) && !holes.has(end)) end++;
    return end;
  }

  function numberEnd(): number {
    let end = at;
    while (end < text.length && /[0-9A-Za-z_.]/.test(text[end]!) && !holes.has(end) && !text.startsWith("..", end)) end++;
    if (/[eE]$/.test(text.slice(at, end)) && /^[+-][0-9]/.test(text.slice(end, end + 2))) end = runEnd(end, /[0-9]/);
    return end;
  }

  function operatorEnd(): number {
    let end = at + 1;
    while (end < text.length && operatorCharacters.includes(text[end]!) && !holes.has(end)) {
      if (text.startsWith("--", end) || text.startsWith("/*", end)) break;
      end++;
    }
    // A trailing + or - belongs to what follows unless the operator holds one of these characters.
    while (end > at + 1 && /[+-]/.test(text[end - 1]!) && !/[~!@#%^&|`?]/.test(text.slice(at, end))) end--;
    return end;
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.slice(from).search(/[\r\n]/);
  return end < 0 ? text.length : from + end;
}

function commentEnd(text: string, from: number): number | null {
  let depth = 1;
  for (let end = from + 2; end < text.length; end++) {
    if (text.startsWith("/*", end)) {
      depth++;
      end++;
    } else if (text.startsWith("*/", end)) {
      end++;
      if (--depth === 0) return end + 1;
    }
  }
  return null;
}

/** The ranges between top-level semicolons that hold more than white space and comments, in order. */
export function splitStatements(tokens: readonly LexicalToken[]): { readonly start: number; readonly end: number; readonly tokens: readonly LexicalToken[] }[] {
  const statements: { start: number; end: number; tokens: LexicalToken[] }[] = [];
  let current: LexicalToken[] = [];
  let depth = 0;
  // The body of CREATE FUNCTION … BEGIN ATOMIC … END holds semicolons of its own.
  let atomic = 0;
  const close = (): void => {
    const first = current.find((token) => token.kind !== "comment");
    const last = current.at(-1);
    if (first && last) statements.push({ start: first.start, end: last.end, tokens: current });
    current = [];
    depth = 0;
    atomic = 0;
  };
  let before = "";
  for (const token of tokens) {
    const word = token.kind === "word" ? token.text.toUpperCase() : "";
    if (token.text === "(" && token.kind === "punctuation") depth++;
    if (token.text === ")" && token.kind === "punctuation") depth = Math.max(0, depth - 1);
    if (word === "ATOMIC" && before === "BEGIN") atomic = 1;
    else if (atomic > 0 && word === "CASE") atomic++;
    else if (atomic > 0 && word === "END") atomic--;
    if (token.kind !== "comment") before = word;
    if (token.kind === "punctuation" && token.text === ";" && depth === 0 && atomic === 0) close();
    else current.push(token);
  }
  close();
  return statements;
}
