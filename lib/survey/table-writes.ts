import { hasMadeUpKey } from "../analysis/made-up-keys.ts";
import { marksRows, revives } from "../analysis/revived-rows.ts";
import { assigns } from "../analysis/assignments.ts";
import type { InsertLevel, UpdateLevel } from "../analysis/level.ts";
import { scopesOf } from "../analysis/scopes.ts";
import type { Table } from "../catalog/catalog.ts";
import { camelCase, namesOfTable } from "../catalog/names-of-table.ts";
import type { SoftDeleteColumn } from "../model/statement.ts";
import { mayHoldSql } from "../find/quick-look.ts";
import { analyseFile, type FileAnalysis } from "../pipeline.ts";
import { projectFiles, type ProjectFile, type ProjectFiles } from "../project/project-files.ts";
import { isSourceFile, isSqlFile } from "../project/source-files.ts";
import { textOfFile } from "../source/open-module.ts";
import type { Settings } from "../settings.ts";

/** More files than these are not read for one question. */
const mostFiles = 60;

/** What the statements of a whole project write into one table. */
export class TableWrites {
  readonly #inserts: { readonly level: InsertLevel; readonly makesUp: (key: readonly string[]) => boolean }[] = [];
  /** Those of one statement together: on some ways it may set more than on others. */
  readonly #updates: (readonly UpdateLevel[])[] = [];
  readonly #table: Table;

  constructor(table: Table, analyses: readonly FileAnalysis[]) {
    this.#table = table;
    for (const analysis of analyses) this.#add(analysis);
  }

  #add(analysis: FileAnalysis): void {
    for (const reading of analysis.readings) {
      const levels = reading.variants
        .flat()
        .flatMap((statement) => scopesOf(statement, analysis.catalog).levels)
        .filter((level) => level.kind === "insert" || level.kind === "update")
        .filter(({ target: { source } }) => source.kind === "table" && isSame(source.table, this.#table));
      const updates = levels.filter((level) => level.kind === "update");
      if (updates.length > 0) this.#updates.push(updates);
      for (const level of levels)
        if (level.kind === "insert")
          this.#inserts.push({
            level,
            makesUp: (key) => hasMadeUpKey(level, key, reading.site, (span) => analysis.isMadeUp(span)),
          });
    }
  }

  /** Whether whoever marks a row as deleted gives it another key, so that it no longer holds the one it had. */
  freesKey(key: readonly string[], mark: SoftDeleteColumn): boolean {
    const marking = this.#updates
      .map((ways) => ways.filter((level) => marksRows(level, mark)))
      .filter((ways) => ways.length > 0);
    return (
      marking.length > 0 &&
      marking.every((ways) => ways.some(({ assignments }) => key.some((name) => assigns(assignments, name) !== "no")))
    );
  }

  /** Whether every row that is put into the table has a key that was made up for it. */
  makesKeysUp(key: readonly string[]): boolean {
    return this.#inserts.length > 0 && this.#inserts.every(({ makesUp }) => makesUp(key));
  }

  /** Whether no UPDATE of several chooses rows: such a table has but one, of settings and the like. */
  hasOneRow(): boolean {
    return this.#updates.length > 1 && this.#updates.every((ways) => ways.every(({ where }) => where === "absent"));
  }

  /** Whether every INSERT makes a deleted row with the same key a live one again. */
  revives(mark: SoftDeleteColumn): boolean {
    return this.#inserts.length > 0 && this.#inserts.every(({ level }) => revives(level, mark) !== "no");
  }
}

// A file that is being edited has another catalog than those beside it.
const isSame = (one: Table, other: Table): boolean => one.schema === other.schema && one.name === other.name;

const known = new WeakMap<ProjectFiles, Map<string, TableWrites | null>>();

/**
 * What the application's files write into a table: those that speak of it, and of one of some columns (none: of any) by any of their names. Null where these are too
 * many to be read.
 */
export function tableWrites(table: Table, columns: readonly string[], settings: Settings): TableWrites | null {
  const project = projectFiles(settings.root, null);
  const byKey = known.get(project) ?? new Map<string, TableWrites | null>();
  known.set(project, byKey);
  const key = [table.schema, table.name, ...columns].join("\0");
  const found = byKey.get(key);
  if (found !== undefined) return found;
  const files = filesThatSpeakOf(table, columns, project);
  const writes =
    files &&
    new TableWrites(
      table,
      files.flatMap((file) => applicationAt(file, settings)),
    );
  byKey.set(key, writes);
  return writes;
}

/** The files with statements that name a table and one of some columns; null where these are too many to be read. */
function filesThatSpeakOf(table: Table, columns: readonly string[], project: ProjectFiles): readonly string[] | null {
  const names = namesOfTable(table);
  const properties = table.columns
    .filter(({ name }) => columns.includes(name))
    .flatMap(({ name, property }) => [name, camelCase(name), ...(property == null ? [] : [property])]);
  const files = project.files
    ?.filter(
      (file) =>
        (isSourceFile(file.path) || isSqlFile(file.path)) &&
        mentionsAny(file, names) &&
        (columns.length === 0 || mentionsAny(file, properties)),
    )
    .map(({ path }) => path)
    .filter((file) => isSqlFile(file) || mayHoldSql(textOfFile(file)?.text ?? ""));
  return files && files.length <= mostFiles ? files : null;
}

const mentionsAny = (file: ProjectFile, words: readonly string[]): boolean => words.some((word) => file.mentions(word));

function applicationAt(file: string, settings: Settings): readonly FileAnalysis[] {
  const analysis = analyseFile(file, settings)?.analysis;
  return analysis?.ownRole === "application" ? [analysis] : [];
}
