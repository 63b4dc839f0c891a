import type { Table } from "../catalog/catalog.ts";
import { contentOf } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, conjuncts, operandsOf } from "./expressions.ts";
import type { Level, Relation } from "./level.ts";
import { keysOf } from "./pinned-rows.ts";

/** How a statement finds or sorts rows by a column: by a value, by a row of another relation, in an order. */
export type ColumnUse = "where" | "join" | "order";

/** A column by which a statement looks for rows of a table, and no index of it begins with any that it looks by. */
export interface UnindexedColumn {
  readonly table: Table;
  readonly column: string;
  readonly use: ColumnUse;
}

/** The columns of a level's tables that an index would help it with, and that none has. */
export function unindexedColumns(level: Level): readonly UnindexedColumn[] {
  return level.relations.flatMap((relation) => {
    const { source, role } = relation;
    if (source.kind !== "table" || role === "excluded" || level.kind === "insert") return [];
    const { table } = source;
    const searched = searchedColumns(relation);
    const indexed = leadingColumns(table);
    // One that an index begins with leaves few rows to look through.
    if (searched.some(({ column }) => indexed.has(column))) return [];
    const wanted =
      searched.length > 0 ? searched : sortedColumns(relation).filter(({ column }) => !indexed.has(column));
    return wanted.map(({ column, use }) => ({ table, column, use }));
  });
}

interface Searched {
  readonly column: string;
  readonly use: ColumnUse;
}

/** What an index on one column helps with: equality, a list, a range, NULL of few. */
function searchedColumns(relation: Relation): readonly Searched[] {
  const found = new Map<string, Searched>();
  for (const condition of conditionsOn(relation).binding.flatMap(conjuncts))
    for (const one of searchedIn(condition, relation)) if (!found.has(one.column)) found.set(one.column, one);
  return [...found.values()];
}

const comparing: ReadonlySet<string> = new Set(["=", "<", ">", "<=", ">="]);

function searchedIn(condition: Expression, relation: Relation): readonly Searched[] {
  switch (condition.kind) {
    case "operator": {
      if (!comparing.has(condition.operator) || !condition.left || condition.quantifier === "all") return [];
      const sides = [condition.left, condition.right];
      return sides.flatMap((side, index) => {
        const column = columnOf(side, relation);
        const other = sides[1 - index];
        return column !== null && other ? [{ column, use: hasColumn(other) ? "join" : "where" }] : [];
      });
    }
    case "in-list":
    case "between": {
      const column = condition.negated ? null : columnOf(condition.operand, relation);
      return column === null ? [] : [{ column, use: "where" }];
    }
    case "subquery": {
      const column = condition.form === "any" && condition.operand ? columnOf(condition.operand, relation) : null;
      return column === null ? [] : [{ column, use: "join" }];
    }
    default:
      return [];
  }
}

/** The first key of an order with a limit: an index in that order has the first rows at once. */
function sortedColumns({ level, source }: Relation): readonly Searched[] {
  if (level.kind !== "select" || level.limit === "absent" || level.relations.length !== 1) return [];
  const [first] = contentOf(level.orderBy)?.keys ?? [];
  const bound = first?.kind === "column" ? level.resolve(first) : null;
  const isOwn = bound !== null && typeof bound === "object" && bound.relation.source === source;
  return isOwn ? [{ column: bound.of?.column?.name ?? bound.column, use: "order" }] : [];
}

function columnOf(expression: Expression, relation: Relation): string | null {
  const plain = bare(expression);
  const bound = plain.kind === "column" ? relation.level.scopes.resolve(plain) : null;
  if (bound === null || typeof bound !== "object" || bound.relation !== relation) return null;
  return bound.of?.column?.name ?? null;
}

const hasColumn = (expression: Expression): boolean =>
  expression.kind === "column" || expression.kind === "subquery" || operandsOf(expression).some(hasColumn);

function leadingColumns(table: Table): ReadonlySet<string> {
  const indexes = table.indexes.map(({ columns }) => columns);
  return new Set([...keysOf(table), ...indexes].flatMap(([first]) => first ?? []));
}
