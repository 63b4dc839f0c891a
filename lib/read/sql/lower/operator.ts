import type { A_Expr, Node } from "@pgsql/types";
import type { Between, Comparison, DistinctFrom, Expression, InList } from "../../../model/expression.ts";
import { call, lowerExpression, lowerExpressions } from "./expression.ts";
import type { Lowering } from "./lowering.ts";
import { strings } from "../parser/tree.ts";

/** Everything that PostgreSQL's grammar writes as an operator between expressions. */
export function lowerOperator(lowering: Lowering, node: A_Expr): Expression {
  const operator = strings(node.name).at(-1) ?? "";
  const at = lowering.token(node.location);
  switch (node.kind) {
    case "AEXPR_DISTINCT":
    case "AEXPR_NOT_DISTINCT": {
      const left = lowerExpression(lowering, node.lexpr);
      const right = lowerExpression(lowering, node.rexpr);
      return lowering.make<DistinctFrom>(lowering.over(left, right), {
        kind: "distinct-from",
        negated: node.kind === "AEXPR_NOT_DISTINCT",
        left,
        right,
      });
    }
    case "AEXPR_NULLIF": {
      const args = [lowerExpression(lowering, node.lexpr), lowerExpression(lowering, node.rexpr)];
      return call(lowering, lowering.over(...args, at >= 0 && [at, lowering.line.after(at + 1)]), "nullif", args);
    }
    case "AEXPR_IN": {
      const operand = lowerExpression(lowering, node.lexpr);
      const items = lowerExpressions(lowering, listed(node.rexpr));
      const open = lowering.line.word(at) === "NOT" ? at + 2 : at + 1;
      const run = lowering.over(operand, ...items, at >= 0 && [at, lowering.line.after(open)]);
      return lowering.make<InList>(run, { kind: "in-list", negated: operator === "<>", operand, items });
    }
    case "AEXPR_BETWEEN":
    case "AEXPR_NOT_BETWEEN":
    case "AEXPR_BETWEEN_SYM":
    case "AEXPR_NOT_BETWEEN_SYM": {
      const operand = lowerExpression(lowering, node.lexpr);
      const [lowest, highest] = listed(node.rexpr);
      const low = lowerExpression(lowering, lowest);
      const high = lowerExpression(lowering, highest);
      const negated = node.kind.startsWith("AEXPR_NOT");
      const symmetric = node.kind.endsWith("SYM");
      return lowering.make<Between>(lowering.over(operand, low, high), {
        kind: "between",
        negated,
        symmetric,
        operand,
        low,
        high,
      });
    }
    case "AEXPR_SIMILAR":
      return compared(lowering, node, operator === "!~" ? "not similar to" : "similar to", pattern(node.rexpr));
    default:
      return compared(lowering, node, operator);
  }
}

function compared(lowering: Lowering, node: A_Expr, operator: string, operand = node.rexpr): Expression {
  const left = node.lexpr ? lowerExpression(lowering, node.lexpr) : null;
  const right = lowerExpression(lowering, operand);
  const quantifier = node.kind === "AEXPR_OP_ANY" ? "any" : node.kind === "AEXPR_OP_ALL" ? "all" : null;
  const at = lowering.token(node.location);
  const { line } = lowering;
  let end = at + 1;
  if (quantifier) {
    // The operator may be OPERATOR(schema.=): the list's parenthesis is the one after ANY, SOME or ALL.
    while (end < lowering.run[1] && !["ANY", "SOME", "ALL"].includes(line.word(end))) end++;
    end = line.after(end + 1);
  }
  return lowering.make<Comparison>(lowering.over(left, right, at >= 0 && [at, end]), {
    kind: "operator",
    operator,
    left,
    right,
    quantifier,
  });
}

/** SIMILAR TO wraps its pattern in a call that nobody wrote. */
function pattern(node: Node | undefined): Node | undefined {
  return node && "FuncCall" in node && node.FuncCall.args?.length === 1 ? node.FuncCall.args[0] : node;
}

function listed(node: Node | undefined): readonly Node[] {
  return node && "List" in node ? (node.List.items ?? []) : node ? [node] : [];
}
