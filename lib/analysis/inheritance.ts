import type { Catalog, Column, Table } from "../catalog/catalog.ts";

const families = new WeakMap<Catalog, ReadonlyMap<string, readonly Table[]>>();

/** The tables that inherit from a table, at any depth, without partitions: their rows are read with its own, unless ONLY says otherwise. */
export function heirsOf(table: Table, catalog: Catalog): readonly Table[] {
  const family = families.get(catalog) ?? familyOf(catalog);
  families.set(catalog, family);
  const found = new Set<Table>();
  const visit = (parent: Table): void => {
    for (const child of family.get(`${parent.schema}.${parent.name}`) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      visit(child);
    }
  };
  if (family.size > 0) visit(table);
  return [...found];
}

function familyOf(catalog: Catalog): ReadonlyMap<string, readonly Table[]> {
  const children = new Map<string, Table[]>();
  for (const relation of catalog.relations.values()) {
    if (relation.kind !== "table" || relation.structure?.partition) continue;
    for (const parent of relation.structure?.parents ?? [])
      children.set(parent, [...(children.get(parent) ?? []), relation]);
  }
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
