import type { Catalog, Column, Table } from "../catalog/catalog.ts";

interface Family {
  /** By the keys of tables, those that inherit from them or are their partitions. */
  readonly children: ReadonlyMap<string, readonly Table[]>;
  /** Some table is one of another server. */
  readonly hasForeign: boolean;
  /** What was asked before. */
  readonly rows: Map<Table, readonly Table[]>;
  readonly heirs: Map<Table, readonly Table[]>;
}

const families = new WeakMap<Catalog, Family>();
const none: readonly Table[] = [];

/** The tables that inherit from a table, at any depth, without partitions: their rows are read with its own, unless ONLY says otherwise. */
export function heirsOf(table: Table, catalog: Catalog): readonly Table[] {
  const family = familyOf(catalog);
  if (family.children.size === 0) return none;
  let heirs = family.heirs.get(table);
  if (!heirs) {
    heirs = rowsOf(table, catalog).filter(({ structure }) => !structure?.partition);
    family.heirs.set(table, heirs);
  }
  return heirs;
}

/** The tables whose rows are read with a table's own, at any depth: those that inherit from it and its partitions. */
export function rowsOf(table: Table, catalog: Catalog): readonly Table[] {
  const { children, rows } = familyOf(catalog);
  if (children.size === 0) return none;
  let known = rows.get(table);
  if (!known) {
    const found = new Set<Table>();
    const visit = (parent: Table): void => {
      for (const child of children.get(`${parent.schema}.${parent.name}`) ?? []) {
        if (found.has(child)) continue;
        found.add(child);
        visit(child);
      }
    };
    visit(table);
    known = [...found];
    rows.set(table, known);
  }
  return known;
}

/** Whether a NOT NULL or CHECK of a table binds all rows that are read from it: it does not those of another server. */
export function isEnforced(table: Table, only: boolean, catalog: Catalog): boolean {
  if (!familyOf(catalog).hasForeign) return true;
  if (table.structure?.foreign) return false;
  return only || !rowsOf(table, catalog).some(({ structure }) => structure?.foreign);
}

function familyOf(catalog: Catalog): Family {
  const known = families.get(catalog);
  if (known) return known;
  const children = new Map<string, Table[]>();
  let hasForeign = false;
  for (const relation of catalog.relations.values()) {
    if (relation.kind !== "table") continue;
    hasForeign ||= relation.structure?.foreign === true;
    for (const parent of relation.structure?.parents ?? []) {
      const known = children.get(parent);
      if (known) known.push(relation);
      else children.set(parent, [relation]);
    }
  }
  const family: Family = { children, hasForeign, rows: new Map(), heirs: new Map() };
  families.set(catalog, family);
  return family;
}

/**
 * The column that says most about NULL of a table's column and those of the tables that inherit it: a constraint that is NO
 * INHERIT does not bind their rows. `only`: rows of the table itself are read.
 */
export function weakestColumn(table: Table, column: Column, only: boolean, catalog: Catalog): Column {
  if (only) return column;
  const heirs = heirsOf(table, catalog);
  if (heirs.length === 0) return column;
  const inherited = heirs.flatMap(({ columns }) => columns.filter(({ name }) => name === column.name));
  const all = [column, ...inherited];
  return all.find((one) => one.nullable && !one.neverNull) ?? all.find((one) => one.nullable) ?? column;
}
