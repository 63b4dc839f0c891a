import type { Edit } from "../../model/span.ts";
import type { Edits } from "../../model/statement.ts";
import { bindHoles } from "./edit-bind.ts";
import { moveToJoin, parenthesise } from "./edit-condition.ts";
import { addLiveFilter } from "./edit-live-filter.ts";
import { quoteName } from "./edit-name.ts";
import { softDelete } from "./edit-soft-delete.ts";
import type { EditableStatement } from "./edit-subject.ts";

/**
 * The edits of a statement; `subject` is asked when an edit is, since the statement that carries them must be made
 * first.
 */
export function editsOf(subject: () => EditableStatement | null): Edits {
  const of = (make: (statement: EditableStatement) => readonly Edit[] | null): readonly Edit[] | null => {
    const statement = subject();
    return statement && make(statement);
  };
  return {
    addLiveFilter: (relation, column) => of((statement) => addLiveFilter(statement, relation, column)),
    softDelete: (target, column) => of((statement) => softDelete(statement, target, column)),
    parenthesise: (first, last) => of((statement) => parenthesise(statement, first, last)),
    moveToJoin: (condition, relation, column) => of((statement) => moveToJoin(statement, condition, relation, column)),
    bind: (holes) =>
      of(
        (statement) =>
          bindHoles(statement, holes) ?? (holes.length === 1 && holes[0] ? quoteName(statement, holes[0]) : null),
      ),
  };
}
