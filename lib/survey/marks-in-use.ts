import { resolve } from "node:path";
import type { Catalog, Table } from "../catalog/catalog.ts";
import type { LoadedSchema } from "../catalog/load.ts";
import { visit } from "../catalog/mentions.ts";
import { camelCase, namesOfTable } from "../catalog/names-of-table.ts";
import { softDeleteColumn } from "../catalog/soft-delete.ts";
import { libraries } from "../libraries/index.ts";
import type { SoftDeleteColumn } from "../model/statement.ts";
import type { Settings } from "../settings.ts";
import { fileRole } from "../source/file-role.ts";
import { goodUntil } from "../project/fresh.ts";
import { isSourceFile } from "../project/source-files.ts";
import { openFile } from "../source/open-module.ts";
import { mentionedNames } from "./mentions.ts";
import { ProjectTexts, wordsIn, type Mentioning } from "./project-texts.ts";

/** How long, in milliseconds, a look at the project is good for at least. */
const lookedFor = 10_000;

const made = new WeakMap<Settings, WeakMap<LoadedSchema, MarksInUse>>();

/** What is known of the marks of a schema's tables, by the files below the root; made once. */
export function marksInUse(settings: Settings, schema: LoadedSchema): MarksInUse {
  const bySchema = made.get(settings) ?? new WeakMap<LoadedSchema, MarksInUse>();
  made.set(settings, bySchema);
  const known = bySchema.get(schema) ?? new MarksInUse(settings, schema);
  bySchema.set(schema, known);
  return known;
}

/**
 * Whether a project uses the column that marks deleted rows of a table. One that it inherited from a base class, or
 * that came with a template, is often neither set nor asked for anywhere: a DELETE there is how rows are deleted.
 */
export class MarksInUse {
  readonly #schema: LoadedSchema;
  readonly #settings: Settings;
  readonly #texts: ProjectTexts;
  /** The migrations, and models that no migration makes tables of. */
  readonly #sources: ReadonlySet<string>;
  /** Those of all tables that have a mark. */
  readonly #names: readonly string[];
  readonly #answers = new Map<Table, boolean>();
  readonly #mentions = new Map<string, ReadonlySet<string>>();
  #mentioning: readonly Mentioning[] | null = null;
  #lookUntil = -Infinity;
  #isLarge: boolean | null = null;

  constructor(settings: Settings, schema: LoadedSchema) {
    this.#settings = settings;
    this.#schema = schema;
    const { root } = settings;
    this.#sources = new Set(
      schema.sources.map((file) => resolve(root, file)).filter((file) => !schema.modelFiles.has(file)),
    );
    const tables = [...schema.catalog.relations.values()].filter((relation) => relation.kind === "table");
    this.#names = tables.filter((table) => this.#softDelete(table)).flatMap(namesOfTable);
    const rare = [...new Set(tables.flatMap((table) => this.#marks(table)))];
    this.#texts = new ProjectTexts(root, { rare, all: new Set([...rare, ...tables.flatMap(namesOfTable)]) });
  }

  /** False only where nothing in the project sets or asks for it; true where that cannot be told. */
  isUsed(table: Table): boolean {
    if (Date.now() >= this.#lookUntil) this.#look();
    let answer = this.#answers.get(table);
    if (answer === undefined) this.#answers.set(table, (answer = this.#decide(table)));
    return answer;
  }

  #look(): void {
    const began = Date.now();
    this.#answers.clear();
    this.#mentions.clear();
    this.#mentioning = this.#texts.mentioning();
    this.#lookUntil = goodUntil(began, lookedFor);
  }

  #decide(table: Table): boolean {
    const column = this.#softDelete(table)?.column;
    // What the user names is meant.
    if (column === undefined || this.#settings.softDelete.length > 0) return true;
    if (table.modelSoftDelete?.deletes || isAskedFor(table, column, this.#schema.catalog)) return true;
    const mentioning = this.#mentioning;
    if (!mentioning) return true;
    const names = namesOfTable(table);
    const marks = this.#marks(table);
    const isOfTable = ({ words }: Mentioning) =>
      names.some((name) => words.has(name)) || !this.#names.some((name) => words.has(name));
    if (mentioning.some((one) => isOfTable(one) && marks.some((name) => this.#mentionsIn(one).has(name)))) return true;
    this.#isLarge ??= this.#texts.isLarge(this.#settings.survey.leastFiles);
    return !this.#isLarge;
  }

  #softDelete(table: Table): SoftDeleteColumn | null {
    return softDeleteColumn(table, this.#settings.softDelete);
  }

  /** The names by which a program sets a table's mark or asks for it. */
  #marks(table: Table): readonly string[] {
    const column = this.#softDelete(table);
    if (!column) return [];
    const property = table.columns.find(({ name }) => name === column.column)?.property;
    const { models } = libraries.find((library) => library.models?.kind === table.modelTraits?.library) ?? {};
    const calls = table.modelSoftDelete ? (models?.marksBy ?? []) : [];
    return [column.column, camelCase(column.column), ...(property == null ? [] : [property]), ...calls];
  }

  #mentionsIn({ file, words }: Mentioning): ReadonlySet<string> {
    let found = this.#mentions.get(file);
    if (!found) this.#mentions.set(file, (found = this.#mentionsOf(file, words)));
    return found;
  }

  #mentionsOf(file: string, words: ReadonlySet<string>): ReadonlySet<string> {
    if (this.#sources.has(file)) return new Set();
    const module = isSourceFile(file) ? openFile(file) : null;
    // What does not parse, is very large or is of another language may say anything.
    if (!module) return words;
    const isApplication = fileRole(module.ast) === "application" && !this.#schema.migrationParts.has(file);
    return isApplication ? mentionedNames(module.ast, words, this.#schema.modelFiles.has(file)) : new Set();
  }
}

/** The schema itself asks whether rows are deleted: an index over live rows alone, a view, a function of a trigger. */
function isAskedFor(table: Table, column: string, catalog: Catalog): boolean {
  if (table.indexes.some(({ predicate }) => hasColumn(predicate, column))) return true;
  if (table.unique.some(({ where }) => where !== null && wordsIn(where).includes(column))) return true;
  if ([...(catalog.functions?.values() ?? [])].some(({ body }) => body !== null && wordsIn(body).includes(column)))
    return true;
  const key = `${table.schema}.${table.name}`;
  return [...catalog.relations.values()].some(
    (view) => view.kind === "view" && (view.reads?.includes(key) ?? true) && hasColumn(view.query, column),
  );
}

function hasColumn(value: unknown, column: string): boolean {
  let found = false;
  visit(value, (node) => (found ||= node["kind"] === "column" && node["name"] === column));
  return found;
}
