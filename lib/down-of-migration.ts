import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { downPartsIn, hasMarks } from "./catalog/sources/up-part.ts";
import { libraries } from "./libraries/index.ts";
import type { DownReading } from "./migration-in-file.ts";
import type { Span } from "./model/span.ts";
import type { Statement } from "./model/statement.ts";
import { isSentence, type MigrationReading } from "./read/migrations/read-migration.ts";
import { readTextFile } from "./text-file.ts";

/** Reads a text of SQL for what it defines, and tells how many statements it has. */
export interface ScriptReader {
  read(text: string): { readonly statements: readonly Statement[]; readonly problems: readonly unknown[] };
  countStatements(text: string): number;
}

/** What undoes a migration in SQL: its own Down part, or the file beside it. In: absolute path and text. */
export function downOfScript(file: string, text: string, reader: ScriptReader): DownReading {
  const beside = downFileOf(file);
  if (beside !== null) {
    if (!existsSync(beside)) return { kind: "missing" };
    return readPart(readTextFile(beside).text, { span: null, file: basename(beside) }, reader);
  }
  if (!hasMarks(text)) return { kind: "none" };
  const parts = downPartsIn(text);
  const [first] = parts;
  if (!first) return { kind: "missing" };
  const end = text.indexOf("\n", first.start);
  const span = { start: first.start, end: end < 0 ? first.end : end };
  return readPart(onlyParts(text, parts), { span, file: null }, reader);
}

/** `1_users.down.sql` of `1_users.up.sql`, `down.sql` of `up.sql`; null for a file whose tool has no such pairs. */
function downFileOf(file: string): string | null {
  const [, stem] = /^(|.*[.-])up\.sql$/i.exec(basename(file)) ?? [];
  return stem === undefined ? null : `${dirname(file)}/${stem}down.sql`;
}

function readPart(
  sql: string,
  place: { readonly span: Span | null; readonly file: string | null },
  reader: ScriptReader,
): DownReading {
  const { statements, problems } = reader.read(sql);
  if (problems.length > 0) return { kind: "unknown" };
  const definitions = statements.flatMap((one) => (one.kind === "definition" ? [one.definition] : []));
  const isEmpty = reader.countStatements(sql) === 0;
  // goose writes a comment of its own into each new file.
  if (isEmpty && place.file !== null && isSentence(sql)) return { kind: "refused" };
  return { kind: "there", ...place, isEmpty, definitions };
}

/** The text with everything else turned into spaces. */
function onlyParts(text: string, parts: readonly Span[]): string {
  let only = "";
  let at = 0;
  for (const { start, end } of parts) {
    only += text.slice(at, start).replace(/[^\r\n]/g, " ") + text.slice(start, end);
    at = end;
  }
  return only;
}

/** What undoes a migration in code. In: what its `down` was read as. */
export function downOfCode({ followed, kind, problems, statements }: MigrationReading): DownReading {
  const facts = libraries.find(({ name }) => name === kind)?.migrations;
  if (followed === "refused") return { kind: "refused" };
  if (followed === "none") return { kind: facts?.undoesByItself ? "none" : "missing" };
  if (followed === null) return { kind: "unknown" };
  // Who says why there is nothing has thought of it.
  if (followed.throws || (followed.isEmpty && followed.saysWhy)) return { kind: "refused" };
  if (problems.length > 0) return { kind: "unknown" };
  const definitions = statements.flatMap((one) => (one.kind === "definition" ? [one.definition] : []));
  return { kind: "there", span: followed.span, file: null, isEmpty: followed.isEmpty, definitions };
}
