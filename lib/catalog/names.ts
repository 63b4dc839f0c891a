import { factsOf } from "../libraries/index.ts";
import type { Library } from "../model/site.ts";
import type { SchemaNames, NamedTable } from "../model/names.ts";
import type { SoftDeleteColumn } from "../model/statement.ts";
import { findRelation, type Catalog, type Table } from "./catalog.ts";

/** Finds tables of a catalog by the names that application code has for them. */
export function namesOf(catalog: Catalog, softDelete: (table: Table) => SoftDeleteColumn | null): SchemaNames {
  const made = new Map<Table, NamedTable>();
  let models: ReadonlyMap<string, readonly Table[]> | null = null;
  const named = (table: Table): NamedTable => {
    const known = made.get(table);
    if (known) return known;
    const { schema, name, model, columns, primaryKey, modelTraits, modelSoftDelete } = table;
    const result: NamedTable = {
      schema,
      name,
      model: model ?? null,
      library: libraryOf(modelTraits?.library ?? "") || null,
      primaryKey,
      columns: columns.map((column) => ({
        name: column.name,
        property: column.property ?? column.name,
        type: column.type,
        nullable: column.nullable,
      })),
      relations: modelTraits?.relations ?? [],
      filters: modelTraits?.filters ?? [],
      modelSoftDelete: modelSoftDelete ?? null,
      softDelete: softDelete(table),
    };
    made.set(table, result);
    return result;
  };
  return {
    table(schema, name) {
      const found = findRelation(catalog, schema, name);
      return found?.kind === "table" ? named(found) : null;
    },
    model(library, name, file) {
      models ??= modelsOf(catalog);
      const tables = models.get(`${library} ${name}`) ?? models.get(` ${name}`) ?? [];
      const [table, ...others] = tables.length > 1 && file !== undefined ? tables.filter(isOf(file)) : tables;
      return table && others.length === 0 ? named(table) : null;
    },
  };
}

const isOf =
  (file: string) =>
  ({ modelPlace }: Table): boolean =>
    modelPlace != null && (file === modelPlace.file || file.endsWith(`/${modelPlace.file}`));

/** Tables by library and name; models whose library is not known are under a library without a name. */
function modelsOf(catalog: Catalog): ReadonlyMap<string, readonly Table[]> {
  const tables = [...catalog.relations.values()].flatMap((relation) => (relation.kind === "table" ? [relation] : []));
  const found = tablesByModel(tables);
  // What the fullest declaration of some table is called, a lesser one of another does not take away.
  const further = tablesByModel(tables.flatMap(({ furtherModels }) => furtherModels ?? []));
  return new Map([...further, ...found]);
}

function tablesByModel(tables: readonly Table[]): ReadonlyMap<string, readonly Table[]> {
  const found = new Map<string, Table[]>();
  for (const table of tables) {
    if (!table.model) continue;
    const library = libraryOf(table.modelTraits?.library ?? "");
    for (const name of new Set([
      table.model,
      table.modelTraits?.accessor ?? table.model,
      ...(table.modelTraits?.otherNames ?? []),
    ])) {
      for (const key of new Set([`${library} ${name}`, ` ${name}`])) {
        const own = found.get(key) ?? [];
        if (!own.includes(table)) found.set(key, [...own, table]);
      }
    }
  }
  return found;
}

/** Sources of models that `rowguard schema` names, by the library whose client speaks of them. */
function libraryOf(source: string): Library {
  return factsOf(source)?.builder ? source : "";
}
