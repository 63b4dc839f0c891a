import { dirname } from "node:path";
import { differencesOf } from "./analysis/catalog-differences.ts";
import type { DownPart, Left, ShownFunction, ShownMigration } from "./analysis/shown-migration.ts";
import type { Places } from "./analysis/shown-tables.ts";
import { applyTo } from "./catalog/apply.ts";
import { emptyCatalog, type Catalog } from "./catalog/catalog.ts";
import { Folding } from "./catalog/folding.ts";
import type { DefiningFile, History } from "./catalog/history.ts";
import type { LoadedSchema } from "./catalog/load.ts";
import { hasFolderOfItsOwn } from "./catalog/sources/order.ts";
import type { Definition } from "./model/definition.ts";
import type { Span } from "./model/span.ts";
import { definedBy, type LintedFile } from "./tables-in-file.ts";

/** What undoes a migration, as far as it can be read. */
export type DownReading =
  | { readonly kind: "none" | "unknown" | "refused" | "missing" }
  | {
      readonly kind: "there";
      readonly span: Span | null;
      readonly file: string | null;
      /** It sends nothing at all. */
      readonly isEmpty: boolean;
      readonly definitions: readonly Definition[];
    };

/** A file of migrations. In: `readDown` reads what undoes it. Out: null where the file is none, or none that the schema knows. */
export function migrationInFile(
  linted: LintedFile,
  schema: LoadedSchema,
  readDown: () => DownReading,
): ShownMigration | null {
  if (schema.history.of(linted.file)?.role !== "migration") return null;
  const { history, catalog, file } = definedBy(linted, schema);
  if (!file) return null;
  const folder = folderOf(file.shown);
  const beside = history.files.filter(({ role, shown }) => role === "migration" && folderOf(shown) === folder);
  return {
    path: file.shown,
    firstLine: { start: 0, end: /^[^\r\n]*/.exec(linted.text)?.[0].length ?? 0 },
    beside: beside.map(({ shown }) => shown),
    tool: file.tool,
    defines: file.defined.some(({ definition, guarded }) => !guarded && changesSchema(definition)),
    functions: () => functionsIn(file, linted.places),
    down: () => downPart(readDown(), file, history, { ...schema, catalog }),
  };
}

function functionsIn({ defined }: DefiningFile, places: Places): readonly ShownFunction[] {
  return defined.flatMap(({ definition, span }) => {
    if (definition.kind !== "create-function") return [];
    const { name, span: at } = definition.name;
    return [
      {
        definition,
        nameSpan: places.isName(at, name) ? at : (places.find(at, name) ?? places.find(span, name) ?? span),
      },
    ];
  });
}

/** The folder that migrations lie in; those that have a folder each lie in the one above. */
function folderOf(path: string): string {
  const folder = dirname(path);
  return hasFolderOfItsOwn(path) ? dirname(folder) : folder;
}

function changesSchema(definition: Definition): boolean {
  switch (definition.kind) {
    case "other":
    case "set-search-path":
    case "create-extension":
    case "create-schema":
      return false;
    default:
      return true;
  }
}

function downPart(read: DownReading, file: DefiningFile, history: History, schema: LoadedSchema): DownPart {
  if (read.kind !== "there") return { kind: read.kind };
  const { definitions, ...part } = read;
  // Several files of one step have no order of their own, and what was not read may be what is undone.
  const isAlone = history.files.filter(({ step }) => step === file.step).length === 1;
  const isSure = isAlone && !schema.catalog.problems.some((problem) => problem.file === file.shown);
  if (part.isEmpty || !isSure) return isSure || part.isEmpty ? { ...part, leaves: [] } : { kind: "unknown" };
  const before = catalogBefore(file, history, schema.catalog);
  const folding = new Folding(before);
  for (const { definition, line, guarded } of file.defined)
    applyTo(folding, definition, { file: file.shown, line }, guarded);
  folding.endSession();
  const applied = folding.catalog();
  const failed = folding.problems.length;
  for (const definition of definitions) applyTo(folding, definition, { file: file.shown, line: 1 }, false);
  folding.endSession();
  // What cannot be undone here may be undone there, where more is known.
  if (folding.problems.slice(failed).some(({ message }) => !/does not exist$/.test(message)))
    return { kind: "unknown" };
  const after = folding.catalog();
  const made = typesMadeBy(file);
  const types = [...(after.types?.values() ?? [])].filter(({ name }) => made.has(name));
  // What Down makes and Up has not dropped was there before, and is not known.
  const added = new Set(differencesOf(before, applied).map(keyOf));
  const leaves = differencesOf(before, after).filter((left) => left.how !== "left behind" || added.has(keyOf(left)));
  return {
    ...part,
    leaves: [...leaves, ...types.map(({ name }): Left => ({ how: "left behind", what: "type", name }))],
  };
}

const keyOf = ({ how, what, name }: Left): string => `${how} ${what} ${name}`;

/** The schema before a file: its tables, and the types that the file does not make. */
function catalogBefore(file: DefiningFile, history: History, final: Catalog): Catalog {
  const made = typesMadeBy(file);
  const types = [...(final.types ?? [])].filter(([, { name }]) => !made.has(name));
  const { functions = new Map() } = final;
  return { ...emptyCatalog, relations: history.tablesBefore(file.step), types: new Map(types), functions };
}

const typesMadeBy = ({ defined }: DefiningFile): ReadonlySet<string> =>
  new Set(
    defined.flatMap(({ definition, guarded }) =>
      definition.kind === "create-type" && !guarded ? [definition.type.name] : [],
    ),
  );
