import { createHash } from "node:crypto";
import type { ShownTable } from "./analysis/shown-table.ts";
import { tablesOfMigration, tablesOfModels, type Places } from "./analysis/shown-tables.ts";
import type { Catalog } from "./catalog/catalog.ts";
import type { DefiningFile, History } from "./catalog/history.ts";
import type { LoadedSchema } from "./catalog/load.ts";
import type { Script } from "./catalog/schema-readers.ts";
import { sinceOf, type SinceSettings } from "./catalog/since.ts";
import { upPart } from "./catalog/sources/up-part.ts";
import { libraries } from "./libraries/index.ts";

/** A file as it is linted, which may be another text than the one that the schema was read from. */
export interface LintedFile {
  /** Absolute. */
  readonly file: string;
  /** Relative to the root, with `/`. */
  readonly shown: string;
  readonly text: string;
  /** Reads the part of it that is applied. */
  readonly read: (text: string) => Pick<Script, "statements" | "guarded"> | null;
  /** Where it writes the names of what it defines. */
  readonly places: Places;
  /** Whether it is a migration whatever the schema was read from. */
  readonly isMigration: boolean;
  /** From when on tables are judged. */
  readonly since: SinceSettings;
}

/**
 * The tables that a file makes or changes, each as it stands when all migrations have run. What models declare is shown
 * where they are, and left out of the migrations that the library's tool wrote by them.
 */
export function tablesInFile(linted: LintedFile, schema: LoadedSchema): readonly ShownTable[] {
  // Most files are neither: what the schema was made of is kept apart, and not fetched for them.
  const isPart = schema.modelFiles.has(linted.file) || schema.sources.includes(linted.shown);
  if (!isPart && !linted.isMigration) return [];
  const declared = schema.declared.get(linted.file);
  const known = schema.history.of(linted.file);
  const { places } = linted;
  if (declared && !known) {
    if (!isTextOf(declared.hash, linted.text) || !declaresTables(declared.library, schema)) return [];
    const { step } = sinceOf(schema.history, linted.since);
    return tablesOfModels(declared, { catalog: schema.catalog, places, tool: declared.library, isOpen: true }).map(
      (table) => withoutOld(table, schema.history, step),
    );
  }
  if (!known && !linted.isMigration) return [];
  if (known && sinceOf(schema.history, linted.since).isOld(known)) return [];
  const { history, catalog, file } = definedBy(linted, schema);
  if (!file) return [];
  const isOpen = file.step === history.last;
  const modelled = modelledTables(schema, file.tool);
  return tablesOfMigration(file, history, { catalog, places, tool: file.tool, isOpen }).flatMap((table) =>
    isMadeByLibrary(table, schema, file.tool) ? [] : withoutModelled(table, modelled),
  );
}

/** What a file of migrations defines, as its text is now, and the history with it; `file` is undefined where it is none. */
export function definedBy(
  linted: LintedFile,
  schema: LoadedSchema,
): { readonly history: History; readonly catalog: Catalog; readonly file: DefiningFile | undefined } {
  const { history, catalog } = schema;
  const known = history.of(linted.file);
  if (!known && !linted.isMigration) return { history, catalog, file: undefined };
  if (known && isTextOf(known.hash, linted.text)) return { history, catalog, file: known };
  return withText(linted, known, schema);
}

/** Whether a file (absolute) is a migration that is left as it is. */
export function isOldFile(file: string, schema: LoadedSchema, since: SinceSettings): boolean {
  if (since.since == null && !since.newFiles) return false;
  const known = schema.history.of(file);
  return known !== undefined && sinceOf(schema.history, since).isOld(known);
}

/** The places of a text of SQL: names stand where their spans say. */
export const placesInSql = (sql: string): Places => ({
  sql,
  isStatement: () => true,
  isName: () => true,
  find: () => null,
  findNear: () => null,
});

function withText(
  linted: LintedFile,
  known: DefiningFile | undefined,
  schema: LoadedSchema,
): { readonly history: History; readonly catalog: Catalog; readonly file: DefiningFile | undefined } {
  const { text } = linted;
  const script = linted.read(/\.sql$/.test(linted.file) ? upPart(text).text : text);
  const starts = script?.statements.flatMap((statement) =>
    statement.kind === "definition"
      ? [{ definition: statement.definition, span: statement.span, line: 1, guarded: script.guarded.has(statement) }]
      : [],
  );
  const opened = known ?? { file: linted.file, shown: linted.shown, tool: "sql", role: "migration" as const, hash: "" };
  const { history, catalog } = schema.history.with(opened, starts ?? []);
  return { history, catalog, file: history.of(linted.file) };
}

const isTextOf = (hash: string, text: string): boolean =>
  [text, `\uFEFF${text}`].some((one) => createHash("sha256").update(one).digest("hex") === hash);

/** A table that a model declares, without what it had after a step. */
function withoutOld(table: ShownTable, history: History, step: number): ShownTable {
  const { final } = table;
  const old = step < 0 ? null : history.tableAt(`${final.schema}.${final.name}`, step);
  if (!old) return table;
  return {
    ...table,
    isNew: false,
    namedAt: null,
    columns: table.columns.filter(({ column }) => !old.columns.some(({ name }) => name === column.name)),
    foreignKeys: table.foreignKeys.filter(
      ({ foreignKey }) => !old.foreignKeys.some(({ columns }) => columns.join() === foreignKey.columns.join()),
    ),
    uniques: table.uniques.filter(
      ({ index }) => !old.indexes.some(({ columns }) => columns.join() === index.columns.join()),
    ),
  };
}

const modelledOf = new WeakMap<LoadedSchema, Map<string, readonly ShownTable[]>>();

/** What the models of a library declare that writes its migrations by them. */
function modelledTables(schema: LoadedSchema, tool: string): readonly ShownTable[] {
  const known = modelledOf.get(schema) ?? new Map<string, readonly ShownTable[]>();
  modelledOf.set(schema, known);
  const tables =
    known.get(tool) ??
    [...schema.declared.values()]
      .filter(({ library }) => factsOfModels(library)?.migratesModels === true && factsOfModels(library)?.name === tool)
      .flatMap((declared) =>
        tablesOfModels(declared, { catalog: schema.catalog, places: placesInSql(""), tool, isOpen: true }),
      );
  known.set(tool, tables);
  return tables;
}

/** What joins two models without being one: the library makes it in its own way, and nobody else has a say in that. */
function isMadeByLibrary({ final }: ShownTable, schema: LoadedSchema, tool: string): boolean {
  if (final.model != null) return false;
  return [...schema.declared.values()].some(
    ({ library, definitions }) =>
      factsOfModels(library)?.name === tool &&
      factsOfModels(library)?.migratesModels === true &&
      definitions.some((one) => one.kind === "create-table" && one.model == null && one.table.name === final.name),
  );
}

function withoutModelled(table: ShownTable, modelled: readonly ShownTable[]): ShownTable {
  const own = modelled.filter(({ final }) => final.schema === table.final.schema && final.name === table.final.name);
  if (own.length === 0) return table;
  const isIn = <T>(list: (table: ShownTable) => readonly T[], key: (item: T) => string) => {
    const keys = new Set(own.flatMap(list).map(key));
    return (item: T) => !keys.has(key(item));
  };
  return {
    ...table,
    isNew: false,
    namedAt: null,
    columns: table.columns.filter(
      isIn(
        ({ columns }) => columns,
        ({ column }) => column.name,
      ),
    ),
    foreignKeys: table.foreignKeys.filter(
      isIn(
        ({ foreignKeys }) => foreignKeys,
        ({ foreignKey }) => `${foreignKey.columns.join()} ${foreignKey.onDelete}`,
      ),
    ),
    uniques: table.uniques.filter(
      isIn(
        ({ uniques }) => uniques,
        ({ index }) => index.columns.join(),
      ),
    ),
  };
}

/** What is known of the library that models are declared with. */
export const factsOfModels = (library: string) =>
  libraries.find(({ name, models }) => name === library || models?.kind === library);

/** Types of rows say nothing of keys; models beside migrations that another tool runs have no say in what there is. */
function declaresTables(library: string, { history }: LoadedSchema): boolean {
  const facts = factsOfModels(library);
  if (facts?.models?.typesOnly) return false;
  const tools = history.files.map(({ tool }) => tool);
  return tools.length === 0 || (facts?.migratesModels === true && tools.includes(facts.name));
}
