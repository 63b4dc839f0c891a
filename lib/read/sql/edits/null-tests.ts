import { contentOf } from "../../../model/clause.ts";
import type { Comparison } from "../../../model/expression.ts";
import type { Edit } from "../../../model/span.ts";
import type { Query } from "../../../model/statement.ts";
import { lex } from "../tokens/lexer.ts";
import { parseChanged } from "./changed-text.ts";
import { countNodes, gainsCondition } from "./check.ts";
import { addCondition } from "./live-filter.ts";
import { keywordCase } from "./style.ts";
import { toFile, type EditableStatement } from "./subject.ts";

/** Turns `x = NULL` into `x IS NULL`, and `x <> NULL` into `x IS NOT NULL`. */
export function testForNull(
  statement: EditableStatement,
  { left, right, operator }: Comparison,
): readonly Edit[] | null {
  const { layout, assembled } = statement;
  const [from, to] = [left && layout.rangeOf(left), layout.rangeOf(right)];
  if (!from || !to || !assembled.parsed.ok) return null;
  const sign = lex(assembled.text).findLast(
    ({ kind, start, end }) => kind === "operator" && start >= from.end && end <= to.start,
  );
  if (!sign) return null;
  const cased = keywordCase(assembled.text.slice(layout.range.start, layout.range.end));
  const edits = [{ start: sign.start, end: to.end, text: cased(operator === "=" ? "IS NULL" : "IS NOT NULL") }];
  const after = parseChanged(assembled, edits);
  if (!after || nullTests(after) !== nullTests(assembled.parsed) + 1) return null;
  return toFile(statement, edits);
}

type Parsed = EditableStatement["assembled"]["parsed"] & { readonly ok: true };

const nullTests = ({ statements }: Parsed): number =>
  countNodes(
    statements.map(({ tree }) => tree),
    "NullTest",
  );

/** Leaves the rows of a query out in which its only column is NULL. */
export function leaveOutNulls(statement: EditableStatement, query: Query): readonly Edit[] | null {
  const { layout, assembled } = statement;
  const level = layout.levels.find(({ node }) => node === query);
  if (!level || query.kind !== "select-query") return null;
  const [output] = query.outputs;
  const column = output && "expression" in output && output.expression.kind === "column" ? output.expression : null;
  const range = column && column.name !== "*" ? layout.rangeOf(column) : null;
  const before = assembled.parsed;
  if (!range || !before.ok || contentOf(query.groupBy)?.sets) return null;
  const cased = keywordCase(assembled.text.slice(level.range.start, level.range.end));
  const written = assembled.text.slice(range.start, range.end);
  const edits = addCondition(statement, level, `${written} ${cased("IS NOT NULL")}`);
  const after = edits && parseChanged(assembled, edits);
  const isAdded =
    after &&
    gainsCondition(
      before.statements.map(({ tree }) => tree),
      after.statements.map(({ tree }) => tree),
    );
  return isAdded ? toFile(statement, edits) : null;
}
