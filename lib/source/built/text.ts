import type { BuiltList, Piece, Place, Text, Value } from "./built.ts";

/** Tags, and functions, that only tidy the white space of a text. */
export const tidyingTags: ReadonlySet<string> = new Set([
  "dedent",
  "outdent",
  "endent",
  "redent",
  "stripIndent",
  "stripIndents",
  "oneLine",
  "oneLineTrim",
  "noop",
]);

/** A value with what its text is put together of. */
export function withText(value: Value, text: Text): Value {
  return value.kind === "constant" || value.kind === "input" || value.kind === "choice" ? { ...value, text } : value;
}

/** A value that is the pieces one after the other. */
export function ofPieces(value: Value, pieces: readonly Piece[]): Value {
  return withText(value, { kind: "pieces", pieces });
}

/** The elements of a list with something between them, as a text. */
export function ofJoined(value: Value, list: BuiltList, separator: Value, place: Place): Value {
  return withText(value, { kind: "joined", list, separator, place });
}

/** True of what is a string, or may be one: adding to it makes a string. */
export function isTextual(value: Value): boolean {
  switch (value.kind) {
    case "constant":
      return typeof value.value === "string";
    case "input":
      return value.text !== undefined;
    case "choice":
      return value.text !== undefined || isTextual(value.then) || isTextual(value.otherwise);
    default:
      return false;
  }
}

/**
 * What a variable holds behind a loop that may add to its text. In: what it held before, what it holds at the end of a
 * round, both as one value, and the loop's body. Out: null where a round does not merely add to what was there.
 */
export function grownText(before: Value, after: Value, value: Value, loop: Place): Value | null {
  if (!isTextual(before)) return null;
  const added = addedPieces(before, after, loop);
  if (!added || added.length === 0) return null;
  return ofPieces(value, [
    { value: before, place: null },
    { value: ofPieces({ kind: "input", place: loop }, added), place: null, loop },
  ]);
}

/** What a round of a loop finds in a variable: the text before the loop, and what the rounds before added. */
export function textAgain(value: Value, before: Value, loop: Place): Value {
  if (!isTextual(before)) return value;
  return ofPieces(value, [
    { value: before, place: null },
    { value: { kind: "input", place: loop }, place: null, loop },
  ]);
}

/** The pieces that a round of a loop adds to those that were there before; null where it does something else as well. */
function addedPieces(before: Value, after: Value, loop: Place): readonly Piece[] | null {
  if (after === before) return [];
  const text = "text" in after ? after.text : undefined;
  if (text?.kind === "pieces") {
    const [first, ...rest] = text.pieces;
    const inner = first && !first.loop ? addedPieces(before, first.value, loop) : null;
    return inner && [...inner, ...rest.filter((piece) => piece.loop?.node !== loop.node)];
  }
  const either = text?.kind === "either" ? text : after.kind === "choice" ? after : null;
  if (!either) return null;
  const [then, otherwise] = [addedPieces(before, either.then, loop), addedPieces(before, either.otherwise, loop)];
  return then && otherwise && [...then, ...otherwise];
}
