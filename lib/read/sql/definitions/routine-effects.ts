import type { RoutineEffects } from "../../../model/definition.ts";
import { lex, type LexicalToken } from "../tokens/lexer.ts";

/** What the body of a function in PL/pgSQL does, by its words; what stands in strings and comments does nothing. */
export function routineEffects(body: string): RoutineEffects {
  const tokens = lex(body).filter(({ kind }) => kind !== "comment");
  const words = tokens.map(wordOf);
  const has = (...wanted: readonly string[]) => words.some((word) => wanted.includes(word));
  return {
    sets: tokens.flatMap((_, at) => setAt(tokens, words, at) ?? []),
    raises: words.some((word, at) => (word === "RAISE" && stops(tokens[at + 1])) || word === "ASSERT"),
    // A word that may as well be a name, as in `TG_OP = 'INSERT'`, stands in a string there.
    changes: has("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "PERFORM", "EXECUTE", "CALL", "NOTIFY"),
    reads: has("SELECT", "FROM", "EXISTS"),
    compares: has("OLD"),
  };
}

const wordOf = ({ kind, text }: LexicalToken): string =>
  kind === "word" ? text.toUpperCase() : kind === "name" ? text.slice(1, -1) : kind === "string" ? "" : text;

/** RAISE alone, with a text or with the name of an error raises an exception; the lower levels only say something. */
const stops = (next: LexicalToken | undefined): boolean =>
  !["DEBUG", "LOG", "INFO", "NOTICE", "WARNING"].includes(next?.text.toUpperCase() ?? "");

/** The column that an assignment to NEW sets, which begins at a token: `NEW.name := …`, and `INTO NEW.name`. */
function setAt(tokens: readonly LexicalToken[], words: readonly string[], at: number): string | null {
  if (words[at] !== "NEW" || words[at + 1] !== ".") return null;
  const before = words[at - 1] ?? "";
  const isAssigned =
    [";", "BEGIN", "THEN", "ELSE", "LOOP", ""].includes(before) && ["=", ":="].includes(operatorAt(words, at + 3));
  if (!isAssigned && before !== "INTO") return null;
  const { kind, text } = tokens[at + 2] ?? { kind: "word", text: "" };
  return kind === "name" ? text.slice(1, -1) : text.toLowerCase();
}

const operatorAt = (words: readonly string[], at: number): string =>
  words[at] === ":" ? `:${words[at + 1] ?? ""}` : (words[at] ?? "");
