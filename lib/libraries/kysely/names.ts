import type { NamedTable, SchemaNames } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Built, Place } from "../../source/built/built.ts";
import type { Path } from "../../source/built/path.ts";
import { underscored } from "../../read/models/plural.ts";
import type { Client } from "./client.ts";
import type { Calls } from "./chain.ts";
import type { Writer, WrittenRelation } from "../../read/builder/written.ts";

/** A statement of kysely that is being written. */
export interface Draft {
  readonly writer: Writer;
  readonly run: Path;
  readonly names: SchemaNames;
  readonly client: Client;
  readonly relations: WrittenRelation[];
  /** The types that the program says columns of the statement's own rows have, by their names: `` sql<string>`…`.as("name") ``. */
  readonly claims: Map<string, Place>;
  /** Writes a query inside another, without parentheses; null where the chain is none. */
  query(calls: Calls, outer: Level): SqlText | null;
}

/** The tables whose columns can be named at a place. */
export interface Level {
  readonly relations: LevelRelation[];
  /** Names that WITH has given. */
  readonly common: Set<string>;
  readonly outer: Level | null;
  /** How many queries it stands in. */
  readonly depth: number;
}

/** Nobody writes a query in so many others: it leads to itself. */
export const deepestLevel = 30;

export interface LevelRelation {
  /** What the program calls it. */
  readonly name: string;
  /** What it is called in the text. */
  readonly sql: string;
  /** Null where its columns are not known. */
  readonly table: NamedTable | null;
}

export function levelIn(outer: Level | null): Level {
  return { relations: [], common: new Set(), outer, depth: outer ? outer.depth + 1 : 0 };
}

export function isCommon(name: string, level: Level | null): boolean {
  return level !== null && (level.common.has(name) || isCommon(name, level.outer));
}

/**
 * A table that a text names: as the database calls it, or as the program does where a plugin or a model has another
 * name for it.
 */
export function tableNamed(
  { names, client }: Draft,
  schema: string | null,
  name: string,
): { readonly name: string; readonly table: NamedTable | null } {
  const within = schema ?? client.schema;
  const snake = underscored(name);
  const found =
    (client.camelCase ? names.table(within, snake) : null) ??
    names.table(within, name) ??
    (within === null ? names.model("kysely", name) : null) ??
    names.table(within, snake);
  return { name: found?.name ?? (client.camelCase ? snake : name), table: found };
}

/** A column as the database calls it. */
export function columnNamed({ client }: Draft, level: Level, table: string | null, name: string): string {
  for (let at: Level | null = level; at; at = at.outer) {
    for (const relation of at.relations) {
      if (table !== null && relation.name !== table) continue;
      const column = relation.table && columnOf(relation.table, name);
      if (column !== null) return column;
      if (table !== null) return relation.table && client.camelCase ? underscored(name) : name;
    }
  }
  return name;
}

/** The name of a table's column; null where it has none of this name. */
export function columnOf({ columns }: NamedTable, name: string): string | null {
  const snake = underscored(name);
  return (
    (
      columns.find((column) => column.name === name) ??
      columns.find(({ property }) => property === name) ??
      columns.find((column) => column.name === snake)
    )?.name ?? null
  );
}

/** What the program calls a column of a table. */
export function propertyOf({ client }: Draft, table: NamedTable | null, column: string): string {
  const property = table?.columns.find(({ name }) => name === column)?.property ?? column;
  return property === column && client.camelCase ? camelCased(column) : property;
}

const camelCased = (name: string): string =>
  name.replace(/(?<=[^_])_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase());

/** The name in the text of a table that the program names. */
export function qualifierNamed(level: Level, name: string): string {
  for (let at: Level | null = level; at; at = at.outer) {
    const found = at.relations.find((relation) => relation.name === name);
    if (found) return found.sql;
  }
  return name;
}

/** `schema.table.column`, trimmed as kysely does. */
export function parts(text: string): string[] {
  return text.split(".").map((part) => part.trim());
}

/** `users as u` */
export function aliased(text: string): { readonly name: string; readonly alias: string | null } {
  const [name = "", alias] = text.split(" as ");
  return { name: name.trim(), alias: alias?.trim() ?? null };
}

/** A column that a text names. */
export function reference(draft: Draft, level: Level, text: string, at: Place | Built): SqlText {
  const path = parts(text);
  const column = path.at(-1) ?? "";
  const table = path.at(-2) ?? null;
  const name = columnNamed(draft, level, table, column);
  return draft.writer.name([...path.slice(0, -2), ...(table === null ? [] : [qualifierNamed(level, table)]), name], at);
}
