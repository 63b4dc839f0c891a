import type { LexicalToken } from "./lexer.ts";
import type { Placeholder } from "./placeholder.ts";

/**
 * The placeholders of PgTyped's tag that begin with a token (https://pgtyped.dev/docs/sql-in-ts): `$name` and `$name!`
 * for a value, `$$names` for a list with its brackets, `$row(a, b)` and `$$rows(a, b)` for the values of an object's
 * properties. White space may stand between their parts. In: the tokens of the whole text, read without dollar quotes,
 * and the index of the one. Empty where none begins there.
 */
export function dollarPlaceholdersAt(tokens: readonly LexicalToken[], index: number): Placeholder[] {
  if (tokens[index]?.text !== "$") return [];
  const isSpread = tokens[index + 1]?.text === "$";
  const at = index + (isSpread ? 2 : 1);
  const name = tokens[at];
  if (name?.kind !== "word") return [];
  const { start } = tokens[index];
  const picked = picks(tokens, at);
  if (picked) return [{ ...parameter(start, name), kind: "mark" }, ...picked];
  return [{ ...parameter(start, name, tokens[at + 1]), ...(isSpread ? { written: "($?)" } : {}) }];
}

/** `row(a, b!)`: a parameter for each property; null where the name's brackets hold anything else. */
function picks(tokens: readonly LexicalToken[], at: number): Placeholder[] | null {
  const row = tokens[at];
  if (!row || tokens[at + 1]?.text !== "(") return null;
  const found: Placeholder[] = [];
  for (let next = at + 2; ; next++) {
    const property = tokens[next];
    if (property?.kind !== "word") return null;
    const one = parameter(property.start, property, tokens[next + 1]);
    found.push({ ...one, name: `${row.text}.${property.text}` });
    next += one.end > property.end ? 2 : 1;
    if (tokens[next]?.text === ")") return found;
    if (tokens[next]?.text !== ",") return null;
  }
}

/** A value that may not be null has a `!` behind its name. */
function parameter(start: number, name: LexicalToken, mark?: LexicalToken): Placeholder {
  const end = mark?.kind === "operator" && mark.text === "!" ? mark.end : name.end;
  return { start, end, name: name.text, number: null, kind: "parameter" };
}
