import type { Node } from "@pgsql/types";
import type { Assignment } from "../../model/statement.ts";
import { lowerExpression } from "./lower-expression.ts";
import type { Lowering } from "./lowering.ts";
import type { Run } from "./token-line.ts";

/** The assignments of a SET, from its first token to its last: `a = 1, (b, c) = (2, 3), d[1] = 4`. */
export function lowerAssignments(lowering: Lowering, nodes: readonly Node[] | undefined, run: Run): Assignment[] {
  const parts = nodes?.length ? lowering.line.commas(run) : [];
  let part = -1;
  return (nodes ?? []).flatMap((node) => {
    if (!("ResTarget" in node)) return [];
    const { name = "", val, location } = node.ResTarget;
    if (!val || !("MultiAssignRef" in val)) {
      const whole = parts[++part];
      const value = val ? lowerExpression(lowering, val) : null;
      return [lowering.make<Assignment>(lowering.over(value, whole), { column: name, value })];
    }
    const { source, colno = 1 } = val.MultiAssignRef;
    if (colno === 1) part++;
    const at = lowering.token(location);
    // A row written out gives each column its own value; any other source stands with the first column.
    const item = source && "RowExpr" in source ? source.RowExpr.args?.[colno - 1] : colno === 1 ? source : undefined;
    const value = item ? lowerExpression(lowering, item) : null;
    return [lowering.make<Assignment>(lowering.over(at >= 0 && [at, at + 1], value), { column: name, value })];
  });
}
