import type { Edit } from "../../model/span.ts";

/**
 * Two changes of one statement made together. In: both in any order. Out: in the order of the text; null where they change the same text and
 * neither an insertion nor an object that is made can hold both.
 */
export function joinedEdits(first: readonly Edit[], second: readonly Edit[]): readonly Edit[] | null {
  const joined = [...first];
  for (const edit of second) {
    const index = joined.findIndex((other) => touches(other, edit));
    const other = joined[index];
    if (!other) {
      joined.push(edit);
      continue;
    }
    const text =
      other.span.start === edit.span.start && other.span.end === edit.span.end ? bothTexts(other, edit) : null;
    if (text === null) return null;
    joined[index] = { span: other.span, text };
  }
  return joined.sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
}

/** Insertions at one place touch, and so does one inside what another replaces; at its ends it does not. */
function touches({ span: one }: Edit, { span: other }: Edit): boolean {
  if (one.start === one.end && other.start === other.end) return one.start === other.start;
  return one.start < other.end && other.start < one.end;
}

function bothTexts(one: Edit, other: Edit): string | null {
  if (one.text === other.text) return one.text;
  const [own, its] = [membersOf(one.text), membersOf(other.text)];
  if (own !== null && its !== null) return `{ ${its}, ${own} }`;
  return one.span.start === one.span.end ? one.text + other.text : null;
}

/** `a: 1` of `{ a: 1 }`. */
const membersOf = (text: string): string | null => /^\{ (.*) \}$/s.exec(text)?.[1] ?? null;
