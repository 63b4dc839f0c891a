import type { Catalog, Column, Table } from "../catalog/catalog.ts";
import { visit } from "../catalog/mentions.ts";
import { libraries } from "../libraries/index.ts";
import { isOpenColumn, type NullUse, type NullUseKind } from "./null-uses.ts";
import type { NullEvidence, NullEvidenceKind, SurveyedColumn } from "./surveyed-column.ts";
import { wordsIn } from "../project/words.ts";
import { keyOf } from "./survey.ts";

/** A use of a column in a file of the project. */
export interface PlacedNullUse extends Omit<NullUse, "offset"> {
  readonly serves: string;
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A schema, and the folder whose code it serves. */
export interface ServedSchema {
  readonly serves: string;
  readonly catalog: Catalog;
}

/** The strongest first: what is written into the column, how it came to allow NULL, what is said of it, what is asked. */
const strength: readonly NullEvidenceKind[] = [
  "null",
  "leaves out",
  "unset",
  "perhaps null",
  "reference",
  "dropped",
  "added",
  "allows",
  "declares",
  "asks",
  "schema asks",
  "guards",
];

/** What the project's own statements put into the column. */
const written: ReadonlySet<NullEvidenceKind> = new Set(["null", "leaves out", "unset", "perhaps null"]);

export const isWritten = ({ kind }: Pick<NullEvidence, "kind">): boolean => written.has(kind);

/** How it came that the schema allows NULL, whatever the program does now. */
export const isHistory = ({ kind }: Pick<NullEvidence, "kind">): boolean => kind === "added" || kind === "dropped";

/** The columns of some schemas that allow NULL: the same whatever the order in which files were read. */
export function nullSurveyOf(
  schemas: readonly ServedSchema[],
  uses: readonly PlacedNullUse[],
): readonly SurveyedColumn[] {
  const byColumn = new Map<string, PlacedNullUse[]>();
  // What the application writes to, it may make rows of, unseen.
  const changed = new Set(uses.filter(({ kind }) => writes.has(kind)).map(keyOf));
  for (const use of uses.toSorted(byPlace)) {
    const key = columnKey(use);
    byColumn.set(key, [...(byColumn.get(key) ?? []), use]);
  }
  const columns = schemas.flatMap(({ serves, catalog }) =>
    [...catalog.relations.values()].flatMap((table) =>
      table.kind === "table"
        ? table.columns.filter(isOpenColumn).map((column) => ({ serves, catalog, table, column }))
        : [],
    ),
  );
  const own = new Map(
    columns.map(({ serves, catalog, table, column }): [string, SurveyedColumn] => {
      const name = `${table.schema}.${table.name}`;
      const key = columnKey({ serves, table: name, column: column.name });
      const found = byColumn.get(key) ?? [];
      const isFilled = found.some(({ kind }) => kind === "fills");
      const evidence = [...schemaEvidence(table, column, catalog, isFilled), ...found.flatMap(evidenceIn)];
      const places = new Set(found.filter(({ makesRows }) => makesRows).map(({ file, line }) => `${file}:${line}`));
      return [
        key,
        {
          table: name,
          serves,
          column: column.name,
          inserts: places.size + functionsInto(table, catalog),
          ...(isGiven(found) && functionsInto(table, catalog) === 0 ? { given: true } : {}),
          ...(found.some(({ kind }) => kind === "seeds") && !changed.has(keyOf({ serves, table: name }))
            ? { seeded: true }
            : {}),
          evidence: strongest(evidence),
        },
      ];
    }),
  );
  return [...own]
    .map(([key, column]) => withCopied(key, column, own, byColumn))
    .filter(({ inserts, evidence }) => inserts > 0 || evidence.length > 0)
    .sort((one, other) => (columnKey(one) < columnKey(other) ? -1 : 1));
}

const writes: ReadonlySet<NullUseKind> = new Set([
  ...(["sets", "copies", "unknown", "null", "leaves out", "unset", "perhaps null"] as const),
]);

/** Whether all that is written is sure to be there. */
function isGiven(uses: readonly PlacedNullUse[]): boolean {
  const written = uses.filter(({ kind }) => writes.has(kind));
  return written.length > 0 && written.every(({ kind }) => kind === "sets");
}

export const columnKey = (one: Pick<SurveyedColumn, "serves" | "table" | "column">): string =>
  `${keyOf(one)}.${one.column}`;

/** How many functions of the schema make rows of a table; what they put into them is not read. */
const functionsInto = ({ name }: Table, { functions }: Catalog): number =>
  [...(functions?.values() ?? [])].filter(({ body }) => body !== null && insertsInto(wordsIn(body), name)).length;

const insertsInto = (words: readonly string[], table: string): boolean =>
  words.some(
    (word, at) =>
      word.toLowerCase() === "into" &&
      words[at - 1]?.toLowerCase() === "insert" &&
      // With its schema or without.
      words.slice(at + 1, at + 3).includes(table),
  );

/** What is copied from a column into which NULL is written may be NULL, too. */
function withCopied(
  key: string,
  column: SurveyedColumn,
  all: ReadonlyMap<string, SurveyedColumn>,
  uses: ReadonlyMap<string, readonly PlacedNullUse[]>,
): SurveyedColumn {
  const copied = (uses.get(key) ?? []).flatMap(({ kind, from, serves, file, line }): readonly NullEvidence[] => {
    const source = kind === "copies" ? all.get(`${serves} ${from ?? ""}`) : undefined;
    return source && (source.inserts === 0 || source.evidence.length > 0) ? [{ kind: "perhaps null", file, line }] : [];
  });
  return copied.length > 0 ? { ...column, evidence: strongest([...column.evidence, ...copied]) } : column;
}

const strongest = (evidence: readonly NullEvidence[]): readonly NullEvidence[] =>
  strength.flatMap((kind) => evidence.find((one) => one.kind === kind) ?? []);

const evidenceIn = ({ kind, file, line, type }: PlacedNullUse): readonly NullEvidence[] =>
  evidenceOf(kind).map((one) => ({ ...one, file, line, ...(type === undefined ? {} : { type }) }));

/** What a use of a column is as evidence; nothing where it does not speak for NULL. */
export const evidenceOf = (kind: NullUseKind): readonly Pick<NullEvidence, "kind">[] =>
  kind === "sets" || kind === "seeds" || kind === "copies" || kind === "unknown" || kind === "fills" ? [] : [{ kind }];

/** What a schema says of a column beside that it allows NULL. In: whether some statement fills the rows that have no value in it. */
export function schemaEvidence(
  table: Table,
  { name, opened }: Column,
  catalog: Catalog,
  isFilled: boolean,
): readonly NullEvidence[] {
  const isSetNull = table.foreignKeys.some(
    ({ columns, onDelete, onUpdate }) => columns.includes(name) && [onDelete, onUpdate].includes("set null"),
  );
  return [
    ...(isSetNull ? [{ kind: "reference" } as const] : []),
    ...(opened && !(opened.how === "added" && isFilled) ? [{ kind: opened.how, ...opened.place } as const] : []),
    ...(isAskedFor(table, name, catalog) ? [{ kind: "schema asks" } as const] : []),
  ];
}

/** An index over the rows that have a value, a check, a view that asks whether it is NULL. */
function isAskedFor({ schema, name: table, indexes, structure }: Table, column: string, catalog: Catalog): boolean {
  if (indexes.some(({ predicate }) => asks(predicate, column))) return true;
  if (structure?.constraints.some(({ kind, condition }) => kind === "check" && asks(condition, column))) return true;
  const key = `${schema}.${table}`;
  return [...catalog.relations.values()].some(
    (view) => view.kind === "view" && view.reads?.includes(key) === true && asks(view.query, column),
  );
}

function asks(value: unknown, column: string): boolean {
  let found = false;
  visit(value, (node) => {
    const { kind, operand } = node;
    if (kind === "null-test" && typeof operand === "object" && operand !== null)
      found ||= "kind" in operand && operand.kind === "column" && "name" in operand && operand.name === column;
  });
  return found;
}

/** Whether the model of a table keeps NULL out of a column that the migrations leave open, and is no mere type. */
export function keepsNullOut({ modelTraits }: Table, { modelNotNull }: Column): boolean {
  const models = libraries.find((library) => library.models?.kind === modelTraits?.library)?.models;
  return modelNotNull === true && models !== undefined && models.typesOnly !== true && models.row !== "interface";
}

const byPlace = (one: PlacedNullUse, other: PlacedNullUse): number =>
  one.file === other.file ? one.line - other.line : one.file < other.file ? -1 : 1;
