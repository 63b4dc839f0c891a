import { contentOf, knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import { bare, clauseExpressions, contains, walk } from "./expressions.ts";
import type { Bound, Level, Relation } from "./level.ts";
import { isOneRow } from "./pinned-rows.ts";

const ranges: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);

/**
 * One row of a relation, chosen by a whole key, whose columns are only compared, by order, with those of other rows of its table:
 * where a page of a list begins. Deleted or not, it has its place in the list.
 */
export function isListPosition(relation: Relation): boolean {
  const { level } = relation;
  if (!level.container || level.relations.length !== 1 || !isOneRow(relation)) return false;
  if (level.use === "expression") return isComparedByOrder(relation, level.container);
  if (level.use !== "derived" && level.use !== "cte") return false;
  const readers = level.scopes.levels.flatMap(({ relations }) =>
    relations.filter(({ source }) => "level" in source && source.level === level),
  );
  return readers.length > 0 && readers.every((reader) => isUsedByOrder(reader, relation));
}

/**
 * The last place of a list, behind which a new row goes: `SELECT id, position … ORDER BY position DESC LIMIT 1`. A row that is marked has its place, too, and
 * what comes behind it comes behind the live ones. Which row was the last in time is another question.
 */
export function isListEnd(relation: Relation): boolean {
  const { level, source } = relation;
  if (level.kind !== "select" || source.kind !== "table" || level.relations.length !== 1) return false;
  const [by, ...more] = contentOf(level.orderBy)?.keys ?? [];
  if (!by || more.length > 0 || !isOne(contentOf(level.limit)?.count)) return false;
  const columnOf = (expression: Expression): string | null => {
    const bound = boundOf(bare(expression), level);
    return bound?.relation === relation ? (bound.of?.column?.name ?? bound.column) : null;
  };
  const place = columnOf(by);
  const type = source.table.columns.find(({ name }) => name === place)?.type;
  if (place === null || type === undefined || !isPlace.test(type) || source.table.primaryKey?.includes(place))
    return false;
  const given = knownItems(level.node.outputs).map(({ expression }) => columnOf(expression));
  return (
    given.length === level.node.outputs.length &&
    given.includes(place) &&
    given.every((column) => column === place || source.table.primaryKey?.includes(column ?? ""))
  );
}

/** Numbers and texts that say an order; a time is none. */
const isPlace = /^(?:smallint|integer|bigint|numeric|real|double|character|text)/;

const isOne = (count: Expression | null | undefined): boolean =>
  count?.kind === "constant" && String(count.value) === "1";

/** `(created_at, id) < (SELECT created_at, id FROM …)` */
function isComparedByOrder(relation: Relation, container: Level): boolean {
  let found = false;
  for (const { expression } of container.conditions) {
    walk(expression, (part) => {
      const sides =
        part.kind === "operator" ? [part.left, part.right] : part.kind === "subquery" ? [part.operand, part] : [];
      if ((part.kind !== "operator" && part.kind !== "subquery") || !ranges.has(part.operator ?? "")) return;
      const [own, other] = sides.map((side) => side && bare(side)).sort((one) => (one?.kind === "subquery" ? -1 : 1));
      if (
        own?.kind === "subquery" &&
        container.scopes.levelOf(own.query) === relation.level &&
        other &&
        isOfTable(other, relation)
      )
        found = true;
    });
  }
  return found;
}

/** Each use of a column of the reader stands in a comparison with the same table, one of them by order, and none is given out. */
function isUsedByOrder(reader: Relation, relation: Relation): boolean {
  const { level } = reader;
  const { conditions, outputs } = level;
  if (level.kind !== "select" || outputs.columns.some(({ bound }) => bound?.relation === reader)) return false;
  const others = [
    ...knownItems(level.node.outputs).map(({ expression }) => expression),
    ...clauseExpressions(level.groupBy, level.node.windows, level.having),
  ];
  if (others.some((expression) => mentions(expression, reader))) return false;
  let uses = 0;
  let compared = 0;
  let ordered = 0;
  for (const { expression } of conditions) {
    walk(expression, (part) => {
      if (isOf(part, reader)) uses++;
      if (part.kind !== "operator" || !part.left || !(ranges.has(part.operator) || part.operator === "=")) return;
      for (const [mine, theirs] of [
        [part.left, part.right],
        [part.right, part.left],
      ] as const) {
        const own = itemsOf(mine).filter((side) => isOf(bare(side), reader)).length;
        if (own === 0 || !isOfTable(theirs, relation)) continue;
        compared += own;
        if (ranges.has(part.operator)) ordered++;
      }
    });
  }
  return ordered > 0 && uses === compared;
}

function itemsOf(expression: Expression): readonly Expression[] {
  return expression.kind === "row" ? expression.items : [expression];
}

function isOfTable(expression: Expression, { source, level }: Relation): boolean {
  return itemsOf(expression).every((item) => {
    const other = boundOf(bare(item), level)?.relation.source;
    return other?.kind === "table" && source.kind === "table" && other.table === source.table;
  });
}

function mentions(expression: Expression, reader: Relation): boolean {
  return contains(expression, (part) => isOf(part, reader));
}

function isOf(part: Expression, reader: Relation): boolean {
  return boundOf(part, reader.level)?.relation === reader;
}

function boundOf(part: Expression, { scopes }: Level): Bound | null {
  const bound = part.kind === "column" ? scopes.resolve(part) : null;
  return typeof bound === "object" ? bound : null;
}
