import type { Expression } from "../../../model/expression.ts";
import type { Edit } from "../../../model/span.ts";
import type { SoftDeleteColumn, TableReference } from "../../../model/statement.ts";
import { parseChanged } from "./changed-text.ts";
import { liveFilterEdits } from "./live-filter.ts";
import { toFile, type EditableStatement, type TextEdit } from "./subject.ts";
import type { TextRange } from "../lower/layout.ts";

/** Puts what stands from one condition to another into parentheses. */
export function parenthesise(
  statement: EditableStatement,
  first: Expression,
  last: Expression,
): readonly Edit[] | null {
  const {
    layout,
    assembled: { text },
  } = statement;
  const [start, end] = [layout.rangeOf(first), layout.rangeOf(last)];
  if (!start || !end) return null;
  const range = { start: outward(text, start, 0, text.length).start, end: outward(text, end, 0, text.length).end };
  return checked(statement, [
    { start: range.start, end: range.start, text: "(" },
    { start: range.end, end: range.end, text: ")" },
  ]);
}

/** Takes a condition out of WHERE and restricts the relation where it is joined. */
export function moveToJoin(
  statement: EditableStatement,
  condition: Expression,
  relation: TableReference,
  column: SoftDeleteColumn,
): readonly Edit[] | null {
  const {
    layout,
    assembled: { text },
  } = statement;
  const own = layout.rangeOf(condition);
  const where = layout.levelOf(relation)?.where;
  const added = liveFilterEdits(statement, relation, column);
  if (!own || !where || !added || own.start < where.start || own.end > where.end) return null;
  const range = outward(text, own, where.start, where.end);
  const before = /\s*\band\s+$/i.exec(text.slice(where.start, range.start));
  const after = /^\s+and\b\s*/i.exec(text.slice(range.end, where.end));
  const word = /\s*\bwhere\s*$/i.exec(text.slice(0, range.start));
  const removed: TextEdit | null = before
    ? { start: where.start + before.index, end: range.end, text: "" }
    : after
      ? { start: range.start, end: range.end + after[0].length, text: "" }
      : word && range.end >= where.end
        ? { start: word.index, end: range.end, text: "" }
        : null;
  return removed && checked(statement, [...added, removed]);
}

/** A condition with the parentheses that are its own: as many on either side. */
function outward(text: string, range: TextRange, from: number, to: number): TextRange {
  let { start, end } = range;
  for (;;) {
    const before = /\(\s*$/.exec(text.slice(from, start));
    const after = /^\s*\)/.exec(text.slice(end, to));
    if (!before || !after) return { start, end };
    start = from + before.index;
    end += after[0].length;
  }
}

function checked(statement: EditableStatement, edits: readonly TextEdit[]): readonly Edit[] | null {
  const before = statement.assembled.parsed;
  const after = parseChanged(statement.assembled, edits);
  return before.ok && after?.statements.length === before.statements.length ? toFile(statement, edits) : null;
}
