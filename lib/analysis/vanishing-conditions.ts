import type { Table } from "../catalog/catalog.ts";
import type { Expression, Parameter } from "../model/expression.ts";
import type { Site } from "../model/site.ts";
import type { Hole } from "../model/sql-text.ts";
import type { WhyUndefined } from "../model/undefined.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, conjuncts } from "./expressions.ts";
import type { Level, Relation } from "./level.ts";
import { columnIn, keysOf } from "./pinned-rows.ts";

/** A condition on a key that its library leaves out where the value is undefined, and what the statement does without it. */
export interface VanishingCondition {
  readonly hole: Hole;
  readonly column: string;
  /** `open`: nothing else chooses rows. `wide`: other conditions are left. */
  readonly rest: "open" | "wide";
  readonly does: "reads one" | "reads" | "updates" | "deletes";
}

interface OnKey {
  readonly condition: Expression;
  readonly hole: Hole;
  readonly needsKey: boolean;
  readonly column: string;
  readonly why: WhyUndefined;
}

/**
 * The conditions on keys of a relation that may vanish against the will of whoever wrote them. Filters that are optional on purpose are none: those of
 * a list, which a caller or a request may leave out.
 */
export function vanishingConditions(relation: Relation, site: Site | null): readonly VanishingCondition[] {
  const { source, level } = relation;
  const does = whatIsDone(level, site);
  if (source.kind !== "table" || !does || source.table.modelTraits?.refusesUndefined) return [];
  const all = conditionsOn(relation).binding.flatMap(conjuncts);
  const may = all.flatMap((condition) => onKey(condition, relation, source.table) ?? []);
  if (may.length === 0) return [];
  const gone = new Set(may.map(({ condition }) => condition));
  const left = remaining(
    all.filter((one) => !gone.has(one)),
    relation,
    source.table,
  );
  const isInside = level.use === "expression";
  return may
    .filter((one) => isAgainstWill(one, { left, does, isInside, others: may.length - 1, level, table: source.table }))
    .map(({ hole, column }) => ({ hole, column, does, rest: left === "nothing" && !isInside ? "open" : "wide" }));
}

/** What is done with the rows of the statement that a level is a condition of; null for what chooses no rows. */
function whatIsDone(level: Level, site: Site | null): VanishingCondition["does"] | null {
  switch (level.kind) {
    case "update":
      return "updates";
    case "delete":
      return "deletes";
    case "select": {
      const { container } = level;
      if (container && level.use !== "top") return whatIsDone(container, site);
      return site?.result === "row" || site?.result === "row-or-null" ? "reads one" : "reads";
    }
    default:
      return null;
  }
}

/** A condition that makes a column of a key equal to a value which may be undefined, or one of a list that may. */
function onKey(condition: Expression, relation: Relation, table: Table): OnKey | null {
  if (condition.onlyWhen !== undefined) return null;
  const [operand, value] = equality(condition) ?? [];
  if (!operand || !value) return null;
  const { hole } = value;
  const column = columnIn(relation, bare(operand));
  if (!hole?.leftOut || column === null || !isOfKey(column, table)) return null;
  const why = hole.leftOut.why();
  return why && { condition, hole, needsKey: hole.leftOut.needsKey, column, why };
}

/** `column = $1`, `column IN ($1)`, `column = ANY ($1)` */
function equality(condition: Expression): readonly [Expression, Parameter] | null {
  if (condition.kind === "in-list" && !condition.negated) {
    const [item] = condition.items.map(bare);
    return condition.items.length === 1 && item?.kind === "parameter" ? [condition.operand, item] : null;
  }
  if (condition.kind !== "operator" || condition.operator !== "=" || !condition.left || condition.quantifier === "all")
    return null;
  const value = bare(condition.right);
  return value.kind === "parameter" ? [condition.left, value] : null;
}

/** By a key rows are told from others, or belong to some row of another table. */
function isOfKey(column: string, table: Table): boolean {
  return (
    isIdentity(column, table) ||
    table.foreignKeys.some(({ columns }) => columns.includes(column)) ||
    [...table.unique, ...table.indexes.filter(({ unique }) => unique)].some(({ columns }) => columns.includes(column))
  );
}

/** Its value alone is that of one row. */
const isIdentity = (column: string, table: Table): boolean =>
  keysOf(table).some((key) => key.length === 1 && key[0] === column);

/** What chooses rows when the conditions that may vanish are gone: a whole key, some key of another table, anything, or nothing. */
type Left = "one row" | "rows of something" | "something" | "nothing";

function remaining(conditions: readonly Expression[], relation: Relation, table: Table): Left {
  const columns = (some: readonly Expression[]): readonly string[] =>
    some.flatMap((condition) => {
      const operand = condition.kind === "operator" && condition.operator === "=" ? condition.left : null;
      return (operand && columnIn(relation, bare(operand))) ?? [];
    });
  const given = new Set(columns(conditions.filter(({ onlyWhen }) => onlyWhen === undefined)));
  if (keysOf(table).some((key) => key.every((column) => given.has(column)))) return "one row";
  const listed = conditions.flatMap((one) =>
    one.kind === "in-list" && !one.negated ? (columnIn(relation, bare(one.operand)) ?? []) : [],
  );
  if ([...columns(conditions), ...listed].some((column) => isOfKey(column, table))) return "rows of something";
  return conditions.some((one) => !isAboutState(one)) ? "something" : "nothing";
}

/** `deleted_at IS NULL`, `TRUE`: true of most rows. */
const isAboutState = (condition: Expression): boolean =>
  condition.kind === "null-test" || condition.kind === "constant" || condition.kind === "boolean-test";

interface Circumstances {
  readonly left: Left;
  readonly does: VanishingCondition["does"];
  /** It stands in a condition on rows of another table. */
  readonly isInside: boolean;
  /** How many others may vanish with it. */
  readonly others: number;
  readonly level: Level;
  readonly table: Table;
}

function isAgainstWill(one: OnKey, { left, does, isInside, others, level, table }: Circumstances): boolean {
  // The library refuses it then.
  if (one.needsKey && left !== "one row" && !isInside) return false;
  // It is read for nothing then.
  if ((does === "reads one" || does === "reads") && one.why === "chain" && one.hole.leftOut?.isUsedOnlyWithIt())
    return false;
  // What is read through `?.` is not there by accident, and what a type says so of no function's caller has chosen.
  if (one.why === "chain" || one.why === "type") return true;
  if (isInside || left === "one row") return false;
  const isChosen = isIdentity(one.column, table);
  switch (does) {
    case "deletes":
    case "updates":
      return left === "nothing" || one.why === "request" || isChosen;
    case "reads one":
      // By one or the other: whoever calls it gives one of them.
      return others === 0 && (left === "nothing" || isChosen);
    case "reads":
      return (
        one.why === "request" &&
        left === "nothing" &&
        others === 0 &&
        level.kind === "select" &&
        level.limit === "absent"
      );
  }
}
