import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { conditionsOfFilters, type FilterChoice } from "./filters.ts";
import { allOf, isRequired, type Level, type MikroQuery, type What } from "./query.ts";
import { joined, parenthesised, together, type WrittenRelation } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

export interface Joined {
  readonly path: string;
  readonly level: Level;
  readonly parent: Joined | null;
  readonly kind: "inner join" | "left join";
  readonly table: SqlText;
  readonly on: SqlText[];
  /** Of a relation to many. */
  readonly many: boolean;
  /** Asked for by `populate`. */
  readonly populated: boolean;
  readonly nested: Joined[];
  isNested: boolean;
}

export interface JoinOptions {
  readonly kind?: Joined["kind"];
  readonly alias?: string;
  readonly populated?: boolean;
  readonly changes?: Omit<WrittenRelation, "span" | "alias">;
  /** Filters that hold for its rows; null: none do, as in what UPDATE and DELETE join. */
  readonly filters?: FilterChoice | null;
  /** Only the table between, of a relation that is many on both sides. */
  readonly onlyBetween?: boolean;
}

/** FROM with the joins that conditions, relations and sorting bring in, in the order in which MikroORM adds them. */
export class From {
  readonly main: Level;
  readonly joins: Joined[] = [];
  readonly #query: MikroQuery;

  constructor(main: Level, query: MikroQuery) {
    this.main = main;
    this.#query = query;
  }

  get hasMany(): boolean {
    return this.joins.some(({ many }) => many);
  }

  /** The join that a path has led to already. */
  at(path: string, populated: boolean): Joined | null {
    return this.joins.find((one) => one.path === path && (populated || !one.populated || !one.many)) ?? null;
  }

  /** Joins what a relation of a level leads to. Null: where it leads is not known. */
  join(relation: ModelRelation, owner: Level, path: string, at: What, options: JoinOptions = {}): Joined | null {
    const { writer } = this.#query;
    const target = this.#query.targetOf(relation);
    const { table } = owner;
    const { through } = relation;
    if (!table || !target || relation.columns.length === 0 || relation.targetColumns.length === 0) return null;
    const kind = options.kind ?? (isRequired(table, relation) ? "inner join" : "left join");
    const parent = this.joins.find(({ level }) => level === owner) ?? null;
    const base = {
      path,
      parent,
      kind,
      many: relation.kind === "many",
      populated: options.populated ?? false,
      isNested: false,
    };
    const equal = (one: Level, columns: readonly string[], other: Level, others: readonly string[]): SqlText[] =>
      columns.map((column, index) =>
        together(
          this.#query.column(one, column, at),
          writer.sql("=", at),
          this.#query.column(other, others[index] ?? "", at),
        ),
      );
    let from = owner;
    let columns = relation.columns;
    if (through) {
      const between: Level = {
        table: this.#query.names.table(through.schema, through.name),
        alias: options.onlyBetween && options.alias ? options.alias : this.#query.alias(through),
      };
      const made: Joined = {
        ...base,
        path: `${path}[pivot]`,
        level: between,
        nested: [],
        on: equal(owner, relation.columns, between, through.columns),
        table: between.table
          ? this.#query.tableAt(between.table, between.alias, at)
          : together(writer.name(through.name, at), writer.sql(`AS "${between.alias}"`, at)),
      };
      this.#add(made);
      if (options.onlyBetween) return made;
      from = between;
      columns = through.targetColumns;
    }
    const level: Level = { table: target, alias: options.alias ?? this.#query.alias(target) };
    const on = equal(from, columns, level, relation.targetColumns);
    const added =
      options.filters === undefined || options.filters === null
        ? null
        : conditionsOfFilters(level, options.filters, this.#query, at);
    const made: Joined = {
      ...base,
      level,
      nested: [],
      on,
      parent: through ? (this.joins.at(-1) ?? parent) : parent,
      table: this.#query.tableAt(target, level.alias, at, options.changes ?? {}),
    };
    if (added) on.push(added);
    this.#add(made);
    return made;
  }

  #add(join: Joined): void {
    this.joins.push(join);
    // An inner join behind an outer one stands inside it, so that it leaves no row out.
    const { parent } = join;
    if (join.kind !== "inner join" || !parent) return;
    const outer =
      parent.kind === "left join"
        ? parent
        : parent.isNested
          ? this.joins.find(({ nested }) => nested.includes(parent))
          : undefined;
    if (!outer) return;
    outer.nested.push(join);
    join.isNested = true;
  }

  /** The joins, in order. In: which of them; default: all. */
  written(at: What, which: (join: Joined) => boolean = () => true): SqlText | null {
    return together(
      ...this.joins.filter((join) => !join.isNested && which(join)).map((join) => this.#written(join, at)),
    );
  }

  #written({ kind, table, on, nested }: Joined, at: What): SqlText {
    const { writer } = this.#query;
    const inside =
      nested.length === 0 ? table : parenthesised(together(table, ...nested.map((one) => this.#written(one, at))));
    return together(writer.sql(kind, at), inside, writer.sql("ON", at), allOf(on) ?? writer.sql("TRUE", at));
  }
}

/** The columns of the primary key; `id` where it is not known. */
export const keyOf = (table: NamedTable | null): readonly string[] => table?.primaryKey ?? ["id"];

/** `"u0"."id"`, or the list of them. */
export function keyText(level: Level, at: What, query: MikroQuery): SqlText {
  const columns = keyOf(level.table).map((column) => query.column(level, column, at));
  return only(columns) ?? parenthesised(joined(columns, ", "));
}
