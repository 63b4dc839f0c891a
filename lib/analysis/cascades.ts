import type { Catalog, Table } from "../catalog/catalog.ts";

const known = new WeakMap<Catalog, ReadonlyMap<string, readonly Reference[]>>();

/** A table with a foreign key, and what becomes of its rows when the one they reference goes. */
export interface Reference {
  readonly table: Table;
  readonly cascades: boolean;
}

/** The tables with a foreign key to a table. */
function referencesTo({ schema, name }: Table, catalog: Catalog): readonly Reference[] {
  const all = known.get(catalog) ?? collect(catalog);
  known.set(catalog, all);
  return all.get(`${schema}.${name}`) ?? [];
}

/**
 * The first table with a property that rows go from when rows of `table` do, through foreign keys with ON DELETE CASCADE, and the tables on the way
 * there. `every`: every foreign key counts, as for TRUNCATE … CASCADE. Out: null where there is none.
 */
export function cascadeInto(
  table: Table,
  catalog: Catalog,
  test: (reached: Table) => boolean,
  every = false,
): readonly Table[] | null {
  const seen = new Set([table]);
  let ways: readonly (readonly Table[])[] = [[]];
  while (ways.length > 0) {
    const further = ways.flatMap((way) =>
      referencesTo(way.at(-1) ?? table, catalog).flatMap(({ table: reached, cascades }) => {
        if (seen.has(reached) || !(cascades || every)) return [];
        seen.add(reached);
        return [[...way, reached]];
      }),
    );
    const found = further.find((way) => way.slice(-1).some(test));
    if (found) return found;
    ways = further;
  }
  return null;
}

function collect(catalog: Catalog): ReadonlyMap<string, readonly Reference[]> {
  const found = new Map<string, Reference[]>();
  for (const table of catalog.relations.values()) {
    if (table.kind !== "table") continue;
    for (const { references, onDelete } of table.foreignKeys) {
      const key = `${references.schema}.${references.table}`;
      found.set(key, [...(found.get(key) ?? []), { table, cascades: onDelete === "cascade" }]);
    }
  }
  return found;
}
