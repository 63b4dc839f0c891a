import { relative } from "node:path";
import type { Catalog, CatalogProblem, Column, Table } from "./catalog.ts";

/**
 * The catalog of the migrations with what models say of it: the application's names, and how the library deletes. Where
 * the two differ the migrations hold, and the difference is added to `conflicts`; a table that no migration creates
 * is taken as its model declares it. In: `gone`, keys of what migrations dropped or renamed.
 */
export function withModels(
  migrated: Catalog,
  declared: Catalog,
  conflicts: CatalogProblem[],
  gone: ReadonlySet<string> = new Set(),
): Catalog {
  const relations = new Map(migrated.relations);
  for (const [key, model] of declared.relations) {
    if (model.kind !== "table") continue;
    const found = relations.get(key) ?? onPath(migrated, model);
    const place = { file: model.place?.file ?? "", line: model.place?.line ?? 1 };
    if (!found) {
      // What a model names without saying what it has is not added, nor what the migrations took away.
      const added = model.columns.length > 0 && !gone.has(key);
      conflicts.push({
        ...place,
        message: `table "${model.name}" is declared here, and no migration creates it${added ? ": it is taken as it is declared" : ""}`,
      });
      if (added) relations.set(key, model);
    } else if (found.kind === "table")
      relations.set(
        `${found.schema}.${found.name}`,
        named(found, model, (message) => conflicts.push({ ...place, message })),
      );
  }
  // What migrations change of a table that only a model declares is a part of what it declares.
  const isAdded = (name: string): boolean =>
    [...relations].some(([key, { name: own }]) => own === name && !migrated.relations.has(key));
  const problems = migrated.problems.filter(({ message }) => {
    const [, name] = /^relation "(?:[^"]*\.)?([^".]*)" does not exist$/.exec(message) ?? [];
    return name === undefined || !isAdded(name);
  });
  return { ...migrated, relations, problems: [...problems, ...declared.problems] };
}

// Models without a schema mean the connection's search path, which the migrations may have set.
function onPath(catalog: Catalog, { schema, name }: Table): Table | undefined {
  if (schema !== "public") return undefined;
  for (const candidate of catalog.searchPath) {
    const found = catalog.relations.get(`${candidate}.${name}`);
    if (found?.kind === "table") return found;
  }
  return undefined;
}

/** A table with what its models say of it; in what further ones leave out, they need not agree with the migrations. */
function named(table: Table, model: Table, conflict: (message: string) => void): Table {
  const furtherModels = (model.furtherModels ?? []).map((further) => namedByOne(table, further, () => undefined));
  return {
    ...namedByOne(table, model, conflict),
    ...(furtherModels.length > 0 ? { furtherModels } : {}),
  };
}

function namedByOne(table: Table, model: Table, conflict: (message: string) => void): Table {
  const declared = new Map(model.columns.map((column) => [column.name, column]));
  for (const { name } of model.columns) {
    if (!table.columns.some((column) => column.name === name))
      conflict(`column "${name}" of table "${table.name}" is declared here, and no migration adds it`);
  }
  const columns = table.columns.map((column): Column => {
    const own = declared.get(column.name);
    if (!own) {
      if (!model.modelTraits?.partial)
        conflict(`column "${column.name}" of table "${table.name}" is in the migrations, and not declared here`);
      return column;
    }
    if (own.nullable !== column.nullable)
      conflict(
        `column "${column.name}" of table "${table.name}" is declared ${own.nullable ? "nullable" : "NOT NULL"} here, and is ${column.nullable ? "nullable" : "NOT NULL"} in the migrations`,
      );
    return {
      ...column,
      ...(own.property == null ? {} : { property: own.property }),
      ...(column.nullable && !own.nullable ? { modelNotNull: true } : {}),
    };
  });
  return {
    ...table,
    columns,
    ...(model.model == null ? {} : { model: model.model }),
    ...(model.modelSoftDelete ? { modelSoftDelete: model.modelSoftDelete } : {}),
    ...(model.modelTraits ? { modelTraits: model.modelTraits, modelPlace: model.modelPlace ?? null } : {}),
  };
}

/** The tables whose models a file declares, each as its model does. In: absolute paths of the root and the file. */
export function tablesDeclaredIn(catalog: Catalog, root: string, file: string): readonly Table[] {
  const here = relative(root, file).replaceAll("\\", "/");
  return [...catalog.relations.values()]
    .flatMap((relation) => (relation.kind === "table" ? [relation, ...(relation.furtherModels ?? [])] : []))
    .filter(({ model, modelPlace }) => model != null && modelPlace?.file === here);
}
