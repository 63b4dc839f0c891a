import type { Level, OutputColumn } from "./level.ts";
import type { Subject } from "./soft-delete-conditions.ts";

/**
 * Whether the rows that a relation gives to an INSERT take their mark along: `INSERT INTO copies (id, deleted_at) SELECT id, deleted_at FROM originals` copies
 * deleted rows as deleted ones, and a filter would lose them.
 */
export function carriesMark({ relation, column }: Subject): boolean {
  const { level } = relation;
  return (
    isSource(level) &&
    level.outputs.columns.some(
      ({ bound }: OutputColumn) => bound != null && bound.relation === relation && bound.column === column,
    )
  );
}

/** The rows of an INSERT, or an arm of a UNION that gives them. */
const isSource = ({ use, container }: Level): boolean =>
  use === "source" || (use === "arm" && container !== null && isSource(container));
