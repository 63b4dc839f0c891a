import { definitionsOf, parseSnapshot } from "../catalog/snapshot.ts";
import type { DefiningFile } from "../catalog/history.ts";
import type { LoadedSchema } from "../catalog/load.ts";
import type { SchemaQuestion, SchemaReaders } from "../catalog/schema-readers.ts";
import { upPart } from "../catalog/sources/up-part.ts";
import { lex, splitStatements } from "../read/sql/tokens/lexer.ts";
import { blankPsql, withoutPsqlVariables } from "../read/sql/tokens/psql.ts";
import { parsePostgres } from "../read/sql/parser/postgres-parser.ts";
import { lineAt } from "../source/lines.ts";
import { readTextFile } from "../text-file.ts";

/** A statement of a migration, as it is run. */
export interface SchemaText {
  /** Null where not all of its text is known. */
  readonly sql: string | null;
  /** From 1. */
  readonly line: number;
  /** It runs under a condition: where it fails, that is no problem. */
  readonly guarded: boolean;
}

/** A file of a schema, with its statements in the order in which they run. */
export interface SchemaFile {
  /** Relative to the root. */
  readonly file: string;
  readonly texts: readonly SchemaText[];
}

/** What the migrations of a schema send, file by file; of models there is none. */
export function schemaTexts(schema: LoadedSchema, readers: SchemaReaders): readonly SchemaFile[] {
  return schema.history.files
    .filter(({ role }) => role === "migration")
    .map((file) => ({ file: file.shown, texts: textsOf(file, schema, readers) }));
}

function textsOf(file: DefiningFile, { history }: LoadedSchema, readers: SchemaReaders): readonly SchemaText[] {
  const { text } = readTextFile(file.file);
  if (file.file.endsWith(".json")) {
    const snapshot = parseSnapshot(text);
    return snapshot ? statementsIn(definitionsOf(snapshot)).map((one) => ({ ...one, line: 1 })) : [];
  }
  if (/\.sql$/i.test(file.file)) return statementsIn(upPart(text).text);
  const before = history.tablesBefore(file.step);
  const exists = ({ schema, table, column }: SchemaQuestion): boolean =>
    [...before.values()].some(
      (one) =>
        one.name === table &&
        (schema === null || one.schema === schema) &&
        (column === null || one.columns.some(({ name }) => name === column)),
    );
  const sent = readers.migrations.read(file.file, file.tool, exists)?.sent ?? [];
  return sent.flatMap(({ sql, offset, guarded }): readonly SchemaText[] => {
    const line = lineAt(text, offset);
    return sql === null
      ? [{ sql, line, guarded }]
      : statementsIn(sql).map((one) => ({ sql: one.sql, line: line + one.line - 1, guarded }));
  });
}

function statementsIn(text: string): readonly SchemaText[] {
  const sql = blankPsql(text);
  return splitStatements(lex(sql)).map(({ start, end }) => ({
    sql: asPostgresReads(sql.slice(start, end)),
    line: lineAt(sql, start),
    guarded: false,
  }));
}

const asPostgresReads = (sql: string): string =>
  /(?<!:):["'A-Za-z_]/.test(sql) && !parsePostgres(sql).ok ? withoutPsqlVariables(sql) : sql;
