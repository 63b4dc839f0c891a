import type { Condition } from "./sql-text.ts";

/**
 * A part of a statement that the program leaves out on some ways: a conjunct, a whole clause, an item of a list, a join
 * (whose left side then stands alone).
 */
export interface Optional {
  /** What has to hold for it to be there; nothing is said of a part that always is. */
  readonly onlyWhen?: Condition;
}
