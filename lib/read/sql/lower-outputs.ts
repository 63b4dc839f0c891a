import type { Node, ReturningClause } from "@pgsql/types";
import type { Output } from "../../model/statement.ts";
import { lowerExpression } from "./lower-expression.ts";
import type { Lowering } from "./lowering.ts";
import { isStar, outputName } from "./output-name.ts";
import type { Run } from "./token-line.ts";

/** A select list, from its first token to its last. */
export function lowerOutputs(lowering: Lowering, nodes: readonly Node[] | undefined, run: Run): Output[] {
  const parts = nodes?.length ? lowering.line.commas(run) : [];
  return (nodes ?? []).flatMap((node, index) => {
    if (!("ResTarget" in node) || !node.ResTarget.val) return [];
    const { name, val } = node.ResTarget;
    const expression = lowerExpression(lowering, val);
    const whole = lowering.over(expression, parts[index]);
    // An alias or a bare name that is put in while the program runs names the output then, too.
    const hole = expression.kind === "unknown" || (name !== undefined && lowering.hole([whole[1] - 1, whole[1]]) !== null);
    return [lowering.make<Output>(whole, { name: hole && (name === undefined || expression.kind !== "unknown") ? null : (name ?? (isStar(val) ? null : outputName(val))), expression })];
  });
}

/** RETURNING, whose word is the last one of that name in the run; `at` is -1 without it. */
export function lowerReturning(lowering: Lowering, clause: ReturningClause | undefined, run: Run): { readonly outputs: Output[]; readonly at: number } {
  if (!clause) return { outputs: [], at: -1 };
  const at = lowering.line.find(run, "RETURNING");
  let first = at + 1;
  // PostgreSQL 18: RETURNING WITH (OLD AS o, NEW AS n) …
  if (lowering.line.word(first) === "WITH" && clause.options?.length) first = lowering.line.after(first + 1);
  return { outputs: lowerOutputs(lowering, clause.exprs, [first, run[1]]), at };
}
