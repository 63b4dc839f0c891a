import type { Node } from "@pgsql/types";
import { type UnknownText } from "../../../model/clause.ts";
import type { Expression } from "../../../model/expression.ts";
import type { Assignment } from "../../../model/statement.ts";
import { lowerExpression } from "./expression.ts";
import type { Lowering } from "./lowering.ts";
import type { Run } from "../tokens/token-line.ts";

/** The assignments of a SET, from its first token to its last: `a = 1, (b, c) = (2, 3), d[1] = 4`. */
export function lowerAssignments(
  lowering: Lowering,
  nodes: readonly Node[] | undefined,
  run: Run,
): (Assignment | UnknownText)[] {
  const parts = nodes?.length ? lowering.line.commas(run) : [];
  let part = -1;
  return (nodes ?? []).flatMap((node) => {
    if (!("ResTarget" in node)) return [];
    const { name = "", val, location, indirection } = node.ResTarget;
    const written = indirection ? { part: partOf(indirection) } : {};
    if (!val || !("MultiAssignRef" in val)) {
      const whole = parts[++part];
      const value = val ? lowerExpression(lowering, val) : null;
      return [assignment(lowering, whole?.[0] ?? -1, lowering.over(value, whole), name, value, written)];
    }
    const { source, colno = 1 } = val.MultiAssignRef;
    if (colno === 1) part++;
    const at = lowering.token(location);
    // A row written out gives each column its own value; any other source stands with the first column.
    const item = source && "RowExpr" in source ? source.RowExpr.args?.[colno - 1] : colno === 1 ? source : undefined;
    const value = item ? lowerExpression(lowering, item) : null;
    return [
      assignment(lowering, at, lowering.over(at >= 0 && [at, at + 1], value), name, value, {
        ...written,
        ...(source && !("RowExpr" in source) && { ofRow: colno }),
      }),
    ];
  });
}

/** The steps to a part of a column. */
export const partOf = (indirection: readonly Node[]): readonly string[] =>
  indirection.map((step) =>
    "String" in step ? (step.String.sval ?? "") : "A_Indices" in step && step.A_Indices.is_slice ? "[:]" : "[]",
  );

/** One assignment, whose column's name stands at a token; an interpolation may be the name, or all of it. */
function assignment(
  lowering: Lowering,
  at: number,
  run: Run,
  name: string,
  value: Expression | null,
  more: Partial<Assignment>,
): Assignment | UnknownText {
  const hole = at < 0 ? null : lowering.hole([at, at + 1]);
  if (hole && value?.kind === "parameter" && value.hole === hole)
    return { kind: "unknown-text", hole, span: hole.outer };
  return lowering.make<Assignment>(run, { column: hole ? null : name, value, ...more });
}
