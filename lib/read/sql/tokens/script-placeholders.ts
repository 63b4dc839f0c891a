import type { LexicalToken } from "./lexer.ts";
import type { Placeholder } from "./placeholder.ts";

/**
 * The placeholder of a .sql file that begins with a token, as the tools write it that run such files: psql (`:name`, `:'name'`, `:"name"`),
 * PgTyped (`:name!`, `:user.name`, `IN :ids`), HugSQL and PugSQL (`:v*:ids`, `:i:column`, `:sql:text`), sqlc (`@name`). In: the tokens of the
 * whole text, and the index of the one; `isSlice` tells whether its colon separates the bounds of a slice. Null where none begins there.
 */
export function scriptPlaceholderAt(
  tokens: readonly LexicalToken[],
  index: number,
  isSlice: (index: number) => boolean,
): Placeholder | null {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (!token || next?.start !== token.end) return null;
  if (token.kind === "operator" && token.text.endsWith("@") && !/[@<]@$/.test(token.text) && next.kind === "word")
    return { start: token.end - 1, end: next.end, name: next.text, number: null, kind: "parameter" };
  if (token.text !== ":" || token.kind !== "punctuation" || isSlice(index)) return null;
  const { start } = token;
  if (next.kind === "string")
    return { start, end: next.end, name: next.text.slice(1, -1), number: null, kind: "parameter" };
  if (next.kind === "name")
    return { start, end: next.end, name: next.text.slice(1, -1), number: null, kind: "identifier" };
  if (next.kind !== "word") return null;
  return typed(tokens, index) ?? named(tokens, index, start);
}

/** What HugSQL makes of a value: `:i:column`, `:v*:ids`. */
const kinds: Readonly<Record<string, Placeholder["kind"]>> = {
  v: "parameter",
  value: "parameter",
  t: "parameter",
  tuple: "parameter",
  i: "identifier",
  identifier: "identifier",
  sql: "raw",
  raw: "raw",
  snip: "raw",
  snippet: "raw",
};

function typed(tokens: readonly LexicalToken[], index: number): Placeholder | null {
  const [colon, type, star] = tokens.slice(index, index + 3);
  const kind = kinds[type?.text ?? ""];
  if (!colon || !type || !kind) return null;
  const isList = star?.start === type.end && star.text === "*";
  const inner = tokens[index + (isList ? 3 : 2)];
  const name = tokens[index + (isList ? 4 : 3)];
  if (
    inner?.text !== ":" ||
    inner.start !== (isList ? star : type).end ||
    name?.kind !== "word" ||
    name.start !== inner.end
  )
    return null;
  const found = named(tokens, index + (isList ? 3 : 2), colon.start);
  if (!found) return null;
  const tuple = type.text.startsWith("t") ? { written: "($?)" } : {};
  return { ...found, kind, ...tuple };
}

/** `:name`, `:user.name`, `:name!`. In: the index of the colon before the name; `start` of the whole. */
function named(tokens: readonly LexicalToken[], index: number, start: number): Placeholder | null {
  let at = index + 1;
  let last = tokens[at];
  if (last?.kind !== "word") return null;
  let name = last.text;
  for (let [dot, part] = tokens.slice(at + 1, at + 3); ; [dot, part] = tokens.slice(at + 1, at + 3)) {
    if (dot?.text !== "." || dot.start !== last.end || part?.kind !== "word" || part.start !== dot.end) break;
    name += `.${part.text}`;
    last = part;
    at += 2;
  }
  const mark = tokens[at + 1];
  const end = mark?.kind === "operator" && mark.text === "!" && mark.start === last.end ? mark.end : last.end;
  const before = tokens.slice(0, index).findLast(({ kind }) => kind !== "comment");
  // One parameter stands for a list with its brackets.
  const isList = start === tokens[index]?.start && before?.kind === "word" && /^(?:in|values)$/i.test(before.text);
  return { start, end, name, number: null, kind: "parameter", ...(isList ? { written: "($?)" } : {}) };
}
