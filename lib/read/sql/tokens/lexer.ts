/**
 * A token of a text that may still hold interpolations and the placeholders of libraries, which PostgreSQL's own
 * scanner cannot see. Offsets are UTF-16 units. `word`: a keyword or plain identifier. `name`: a quoted identifier.
 * `closed` is false for a string, name or comment that the text ends inside of.
 */
export interface LexicalToken {
  readonly kind: "word" | "name" | "string" | "number" | "comment" | "operator" | "punctuation" | "parameter" | "hole";
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly closed: boolean;
}

// What a character is, by its UTF-16 code: bits, since a character may be several.
const space = 1;
const wordStart = 2;
const wordPart = 4;
const digit = 8;
const operator = 16;
const kinds = new Uint8Array(128);
for (const code of [9, 10, 11, 12, 13, 32]) kinds[code] = space;
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) kinds[code] = wordStart | wordPart;
  else if (/[0-9]/.test(character)) kinds[code] = digit | wordPart;
  else if (character === "$") kinds[code] = wordPart;
  else if ("+-*/<>=~!@#%^&|`?".includes(character)) kinds[code] = operator;
}

/** Beyond ASCII everything is a letter to PostgreSQL, no-break spaces too. */
const is = (code: number, kind: number): boolean =>
  ((code < 128 ? (kinds[code] ?? 0) : wordStart | wordPart) & kind) !== 0;

const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
/** Strings that only white space with a line end separates are one string. */
const continued = /[ \t\f\v]*[\r\n][ \t\r\n\f\v]*'/y;
const number =
  /0[xX](?:_?[0-9A-Fa-f])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*(?:\.(?!\.)(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?/y;
const noHoles: ReadonlySet<number> = new Set();

/**
 * Splits a text into tokens by PostgreSQL's lexical rules (SQL Syntax, Lexical Structure): '' and E'' and U&'' strings,
 * dollar quotes, nested comments, quoted identifiers, operators. In: `holes` are the offsets at which one unit stands
 * for an interpolation; inside a string or comment it is part of that token. Without `dollarQuotes` every `$` that opens no
 * `$1` is a token of its own, for libraries to which it opens a placeholder. Never throws.
 */
export function lex(
  text: string,
  holes: ReadonlySet<number> = noHoles,
  { dollarQuotes = true }: { readonly dollarQuotes?: boolean } = {},
): LexicalToken[] {
  const tokens: LexicalToken[] = [];
  const length = text.length;
  let at = 0;
  const take = (kind: LexicalToken["kind"], end: number, closed = true): void => {
    tokens.push({ kind, start: at, end, text: text.slice(at, end), closed });
    at = end;
  };
  while (at < length) {
    const code = text.charCodeAt(at);
    if (is(code, space)) at++;
    else if (holes.has(at)) take("hole", at + 1);
    else if (is(code, wordStart)) takeWord(code);
    else if (is(code, digit)) take("number", numberEnd());
    else if (is(code, operator)) {
      if (code === 45 && text.charCodeAt(at + 1) === 45) take("comment", lineEnd(text, at));
      else if (code === 47 && text.charCodeAt(at + 1) === 42) {
        const end = commentEnd(text, at);
        take("comment", end ?? length, end !== null);
      } else take("operator", operatorEnd());
    } else if (code === 39) takeQuoted("string", at, "plain");
    else if (code === 34) takeQuoted("name", at, "plain");
    else if (code === 36) takeDollar();
    else if (code === 46 && is(text.charCodeAt(at + 1), digit)) take("number", numberEnd());
    else if (text.startsWith("::", at) || text.startsWith(":=", at) || text.startsWith("..", at))
      take("punctuation", at + 2);
    else take("punctuation", at + 1);
  }
  return tokens;

  function takeWord(code: number): void {
    const next = text.charCodeAt(at + 1);
    const letter = code | 32;
    // E'', B'', X'', U&'' and U&""; the N of N'' is a keyword.
    if (next === 39 && letter === 101) takeQuoted("string", at + 1, "escapes");
    else if (next === 39 && (letter === 98 || letter === 120)) takeQuoted("string", at + 1, "bits");
    else if (next === 39 && letter === 110) take("word", at + 1);
    else if (next === 38 && letter === 117 && text.charCodeAt(at + 2) === 39) takeQuoted("string", at + 2, "plain");
    else if (next === 38 && letter === 117 && text.charCodeAt(at + 2) === 34) takeQuoted("name", at + 2, "plain");
    else {
      let end = at + 1;
      while (end < length && is(text.charCodeAt(end), wordPart) && !holes.has(end)) end++;
      take("word", end);
    }
  }

  function takeQuoted(kind: "string" | "name", open: number, inside: "plain" | "escapes" | "bits"): void {
    const quote = kind === "string" ? 39 : 34;
    for (let end = open + 1; end < length; end++) {
      const code = text.charCodeAt(end);
      if (inside === "escapes" && code === 92) end++;
      else if (code === quote) {
        if (inside !== "bits" && text.charCodeAt(end + 1) === quote) end++;
        else {
          continued.lastIndex = end + 1;
          if (kind === "name" || !continued.test(text)) return take(kind, end + 1);
          end = continued.lastIndex - 1;
        }
      }
    }
    take(kind, length, false);
  }

  function takeDollar(): void {
    if (is(text.charCodeAt(at + 1), digit)) {
      let end = at + 2;
      while (is(text.charCodeAt(end), digit)) end++;
      return take("parameter", end);
    }
    if (!dollarQuotes) return take("punctuation", at + 1);
    dollarTag.lastIndex = at;
    const tag = dollarTag.exec(text)?.[0];
    if (tag === undefined || (holes.size > 0 && Array.from(tag).some((_, index) => holes.has(at + index))))
      return take("punctuation", at + 1);
    const close = text.indexOf(tag, at + tag.length);
    take("string", close < 0 ? length : close + tag.length, close >= 0);
  }

  function numberEnd(): number {
    number.lastIndex = at;
    number.test(text);
    let end = number.lastIndex;
    // No number goes on with letters; what does is one word of some other language.
    while (end < length && is(text.charCodeAt(end), wordPart) && text.charCodeAt(end) !== 36 && !holes.has(end)) end++;
    return end;
  }

  function operatorEnd(): number {
    let end = at + 1;
    let keepsSign = signKeepers.includes(text.charAt(at));
    for (; end < length && is(text.charCodeAt(end), operator) && !holes.has(end); end++) {
      if (text.startsWith("--", end) || text.startsWith("/*", end)) break;
      keepsSign ||= signKeepers.includes(text.charAt(end));
    }
    // A trailing + or - belongs to what follows unless the operator holds one of these characters.
    while (!keepsSign && end > at + 1 && (text.charCodeAt(end - 1) === 43 || text.charCodeAt(end - 1) === 45)) end--;
    return end;
  }
}

const signKeepers = "~!@#%^&|`?";

function lineEnd(text: string, from: number): number {
  for (let end = from; end < text.length; end++)
    if (text.charCodeAt(end) === 10 || text.charCodeAt(end) === 13) return end;
  return text.length;
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
export function splitStatements(
  tokens: readonly LexicalToken[],
): { readonly start: number; readonly end: number; readonly tokens: readonly LexicalToken[] }[] {
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
