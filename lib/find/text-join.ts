import type { Condition, SqlPart, SqlText } from "../model/sql-text.ts";
import { anyOf } from "./text-condition.ts";
import type { ListItem } from "./text-value.ts";

const mostOptional = 40;

interface JoinedItem {
  readonly text: SqlText;
  readonly item: ListItem;
  /** Null: it is always there. */
  readonly condition: Condition | null;
}

/**
 * The elements of an array with a separator between them. In: what one element's value looks like in the text, and whether
 * the array is known to hold something. Out: null where the elements cannot be counted.
 */
export function joinItems(
  items: readonly ListItem[],
  separator: SqlText,
  filled: boolean,
  textOfItem: (item: ListItem) => SqlText | null,
): SqlText | null {
  if (items.some((item) => item.times === "many")) return null;
  if (items.filter((item) => item.times === "maybe").length > mostOptional) return null;
  const joined: JoinedItem[] = [];
  for (const item of items) {
    const text = textOfItem(item);
    if (!text) return null;
    joined.push({ text, item, condition: item.times === "maybe" ? conditionOf(item) : null });
  }
  const anchor = joined.findIndex(({ condition }) => condition === null);
  if (anchor < 0) return joinOptional(joined, separator, filled);
  return joined.flatMap((one, index) =>
    piece(
      one,
      index < anchor ? [...one.text, ...separator] : index > anchor ? [...separator, ...one.text] : one.text,
      one.condition,
    ),
  );
}

/** Where no element is always there, a separator stands before one that has another before it. */
function joinOptional(joined: readonly JoinedItem[], separator: SqlText, filled: boolean): SqlText {
  const before: Condition[] = [];
  return joined.flatMap((one, index) => {
    const { condition, text, item } = one;
    const some = anyOf([...before]);
    const between: SqlText = some ? [{ kind: "optional", span: item.span, condition: some, text: separator }] : [];
    if (condition) before.push(condition);
    if (!filled || index < joined.length - 1 || !condition) return piece(one, [...between, ...text], condition);
    // The last one is there where no other is.
    return piece(one, [...between, ...text], some && { kind: "any", of: [condition, { kind: "not", of: some }] });
  });
}

function piece({ item }: JoinedItem, text: SqlText, condition: Condition | null): readonly SqlPart[] {
  return condition ? [{ kind: "optional", span: item.span, condition, text }] : text;
}

function conditionOf({ condition, span }: ListItem): Condition {
  return condition ?? { kind: "is", key: `${span.start}-${span.end}?`, truth: true };
}
