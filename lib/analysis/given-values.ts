import type { Expression } from "../model/expression.ts";
import type { Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import { conditionsOn } from "./conditions-on.ts";
import { equalColumns } from "./equal-columns.ts";
import { bare, conjuncts } from "./expressions.ts";
import type { Relation } from "./level.ts";

/** What a condition makes a column of a relation equal to, or to one of; null where it says anything else. */
export function valuesOf(condition: Expression, relation: Relation, column: string): readonly Expression[] | null {
  const isColumn = (expression: Expression): boolean => {
    const plain = bare(expression);
    const bound = plain.kind === "column" ? relation.level.scopes.resolve(plain) : null;
    return bound !== null && typeof bound === "object" && bound.relation === relation && bound.column === column;
  };
  if (condition.kind === "in-list") return !condition.negated && isColumn(condition.operand) ? condition.items : null;
  if (condition.kind !== "operator" || condition.operator !== "=" || !condition.left || condition.quantifier === "all")
    return null;
  if (isColumn(condition.left)) return [condition.right];
  return condition.quantifier === null && isColumn(condition.right) ? [condition.left] : null;
}

/** Where the program has the value of a parameter; null where it does not show. */
export function placeOfValue(value: Expression, { values }: Site): Span | null {
  const plain = bare(value);
  if (plain.kind !== "parameter") return null;
  if (plain.hole) return plain.hole.span;
  return values.kind === "array" && !values.spread ? (values.elements[plain.number - 1] ?? null) : null;
}

/**
 * Where the program has the value that a column of a relation equals in every row that counts, or the list it is one of,
 * be it said of that column or of one that equals it. In: the site of the statement.
 */
export function givenTo(relation: Relation, column: string, site: Site): readonly Span[] {
  const own = givenItself(relation, column, site);
  if (own.length > 0) return own;
  const [equal = []] = equalColumns(relation, [column]) ?? [];
  return equal.flatMap((other) =>
    other.view || other.relation.source.kind !== "table" ? [] : givenItself(other.relation, other.column, site),
  );
}

function givenItself(relation: Relation, column: string, site: Site): readonly Span[] {
  return conditionsOn(relation)
    .binding.flatMap(conjuncts)
    .flatMap((condition) => {
      const [value, ...more] = valuesOf(condition, relation, column) ?? [];
      const place = value && more.length === 0 ? placeOfValue(value, site) : null;
      return place ? [place] : [];
    });
}
