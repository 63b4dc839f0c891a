import { noEdits, type Statement } from "../../model/statement.ts";
import { lowerStatement } from "./lower-statement.ts";
import { parseOnce } from "./parser/parse-cache.ts";
import { tokensOf } from "./tokens/tokens.ts";

/** The one statement of a text as PostgreSQL is sent it; places are offsets of the text. Null where it has none, or several. */
export function readStatement(text: string): Statement | null {
  const parsed = parseOnce(text);
  const [only, ...others] = parsed.ok ? parsed.statements : [];
  if (!parsed.ok || !only || others.length > 0) return null;
  return lowerStatement(only, {
    text,
    tokens: tokensOf(text),
    at: parsed.at,
    edits: noEdits,
    place: (start, end) => ({ start, end }),
    parameter: () => ({ name: null, hole: null }),
    holeAt: () => null,
    gaps: [],
  }).statement;
}
