import { reachedFrom, type WorkspacePackage } from "../project/workspace-packages.ts";
import type { Catalog } from "./catalog.ts";
import type { ModelReader, ModelSource } from "./schema-readers.ts";

/** What was found in a project. */
export interface Neighbours {
  readonly found: readonly { readonly serves: string; readonly kind: string }[];
  readonly declared: readonly ModelSource[];
  readonly packages: readonly WorkspacePackage[];
}

/**
 * The folder whose schema the models of a package without migrations may belong to; null where it has its own. Types of rows are those of what the
 * package depends on; models are those of the package that depends on it, and has the migrations that their library made of them.
 */
export function hostOf(serves: string, { found, declared, packages }: Neighbours, models: ModelReader): string | null {
  const own = declared.filter((source) => source.serves === serves && source.of === undefined);
  if (own.length === 0 || found.some((schema) => schema.serves === serves)) return null;
  const saysMore = (source: ModelSource): boolean => !models.typesOnly(source.kind);
  if (!own.some(saysMore))
    return (
      reachedFrom(serves, packages).find((folder) =>
        [...found, ...declared.filter(saysMore)].some((schema) => schema.serves === folder),
      ) ?? null
    );
  const [host, ...others] = found.filter(
    ({ serves: folder, kind }) =>
      models.migrates(kind) &&
      own.some((source) => source.kind === kind) &&
      !declared.some((source) => source.serves === folder && source.kind === kind && source.of === undefined) &&
      reachedFrom(folder, packages).includes(serves),
  );
  return host && others.length === 0 ? host.serves : null;
}

/** Whether the tables that models declare are, most of them, those of a schema: then both are of one database. */
export function declaresTablesOf(
  sources: readonly ModelSource[],
  { relations }: Catalog,
  models: ModelReader,
): boolean {
  const known = new Set([...relations.values()].map(({ name }) => name));
  const declared = sources
    .flatMap((source) => models.read(source).definitions)
    .flatMap(({ definition }) => (definition.kind === "create-table" ? definition.table.name : []));
  return declared.filter((name) => known.has(name)).length * 2 > declared.length;
}
