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
import { projectFiles, type ProjectFiles } from "../project/project-files.ts";
import { isSourceFile } from "../project/source-files.ts";
import { wordsIn } from "../project/words.ts";
import { openFile } from "../source/open-module.ts";
import { isLargeProject } from "./large-project.ts";
import { mentionedNames } from "./mentions.ts";

/** A file whose text has one of the marks, with every word of it that is a mark or a name of a table. */
interface Mentioning {
  readonly file: string;
  readonly words: ReadonlySet<string>;
}

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
  /** The migrations, and models that no migration makes tables of. */
  readonly #sources: ReadonlySet<string>;
  /** Those of all tables that have a mark. */
  readonly #names: readonly string[];
  /** The names of all marks, and these with those of all tables. */
  readonly #allMarks: readonly string[];
  readonly #words: readonly string[];
  readonly #answers = new Map<Table, boolean>();
  readonly #mentions = new Map<string, ReadonlySet<string>>();
  #files: ProjectFiles | null = null;
  #mentioning: readonly Mentioning[] | null = null;

  constructor(settings: Settings, schema: LoadedSchema) {
    this.#settings = settings;
    this.#schema = schema;
    const { root } = settings;
    this.#sources = new Set(
      schema.sources.map((file) => resolve(root, file)).filter((file) => !schema.modelFiles.has(file)),
    );
    const tables = [...schema.catalog.relations.values()].filter((relation) => relation.kind === "table");
    this.#names = tables.filter((table) => this.#softDelete(table)).flatMap(namesOfTable);
    this.#allMarks = [...new Set(tables.flatMap((table) => this.#marks(table)))];
    this.#words = [...new Set([...this.#allMarks, ...tables.flatMap(namesOfTable)])];
  }

  /** False only where nothing in the project sets or asks for it; true where that cannot be told. */
  isUsed(table: Table): boolean {
    const files = projectFiles(this.#settings.root, null);
    if (files !== this.#files) this.#look(files);
    let answer = this.#answers.get(table);
    if (answer === undefined) this.#answers.set(table, (answer = this.#decide(table)));
    return answer;
  }

  #look(project: ProjectFiles): void {
    this.#files = project;
    this.#answers.clear();
    this.#mentions.clear();
    this.#mentioning =
      project.files
        ?.filter((file) => this.#allMarks.some((mark) => file.mentions(mark)))
        .map((file) => ({
          file: file.path,
          words: new Set(this.#words.filter((word) => file.mentions(word))),
        })) ?? null;
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
    return !isLargeProject(this.#settings.root, this.#settings.survey.leastFiles);
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
