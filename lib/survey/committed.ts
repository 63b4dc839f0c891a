import { readFileSync, statSync } from "node:fs";
import type { SurveyedColumn } from "./surveyed-column.ts";
import { keyOf, type Survey, type SurveyedTable } from "./survey.ts";

/** The form in which a survey is written; another one is of another version of rowguard. */
export const surveyVersion = 1;

/** A survey as a program reads it. */
export interface SurveyIndex {
  /** By `keyOf`. */
  readonly tables: ReadonlyMap<string, SurveyedTable>;
  /** By `columnName`; null where they were not surveyed. */
  readonly columns: ReadonlyMap<string, readonly SurveyedColumn[]> | null;
}

/** A column as findings name it: without the schema of its table. */
export const columnName = (serves: string, table: string, column: string): string =>
  `${serves} ${table.slice(table.lastIndexOf(".") + 1)}.${column}`;

interface Read {
  readonly mtime: number;
  readonly survey: SurveyIndex | null;
}

const reads = new Map<string, Read>();

/**
 * The survey that a project has written down, read again when the file has changed. In: the absolute path. Out: null
 * where there is none. One that cannot be used is no survey, and `warn` is told why, once for each version of the file.
 */
export function committedSurvey(file: string, warn: (message: string) => void): SurveyIndex | null {
  const mtime = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (mtime === undefined) return null;
  const known = reads.get(file);
  if (known?.mtime === mtime) return known.survey;
  let survey: SurveyIndex | null = null;
  try {
    survey = indexed(parseSurvey(readFileSync(file, "utf8")));
  } catch (error) {
    warn(`${file} is left out: ${(error as Error).message}. Write it again: rowguard survey --out ${file}`);
  }
  reads.set(file, { mtime, survey });
  return survey;
}

/** The tables and columns of a survey by their names. */
export const indexed = ({ tables, columns }: Survey): SurveyIndex => ({
  tables: new Map(tables.map((table) => [keyOf(table), table])),
  columns: columns === undefined ? null : byName(columns),
});

function byName(columns: readonly SurveyedColumn[]): ReadonlyMap<string, readonly SurveyedColumn[]> {
  const named = new Map<string, SurveyedColumn[]>();
  for (const one of columns) {
    const name = columnName(one.serves, one.table, one.column);
    const others = named.get(name);
    if (others) others.push(one);
    else named.set(name, [one]);
  }
  return named;
}

/** Reads what `writeSurvey` wrote. Errors: one whose message says what is wrong with the text. */
function parseSurvey(text: string): Survey {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("version" in value) || !("tables" in value))
    throw new Error("it is no survey of rowguard");
  if (value.version !== surveyVersion) throw new Error("another version of rowguard wrote it");
  if (!Array.isArray(value.tables) || !value.tables.every(isSurveyedTable))
    throw new Error("its tables are not as rowguard writes them");
  const columns: unknown = "columns" in value ? value.columns : undefined;
  if (columns === undefined) return { tables: value.tables };
  if (!Array.isArray(columns) || !columns.every(isSurveyedColumn))
    throw new Error("its columns are not as rowguard writes them");
  return { tables: value.tables, columns };
}

function isSurveyedColumn(value: unknown): value is SurveyedColumn {
  if (typeof value !== "object" || value === null) return false;
  const { table, serves, column, inserts, evidence } = value as Partial<SurveyedColumn>;
  return (
    [table, serves, column].every((name) => typeof name === "string") &&
    typeof inserts === "number" &&
    Array.isArray(evidence)
  );
}

function isSurveyedTable(value: unknown): value is SurveyedTable {
  if (typeof value !== "object" || value === null) return false;
  const { table, serves, column, used, uses } = value as Partial<SurveyedTable>;
  return (
    [table, serves, column].every((name) => typeof name === "string") &&
    typeof used === "boolean" &&
    typeof uses === "object" &&
    Object.values(uses).every(Array.isArray)
  );
}

/** A survey as it is committed: two that say the same are the same text. */
export const writeSurvey = ({ tables, columns }: Survey): string =>
  `${JSON.stringify({ version: surveyVersion, tables, columns }, null, 2)}\n`;
