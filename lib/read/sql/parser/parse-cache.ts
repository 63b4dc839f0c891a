import { parsePostgres, type ParseResult } from "./postgres-parser.ts";

/** The results of PostgreSQL's parser, the latest asked for last. */
const parses = new Map<string, ParseResult>();
const mostTexts = 1_000;
const mostCharacters = 500_000;
let characters = 0;
let count = 0;

/**
 * `parsePostgres`, asked once for each text however many rules and files hold it: the latest results are kept, so many
 * that a run of ESLint over a large application keeps all of one file's texts.
 */
export function parseOnce(text: string): ParseResult {
  const known = parses.get(text);
  if (known) {
    parses.delete(text);
    parses.set(text, known);
    return known;
  }
  count++;
  const result = parsePostgres(text);
  parses.set(text, result);
  characters += text.length;
  for (const oldest of parses.keys()) {
    if ((parses.size <= mostTexts && characters <= mostCharacters) || oldest === text) break;
    parses.delete(oldest);
    characters -= oldest.length;
  }
  return result;
}

/** How many texts PostgreSQL's parser was asked to read so far: what a benchmark and tests count. */
export function parseCount(): number {
  return count;
}
