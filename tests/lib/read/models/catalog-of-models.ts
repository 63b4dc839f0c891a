import { join } from "node:path";
import { applyTo } from "../../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../../lib/catalog/catalog.ts";
import { finish, Folding } from "../../../../lib/catalog/folding.ts";
import { modelsReaderOf } from "../../../../lib/libraries/readers.ts";
import { readModels } from "../../../../lib/read/models/read-models.ts";
import { readScript } from "../../../../lib/read/sql/read-script.ts";
import { folderWith, type Files } from "../../../project-folder.ts";

/** The catalog of models alone. In: the library, the files of a project, and which of them are handed to the reader (all). */
export function catalogOfModels(kind: string, files: Files, models: readonly string[] = Object.keys(files)): Catalog {
  const root = folderWith(files);
  const reading = readModels(
    { kind, files: models.map((file) => join(root, file)) },
    modelsReaderOf(kind)!,
    readScript,
  );
  const folding = new Folding(emptyCatalog);
  for (const { definition, file, line } of reading.definitions)
    applyTo(folding, definition, { file: file.slice(root.length + 1), line }, false);
  folding.problems.push(
    ...reading.problems.map((problem) => ({ ...problem, file: problem.file.slice(root.length + 1) })),
  );
  finish(folding);
  return folding.catalog();
}

/** `table.column` to its name in the code. */
export function namesOf(catalog: Catalog): Record<string, string> {
  const names: Record<string, string> = {};
  for (const relation of catalog.relations.values()) {
    if (relation.kind !== "table") continue;
    if (relation.model != null) names[relation.name] = relation.model;
    for (const { name, property } of relation.columns)
      if (property != null && property !== name) names[`${relation.name}.${name}`] = property;
  }
  return names;
}

/** `Model.property` to where it leads: `many Post: users(id) -> posts(author_id)`, with the table between where there is one. */
export function relationsOf(catalog: Catalog): Record<string, string> {
  const found: Record<string, string> = {};
  for (const relation of catalog.relations.values()) {
    if (relation.kind !== "table") continue;
    for (const { property, model, table, kind, columns, targetColumns, through } of relation.modelTraits?.relations ??
      []) {
      const between = through
        ? `${through.name}(${[...through.columns, ...through.targetColumns].join(", ")}) -> `
        : "";
      found[`${relation.model ?? ""}.${property}`] =
        `${kind} ${model ?? "?"}: ${relation.name}(${columns.join(", ")}) -> ${between}${table.name}(${targetColumns.join(", ")})`;
    }
  }
  return found;
}
