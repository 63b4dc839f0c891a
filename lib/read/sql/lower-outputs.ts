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
    const named = name ?? (isStar(val) || expression.kind === "unknown" ? null : outputName(val));
    return [
      lowering.make<Output>(whole, {
        name: named !== null && putIn(lowering, whole, named) ? null : named,
        expression,
      }),
    ];
  });
}

/** Whether a name comes from a stand-in: what it is then, only the running program knows. */
function putIn({ line, context }: Lowering, [first, end]: Run, name: string): boolean {
  for (let index = first; index < end; index++) {
    const token = line.tokens[index];
    if (token && token.text.replaceAll('"', "") === name && context.holeAt(token.start, token.end)) return true;
  }
  return false;
}

/** RETURNING, whose word is the last one of that name in the run; `at` is -1 without it. */
export function lowerReturning(
  lowering: Lowering,
  clause: ReturningClause | undefined,
  run: Run,
): { readonly outputs: Output[]; readonly at: number } {
  if (!clause) return { outputs: [], at: -1 };
  const at = lowering.line.find(run, "RETURNING");
  let first = at + 1;
  // PostgreSQL 18: RETURNING WITH (OLD AS o, NEW AS n) …
  if (lowering.line.word(first) === "WITH" && clause.options?.length) first = lowering.line.after(first + 1);
  return { outputs: lowerOutputs(lowering, clause.exprs, [first, run[1]]), at };
}
