import { lowerStatement } from "../lib/read/sql/lower-statement.ts";
import { parsePostgres } from "../lib/read/sql/parser/postgres-parser.ts";
import { tokensOf } from "../lib/read/sql/tokens/tokens.ts";
import { noEdits, type Statement } from "../lib/model/statement.ts";

/** The one statement of a SQL text with `$n` placeholders; its spans are ranges of the text. */
export function parsed(sql: string): Statement {
  const result = parsePostgres(sql);
  if (!result.ok) throw new Error(`${result.message}: ${sql}`);
  const [statement] = result.statements;
  if (!statement) throw new Error("no statement");
  return lowerStatement(statement, {
    text: sql,
    tokens: tokensOf(sql),
    at: result.at,
    edits: noEdits,
    place: (start, end) => ({ start, end }),
    parameter: () => ({ name: null, hole: null }),
    holeAt: () => null,
    gaps: [],
  }).statement;
}
