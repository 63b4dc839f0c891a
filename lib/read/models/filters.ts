import type { ModelCondition } from "../../model/definition.ts";
import { isFunction, memberName, nameOfKey } from "../../source/nodes.ts";
import {
  booleanOf,
  elementsOf,
  numberOf,
  propertiesOf,
  resolved,
  resultOf,
  term,
  stringOf,
  type Term,
} from "./syntax.ts";

/**
 * What must hold of every row that a filter lets through, of a filter written as an object: `{ deletedAt: null }`, `{
 * [Op.and]: […] }`, `{ state: { $ne: "gone" } }`. Conditions that cannot be told are left out: the others hold all the
 * same. In: `columnOf` gives the column of a property, or null.
 */
export function conditionsOf(
  start: Term | null,
  columnOf: (property: string) => string | null,
): readonly ModelCondition[] {
  if (!start) return [];
  const value = resolved(start);
  if (isFunction(value.node)) {
    const result = resultOf({ ...value, node: value.node }, []);
    return result ? conditionsOf(result, columnOf) : [];
  }
  const list = elementsOf(value);
  if (list) return list.flatMap((item) => conditionsOf(item, columnOf));
  const found = propertiesOf(value).flatMap(({ key, value: given }): readonly ModelCondition[] => {
    if (key === "$and" || key === "and") return conditionsOf(given, columnOf);
    const column = key.startsWith("$") ? null : columnOf(key);
    return column === null ? [] : ofColumn(column, given);
  });
  return [
    ...found,
    ...operatorsOf(value).flatMap(([operator, given]) => (operator === "and" ? conditionsOf(given, columnOf) : [])),
  ];
}

function ofColumn(column: string, start: Term): readonly ModelCondition[] {
  const plain = plainOf(start);
  if (plain !== undefined)
    return [plain === null ? { column, operator: "is null", value: null } : { column, operator: "=", value: plain }];
  const written = [
    ...propertiesOf(start).map(({ key, value }) => [key.replace(/^\$/, ""), value] as const),
    ...operatorsOf(resolved(start)),
  ];
  return written.flatMap(([operator, given]): ModelCondition[] => {
    const value = plainOf(given);
    if (value === undefined) return [];
    if (operator === "eq" || operator === "is")
      return [value === null ? { column, operator: "is null", value } : { column, operator: "=", value }];
    if (operator === "ne" || operator === "not")
      return [value === null ? { column, operator: "is not null", value } : { column, operator: "<>", value }];
    return [];
  });
}

/** `{ [Op.ne]: null }`. */
function operatorsOf(object: Term): (readonly [string, Term])[] {
  if (object.node.type !== "ObjectExpression") return [];
  return object.node.properties.flatMap((property) => {
    if (property.type !== "Property" || !property.computed || property.key.type !== "MemberExpression") return [];
    const owner =
      property.key.object.type === "MemberExpression"
        ? memberName(property.key.object)
        : nameOfKey(property.key.object);
    const operator = memberName(property.key);
    return owner === "Op" && operator !== null ? [[operator, term(property.value, object)] as const] : [];
  });
}

function plainOf(start: Term): string | number | boolean | null | undefined {
  const { node } = resolved(start);
  if (node.type === "Literal" && node.value === null && node.raw === "null") return null;
  return stringOf(start) ?? numberOf(start) ?? booleanOf(start) ?? undefined;
}
