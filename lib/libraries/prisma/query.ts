import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable, SchemaNames } from "../../model/names.ts";
import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { input, isPlace, spanOf, type Built, type Place } from "../../source/built/built.ts";
import type { Path } from "../../source/built/path.ts";
import { liveProperty, propertyOf } from "./names.ts";
import { joined, parenthesised, together, type Writer, type WrittenRelation } from "../../read/builder/written.ts";

export type What = Place | Built;

/** A table as it stands in a statement; its name in the text, or the alias it has there. */
export interface Level {
  /** Null: the catalog does not know the model. */
  readonly table: NamedTable | null;
  readonly alias: string;
}

/** What one call of Prisma's client sends. */
export class PrismaQuery {
  readonly writer: Writer;
  readonly names: SchemaNames;
  readonly statements: SqlText[] = [];
  readonly relations: WrittenRelation[] = [];
  unknown: string | null = null;
  /** Its `where` is refused where it chooses rows by no key: `findUnique`, `update`, `delete`. */
  needsKey = false;
  /** What may restrict the rows of relations that are followed in a way that is not known. */
  unknownNested: Place | null = null;
  #made = 0;

  constructor(writer: Writer, names: SchemaNames) {
    this.writer = writer;
    this.names = names;
  }

  get run(): Path {
    return this.writer.run;
  }

  alias(): string {
    return `t${this.#made++}`;
  }

  /** `"bookings"`, or `"bookings" AS "t0"` with what may be asked of it. */
  tableAt(
    table: NamedTable,
    alias: string | null,
    at: What,
    changes: Omit<WrittenRelation, "span" | "alias"> = {},
  ): SqlText {
    const path = this.names.table(null, table.name) === table ? [table.name] : [table.schema, table.name];
    this.relations.push({
      span: spanOf(at),
      alias: alias ?? table.name,
      liveCondition: (column) => liveProperty(table, column),
      ...changes,
    });
    return alias === null
      ? this.writer.name(path, at)
      : together(this.writer.name(path, at), this.writer.sql(`AS "${alias}"`, at));
  }

  column({ alias }: Level, name: string, at: What | Span): SqlText {
    return this.writer.name([alias, name], at);
  }

  /** A value that is made while the program runs. */
  given(at: What): SqlText {
    return this.writer.value(input(isPlace(at) ? at : at.place));
  }

  /** A list that is made while the program runs; where there is none, the condition is left out. */
  list(at: What): SqlText {
    return this.writer.leftOut(this.given(at), at, this.needsKey);
  }

  targetOf(relation: ModelRelation): NamedTable | null {
    return (
      this.names.table(relation.table.schema, relation.table.name) ??
      (relation.model === null ? null : this.names.model("prisma", relation.model))
    );
  }

  /** The conditions that must all hold; TRUE for none. */
  all(conditions: readonly (SqlText | null)[], at: What | Span): SqlText {
    const known = conditions.filter((condition): condition is SqlText => condition !== null);
    return known.length === 0 ? this.writer.sql("TRUE", at) : joined(known, " AND ");
  }
}

export const columnOf = (table: NamedTable | null, property: string): string | null =>
  table?.columns.find((column) => column.property === property)?.name ?? null;
export const relationOf = (table: NamedTable | null, property: string): ModelRelation | null =>
  table?.relations.find((relation) => relation.property === property) ?? null;

/** True where the own table holds the key that leads there: a relation to one row, `author` of a post. */
export function holdsKey(
  table: NamedTable,
  { kind, columns }: ModelRelation,
  target: NamedTable | null,
  targetColumns: readonly string[],
): boolean {
  const isKey = (of: NamedTable | null, names: readonly string[]) =>
    of?.primaryKey?.length === names.length && names.every((name) => of.primaryKey?.includes(name));
  return kind === "one" && columns.length > 0 && (!isKey(table, columns) || isKey(target, targetColumns));
}

/** True where every row has such a row: Prisma takes no condition on it. */
export function isRequired(table: NamedTable, relation: ModelRelation, target: NamedTable | null): boolean {
  return (
    holdsKey(table, relation, target, relation.targetColumns) &&
    relation.columns.every((name) => table.columns.find((column) => column.name === name)?.nullable === false)
  );
}

export { joined, liveProperty, parenthesised, propertyOf, together };
