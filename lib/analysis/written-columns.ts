import type { Catalog, Column, Table } from "../catalog/catalog.ts";
import { contentOf, hasUnknownText, isUnknownText, knownItems, type UnknownText } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { Span } from "../model/span.ts";
import type { Assignment, ColumnName, Query } from "../model/statement.ts";
import { nearest } from "../nearest.ts";
import { isKnownWhole, knownTable } from "./known-schema.ts";
import type { InsertLevel, Level, MergeLevel, UpdateLevel } from "./level.ts";
import { isDefault, isNullWritten } from "./null-written.ts";
import type { Refusal } from "./refusal.ts";

/**
 * What PostgreSQL refuses of the columns that a level writes (documentation of INSERT and UPDATE; chapters 5.4 and
 * 5.5.2): columns that are not there or stand there twice, generated ones, NULL in those that are NOT NULL, and of
 * INSERT those that it leaves out although they are NOT NULL and have no default.
 */
export function refusedColumns(level: Level, catalog: Catalog): readonly Refusal[] {
  if (!isKnownWhole(catalog)) return [];
  switch (level.kind) {
    case "insert":
      return inserted(level);
    case "update":
      return assigned(level, level.assignments);
    case "merge":
      return knownItems(level.actions).flatMap(({ action, assignments }) =>
        action === "update" ? assigned(level, assignments) : [],
      );
    default:
      return [];
  }
}

function assigned(
  { target }: UpdateLevel | InsertLevel | MergeLevel,
  assignments: readonly (Assignment | UnknownText)[],
): readonly Refusal[] {
  const table = knownTable(target);
  if (!table) return [];
  const known = knownItems(assignments).filter(
    (one): one is Assignment & { readonly column: string } => one.column !== null,
  );
  return known.flatMap((one, index): readonly Refusal[] => {
    const name = { name: one.column, span: one.span };
    const column = columnOf(table, one.column);
    if (!column) return [notThere(name, table)];
    const before = known.slice(0, index).some((other) => other.column === one.column && !other.onlyWhen);
    // `SET point.x = 1, point.y = 2` assigns parts of one column.
    if (before && !one.onlyWhen && column.userType == null && !column.type.endsWith("[]"))
      return [{ code: "42601", kind: "sameColumn", span: one.span, data: { column: one.column }, guess: null }];
    return one.value ? written(one.value, column, table, one.span) : [];
  });
}

function inserted(level: InsertLevel): readonly Refusal[] {
  const { target, columns, source, onConflict } = level;
  const table = knownTable(target);
  const conflict = contentOf(onConflict);
  const changed = conflict?.action === "update" ? assigned(level, conflict.assignments) : [];
  const names = contentOf(columns)?.names ?? [];
  if (!table || columns === "unknown" || names.some(({ name }) => name === "")) return changed;
  const unknown = names.filter(({ name }) => !columnOf(table, name)).map((name) => notThere(name, table));
  const twice = names.flatMap((name, index): Refusal[] =>
    names.slice(0, index).some((other) => other.name === name.name && !other.onlyWhen) && !name.onlyWhen
      ? [{ code: "42701", kind: "sameColumn", span: name.span, data: { column: name.name }, guess: null }]
      : [],
  );
  const query = contentOf(source)?.query;
  const positions = columns === "absent" ? table.columns.map(({ name }) => ({ name })) : names;
  return [
    ...unknown,
    ...twice,
    ...(unknown.length === 0 && query ? values(query, positions, table) : []),
    // What is misspelt is left out as well.
    ...((columns === "absent" && source !== "absent") || unknown.length > 0 ? [] : leftOut(names, table, level)),
    ...changed,
  ];
}

/** What VALUES writes to the columns. */
function values(query: Query, names: readonly Pick<ColumnName, "name">[], table: Table): readonly Refusal[] {
  if (query.kind !== "values-query") return [];
  return query.rows.flatMap((row) => {
    if (isUnknownText(row)) return [];
    return row.flatMap((value, index) => {
      const column = columnOf(table, names[index]?.name ?? "");
      return column ? written(value, column, table, value.span) : [];
    });
  });
}

function written(value: Expression, column: Column, table: Table, span: Span): readonly Refusal[] {
  const data = { column: column.name, table: table.name };
  if (column.generated)
    return isDefault(value) ? [] : [{ code: "428C9", kind: "generatedColumn", span, data, guess: null }];
  if (!isNullWritten(value) || column.nullable || setsItself(table, "insert") || setsItself(table, "update")) return [];
  return [{ code: "23502", kind: "nullInColumn", span, data, guess: null }];
}

/** The columns without which no row can be made. */
function leftOut(names: readonly ColumnName[], table: Table, { target, node }: InsertLevel): readonly Refusal[] {
  if (hasUnknownText(names) || setsItself(table, "insert")) return [];
  const given = new Set(names.map(({ name }) => name));
  const missing = table.columns.find((column) => isRequired(column) && !given.has(column.name));
  if (!missing || node.source === "unknown") return [];
  const data = { column: missing.name, table: table.name };
  return [{ code: "23502", kind: "missingColumn", span: target.item.nameSpan, data, guess: null }];
}

/** NOT NULL, and nothing gives it a value; a domain may have a default of its own. */
const isRequired = ({ nullable, hasDefault, generated, identity, userType }: Column): boolean =>
  !nullable && !hasDefault && !generated && !identity && userType == null;

/** Whether a trigger sees each row before it is written, and may set what it likes. */
const setsItself = ({ triggers = [] }: Table, event: "insert" | "update"): boolean =>
  triggers.some(({ timing, row, events }) => timing === "before" && row && events.includes(event));

const columnOf = (table: Table, name: string): Column | undefined =>
  table.columns.find((column) => column.name === name);

const notThere = ({ name, span }: Pick<ColumnName, "name" | "span">, table: Table): Refusal => ({
  code: "42703",
  kind: "unknownColumn",
  span,
  name,
  data: { column: name, table: table.name },
  guess: nearest(
    name,
    table.columns.map((column) => column.name),
  ),
});
