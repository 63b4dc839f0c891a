import { contentOf } from "../../../model/clause.ts";
import type { Expression } from "../../../model/expression.ts";
import type { Edit } from "../../../model/span.ts";
import type { FromItem, Join, SoftDeleteColumn, TableReference } from "../../../model/statement.ts";
import { indentationAt, keywordCase, liveCondition, qualifierOf, relationsOf } from "./style.ts";
import { parseChanged } from "./changed-text.ts";
import { toFile, type EditableStatement, type TextEdit } from "./subject.ts";
import type { LevelLayout, TextRange } from "../lower/layout.ts";
import type { ClauseName } from "../lower/level-texts.ts";
import { gainsCondition } from "./check.ts";

/**
 * Restricts a relation to its live rows where it is named: in the WHERE of its level or, on the null-extended side of
 * an outer join, in that join's ON (a WHERE would drop the rows the join preserves). Out: null where neither is to be
 * had (USING, NATURAL, FULL, MERGE, a clause that is not known), or where the condition is there already.
 */
export function addLiveFilter(
  statement: EditableStatement,
  relation: TableReference,
  column: SoftDeleteColumn,
): readonly Edit[] | null {
  const edits = liveFilterEdits(statement, relation, column);
  const before = statement.assembled.parsed;
  if (!edits || !before.ok) return null;
  const after = parseChanged(statement.assembled, edits);
  if (
    !after ||
    !gainsCondition(
      before.statements.map(({ tree }) => tree),
      after.statements.map(({ tree }) => tree),
    )
  )
    return null;
  return toFile(statement, edits);
}

/** The same as changes of the text, not parsed again. */
export function liveFilterEdits(
  statement: EditableStatement,
  relation: TableReference,
  column: SoftDeleteColumn,
): readonly TextEdit[] | null {
  const { layout, assembled } = statement;
  const level = layout.levelOf(relation);
  if (!level || level.node.kind === "merge" || (relation.alias ?? relation.name) === null) return null;
  const cased = keywordCase(assembled.text.slice(level.range.start, level.range.end));
  const joins = relationsOf(level).flatMap((item) => pathTo(item, relation) ?? []);
  const extending = joins.find(
    ({ join, side }) => join.type === "full" || join.type === (side === "right" ? "left" : "right"),
  );
  if (!extending) return whereEdits(statement, level, relation, column);
  const joined = contentOf(extending.join.on)?.condition;
  if (extending.join.type === "full" || !joined || level.texts.some(({ after }) => after === "from")) return null;
  if (isFiltered(joined, relation, column, true)) return null;
  const on = layout.rangeOf(joined);
  const condition = liveCondition(column, relation.alias ?? relation.name, cased);
  return on && conjoin(assembled.text, widened(assembled.text, on), joined, condition, cased, null);
}

/** Behind the beginning of these, text of unknown content may be a part of WHERE, or all of it. */
const beforeOrIn: ReadonlySet<ClauseName> = new Set(["from", "where", "target", "set", "returning"]);

/** The live condition in the WHERE of a level, as changes of the text; null where the clause is not known. */
export function whereEdits(
  statement: EditableStatement,
  level: LevelLayout,
  relation: TableReference,
  column: SoftDeleteColumn,
): readonly TextEdit[] | null {
  const { text } = statement.assembled;
  const { node } = level;
  const present = node.kind === "merge" ? null : contentOf(node.where)?.condition;
  if (present && isFiltered(present, relation, column, relationsOf(level).length > 1)) return null;
  const cased = keywordCase(text.slice(level.range.start, level.range.end));
  return addCondition(statement, level, liveCondition(column, qualifierOf(relation, level), cased));
}

/** A condition more in the WHERE of a level, as changes of the text; null where the clause is not known. */
export function addCondition(
  { assembled: { text } }: EditableStatement,
  level: LevelLayout,
  condition: string,
): readonly TextEdit[] | null {
  const { node, where, whereAt } = level;
  if (node.kind === "merge" || level.texts.some(({ after }) => beforeOrIn.has(after))) return null;
  const present = contentOf(node.where)?.condition ?? null;
  const cased = keywordCase(text.slice(level.range.start, level.range.end));
  if (where && present) {
    const word = /\bwhere\s*(?:\(\s*)*$/i.exec(text.slice(0, where.start));
    return conjoin(text, where, present, condition, cased, word ? indentationAt(text, word.index) : null);
  }
  return [{ start: whereAt, end: whereAt, text: `${clauseBreak(text, level)}${cased("WHERE")} ${condition}` }];
}

/**
 * What stands between a level's clauses: a new line with its indentation where FROM or SET has a line of its own, else
 * a space.
 */
export function clauseBreak(text: string, level: LevelLayout): string {
  const { start, end } = level.range;
  const lines = [
    ...text
      .slice(start, Math.max(end, start))
      .matchAll(/\n([ \t]*)(?:from|set|where|using|returning|order\s+by|group\s+by|limit)\b/gi),
  ];
  const inside = lines.find(({ index }) => depthAt(text, start, start + index) === 0);
  return inside ? `\n${inside[1] ?? ""}` : " ";
}

function depthAt(text: string, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) depth += text[at] === "(" ? 1 : text[at] === ")" ? -1 : 0;
  return depth;
}

/** Adds a condition to one that is there, which keeps its meaning: an OR goes into parentheses. */
function conjoin(
  text: string,
  range: TextRange,
  expression: Expression,
  condition: string,
  cased: (keyword: string) => string,
  indentation: string | null,
): readonly TextEdit[] {
  const body = text.slice(range.start, range.end);
  const rows = [...body.matchAll(/\n([ \t]*)and\b/gi)].find(
    ({ index }) => depthAt(text, range.start, range.start + index) === 0,
  );
  const line = rows ? `\n${rows[1] ?? ""}` : indentation === null ? " " : `\n${indentation}`;
  const added = `${line}${cased("AND")} ${condition}`;
  const open = expression.kind === "or" || (expression.kind === "unknown" && expression.hole !== null);
  if (!open || isParenthesised(body)) return [{ start: range.end, end: range.end, text: added }];
  return [
    { start: range.start, end: range.start, text: "(" },
    { start: range.end, end: range.end, text: `)${added}` },
  ];
}

function isParenthesised(body: string): boolean {
  if (!body.startsWith("(") || !body.endsWith(")") || /['"$]/.test(body))
    return body.startsWith("(") && body.endsWith(")") && wraps(body.replace(/'[^']*'|"[^"]*"/g, "x"));
  return wraps(body);
}

function wraps(body: string): boolean {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    depth += body[at] === "(" ? 1 : body[at] === ")" ? -1 : 0;
    if (depth === 0) return at === body.length - 1;
  }
  return false;
}

/** A range with the parentheses right around it. */
function widened(text: string, range: TextRange): TextRange {
  let { start, end } = range;
  for (;;) {
    const before = /\(\s*$/.exec(text.slice(0, start));
    const after = /^\s*\)/.exec(text.slice(end));
    if (!before || !after) return { start, end };
    start = before.index;
    end += after[0].length;
  }
}

interface Step {
  readonly join: Join;
  readonly side: "left" | "right";
}

/** The joins around a relation, the innermost first; null where it is not below this item. */
function pathTo(item: FromItem, relation: TableReference): readonly Step[] | null {
  if (item === relation) return [];
  if (item.kind !== "join") return null;
  for (const side of ["left", "right"] as const) {
    const path = pathTo(item[side], relation);
    if (path) return [...path, { join: item, side }];
  }
  return null;
}

/** Whether a condition says already what would be added. */
function isFiltered(
  condition: Expression,
  relation: TableReference,
  { column, live }: SoftDeleteColumn,
  qualified: boolean,
): boolean {
  const operands = condition.kind === "and" ? condition.operands : [condition];
  return operands.some((operand) => {
    const tested =
      operand.kind === "null-test" && !operand.negated && live === null
        ? operand.operand
        : operand.kind === "operator" &&
            operand.operator === "=" &&
            operand.right.kind === "constant" &&
            operand.right.value === live
          ? operand.left
          : null;
    if (tested?.kind !== "column" || tested.name !== column) return false;
    return tested.relation === (relation.alias ?? relation.name) || (tested.relation === null && !qualified);
  });
}
