import type { Catalog, Column, Table } from "./catalog/catalog.ts";
import { tablesDeclaredIn } from "./catalog/models.ts";
import { factsOf } from "./libraries/index.ts";
import { isHarmlessColumn } from "./analysis/harmless-columns.ts";
import type { ReadColumn, ValuesRead } from "./analysis/values-read.ts";
import type { SourceModule } from "./source/module.ts";
import { modelPropertyAt, type ModelProperty } from "./source/model-properties.ts";
import { spanOf } from "./source/nodes.ts";

/** What is known of the rows that a file holds. */
export interface RowsOfFile {
  readonly values: ValuesRead;
  readonly catalog: Catalog;
  /** The project's folder, absolute. */
  readonly root: string;
}

/**
 * Whether an expression of a file is the value of a column, read back from the database, in which there is no place for SQL: by the statement that gave
 * the row, or by the model that the row is declared to be of.
 */
export function isHarmlessStored(
  node: Parameters<typeof modelPropertyAt>[0],
  module: SourceModule,
  { values, catalog, root }: RowsOfFile,
): boolean {
  if (catalog.relations.size === 0) return false;
  const property = modelPropertyAt(node, module);
  const columns = property ? columnsOf(property, catalog, root) : [];
  if (columns.length > 0) return columns.every(({ column, table }) => isHarmlessColumn(column, table, catalog));
  const held = values.heldAt(spanOf(node));
  return held.length > 0 && held.every((one) => isHarmlessRead(one, catalog));
}

function isHarmlessRead(read: ReadColumn | null, catalog: Catalog): boolean {
  const source = read?.relation.source;
  if (!read || source?.kind !== "table") return false;
  const column = source.table.columns.find(({ name }) => name === read.column);
  return column !== undefined && isHarmlessColumn(column, source.table, catalog);
}

/** Whether the types of its rows are generated, by the names of the models. */
function isGenerated({ modelTraits }: Table): boolean {
  return modelTraits ? factsOf(modelTraits.library)?.generated !== undefined : false;
}

interface Declared {
  readonly column: Column;
  readonly table: Table;
}

/** The columns that a property of a model may stand for; none where the schema does not know the model. */
function columnsOf(found: ModelProperty, catalog: Catalog, root: string): readonly Declared[] {
  const { model, place, property, of } = found;
  const tables = place
    ? tablesDeclaredIn(catalog, root, place.file).filter((table) => table.model === model)
    : [...catalog.relations.values()].flatMap((relation) =>
        relation.kind === "table" && relation.model === model && isGenerated(relation) ? [relation] : [],
      );
  const own = tables.flatMap((table) => {
    const column =
      table.columns.find((one) => one.property === property) ?? table.columns.find(({ name }) => name === property);
    return column ? [{ column, table }] : [];
  });
  return own.length > 0 ? own : (of ?? []).flatMap((one) => columnsOf(one, catalog, root));
}
