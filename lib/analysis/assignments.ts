import { isUnknownText, type UnknownText } from "../model/clause.ts";
import type { Assignment } from "../model/statement.ts";

/** Whether a SET list assigns a column; `unknown` where an interpolation may do so. */
export function assigns(assignments: readonly (Assignment | UnknownText)[], column: string): "yes" | "no" | "unknown" {
  let isOpen = false;
  for (const item of assignments) {
    if (isUnknownText(item) || item.column === null) isOpen = true;
    else if (item.column === column) return "yes";
  }
  return isOpen ? "unknown" : "no";
}
