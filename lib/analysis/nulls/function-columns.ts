import type { TableFunction } from "../../model/statement.ts";
import { routineFacts } from "../routine-facts.ts";
import type { Bound } from "../level.ts";
import { elementMask } from "./calls.ts";
import type { Engine } from "./engine.ts";
import type { Facts } from "./facts.ts";
import { inMode, type Frame } from "./frame.ts";
import { anything, unknowable, value, type Mask } from "./masks.ts";

/** What a column of a function in FROM may be. */
export function functionColumn(
  { relation, column }: Bound,
  item: TableFunction,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): Mask {
  const index = relation.columns.findIndex(({ name }) => name === column);
  if (index < 0 || !relation.complete) return unknowable;
  // The number of the row stands behind all other columns.
  if (item.ordinality && index === relation.columns.length - 1) return value;
  const own = relation.columns.length - (item.ordinality ? 1 : 0);
  const isOne = item.name !== "rows from" && (item.columns ?? []).length === 0;
  if (isOne && own === 1) return elementMask(item.name, item.arguments, inMode(frame, "row"), facts, engine);
  if (isOne && item.name === "unnest") return anything;
  if (isOne && pairs.has(item.name)) return index === 0 || !item.name.endsWith("_text") ? value : anything;
  return constructs.has(item.name) || routineFacts(item.name) ? anything : unknowable;
}

/** Keys and their values; JSON null is a value, and NULL as a text. */
const pairs: ReadonlySet<string> = new Set(["json_each", "jsonb_each", "json_each_text", "jsonb_each_text"]);
const constructs: ReadonlySet<string> = new Set(["xmltable", "json_table", "rows from"]);
