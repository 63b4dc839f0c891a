import type { Span } from "../model/span.ts";
import type { SqlPart, SqlText } from "../model/sql-text.ts";
import { choice, type ListItem } from "./text-value.ts";

const mostOptional = 6;

/**
 * The elements of an array with a separator between them. In: what one element's value looks like in the text, and whether
 * the array is known to hold something. Out: null where the elements cannot be counted.
 */
export function joinItems(
  items: readonly ListItem[],
  separator: SqlText,
  span: Span,
  filled: boolean,
  textOfItem: (item: ListItem) => SqlText | null,
): SqlText | null {
  if (items.some((item) => item.times === "many")) return null;
  if (items.filter((item) => item.times === "maybe").length > mostOptional) return null;
  const texts: { text: SqlText; maybe: boolean }[] = [];
  for (const item of items) {
    const text = textOfItem(item);
    if (!text) return null;
    texts.push({ text, maybe: item.times === "maybe" });
  }
  const tail = (from: number): SqlText =>
    texts.slice(from).flatMap(({ text, maybe }): SqlPart[] => {
      const separated = [...separator, ...text];
      return maybe ? [{ kind: "choice", span, options: [[], separated] }] : separated;
    });
  const from = (at: number): SqlText => {
    const first = texts[at];
    if (!first) return [];
    const present = [...first.text, ...tail(at + 1)];
    if (!first.maybe) return present;
    const last = filled && texts.slice(at + 1).every(({ maybe }) => maybe) && at === texts.length - 1;
    return last ? present : choice(span, [present, from(at + 1)]);
  };
  return from(0);
}
