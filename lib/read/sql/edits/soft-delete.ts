import type { Edit } from "../../../model/span.ts";
import type { SoftDeleteColumn, TableReference } from "../../../model/statement.ts";
import { countNodes } from "./check.ts";
import { clauseBreak, whereEdits } from "./live-filter.ts";
import { identifier, keywordCase, liveCondition } from "./style.ts";
import { parseChanged } from "./changed-text.ts";
import { toFile, type EditableStatement, type TextEdit } from "./subject.ts";

/**
 * Turns `DELETE FROM t … ` (also inside a CTE) or `TRUNCATE t` into the UPDATE that marks the rows, live ones only so
 * that a second delete leaves the first one's time alone. Out: null where the mark is not known (a live value that is
 * no NULL and no boolean), for several tables, and for TRUNCATE with RESTART IDENTITY or CASCADE, which no UPDATE does.
 */
export function softDelete(
  statement: EditableStatement,
  target: TableReference,
  column: SoftDeleteColumn,
): readonly Edit[] | null {
  const {
    assembled,
    statement: { kind },
  } = statement;
  const edits = kind === "truncate" ? truncateEdits(statement, target, column) : deleteEdits(statement, target, column);
  const before = assembled.parsed;
  if (!edits || !before.ok) return null;
  const after = parseChanged(assembled, edits);
  if (after?.statements.length !== before.statements.length) return null;
  const gone = kind === "truncate" ? "TruncateStmt" : "DeleteStmt";
  const trees = [before, after].map(({ statements }) => statements.map(({ tree }) => tree)) as [never[], never[]];
  if (
    countNodes(trees[0], gone) !== countNodes(trees[1], gone) + 1 ||
    countNodes(trees[0], "UpdateStmt") !== countNodes(trees[1], "UpdateStmt") - 1
  )
    return null;
  return toFile(statement, edits);
}

function markOf({ live, type }: SoftDeleteColumn): string | null {
  if (typeof live === "boolean") return live ? "false" : "true";
  return live === null && /^(?:timestamp|date\b)/.test(type) ? "now()" : null;
}

function truncateEdits(
  { assembled: { text }, layout, statement }: EditableStatement,
  target: TableReference,
  column: SoftDeleteColumn,
): readonly TextEdit[] | null {
  const mark = markOf(column);
  const range = layout.rangeOf(target);
  if (statement.kind !== "truncate" || statement.targets.length !== 1 || statement.cascade || mark === null || !range)
    return null;
  if (/[^\s;]/.test(text.slice(range.end, layout.range.end))) return null;
  const cased = keywordCase(text);
  const head = text.slice(layout.range.start, range.start);
  return [
    { start: layout.range.start, end: layout.range.start + head.trimEnd().length, text: cased("UPDATE") },
    {
      start: range.end,
      end: range.end,
      text: ` ${cased("SET")} ${identifier(column.column)} = ${mark} ${cased("WHERE")} ${liveCondition(column, null, cased)}`,
    },
  ];
}

function deleteEdits(
  statement: EditableStatement,
  target: TableReference,
  column: SoftDeleteColumn,
): readonly TextEdit[] | null {
  const { text } = statement.assembled;
  const level = statement.layout.levelOf(target);
  const parts = level?.delete;
  const mark = markOf(column);
  if (!level || level.node.kind !== "delete" || level.node.target !== target || !parts || mark === null) return null;
  // What is not known behind the target may be USING, which an UPDATE spells otherwise.
  if (level.texts.some(({ after }) => after === "from" || after === "returning")) return null;
  const cased = keywordCase(text.slice(level.range.start, level.range.end));
  const head = text.slice(parts.head.start, parts.head.end).trimEnd();
  const set = `${clauseBreak(text, level)}${cased("SET")} ${identifier(column.column)} = ${mark}`;
  const live = whereEdits(statement, level, target, column) ?? [];
  const here = live.filter(({ start }) => start === parts.target.end);
  return [
    { start: parts.head.start, end: parts.head.start + head.length, text: cased("UPDATE") },
    { start: parts.target.end, end: parts.target.end, text: set + here.map((edit) => edit.text).join("") },
    ...(parts.using ? [{ ...parts.using.word, text: cased("FROM") }] : []),
    ...live.filter((edit) => !here.includes(edit)),
  ];
}
