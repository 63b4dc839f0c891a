import type { ColumnReference, Constant } from "../../../model/expression.ts";
import type { Edit } from "../../../model/span.ts";
import { lex } from "../tokens/lexer.ts";
import { parseChanged } from "./changed-text.ts";
import { identifier } from "./style.ts";
import { toFile, type EditableStatement } from "./subject.ts";

/** Writes another name in the place of a column's (what stands before the dot stays), or another text in the place of a literal's. */
export function writeInstead(
  statement: EditableStatement,
  wrong: ColumnReference | Constant,
  meant: string,
): readonly Edit[] | null {
  const { layout, assembled } = statement;
  const range = layout.rangeOf(wrong);
  if (!range) return null;
  const inside = lex(assembled.text).filter(({ start, end }) => start >= range.start && end <= range.end);
  const last =
    wrong.kind === "column"
      ? inside.findLast(({ kind }) => kind === "word" || kind === "name")
      : inside.find(({ kind }) => kind === "string");
  if (!last) return null;
  const text = wrong.kind === "column" ? identifier(meant) : `'${meant.replaceAll("'", "''")}'`;
  const edits = [{ start: last.start, end: last.end, text }];
  return parseChanged(assembled, edits) && toFile(statement, edits);
}
