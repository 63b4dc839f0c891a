import type { ModelRelation } from "../../model/definition.ts";
import type { NamedColumn, NamedTable, SchemaNames } from "../../model/names.ts";
import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { input, isPlace, spanOf, type Built, type Place } from "../../source/built/built.ts";
import type { Path } from "../../source/built/path.ts";
import { joined, together, type Writer, type WrittenRelation } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

export type What = Place | Built;

/** A table as it stands in a query; `alias` null where columns stand without one (UPDATE and DELETE). */
export interface Level {
  /** Null: the catalog does not know the entity. */
  readonly table: NamedTable | null;
  readonly alias: string | null;
}

/** What one call sends, as it is written. */
export class MikroQuery {
  readonly writer: Writer;
  readonly names: SchemaNames;
  readonly statements: SqlText[] = [];
  readonly relations: WrittenRelation[] = [];
  unknown: string | null = null;
  /** Whether deleted rows of a table are asked for. */
  asksForDeleted: (table: NamedTable) => boolean = () => false;
  readonly #made = new Map<string, number>();

  constructor(writer: Writer, names: SchemaNames) {
    this.writer = writer;
    this.names = names;
  }

  get run(): Path {
    return this.writer.run;
  }

  /** The table's own name, or one that is made up where it has been taken: messages speak of it. */
  alias(of: { readonly name: string } | null): string {
    const name = of?.name ?? "e";
    const count = this.#made.get(name) ?? 0;
    this.#made.set(name, count + 1);
    return count === 0 ? name : `${name}_${count + 1}`;
  }

  /** `"users" AS "u0"`, with what may be asked of it; a hole for a table that is not known. */
  tableAt(
    table: NamedTable | null,
    alias: string | null,
    at: What,
    changes: Omit<WrittenRelation, "span" | "alias"> = {},
  ): SqlText {
    if (!table) return together(this.writer.unknown(at), alias === null ? null : this.writer.sql(`AS "${alias}"`, at));
    const path = this.names.table(null, table.name) === table ? [table.name] : [table.schema, table.name];
    this.relations.push({
      span: spanOf(at),
      alias: alias ?? table.name,
      ...changes,
      ...(this.asksForDeleted(table) ? { settled: true } : {}),
    });
    return alias === null
      ? this.writer.name(path, at)
      : together(this.writer.name(path, at), this.writer.sql("AS", at), this.writer.name(alias, at));
  }

  column({ alias }: Level, name: string, at: What | Span): SqlText {
    return this.writer.name(alias === null ? name : [alias, name], at);
  }

  /** A value that is made while the program runs. */
  given(at: What): SqlText {
    return this.writer.value(input(isPlace(at) ? at : at.place));
  }

  targetOf(relation: ModelRelation): NamedTable | null {
    return (
      (relation.model === null ? null : this.names.model("mikro-orm", relation.model)) ??
      this.names.table(relation.table.schema, relation.table.name)
    );
  }
}

export const columnOf = (table: NamedTable | null, property: string): NamedColumn | null =>
  table?.columns.find((column) => column.property === property && !relationOf(table, property)) ?? null;
export const relationOf = (table: NamedTable | null, property: string): ModelRelation | null =>
  table?.relations.find((relation) => relation.property === property) ?? null;

/** What the entity calls a column. */
export const propertyOf = (table: NamedTable | null, column: string): string =>
  table?.columns.find(({ name }) => name === column)?.property ?? column;

/** True where the own table holds the key: `@ManyToOne`, and `@OneToOne` of the side that owns it. */
export function holdsKey(table: NamedTable, { kind, property, columns, through }: ModelRelation): boolean {
  if (kind === "many" || through || columns.length === 0) return false;
  if (table.columns.some((column) => column.property === property && columns.includes(column.name))) return true;
  return !columns.every((column) => table.primaryKey?.includes(column));
}

/** True where every row has such a row. */
export function isRequired(table: NamedTable, relation: ModelRelation): boolean {
  return (
    holdsKey(table, relation) &&
    relation.columns.every((name) => table.columns.find((column) => column.name === name)?.nullable === false)
  );
}

/** The column of a property of something embedded: `address.city`. */
export function embeddedColumn(table: NamedTable | null, path: readonly string[]): NamedColumn | null {
  const last = path.at(-1);
  const found = table?.columns.filter(({ property, name }) => property === last && name !== last) ?? [];
  const snake = path.map((part) => part.replace(/([^_])([A-Z])/g, "$1_$2").toLowerCase()).join("_");
  return found.find(({ name }) => name === snake) ?? only(found) ?? null;
}

/** A constant of the program; undefined for everything else. */
export function constantOf(run: Path, what: What | null | undefined): string | number | boolean | null | undefined {
  const value = what ? run.value(what) : null;
  return value?.kind === "constant" && typeof value.value !== "bigint" ? value.value : undefined;
}

/** Conditions that must all hold; null for none. */
export function allOf(conditions: readonly (SqlText | null)[]): SqlText | null {
  const known = conditions.filter((condition): condition is SqlText => condition !== null && condition.length > 0);
  return known.length === 0 ? null : joined(known, " AND ");
}
