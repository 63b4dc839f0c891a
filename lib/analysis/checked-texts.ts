import { findRelation, type Catalog, type Table } from "../catalog/catalog.ts";
import type { Expression } from "../model/expression.ts";
import { bare } from "./expressions.ts";

/**
 * The texts that a CHECK allows a column to hold, NULL aside: `CHECK (state IN ('open', 'shut'))`. In: the table and the column by their bare
 * names. Out: null where no check of all rows says so, or more than one does.
 */
export function checkedTexts(name: string, column: string, catalog: Catalog): readonly string[] | null {
  const relation = findRelation(catalog, null, name);
  if (relation?.kind !== "table" || relation.structure?.foreign) return null;
  const [only, ...others] = listsOf(relation, column);
  return only && others.length === 0 ? only : null;
}

function listsOf({ structure }: Table, column: string): readonly (readonly string[])[] {
  return (structure?.constraints ?? []).flatMap(({ kind, validated, enforced, condition }) => {
    if (kind !== "check" || !validated || enforced === false || !condition) return [];
    return conjunctsOf(condition).flatMap((one) => {
      const texts = textsOf(one, column);
      return texts ? [texts] : [];
    });
  });
}

function conjunctsOf(condition: Expression): readonly Expression[] {
  const whole = bare(condition);
  return whole.kind === "and" ? whole.operands.flatMap(conjunctsOf) : [whole];
}

/** What a condition lets a column be, where it says nothing else: `a IN ('x', 'y')`, `a = ANY (ARRAY['x'])`, `a = 'x' OR a = 'y' OR a IS NULL`. */
function textsOf(condition: Expression, column: string): readonly string[] | null {
  const one = bare(condition);
  switch (one.kind) {
    case "or": {
      const lists = one.operands.filter((operand) => !isNullOf(operand, column)).map((part) => textsOf(part, column));
      return lists.length > 0 && lists.every((list) => list !== null) ? lists.flat() : null;
    }
    case "in-list":
      return !one.negated && isColumn(one.operand, column) ? literals(one.items) : null;
    case "operator": {
      const { operator, left, right, quantifier } = one;
      if (operator !== "=" || !left || !isColumn(left, column)) return null;
      const list = bare(right);
      if (quantifier === "any") return list.kind === "array" ? literals(list.items) : null;
      return quantifier === null ? literals([right]) : null;
    }
    default:
      return null;
  }
}

const isNullOf = (condition: Expression, column: string): boolean =>
  condition.kind === "null-test" && !condition.negated && isColumn(condition.operand, column);

/** The column itself, whatever text it is cast to. */
function isColumn(expression: Expression, column: string): boolean {
  const one = bare(expression);
  if (one.kind === "cast") return /^(?:text|character varying)$/.test(one.type) && isColumn(one.operand, column);
  return one.kind === "column" && one.name === column;
}

function literals(items: readonly Expression[]): readonly string[] | null {
  const texts = items.map((item) => {
    const one = bare(item);
    const value = one.kind === "cast" ? bare(one.operand) : one;
    return value.kind === "constant" && typeof value.value === "string" ? value.value : null;
  });
  return texts.every((text) => text !== null) ? texts : null;
}
