import type { Edit } from "../../model/span.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { Place, Step } from "../../source/built/built.ts";
import { isElsewhere, receiverOf } from "../../read/builder/call-site.ts";
import type { KnexContext, KnexJoin, KnexQuery, KnexTable } from "./query.ts";
import type { WrittenRelation } from "../../read/builder/written.ts";

/** The tables of one query, with the calls that restrict them to live rows or mark them as deleted. */
export function relationsOf(query: KnexQuery, context: KnexContext): WrittenRelation[] {
  const tables = [query.table, ...query.joins.map(({ table }) => table)].filter((table) => table !== null);
  const qualified = tables.length > 1;
  const found: WrittenRelation[] = [];
  for (const table of tables) {
    if (!table.named) continue;
    const { span, alias, name } = table.named;
    const join = query.joins.find((one) => one.table === table) ?? null;
    found.push({
      span,
      alias: alias ?? name,
      addLiveFilter: (column) =>
        join && isNullExtended(join, query)
          ? filterInJoin(join, table, column, context)
          : extended(join, query)
            ? null
            : filterInWhere(query, table, qualified, column, context),
      softDelete: (column) => (join === null ? softDeletion(query, column, context) : null),
    });
  }
  return found;
}

const isNullExtended = ({ type }: KnexJoin, query: KnexQuery): boolean =>
  /^left/.test(type) && !query.joins.some((join) => /^(?:right|full|outer)/.test(join.type));

/** A table that a right or full join may leave without a row: a condition in WHERE would undo the join. */
const extended = (join: KnexJoin | null, { joins }: KnexQuery): boolean =>
  joins.some(({ type }) => /^(?:right|full|outer)/.test(type)) &&
  !(join && /^right/.test(join.type) && join === joins.at(-1));

/**
 * `.whereNull("deleted_at")`, in the expression that names the table: what is done to it elsewhere may not be done on
 * every way.
 */
function filterInWhere(
  query: KnexQuery,
  table: KnexTable,
  qualified: boolean,
  column: SoftDeleteColumn,
  context: KnexContext,
): readonly Edit[] | null {
  // Behind `a OR b` one more AND would hold for b alone.
  if (query.where.clauses.slice(1).some(({ bool }) => bool === "or") || query.unions.some(({ wrap }) => wrap))
    return null;
  const { site } = context;
  const inFunction = table.step !== null && isElsewhere(table.step.place.node, site.call);
  const isFirst = ({ place }: Step): boolean =>
    place.frame.anchor === null && receiverOf(place.node)?.range[1] === site.beginning.end;
  const first = inFunction ? (query.steps.find(isFirst) ?? null) : table.step;
  const steps = first ? contiguous(first, query.steps) : [];
  const last = lastOf(steps, /^(?:and|or)?where/i) ?? lastOf(steps, /join/i);
  const text = conditionOf("where", columnOf(table, qualified, column), column);
  if (inFunction && !last)
    return first || site.call.range[1] === site.beginning.end
      ? [{ span: { start: site.beginning.end, end: site.beginning.end }, text }]
      : null;
  const after = last ?? steps[0];
  if (!after || after.place.frame.anchor) return null;
  const at = after.place.node.range[1];
  return [{ span: { start: at, end: at }, text: `${lineBreak(after, context)}${text}` }];
}

/** In the ON of the join: `.andOnNull("p.deleted_at")` in its callback, or in one that is made for it. */
function filterInJoin(
  join: KnexJoin,
  table: KnexTable,
  column: SoftDeleteColumn,
  context: KnexContext,
): readonly Edit[] | null {
  if (join.on.clauses.some(({ bool }, index) => index > 0 && bool === "or") || join.using) return null;
  const name = columnOf(table, true, column);
  const [, first, ...others] = join.step.arguments ?? [];
  if (!first || !isNode(first)) return null;
  const [start] = join.steps;
  const last = join.steps.at(-1);
  if (start && last) {
    const here = contiguous(start, join.steps);
    if (last.place.frame.anchor || here.at(-1) !== last || last.arguments === null) return null;
    return [
      {
        span: { start: last.place.node.range[1], end: last.place.node.range[1] },
        text: `${lineBreak(last, context)}${conditionOf("andOn", name, column)}`,
      },
    ];
  }
  const end = others.at(-1) ?? first;
  if (join.step.place.frame.anchor || join.step.spread || !isNode(end)) return null;
  return [
    { span: { start: first.node.range[0], end: first.node.range[0] }, text: "(join) => join.on(" },
    { span: { start: end.node.range[1], end: end.node.range[1] }, text: `)${conditionOf("andOn", name, column)}` },
  ];
}

const isNode = (what: object): what is Place => !("kind" in what);

function conditionOf(clause: "where" | "andOn", name: string, { live }: SoftDeleteColumn): string {
  if (live === null) return `.${clause}Null(${JSON.stringify(name)})`;
  return `.${clause === "where" ? "where" : "andOnVal"}(${JSON.stringify(name)}, ${JSON.stringify(live)})`;
}

function columnOf({ named }: KnexTable, qualified: boolean, { column }: SoftDeleteColumn): string {
  return qualified && named ? `${named.alias ?? named.name}.${column}` : column;
}

/** `.update({ deleted_at: knex.fn.now() })` in place of `.del()`. */
function softDeletion(query: KnexQuery, column: SoftDeleteColumn, { dialect }: KnexContext): readonly Edit[] | null {
  const step = [...query.steps].reverse().find(({ name }) => /^(?:del|delete|truncate)$/.test(name));
  if (!step || step.place.frame.anchor || query.joins.length > 0) return null;
  const mark =
    typeof column.live === "boolean"
      ? String(!column.live)
      : column.live === null && /^(?:timestamp|date\b)/.test(column.type)
        ? dialect.client === null
          ? "new Date()"
          : `${dialect.client}.fn.now()`
        : null;
  if (mark === null) return null;
  const [start, end] = [step.at.node.range[0], step.place.node.range[1]];
  const [returning] = step.arguments ?? [];
  const kept = returning && isNode(returning) ? `, ${returning.frame.module.text.slice(...returning.node.range)}` : "";
  return [{ span: { start, end }, text: `${dialect.update}({ ${column.column}: ${mark} }${kept})` }];
}

/** The steps from one on that are taken in the same expression. */
function contiguous(first: Step, steps: readonly Step[]): readonly Step[] {
  const found: Step[] = [];
  for (const step of steps.slice(steps.indexOf(first))) {
    const before = found.at(-1);
    if (before && receiverOf(step.place.node) !== before.place.node) break;
    if (step.place.frame !== first.place.frame) break;
    found.push(step);
  }
  return found;
}

function lastOf(steps: readonly Step[], name: RegExp): Step | undefined {
  return [...steps].reverse().find((step) => step.arguments !== null && name.test(step.name));
}

/** The white space before the step, where each stands on a line of its own. */
function lineBreak({ at, place }: Step, { run }: KnexContext): string {
  if (place.frame.module !== run.module) return "";
  const before = /\r?\n[ \t]*$/.exec(run.module.text.slice(0, at.node.range[0] - 1));
  return before ? before[0] : "";
}
