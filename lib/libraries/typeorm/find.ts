import { oneOf } from "../names.ts";
import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuiltObject, Entry, Step } from "../../source/built/built.ts";
import { liveInOptions, liveInWhere } from "./edits.ts";
import type { Entity } from "./entities.ts";
import { findCondition, keyCondition } from "./where.ts";
import {
  columnOf,
  isOwner,
  joined,
  liveCondition,
  relationJoin,
  relationOf,
  together,
  whereClause,
  writtenJoins,
  type Changes,
  type Join,
  type Level,
  type TypeormContext,
  type What,
} from "./query.ts";

const optionWords = oneOf([
  "select",
  "relations",
  "where",
  "order",
  "skip",
  "take",
  "join",
  "cache",
  "lock",
  "withDeleted",
  "loadEagerRelations",
  "loadRelationIds",
  "relationLoadStrategy",
  "comment",
  "transaction",
]);

/** What a find method is given, as its options. */
export interface FindArguments {
  /** The options; null for none. */
  readonly options: What | null;
  /** The conditions alone: `findBy({ … })`. */
  readonly where: What | null;
  /** Identifiers beside them, which version 0.2 took: `findOne(id, options)`. */
  readonly ids?: What | null;
  readonly call: Step;
}

/** Find options: https://typeorm.io/docs/working-with-entity-manager/find-options */
export class Find {
  readonly level: Level;
  readonly #context: TypeormContext;
  readonly #entity: Entity;
  readonly #given: FindArguments;
  readonly #object: BuiltObject | null;
  readonly #joins: Join[] = [];
  readonly #asked: boolean;

  constructor(entity: Entity, given: FindArguments, context: TypeormContext) {
    this.#entity = entity;
    this.#given = given;
    this.#context = context;
    this.level = { table: entity.table, alias: entity.name ?? "entity" };
    const value = given.options && context.known(given.options);
    this.#object = value?.kind === "object" ? value : null;
    this.#asked = this.#flag("withDeleted") !== false;
  }

  /** `SELECT … FROM … WHERE …`. In: `outputs`, what is selected in place of the entity's columns. */
  written(outputs: SqlText | null, limit: string | null): SqlText {
    const { level } = this;
    const { writer } = this.#context;
    const at = this.#entity.at;
    this.#relations();
    const where = this.#where();
    this.#order();
    if (this.#flag("loadEagerRelations", true) !== false) this.#eager(level, level.table);
    const table = this.#context.tableAt(level, at, this.#changes());
    const ids = this.#given.ids ? keyCondition(this.#given.ids, level, this.#context) : null;
    const conditions = [ids, where, this.#withDeleted ? null : liveCondition(level, at, this.#context), this.#unseen()];
    return together(
      writer.sql("SELECT", at),
      outputs ?? this.#outputs(),
      writer.sql("FROM", at),
      table,
      ...writtenJoins(this.#joins, at, this.#context),
      whereClause(conditions, at, this.#context),
      limit === null ? null : writer.sql(limit, at),
    );
  }

  get #withDeleted(): boolean {
    return this.#flag("withDeleted") === true;
  }

  /** What an option says; null where that is not known. */
  #flag(name: string, otherwise = false): boolean | null {
    const entry = this.#object?.entries.get(name);
    if (!entry || this.#context.isNothing(entry.value)) return otherwise;
    const value = this.#context.run.value(entry.value);
    return value.kind === "constant" ? Boolean(value.value) : null;
  }

  #changes(): Changes {
    const { options, where, call } = this.#given;
    const { table } = this.level;
    // Whoever asks for deleted rows is given them.
    if (this.#asked) return { settled: true };
    return {
      addLiveFilter: (column) =>
        where
          ? liveInWhere(where, column, table, this.#context)
          : liveInOptions(options, column, table, call, this.#context),
    };
  }

  /** What the options may say beside what is seen. */
  #unseen(): SqlText | null {
    const { options } = this.#given;
    if (!options) return null;
    const value = this.#context.known(options);
    if (value.kind === "object" ? value.open : value.kind !== "constant") return this.#context.writer.unknown(options);
    return null;
  }

  #where(): SqlText | null {
    const where = this.#given.where ?? this.#conditions();
    return (
      where &&
      findCondition(where, this.level, (level, relation, entry) => this.#joinFor(level, relation, entry), this.#context)
    );
  }

  /** Conditions stand in `where`; until version 0.3 they could be the options themselves. */
  #conditions(): What | null {
    const object = this.#object;
    if (!object) return null;
    const where = object.entries.get("where");
    if (where) return where.value;
    const names = [...object.entries.keys()];
    return names.length > 0 && !names.some((name) => optionWords(name)) ? object : null;
  }

  #joinFor(level: Level, relation: ModelRelation, entry: Entry): Level {
    const context = this.#context;
    const known = this.#joined(level, relation);
    const target = context.targetOf(relation);
    // Rows that are chosen by the key which leads there are not looked at themselves.
    const changes: Changes =
      this.#asked || this.#isKey(entry, relation, target)
        ? { settled: true }
        : { addLiveFilter: (column) => liveInWhere(entry.value, column, target, context) };
    if (!known) return this.#join(level, relation, entry.key, changes).level;
    // What is loaded is restricted by what the rows are chosen by.
    const index = context.relations.findIndex(({ alias }) => alias === known.level.alias);
    const before = context.relations[index];
    if (before) context.relations[index] = { span: before.span, alias: known.level.alias, ...changes };
    return known.level;
  }

  /** `author: { id }` */
  #isKey({ value }: Entry, { targetColumns }: ModelRelation, target: NamedTable | null): boolean {
    const given = this.#context.known(value);
    return (
      given.kind === "object" &&
      !given.open &&
      given.entries.size > 0 &&
      [...given.entries.keys()].every((name) => {
        const column = columnOf(target, name);
        return column !== null && (targetColumns.includes(column) || target?.primaryKey?.includes(column) === true);
      })
    );
  }

  #joined(level: Level, relation: ModelRelation): Join | undefined {
    return this.#joins.find((join) => join.level.alias === aliasOf(level, relation));
  }

  #join(level: Level, relation: ModelRelation, at: What, changes: Changes): Join {
    const context = this.#context;
    const parent = this.#joins.find((join) => join.level.alias === level.alias);
    const target: Level = { table: context.targetOf(relation), alias: aliasOf(level, relation) };
    const live = this.#withDeleted ? null : liveCondition(target, at, context);
    const { table } = level;
    const isRequired =
      table !== null &&
      isOwner(table, relation) &&
      relation.columns.every((name) => table.columns.find((column) => column.name === name)?.nullable === false);
    const direction = parent?.direction !== "LEFT" && isRequired && !live ? "INNER" : "LEFT";
    const join = relationJoin(
      level,
      relation,
      direction,
      target.alias ?? "",
      at,
      live ? [() => live] : [],
      changes,
      context,
    );
    this.#joins.push(join);
    return join;
  }

  /** Rows of a relation that are loaded with the entity: find options take no condition on them. */
  #load(level: Level, relation: ModelRelation, at: What): Level {
    return (this.#joined(level, relation) ?? this.#join(level, relation, at, { settled: true })).level;
  }

  #relations(): void {
    const entry = this.#object?.entries.get("relations");
    if (entry) this.#relationsIn(entry.value, this.level);
    const join = this.#object?.entries.get("join");
    if (join) this.#context.unknown ??= "what it joins is not known";
  }

  #relationsIn(what: What, level: Level): void {
    const context = this.#context;
    const value = context.known(what);
    if (value.kind === "constant") return;
    if (value.kind === "object") {
      for (const entry of value.entries.values()) this.#relationAt(entry, level);
    } else if (value.kind === "list") {
      for (const item of value.items) {
        const path = context.text(item);
        if (path === null) context.unknown ??= "which relations it loads is not known";
        else this.#path(path.split("."), level, item);
      }
    }
    if ((value.kind !== "object" && value.kind !== "list") || value.open)
      context.unknown ??= "which relations it loads is not known";
  }

  #relationAt(entry: Entry, level: Level): void {
    const context = this.#context;
    const value = context.run.value(entry.value);
    if (value.kind === "constant" && !value.value) return;
    const relation = relationOf(level.table, entry.name);
    if (!relation) {
      if (level.table) context.unknown ??= `where "${entry.name}" leads is not known`;
      return;
    }
    const inner = this.#load(level, relation, entry.key);
    if (value.kind === "object") this.#relationsIn(value, inner);
    this.#eager(inner, inner.table);
  }

  #path([first, ...rest]: readonly string[], level: Level, at: What): void {
    if (first === undefined) return;
    const relation = relationOf(level.table, first);
    if (!relation) {
      if (level.table) this.#context.unknown ??= `where "${first}" leads is not known`;
      return;
    }
    const inner = this.#load(level, relation, at);
    this.#path(rest, inner, at);
    if (rest.length === 0) this.#eager(inner, inner.table);
  }

  /** Relations that every find of the entity loads. */
  #eager(level: Level, table: NamedTable | null, depth = 0): void {
    for (const relation of table?.relations ?? []) {
      if (!relation.eager || depth > 4) continue;
      const inner = this.#load(level, relation, this.#entity.at);
      this.#eager(inner, inner.table, depth + 1);
    }
  }

  /** `order: { author: { name: "ASC" } }` joins the other table. */
  #order(): void {
    const entry = this.#object?.entries.get("order");
    const value = entry && this.#context.run.value(entry.value);
    if (value?.kind === "object") this.#orderIn(value, this.level);
  }

  #orderIn(value: BuiltObject, level: Level): void {
    for (const entry of value.entries.values()) {
      const relation = relationOf(level.table, entry.name);
      const inner = this.#context.run.value(entry.value);
      if (!relation || inner.kind !== "object") continue;
      const join = this.#joined(level, relation) ?? this.#join(level, relation, entry.key, { settled: true });
      this.#orderIn(inner, join.level);
    }
  }

  #outputs(): SqlText {
    const { writer, run } = this.#context;
    const { table } = this.level;
    const at = this.#entity.at;
    if (!table) return writer.sql("*", at);
    const entry = this.#object?.entries.get("select");
    const select = entry && run.value(entry.value);
    const names =
      select?.kind === "object" && !select.open
        ? [...select.entries.values()].flatMap(({ name, value }) => (isOff(run.value(value)) ? [] : [name]))
        : select?.kind === "list" && !select.open
          ? select.items.flatMap((item) => this.#context.text(item) ?? [])
          : null;
    const columns = table.columns.filter(
      ({ property }) =>
        names === null || names.includes(property) || names.some((name) => property.startsWith(`${name}.`)),
    );
    return columns.length === 0
      ? writer.sql("1", at)
      : joined(
          columns.map(({ name, property }) =>
            together(this.#context.column(this.level, name, at), writer.sql("AS", at), writer.name(property, at)),
          ),
          ", ",
        );
  }
}

const isOff = (value: { readonly kind: string; readonly value?: unknown }): boolean =>
  value.kind === "constant" && !value.value;

const aliasOf = (level: Level, { property }: ModelRelation): string =>
  `${level.alias ?? ""}__${property.replaceAll(".", "_")}`;
