import { readdirSync } from "node:fs";
import { expect } from "vitest";
import { applyTo } from "../../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../../lib/catalog/catalog.ts";
import { finish, Folding } from "../../../../lib/catalog/folding.ts";
import { readersOf } from "../../../../lib/libraries/readers.ts";
import { readMigration } from "../../../../lib/read/migrations/read-migration.ts";
import { readScript } from "../../../../lib/read/sql/read-script.ts";
import { openFile, parseModule } from "../../../../lib/source/open-module.ts";

const libraryOf = (kind: string) => readersOf(kind).migrations ?? null;

/** The migrations of a folder of fixtures, in order. */
export function migrationsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d.*\.(?:[cm]?js|ts)$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** The catalog that a folder's migrations leave, and what could not be read of them. */
export function catalogOf(
  folder: string,
  kind: string,
): { readonly catalog: Catalog; readonly problems: readonly string[]; readonly reads: readonly string[] } {
  const folding = new Folding(emptyCatalog);
  const problems: string[] = [];
  const reads: string[] = [];
  for (const file of migrationsIn(folder)) {
    const module = openFile(file);
    if (!module) throw new Error(`${file} does not parse`);
    const name = file.slice(folder.length + 1);
    const reading = readMigration(module, readScript, libraryOf, {
      exists: ({ schema, table, column }) => {
        const relation = folding.find({ schema, name: table });
        return (
          relation !== undefined &&
          (column === null || (relation.kind === "table" && relation.columns.some((known) => known.name === column)))
        );
      },
    });
    expect(reading.kind).toBe(kind);
    reads.push(...reading.reads.map((path) => path.slice(folder.length + 1)));
    for (const { offset, message } of reading.problems)
      problems.push(`${name}:${module.text.slice(0, offset).split("\n").length} ${message}`);
    for (const statement of reading.statements) {
      if (statement.kind === "definition")
        applyTo(
          folding,
          statement.definition,
          { file: name, line: module.text.slice(0, statement.span.start).split("\n").length },
          reading.guarded.has(statement),
        );
    }
    folding.endSession();
  }
  finish(folding);
  return { catalog: folding.catalog(), problems, reads };
}

/** What is read of one migration's source: the tables it leaves, each with its columns, and the problems with their lines. */
export function outcomeOf(
  source: string,
  file = "/project/migrations/1_a.ts",
  kind?: string,
): { readonly tables: Readonly<Record<string, string>>; readonly problems: readonly string[] } {
  const module = parseModule(source, file);
  if (!module) throw new Error("the source does not parse");
  const { statements, guarded, problems } = readMigration(module, readScript, libraryOf, kind ? { kind } : {});
  const lineOf = (offset: number) => source.slice(0, offset).split("\n").length;
  const folding = new Folding(emptyCatalog);
  for (const statement of statements) {
    if (statement.kind === "definition")
      applyTo(folding, statement.definition, { file, line: lineOf(statement.span.start) }, guarded.has(statement));
  }
  finish(folding);
  const tables = [...folding.relations.values()].flatMap((relation) =>
    relation.kind === "table"
      ? [[relation.name, relation.columns.map(({ name, nullable }) => name + (nullable ? "?" : "")).join(" ")] as const]
      : [],
  );
  return {
    tables: Object.fromEntries(tables),
    problems: [
      ...problems.map(({ offset, message }) => `${lineOf(offset)} ${message}`),
      ...folding.problems.map(({ line, message }) => `${line} ${message}`),
    ],
  };
}
