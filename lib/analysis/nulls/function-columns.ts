import type { TableFunction } from "../../model/statement.ts";
import { routineFacts } from "../routine-facts.ts";
import type { Bound } from "../level.ts";
import { elementMask, isRedefined } from "./calls.ts";
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

/** Whether a function in FROM gives no row where something that it is given is NULL. */
export function isStrictSet(item: TableFunction, engine: Engine): boolean {
  const { name, arguments: given, called } = item;
  if (!strictSets.has(name) || (called?.schema ?? "pg_catalog") !== "pg_catalog" || isRedefined(name, engine))
    return false;
  // Of several lists unnest() gives as many rows as the longest has.
  return name !== "unnest" || given.length === 1;
}

const strictSets: ReadonlySet<string> = new Set(
  `generate_series generate_subscripts json_array_elements json_array_elements_text json_each json_each_text json_object_keys
   jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query regexp_matches
   regexp_split_to_table unnest`
    .trim()
    .split(/\s+/),
);

/** Keys and their values; JSON null is a value, and NULL as a text. */
const pairs: ReadonlySet<string> = new Set(["json_each", "jsonb_each", "json_each_text", "jsonb_each_text"]);
const constructs: ReadonlySet<string> = new Set(["xmltable", "json_table", "rows from"]);
