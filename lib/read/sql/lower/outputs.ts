import type { Node, ReturningClause } from "@pgsql/types";
import type { Clause } from "../../../model/clause.ts";
import type { Output, Returning } from "../../../model/statement.ts";
import type { LevelTexts } from "./level-texts.ts";
import { lowerExpression } from "./expression.ts";
import type { Lowering } from "./lowering.ts";
import { isStar, outputName } from "./output-name.ts";
import type { Run } from "../tokens/token-line.ts";

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

/** Where RETURNING stands in a run, or -1. */
export function returningAt(lowering: Lowering, clause: ReturningClause | undefined, run: Run): number {
  return clause ? lowering.line.find(run, "RETURNING") : -1;
}

/** The outputs of RETURNING, from its word on; null without it. */
export function lowerReturning(
  lowering: Lowering,
  clause: ReturningClause | undefined,
  [at, end]: Run,
): readonly Output[] | null {
  if (!clause) return null;
  let first = at + 1;
  // PostgreSQL 18: RETURNING WITH (OLD AS o, NEW AS n) …
  if (lowering.line.word(first) === "WITH" && clause.options?.length) first = lowering.line.after(first + 1);
  return lowerOutputs(lowering, clause.exprs, [first, end]);
}

export function returningClause(
  outputs: readonly Output[] | null,
  clause: ReturningClause | undefined,
  texts: LevelTexts,
): Clause<Returning> {
  if (!outputs) return texts.missing("returning");
  const versions = Object.fromEntries((clause?.options ?? []).flatMap(versionNamed));
  return {
    kind: "is",
    outputs: [...outputs, ...texts.of("returning")],
    ...(Object.keys(versions).length > 0 ? { versions } : {}),
  };
}

function versionNamed(node: Node): readonly (readonly [string, string])[] {
  if (!("ReturningOption" in node)) return [];
  const { option, value } = node.ReturningOption;
  return value === undefined ? [] : [[option === "RETURNING_OPTION_OLD" ? "old" : "new", value]];
}
