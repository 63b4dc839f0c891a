import { keywordKind } from "../../../model/keywords.ts";
import { lex } from "./lexer.ts";

/** A token of a text that is sent as it is, comments left out. Offsets are UTF-16 units of the text. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** `name`: an identifier, quoted or not. `literal`: a constant or `$n`. `symbol`: an operator or punctuation. */
  readonly kind: "keyword" | "name" | "literal" | "symbol";
}

const kinds = {
  name: "name",
  string: "literal",
  number: "literal",
  parameter: "literal",
  operator: "symbol",
  punctuation: "symbol",
  hole: "symbol",
} as const;

/**
 * The tokens of a text that PostgreSQL's grammar accepted, as its scanner would split it. The scanner of libpg-query is
 * not asked: it takes longer than the parser, because its answer is JSON.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { kind, start, end, text: written } of lex(text)) {
    if (kind === "comment") continue;
    // The N of N'…' is the keyword NCHAR.
    const isKeyword = kind === "word" && (keywordKind(written) !== null || (text[end] === "'" && /^n$/i.test(written)));
    tokens.push({ start, end, text: written, kind: kind === "word" ? (isKeyword ? "keyword" : "name") : kinds[kind] });
  }
  return tokens;
}
