import { noEdits } from "../../../../lib/model/statement.ts";
import { lowerStatement, type Lowered } from "../../../../lib/read/sql/lower-statement.ts";
import type { LowerContext } from "../../../../lib/read/sql/lower/lowering.ts";
import { parsePostgres } from "../../../../lib/read/sql/parser/postgres-parser.ts";
import { tokensOf } from "../../../../lib/read/sql/tokens/tokens.ts";

/** The only statement of a text, with spans that are offsets of the text. Fails where PostgreSQL's grammar does not accept it. */
export function lowerText(text: string, more: Partial<LowerContext> = {}): Lowered {
  const parsed = parsePostgres(text);
  if (!parsed.ok) throw new Error(`${parsed.message}: ${text}`);
  const [only] = parsed.statements;
  if (!only || parsed.statements.length !== 1) throw new Error(`not one statement: ${text}`);
  return lowerStatement(only, {
    text,
    tokens: tokensOf(text),
    at: parsed.at,
    edits: noEdits,
    place: (start, end) => ({ start, end }),
    parameter: () => ({ name: null, hole: null }),
    holeAt: () => null,
    gaps: [],
    ...more,
  });
}
