import type { Site } from "../../model/site.ts";
import type { Edit } from "../../model/span.ts";
import type { Edits, Statement } from "../../model/statement.ts";
import type { Assembled } from "./assemble.ts";
import { bindHoles } from "./edit-bind.ts";
import { moveToJoin, parenthesise } from "./edit-condition.ts";
import { addLiveFilter } from "./edit-live-filter.ts";
import { quoteName } from "./edit-name.ts";
import { softDelete } from "./edit-soft-delete.ts";
import type { Layout } from "./layout.ts";
import { escapeFor } from "./position-map.ts";

/** A statement as an edit sees it. */
export interface EditableStatement {
  readonly assembled: Assembled;
  readonly statement: Statement;
  readonly layout: Layout;
  readonly site: Site;
  readonly source: string;
  /** The text holds this statement only. */
  readonly only: boolean;
}

/** A change of the text that was parsed, before it is carried over to the file. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits of a statement; `subject` is asked when an edit is, since the statement that carries them must be made first. */
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

/** The text after changes that do not overlap. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  return inOrder(edits).reduceRight(
    (result, { start, end, text: inserted }) => result.slice(0, start) + inserted + result.slice(end),
    text,
  );
}

/** The changes carried over to the file, or null where one meets text that is not typed there. */
export function toFile({ assembled, source }: EditableStatement, edits: readonly TextEdit[]): readonly Edit[] | null {
  const newline = source.includes("\r\n") ? "\r\n" : "\n";
  const placed: Edit[] = [];
  for (const { start, end, text } of inOrder(edits)) {
    const place = start === end ? assembled.map.insertion(start) : null;
    const range = start === end ? null : assembled.map.editable(start, end);
    const quoting = place?.quoting ?? range?.quoting;
    const span = place ? { start: place.at, end: place.at } : range?.span;
    if (!quoting || !span) return null;
    // A quoted literal stays on its line.
    const typed = escapeFor(
      quoting,
      quoting === "single" || quoting === "double" ? text.replace(/\n[ \t]*/g, " ") : text,
      newline,
    );
    if (typed === null) return null;
    placed.push({ span, text: typed });
  }
  return placed;
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
}
