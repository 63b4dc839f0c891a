import type { Expression } from "../model/expression.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, conjuncts } from "./expressions.ts";
import type { Relation } from "./level.ts";
import { columnIn } from "./pinned-rows.ts";

/** The columns of a relation that each of its rows has to have some constant in, or anything but one: `archived = false`, `state <> 'gone'`. */
export const columnsCompared = (relation: Relation): readonly string[] =>
  conditionsOn(relation)
    .binding.flatMap(conjuncts)
    .flatMap((condition) => comparedIn(condition, relation) ?? []);

function comparedIn(condition: Expression, relation: Relation): string | null {
  const plain = bare(condition);
  switch (plain.kind) {
    case "column":
      return columnIn(relation, plain);
    case "not":
      return comparedIn(plain.operand, relation);
    case "boolean-test":
      return columnIn(relation, bare(plain.operand));
    case "in-list":
      return plain.items.every(isConstant) ? columnIn(relation, bare(plain.operand)) : null;
    case "operator": {
      const [left, right] = [plain.left && bare(plain.left), bare(plain.right)];
      if (left === null) return null;
      if (isConstant(right)) return columnIn(relation, left);
      return isConstant(left) ? columnIn(relation, right) : null;
    }
    default:
      return null;
  }
}

const isConstant = (value: Expression): boolean => bare(value).kind === "constant";
