import { scanPostgres } from "../../../../lib/read/sql/postgres-parser.ts";

/** The statements of a fixture file, without semicolons and the comments between them. */
export function fixtureStatements(text: string): string[] {
  const statements: string[] = [];
  let start = -1;
  let end = -1;
  for (const token of scanPostgres(text) ?? []) {
    if (token.text === ";") {
      if (start >= 0) statements.push(text.slice(start, end));
      start = -1;
    } else if (start >= 0 || (token.name !== "SQL_COMMENT" && token.name !== "C_COMMENT")) {
      if (start < 0) start = token.start;
      end = token.end;
    }
  }
  return statements;
}
