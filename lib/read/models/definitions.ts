import type { ColumnDefinition, Definition } from "../../model/definition.ts";
import type { Statement } from "../../model/statement.ts";
import {
  unknownSql,
  type DeclaredAt,
  type DeclaredColumn,
  type DeclaredForeignKey,
  type DeclaredIndex,
  type DeclaredProblem,
  type DeclaredTable,
  type DeclaredView,
  type Declarations,
  type TableName,
} from "./declared.ts";
import { firstIndexWhere } from "../../lists.ts";

/** What declarations define, in an order in which they can be applied; and what of them PostgreSQL would reject. */
export interface ModelDefinitions {
  readonly definitions: readonly { readonly definition: Definition; readonly file: string; readonly line: number }[];
  readonly problems: readonly DeclaredProblem[];
}

interface Piece {
  readonly sql: string;
  readonly at: DeclaredAt;
  readonly of: DeclaredTable | DeclaredView | null;
}

type ReadScript = (text: string) => {
  readonly statements: readonly Statement[];
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
};

/**
 * Declarations as the statements that would make them. They are written as SQL and read by the reader of migrations, so
 * that a type, a default or a predicate means the same wherever it is written; names and spans are then those of the
 * declaration.
 */
export function definitionsOf(declarations: Declarations, readScript: ReadScript): ModelDefinitions {
  const pieces = piecesOf(declarations);
  const starts: number[] = [];
  let text = "";
  for (const { sql } of pieces) {
    starts.push(text.length);
    text += `${sql};\n`;
  }
  const pieceAt = (offset: number): Piece | undefined => {
    const next = firstIndexWhere(starts, (start) => start > offset);
    return pieces[Math.max(next - 1, 0)];
  };
  const { statements, problems } = readScript(text);
  return {
    definitions: statements.flatMap((statement) => {
      if (statement.kind !== "definition") return [];
      const piece = pieceAt(statement.span.start);
      if (!piece) return [];
      const { at, of } = piece;
      return [{ definition: placed(statement.definition, at, of, declarations.library), file: at.file, line: at.line }];
    }),
    problems: once([
      ...declarations.problems,
      ...problems.flatMap(({ offset, message }) => {
        const piece = pieceAt(offset);
        return piece ? [{ file: piece.at.file, line: piece.at.line, message }] : [];
      }),
    ]),
  };
}

// What many models inherit is told once.
const once = (problems: readonly DeclaredProblem[]): DeclaredProblem[] => [
  ...new Map(problems.map((problem) => [`${problem.file}:${problem.line}:${problem.message}`, problem])).values(),
];

function piecesOf({ tables: declared, enums, views }: Declarations): Piece[] {
  const { tables, further } = withoutRepeated(declared);
  const pieces: Piece[] = [];
  const schemas = new Set<string>();
  for (const { schema, at } of [...enums, ...tables, ...views]) {
    if (schema === null || schema === "public" || schemas.has(schema)) continue;
    schemas.add(schema);
    pieces.push({ sql: `CREATE SCHEMA ${quoted(schema)}`, at, of: null });
  }
  for (const { at, labels, ...name } of enums)
    pieces.push({ sql: `CREATE TYPE ${qualified(name)} AS ENUM (${labels.map(literal).join(", ")})`, at, of: null });
  for (const table of tables) pieces.push({ sql: createTable(table), at: table.at, of: table });
  for (const table of tables) {
    const add = (sql: string) => pieces.push({ sql, at: table.at, of: null });
    for (const { name, sql } of table.checks)
      add(`ALTER TABLE ${qualified(table)} ADD ${constraint(name)}CHECK (${sql})`);
    for (const index of table.indexes) add(createIndex(table, index));
  }
  for (const table of tables)
    for (const foreignKey of table.foreignKeys)
      pieces.push({ sql: addForeignKey(table, foreignKey), at: table.at, of: null });
  for (const view of views) pieces.push({ sql: createView(view), at: view.at, of: view });
  for (const table of further) pieces.push({ sql: createTable(table), at: table.at, of: table });
  return pieces;
}

// A table that is declared twice is one: where a script or a test speaks of a part of it, the fuller declaration
// counts. Of the others only what they say as models is kept.
function withoutRepeated(tables: readonly DeclaredTable[]): Record<"tables" | "further", readonly DeclaredTable[]> {
  const fullest = new Map<string, DeclaredTable>();
  for (const table of tables) {
    const other = fullest.get(qualified(table));
    if (!other || table.columns.length > other.columns.length) fullest.set(qualified(table), table);
  }
  const isFullest = (table: DeclaredTable) => fullest.get(qualified(table)) === table;
  return {
    tables: tables.filter(isFullest),
    further: tables.filter((table) => table.model !== null && table.columns.length > 0 && !isFullest(table)),
  };
}

function createTable(table: DeclaredTable): string {
  const elements = table.columns.map(columnSql);
  if (table.primaryKey)
    elements.push(`${constraint(table.primaryKey.name)}PRIMARY KEY (${list(table.primaryKey.columns)})`);
  for (const { name, columns, nullsNotDistinct } of table.uniques)
    elements.push(`${constraint(name)}UNIQUE ${nullsNotDistinct ? "NULLS NOT DISTINCT " : ""}(${list(columns)})`);
  return `CREATE TABLE ${qualified(table)} (${elements.join(", ")})`;
}

function columnSql(column: DeclaredColumn): string {
  const { name, type, notNull, identity, generated } = column;
  const parts = [quoted(name), type ?? "unknown"];
  if (notNull) parts.push("NOT NULL");
  if (generated) parts.push(`GENERATED ALWAYS AS (${generated === unknownSql ? "NULL" : generated}) STORED`);
  else if (identity) parts.push(`GENERATED ${identity === "always" ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY`);
  // A default that only its being there is known of stands as a call of nothing.
  else if (column.default !== null)
    parts.push(`DEFAULT ${column.default === unknownSql ? "unknown()" : column.default}`);
  return parts.join(" ");
}

function createIndex(table: DeclaredTable, { name, keys, unique, method, where }: DeclaredIndex): string {
  const written = keys.map((key) => ("column" in key ? quoted(key.column) : `(${key.sql})`));
  return `CREATE ${unique ? "UNIQUE " : ""}INDEX ${name === null ? "" : `${quoted(name)} `}ON ${qualified(table)}${method ? ` USING ${method}` : ""} (${written.join(", ")})${where ? ` WHERE ${where}` : ""}`;
}

function addForeignKey(
  table: DeclaredTable,
  { name, columns, references, referenced, onDelete, onUpdate }: DeclaredForeignKey,
): string {
  const to = referenced.length > 0 ? ` (${list(referenced)})` : "";
  return `ALTER TABLE ${qualified(table)} ADD ${constraint(name)}FOREIGN KEY (${list(columns)}) REFERENCES ${qualified(references)}${to} ON DELETE ${onDelete.toUpperCase()} ON UPDATE ${onUpdate.toUpperCase()}`;
}

function createView(view: DeclaredView): string {
  const columns = view.columns ? ` (${list(view.columns)})` : "";
  // A view of the database's own, of which only the columns are declared.
  const query = view.query ?? `SELECT ${(view.columns ?? []).map(() => "NULL").join(", ")}`;
  return `CREATE ${view.materialized ? "MATERIALIZED " : ""}VIEW ${qualified(view)}${columns} AS ${query.replace(/;\s*$/, "")}`;
}

/** An identifier, quoted so that it stays as it is. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A string literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A table's name with its schema, as SQL. */
export const qualified = ({ schema, name }: TableName): string =>
  schema === null ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;
const list = (names: readonly string[]): string => names.map(quoted).join(", ");
const constraint = (name: string | null): string => (name === null ? "" : `CONSTRAINT ${quoted(name)} `);

function placed(definition: Definition, at: DeclaredAt, of: Piece["of"], library: string): Definition {
  const here = moved(definition, at.span) as Definition;
  if (here.kind === "create-view" && of && "query" in of && of.query === null) return { ...here, query: null };
  if (here.kind !== "create-table" || !of || !("columns" in of) || !("model" in of)) return here;
  const own = new Map(of.columns.map((column) => [column.name, column]));
  const elements = here.elements.map((element) => {
    const column = element.kind === "column" ? own.get(element.name.name) : undefined;
    if (!column) return element;
    const isInherited = column.at.file !== at.file;
    const span = isInherited ? at.span : column.at.span;
    return { ...(moved(element, span) as ColumnDefinition), property: column.property, isInherited };
  });
  return {
    ...here,
    elements,
    model: of.model,
    modelSoftDelete: of.softDelete,
    modelTraits:
      of.model === null
        ? null
        : {
            library,
            accessor: of.accessor ?? null,
            otherNames: of.otherNames ?? [],
            partial: of.partial === true,
            relations: of.relations,
            filters: of.filters,
            ...(of.refusesUndefined ? { refusesUndefined: true } : {}),
          },
  };
}

/** The same with every span in it put where the declaration stands. */
function moved(value: unknown, span: DeclaredAt["span"]): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, span));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [key, key === "span" ? span : moved(inner, span)]),
  );
}
