import { contentOf } from "../../model/clause.ts";
import type { Expression } from "../../model/expression.ts";
import type { Grouping } from "../../model/statement.ts";
import type { Bound, Level } from "../level.ts";
import { isSame } from "../same-expression.ts";

function groupingOf(level: Level): Grouping | null {
  return level.kind === "select" ? contentOf(level.groupBy) : null;
}

/** Whether an expression is a key of grouping sets that some set may lack. */
export function isKeyOfSets(expression: Expression, level: Level): boolean {
  const grouping = groupingOf(level);
  if (!grouping?.sets || expression.kind === "constant") return false;
  return keyOfGroup(expression, level) && !keyAmong(expression, grouping.common, level);
}

/** Whether a column is a key of grouping sets that some set may lack. Subqueries may ask for keys that are columns, and no others. */
export function isLostBySets(bound: Bound, level: Level): boolean {
  const grouping = groupingOf(level);
  if (!grouping?.sets) return false;
  const isAmong = (keys: readonly Expression[]): boolean =>
    keys.some((key) => {
      const meant = meaningOf(key, level);
      const one = meant.kind === "column" ? level.scopes.resolve(meant) : null;
      return one !== null && typeof one === "object" && isSameColumn(one, bound);
    });
  return isAmong(allKeys(grouping)) && !isAmong(grouping.common);
}

/** Whether an expression is a key of the groups of its level. */
export function keyOfGroup(expression: Expression, level: Level): boolean {
  const grouping = groupingOf(level);
  return grouping !== null && keyAmong(expression, allKeys(grouping), level);
}

const allKeys = ({ keys, lost, common }: Grouping): readonly Expression[] => [
  ...keys.flatMap(keysIn),
  ...lost,
  ...common,
];

const isSameColumn = (one: Bound, other: Bound): boolean =>
  one.relation === other.relation && one.column === other.column;

const keysIn = (key: Expression): readonly Expression[] => (key.kind === "row" ? key.items : [key]);

/** Whether an expression is one of some keys: itself, the output of that number or name, or what such a key stands for. */
function keyAmong(expression: Expression, keys: readonly Expression[], level: Level): boolean {
  return keys.some((key) => {
    const meant = meaningOf(key, level);
    if (meant.kind !== "column" || expression.kind !== "column") return isSame(meant, expression);
    const [one, other] = [level.scopes.resolve(meant), level.scopes.resolve(expression)];
    return (
      one !== null && typeof one === "object" && other !== null && typeof other === "object" && isSameColumn(one, other)
    );
  });
}

function meaningOf(key: Expression, level: Level): Expression {
  const outputs = level.outputs.columns;
  if (key.kind === "constant" && typeof key.value === "number") return outputs[key.value - 1]?.expression ?? key;
  if (key.kind !== "column" || key.relation !== null || level.resolve(key) !== null) return key;
  return outputs.find(({ name }) => name === key.name)?.expression ?? key;
}
