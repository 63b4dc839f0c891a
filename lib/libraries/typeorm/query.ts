import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable, SchemaNames } from "../../model/names.ts";
import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { input, isPlace, spanOf, type Built, type Place } from "../../source/built/built.ts";
import type { Path } from "../../source/built/path.ts";
import { Entities } from "./entities.ts";
import { joined, parenthesised, together, type Writer, type WrittenRelation } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

export type What = Place | Built;
export type Later = () => SqlText;
export type Changes = Omit<WrittenRelation, "span" | "alias">;

/** A table as it stands in a statement. */
export interface Level {
  /** Null: the catalog does not know it. */
  readonly table: NamedTable | null;
  /** Null in UPDATE and DELETE, whose columns stand alone. */
  readonly alias: string | null;
  /** A subquery or a table of the database: it has no properties. */
  readonly bare?: boolean;
}

/** A join, as TypeORM nests them: what is joined to it stands behind it. */
export interface Join {
  readonly direction: "LEFT" | "INNER";
  readonly level: Level;
  readonly parent: string | null;
  readonly table: SqlText;
  readonly on: readonly Later[];
  /** The table between, of a relation that is many on both sides. */
  readonly junction: { readonly table: SqlText; readonly on: SqlText } | null;
}

/** What one call sends. */
export class TypeormContext {
  readonly writer: Writer;
  readonly names: SchemaNames;
  readonly entities: Entities;
  readonly relations: WrittenRelation[] = [];
  /** Why something is not known, where no hole says so. */
  unknown: string | null = null;

  constructor(writer: Writer, names: SchemaNames) {
    this.writer = writer;
    this.names = names;
    this.entities = new Entities(writer.run, names);
  }

  get run(): Path {
    return this.writer.run;
  }

  /** `"users" AS "u"`, with what may be asked of it; a hole where the table is not known. */
  tableAt({ table, alias }: Level, at: What, changes: Changes = {}): SqlText {
    const named = table
      ? this.writer.name(this.names.table(null, table.name) === table ? [table.name] : [table.schema, table.name], at)
      : this.writer.unknown(at);
    if (table) this.relations.push({ span: spanOf(at), alias: alias ?? table.name, ...changes });
    return alias === null ? named : together(named, this.writer.sql(`AS ${quoted(alias)}`, at));
  }

  column({ alias }: Level, name: string, at: What | Span): SqlText {
    return this.writer.name(alias === null ? [name] : [alias, name], at);
  }

  targetOf(relation: ModelRelation): NamedTable | null {
    return (
      this.names.table(relation.table.schema, relation.table.name) ??
      (relation.model === null ? null : this.names.model("typeorm", relation.model))
    );
  }

  /** A value that is made while the program runs. */
  given(at: What): SqlText {
    return this.writer.value(input(isPlace(at) ? at : at.place));
  }

  /** What something is on this way. */
  known(what: What): Built {
    return this.isMade(what) ? input(isPlace(what) ? what : what.place) : this.run.value(what);
  }

  /** A literal where it is written in the program, otherwise what is sent beside the text. */
  valueOf(what: What): SqlText {
    return this.isMade(what) ? this.given(what) : this.writer.value(what);
  }

  text(what: What | undefined): string | null {
    const value = what && this.run.value(what);
    return value?.kind === "constant" && typeof value.value === "string" ? value.value : null;
  }

  /** True of what is made while the program runs, whichever way that goes: nothing has to be decided for it. */
  isMade(what: What): boolean {
    const { run } = this;
    return (["first", "last"] as const).every((end) => run.elsewhere(end, () => run.value(what)).kind === "input");
  }

  isNothing(what: What): boolean {
    if (this.isMade(what)) return false;
    const value = this.run.value(what);
    return value.kind === "constant" && value.value === undefined;
  }
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const propertyOf = (table: NamedTable | null, column: string): string =>
  table?.columns.find(({ name }) => name === column)?.property ?? column;
export const relationOf = (table: NamedTable | null, property: string): ModelRelation | null =>
  table?.relations.find((relation) => relation.property === property) ?? null;
export const isEmbedded = (table: NamedTable | null, path: string): boolean =>
  table?.columns.some(({ property }) => property.startsWith(`${path}.`)) ?? false;

/** The column of a property path: `name`, `home.street`, `author` and `author.id` for the key that leads to it. */
export function columnOf(table: NamedTable | null, path: string): string | null {
  const own = table?.columns.find(({ property }) => property === path);
  if (own) return own.name;
  const relation = relationOf(table, path);
  if (table && relation && isOwner(table, relation)) return relation.columns[0] ?? null;
  const dot = path.lastIndexOf(".");
  const leading = dot > 0 ? relationOf(table, path.slice(0, dot)) : null;
  if (!table || !leading || !isOwner(table, leading)) return null;
  const index = leading.targetColumns.indexOf(path.slice(dot + 1));
  return leading.columns[index >= 0 ? index : leading.columns.length === 1 ? 0 : -1] ?? null;
}

/** True where the own table holds the key that leads there: `author` of a post. */
export function isOwner(table: NamedTable, { kind, columns, through }: ModelRelation): boolean {
  if (kind !== "one" || through || columns.length === 0) return false;
  const { primaryKey } = table;
  return !(primaryKey?.length === columns.length && columns.every((name) => primaryKey.includes(name)));
}

/** Rows marked as deleted are left out by TypeORM itself. */
export function liveCondition({ table, alias }: Level, at: What | Span, { writer }: TypeormContext): SqlText | null {
  const soft = table?.modelSoftDelete;
  return soft?.filters
    ? together(writer.name(alias === null ? [soft.column] : [alias, soft.column], at), writer.sql("IS NULL", at))
    : null;
}

/** Joins that a relation makes: its table, or two with a table between. In: `condition`, what more its ON holds. */
export function relationJoin(
  parent: Level,
  relation: ModelRelation,
  direction: Join["direction"],
  alias: string,
  at: What,
  condition: readonly Later[],
  changes: Changes,
  context: TypeormContext,
): Join {
  const { writer } = context;
  const target = context.targetOf(relation);
  const level: Level = { table: target, alias };
  const table = context.tableAt(level, at, changes);
  const equal = (one: Level, own: readonly string[], other: Level, others: readonly string[]): SqlText =>
    own.length === 0 || own.length !== others.length
      ? writer.unknown(at)
      : joined(
          own.map((name, index) =>
            together(
              context.column(one, name, at),
              writer.sql("=", at),
              context.column(other, others[index] ?? "", at),
            ),
          ),
          " AND ",
        );
  const { through } = relation;
  if (!through)
    return {
      direction,
      level,
      parent: parent.alias,
      table,
      junction: null,
      on: [() => equal(level, relation.targetColumns, parent, relation.columns), ...condition],
    };
  const link: Level = { table: null, alias: `${parent.alias ?? ""}_${alias}` };
  const between = together(
    writer.name(through.schema === null ? [through.name] : [through.schema, through.name], at),
    writer.sql(`AS ${quoted(link.alias ?? "")}`, at),
  );
  return {
    direction,
    level,
    parent: parent.alias,
    table,
    junction: { table: between, on: equal(link, through.columns, parent, relation.columns) },
    on: [() => equal(level, relation.targetColumns, link, through.targetColumns), ...condition],
  };
}

/** Joins in TypeORM's order: each with those that are joined to it. */
export function writtenJoins(joins: readonly Join[], at: What, { writer }: TypeormContext): SqlText[] {
  const sql = (text: string): SqlText => writer.sql(text, at);
  const known = new Set<string | null>();
  const roots = joins.filter((join) => {
    const isRoot = join.parent === null || !known.has(join.parent);
    known.add(join.level.alias);
    return isRoot;
  });
  const one = (join: Join): SqlText[] => {
    const { direction, level, table, junction, on } = join;
    const children = joins.filter((other) => other.parent === level.alias && !roots.includes(other));
    const below = children.flatMap(one);
    const isNested = direction === "LEFT" && children.some((child) => child.direction === "INNER");
    const whole = isNested ? parenthesised(together(table, ...below)) : table;
    const condition =
      on.length === 0
        ? sql("TRUE")
        : joined(
            on.map((write) => write()),
            " AND ",
          );
    return [
      ...(junction ? [together(sql(`${direction} JOIN`), junction.table, sql("ON"), junction.on)] : []),
      together(sql(`${direction} JOIN`), whole, sql("ON"), condition),
      ...(isNested ? [] : below),
    ];
  };
  return roots.flatMap(one);
}

/** WHERE with every condition in parentheses, as TypeORM sends it. */
export function whereClause(
  conditions: readonly (SqlText | null)[],
  at: What | Span,
  { writer }: TypeormContext,
): SqlText | null {
  const known = conditions.filter((condition): condition is SqlText => condition !== null && condition.length > 0);
  if (known.length === 0) return null;
  return together(writer.sql("WHERE", at), only(known) ?? joined(known.map(parenthesised), " AND "));
}

export { joined, parenthesised, together };
