import type { Column, ForeignKey, Index, Table } from "../catalog/catalog.ts";
import { constraintsOf } from "../catalog/folding.ts";
import { columnsIn } from "../catalog/mentions.ts";
import type { Expression } from "../model/expression.ts";
import { bare } from "./expressions.ts";

/**
 * Whether an index finds the rows of a table by columns: one of its own or a key's, that begins with them in any order.
 * One over a part of the rows counts where that is those in which the columns have values, or where it says nothing of
 * others than these and the column that marks deleted rows.
 */
export function isIndexed(table: Table, columns: readonly string[], marks: readonly string[] = []): boolean {
  return table.indexes.some(
    ({ columns: keys, predicate, where }) =>
      begins(keys, columns) &&
      (where === null ||
        (predicate !== null && columnsIn(predicate).every((name) => columns.includes(name) || marks.includes(name)))),
  );
}

/** Of three columns and more all but one are enough to find few rows. */
function begins(keys: readonly string[], columns: readonly string[]): boolean {
  const end = keys.findIndex((key) => !columns.includes(key));
  const found = end < 0 ? keys.length : end;
  return found === columns.length || (columns.length > 2 && found === columns.length - 1);
}

/** The unique indexes of a table, and its primary key. */
export function uniqueKeysOf(table: Table): readonly (readonly string[])[] {
  return [
    ...(table.primaryKey ? [table.primaryKey] : []),
    ...table.indexes.filter(isWhole).map(({ columns }) => columns),
  ];
}

const isWhole = ({ unique, where }: Index): boolean => unique && where === null;

/** Foreign keys that say the same of the same columns, the first of them left out. */
export function isRepeated(table: Table, foreignKey: ForeignKey): boolean {
  const first = table.foreignKeys.find((other) => saysTheSame(other, foreignKey));
  return first !== undefined && first !== foreignKey;
}

function saysTheSame(one: ForeignKey, other: ForeignKey): boolean {
  const pairs = ({ columns, references }: ForeignKey) => columns.map((name, at) => `${name} ${references.columns[at]}`);
  return (
    one.references.schema === other.references.schema &&
    one.references.table === other.references.table &&
    sameSet(pairs(one), pairs(other))
  );
}

/**
 * The two foreign keys of a join table: a table that is identified by them together, or has nothing besides them but
 * columns that every table has. Null for any other.
 */
export function joinOf(
  table: Table,
  isStandard: (column: Column) => boolean,
): readonly [ForeignKey, ForeignKey] | null {
  const distinct = table.foreignKeys.filter((foreignKey) => !isRepeated(table, foreignKey));
  const [one, other] = distinct;
  if (!one || !other || distinct.length !== 2) return null;
  const joined = [...one.columns, ...other.columns];
  const hasMore = table.columns.some((column) => !joined.includes(column.name) && !isStandard(column));
  if (hasMore || new Set(joined).size !== joined.length) return null;
  return [one, other];
}

/** Whether the rows of a table are identified by those of two others together. */
export function isIdentifiedByForeignKeys(table: Table): boolean {
  const { primaryKey } = table;
  const keys = table.foreignKeys.filter(({ columns }) => columns.every((name) => primaryKey?.includes(name)));
  return new Set(keys.flatMap(({ columns }) => columns)).size > 1 && keys.length > 1;
}

export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

/** Whether a table has room for one row only: a CHECK lets its key have a single value (`id boolean PRIMARY KEY CHECK (id)`). */
export function holdsOneRow(table: Table): boolean {
  const keys = [
    table.primaryKey ?? [],
    ...table.unique.filter(({ where }) => where === null).map(({ columns }) => columns),
  ];
  const columns = table.columns.filter(
    ({ name, nullable }) => !nullable && keys.some((key) => key.length === 1 && key[0] === name),
  );
  return constraintsOf(table).some(
    ({ kind, condition, enforced }) =>
      kind === "check" &&
      enforced !== false &&
      condition != null &&
      columns.some(({ name }) => allowsOneValue(condition, name)),
  );
}

/** `id`, `id = 1` */
function allowsOneValue(condition: Expression, column: string): boolean {
  const isColumn = (side: Expression | null): boolean => {
    const plain = side && bare(side);
    return plain?.kind === "column" && plain.name === column;
  };
  if (isColumn(condition)) return true;
  if (condition.kind !== "operator" || condition.operator !== "=") return false;
  const { left, right } = condition;
  return (
    (isColumn(left) && bare(right).kind === "constant") ||
    (isColumn(right) && left !== null && bare(left).kind === "constant")
  );
}
