import { join } from "node:path";
import { expect } from "vitest";
import type { Catalog } from "../../../../lib/catalog/catalog.ts";
import type { Reading } from "../../../../lib/model/reading.ts";
import type { Statement } from "../../../../lib/model/statement.ts";
import { analyseSource } from "../../../../lib/pipeline.ts";
import { lowerStatement } from "../../../../lib/read/sql/lower-statement.ts";
import { parsePostgres } from "../../../../lib/read/sql/parser/postgres-parser.ts";
import { tokensOf } from "../../../../lib/read/sql/tokens/tokens.ts";
import { noEdits } from "../../../../lib/model/statement.ts";
import { settingsFrom } from "../../../../lib/settings.ts";
import { parseModule } from "../../../../lib/source/open-module.ts";
import { folderBeside, folderWith } from "../../../project-folder.ts";
import { normal, type NormalOptions } from "./normal.ts";

export interface Project {
  /** DDL, applied as one migration. */
  readonly schema?: string;
  /** Files that declare models (`schema.prisma`, entities, tables), by relative path. */
  readonly models?: Readonly<Record<string, string>>;
  /** Other files beside the code, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The code's own path, relative. Default: `app.ts`. */
  readonly file?: string;
  /** What `configure` takes, beside root and schema. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface ReadCode {
  /** Of all sites, in source order. */
  readonly all: readonly Reading[];
  /** Of builders only, in source order. */
  readonly readings: readonly Reading[];
  readonly catalog: Catalog;
}

/** Reads a source text with the whole pipeline, as the file of a project. */
export function readBuilderIn(
  code: string,
  { schema, models = {}, files = {}, file = "app.ts", settings = {} }: Project = {},
): ReadCode {
  const places = [...(schema === undefined ? [] : ["schema.sql"]), ...Object.keys(models)];
  const beside = { ...files, ...models, ...(schema === undefined ? {} : { "schema.sql": schema }) };
  const folder = folderBeside(beside, file);
  const path = join(folder, file);
  folderWith({ [file]: code }, folder);
  const module = parseModule(code.replace(/^\uFEFF/, ""), path);
  if (!module) throw new Error(`does not parse: ${code}`);
  const source = { text: module.text, ast: module.ast, scopeManager: module.scopes };
  const { readings, catalog } = analyseSource(
    source as never,
    path,
    settingsFrom({ ...settings, root: folder, schema: places }, folder),
  );
  return { all: readings, readings: readings.filter(({ site }) => site.kind === "builder"), catalog };
}

/** The statements of a SQL text that a library has sent. */
export function emitted(sql: string): Statement[] {
  const result = parsePostgres(sql);
  if (!result.ok) throw new Error(`${result.message}: ${sql}`);
  return result.statements.map(
    (statement) =>
      lowerStatement(statement, {
        text: sql,
        tokens: tokensOf(sql),
        at: result.at,
        edits: noEdits,
        place: (start, end) => ({ start, end }),
        parameter: () => ({ name: null, hole: null }),
        holeAt: () => null,
        gaps: [],
      }).statement,
  );
}

/**
 * Expects that what was read of the source says the same as what the library has sent: kind, tables, conditions as a tree, joins,
 * assigned columns, output names where both know them. In: a statement or a reading's variant, and SQL with `$n`.
 */
export function expectAgreement(
  read: Statement | readonly Statement[] | undefined,
  sent: string | readonly string[],
  options: NormalOptions = {},
): void {
  const statements = read === undefined ? [] : "kind" in read ? [read] : read;
  const others = (typeof sent === "string" ? [sent] : sent).flatMap(emitted);
  const starred = statements.map((statement, index) => normal(statement, { ...options, other: others[index] }));
  expect(starred).toEqual(
    others.map((statement, index) => normal(statement, { ...options, other: statements[index] })),
  );
}

/** Expects the one builder of a reading to agree, in its `variant`. */
export function expectReading(
  reading: Reading | undefined,
  sent: string | readonly string[],
  options: NormalOptions & { readonly variant?: number } = {},
): void {
  expect(reading?.reason ?? null, "the reason why it is not checked").toBe(null);
  expectAgreement(reading?.variants[options.variant ?? 0], sent, options);
}
