import type { Edit } from "../../../model/span.ts";
import type { Edits } from "../../../model/statement.ts";
import { bindHoles } from "./bind.ts";
import { moveToJoin, parenthesise } from "./condition.ts";
import { addLiveFilter } from "./live-filter.ts";
import { quoteName } from "./name.ts";
import { leaveOutNulls, testForNull } from "./null-tests.ts";
import { namesIn } from "./names-in-program.ts";
import { writeInstead } from "./rewrite.ts";
import { softDelete } from "./soft-delete.ts";
import type { EditableStatement } from "./subject.ts";

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
    testForNull: (comparison) => of((statement) => testForNull(statement, comparison)),
    writeInstead: (wrong, meant) => of((statement) => writeInstead(statement, wrong, meant)),
    rename: (at, name, meant) => of(({ source, site }) => namesIn(source, site.kind).rename(at, name, meant)),
    nameAt(at, name) {
      const statement = subject();
      return statement ? namesIn(statement.source, statement.site.kind).nameAt(at, name) : at;
    },
    leaveOutNulls: (query) => of((statement) => leaveOutNulls(statement, query)),
    bind: (holes) =>
      of(
        (statement) =>
          bindHoles(statement, holes) ?? (holes.length === 1 && holes[0] ? quoteName(statement, holes[0]) : null),
      ),
  };
}
