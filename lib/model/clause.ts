import type { Expression } from "./expression.ts";
import type { Optional } from "./optional.ts";
import type { Hole } from "./sql-text.ts";
import type { Span } from "./span.ts";

/**
 * A clause that a statement may do without. `is`: it is there. `absent`: it surely is not. `unknown`: text of unknown
 * content stands where it would be, so it may be there or not.
 */
export type Clause<Content extends object> = ({ readonly kind: "is" } & Content & Optional) | "absent" | "unknown";

/**
 * What WHERE, HAVING and ON hold. Where text of unknown content goes on with the condition, it is an `unknown` operand
 * of an AND.
 */
export interface ConditionClause {
  readonly condition: Expression;
}

/**
 * Text of unknown content among the items of a list (`SET a = 1 ${more}`) or behind them: nothing, further items, or
 * clauses that could follow there. Those that are not written are `unknown` then.
 */
export interface UnknownText {
  readonly kind: "unknown-text";
  readonly hole: Hole;
  readonly span: Span;
}

export function isUnknownText(item: object): item is UnknownText {
  return "kind" in item && item.kind === "unknown-text";
}

/** The items of a list that are known. What `hasUnknownText` says of the list is to be asked as well. */
export function knownItems<Item extends object>(items: readonly (Item | UnknownText)[]): readonly Item[] {
  return items.filter((item): item is Item => !isUnknownText(item));
}

/** Whether a list may have more items than are known. */
export function hasUnknownText(items: readonly object[]): boolean {
  return items.some(isUnknownText);
}

const queries: ReadonlySet<unknown> = new Set(["select-query", "values-query", "set-operation"]);

/**
 * Whether a node of a statement is text of unknown content, or a query of which it is not known whether some clause is
 * there.
 */
export function hasUnknownClause(node: object): boolean {
  if (isUnknownText(node)) return true;
  return "kind" in node && queries.has(node.kind) && Object.values(node).includes("unknown");
}

/** What a clause holds; null where it is absent, and where it is not known whether it is there. */
export function contentOf<Content extends object>(
  clause: Clause<Content>,
): ({ readonly kind: "is" } & Content & Optional) | null {
  return typeof clause === "string" ? null : clause;
}
