import type { Catalog, Column, Table } from "../catalog/catalog.ts";

type Family = ReadonlyMap<string, readonly Table[]>;

const families = new WeakMap<Catalog, Family>();
const none: readonly Table[] = [];

/** The tables that inherit from a table, at any depth, without partitions: their rows are read with its own, unless ONLY says otherwise. */
export function heirsOf(table: Table, catalog: Catalog): readonly Table[] {
  const rows = rowsOf(table, catalog);
  return rows.length === 0 ? rows : rows.filter(({ structure }) => !structure?.partition);
}

/** The tables whose rows are read with a table's own, at any depth: those that inherit from it and its partitions. */
export function rowsOf(table: Table, catalog: Catalog): readonly Table[] {
  const family = families.get(catalog) ?? familyOf(catalog);
  families.set(catalog, family);
  if (!family.has(`${table.schema}.${table.name}`)) return none;
  const found = new Set<Table>();
  const visit = (parent: Table): void => {
    for (const child of family.get(`${parent.schema}.${parent.name}`) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      visit(child);
    }
  };
  visit(table);
  return [...found];
}

/** Whether a NOT NULL or CHECK of a table binds all rows that are read from it: it does not those of another server. */
export function isEnforced(table: Table, only: boolean, catalog: Catalog): boolean {
  if (table.structure?.foreign) return false;
  return only || !rowsOf(table, catalog).some(({ structure }) => structure?.foreign);
}

function familyOf(catalog: Catalog): Family {
  const children = new Map<string, Table[]>();
  for (const relation of catalog.relations.values())
    if (relation.kind === "table")
      for (const parent of relation.structure?.parents ?? [])
        children.set(parent, [...(children.get(parent) ?? []), relation]);
  return children;
}

/**
 * The column that says most about NULL of a table's column and those of the tables that inherit it: a constraint that is NO
 * INHERIT does not bind their rows. `only`: rows of the table itself are read.
 */
export function weakestColumn(table: Table, column: Column, only: boolean, catalog: Catalog): Column {
  if (only) return column;
  const inherited = heirsOf(table, catalog).flatMap(({ columns }) =>
    columns.filter(({ name }) => name === column.name),
  );
  const all = [column, ...inherited];
  return all.find((one) => one.nullable && !one.neverNull) ?? all.find((one) => one.nullable) ?? column;
}
