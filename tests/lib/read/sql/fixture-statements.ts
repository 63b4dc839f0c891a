import { lex, splitStatements } from "../../../../lib/read/sql/tokens/lexer.ts";

/** The statements of a fixture file, without semicolons and the comments between them. */
export function fixtureStatements(text: string): string[] {
  return splitStatements(lex(text)).map(({ start, end }) => text.slice(start, end));
}
