import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { BuiltObject, Step } from "../../source/built/built.ts";
import { filterInOptions, softDestroy, softDestroyOfInstance } from "./edits.ts";
import { methodOf, written } from "./expression.ts";
import { paranoidOf } from "./include.ts";
import type { Model } from "./model.ts";
import { all, whereOf, type Options } from "./options.ts";
import { attributeOf, columnOf, type Level, type SequelizeQuery, type What } from "./query.ts";
import { joined, together, type WrittenRelation } from "../../read/builder/written.ts";

/** One call that changes rows of a model. */
export interface Write {
  readonly model: Model;
  readonly call: Step;
  readonly options: Options;
  /** Conditions that the call itself makes: the key of an instance. */
  readonly keys?: readonly SqlText[];
}

interface Assigned {
  readonly column: string;
  readonly at: What;
  readonly value: SqlText;
}

interface Values {
  readonly columns: readonly Assigned[];
  /** What else may be set; null for nothing. */
  readonly unknown: What | null;
}

const levelOf = ({ model }: Write): Level => ({ table: model.table, as: null });

/** What an object of attributes sets. In: null for one that is not given. */
function valuesOf(what: What | null, { table }: Model, query: SequelizeQuery): Values {
  const value = what && query.run.value(what);
  if (!what || !value || value.kind === "constant") return { columns: [], unknown: null };
  if (value.kind !== "object") return { columns: [], unknown: what };
  return {
    columns: [...value.entries.values()].flatMap((entry) => assigned(entry, table, query)),
    unknown: value.open ? value : null,
  };
}

function assigned(
  { name, key, value: what }: { readonly name: string; readonly key: What; readonly value: What },
  table: NamedTable | null,
  query: SequelizeQuery,
): Assigned[] {
  const plain = query.plain(what);
  const value = plain ?? query.run.elsewhere("last", () => query.run.value(what));
  const isKnown =
    table === null || table.columns.some(({ property, name: column }) => property === name || column === name);
  // What is no column is virtual, or rows of an association.
  if ((value.kind === "constant" && value.value === undefined) || !isKnown) return [];
  const method = plain ? null : query.run.elsewhere("last", () => methodOf(what, query));
  return [
    {
      column: columnOf(table, name),
      at: key,
      value: method
        ? query.run.elsewhere("last", () => written(method, query))
        : value.kind === "constant"
          ? query.writer.value(value)
          : query.given(what),
    },
  ];
}

/** The time stamps that Sequelize sets by itself. */
function stamps(model: Model, names: readonly string[], at: What, query: SequelizeQuery): Assigned[] {
  return names.flatMap((name) => {
    const column = model.table?.columns.find(({ property }) => property === name);
    return column ? [{ column: column.name, at, value: query.given(at) }] : [];
  });
}

function tableText(write: Write, changes: Omit<WrittenRelation, "span" | "alias">, query: SequelizeQuery): SqlText {
  return query.tableAt(write.model.table, null, write.model.at, changes);
}

/** `INSERT INTO … VALUES …`. In: `rows`, the values of each; null where these are not known. */
export function insert(
  write: Write,
  rows: readonly What[] | null,
  conflict: SqlText | null,
  query: SequelizeQuery,
): void {
  const { model, call } = write;
  const { writer } = query;
  const sql = (text: string): SqlText => writer.sql(text, call.at);
  const values = (rows ?? []).map((row) => valuesOf(row, model, query));
  if (rows === null || values.some(({ unknown }) => unknown !== null))
    query.unknown ??= "which columns it sets is not known";
  const key = model.table?.columns.find(
    ({ name }) => name === model.table?.primaryKey?.[0] && model.table.primaryKey.length === 1,
  );
  const columns = new Map<string, What>(
    key && /^(?:int|integer|bigint|smallint|serial|bigserial|smallserial)/i.test(key.type) ? [[key.name, call.at]] : [],
  );
  for (const one of values.flatMap(({ columns: given }) => given)) columns.set(one.column, one.at);
  const added = stamps(model, ["createdAt", "updatedAt"], call.at, query).filter(({ column }) => !columns.has(column));
  for (const one of added) columns.set(one.column, one.at);
  const table = tableText(write, {}, query);
  if (columns.size === 0) {
    query.statements.push(together(sql("INSERT INTO"), table, sql("DEFAULT VALUES"), conflict, sql("RETURNING *")));
    return;
  }
  const all = (values.length > 0 ? values : [{ columns: [], unknown: null }]).map((row) =>
    together(
      sql("("),
      joined(
        [...columns.keys()].map(
          (name) => [...row.columns, ...added].find(({ column }) => column === name)?.value ?? sql("DEFAULT"),
        ),
        ", ",
      ),
      sql(")"),
    ),
  );
  query.statements.push(
    together(
      sql("INSERT INTO"),
      table,
      sql("("),
      joined(
        [...columns].map(([name, at]) => writer.name(name, at)),
        ", ",
      ),
      sql(") VALUES"),
      joined(all, ", "),
      conflict,
      returning(write, query),
    ),
  );
}

function returning({ model, call, options }: Write, query: SequelizeQuery): SqlText | null {
  if (options.isOff("returning") || !model.table) return null;
  return together(
    query.writer.sql("RETURNING", call.at),
    joined(
      model.table.columns.map(({ name }) => query.writer.name(name, call.at)),
      ", ",
    ),
  );
}

/** What `bulkCreate` does with rows that are there already: `ignoreDuplicates`, `updateOnDuplicate`. */
export function conflictOf({ model, call, options }: Write, query: SequelizeQuery): SqlText | null {
  const sql = (text: string): SqlText => query.writer.sql(text, call.at);
  if (options.isOn("ignoreDuplicates")) return sql("ON CONFLICT DO NOTHING");
  const updated = options.get("updateOnDuplicate");
  if (!updated) return null;
  const given = namesIn(updated.value, query);
  if (given === null) query.unknown ??= "which columns it sets is not known";
  const names = [
    ...(given ?? []).map((name) => columnOf(model.table, name)),
    ...stamps(model, ["updatedAt"], call.at, query).map(({ column }) => column),
  ];
  return updatedOnConflict(targetOf(options, model, query), names, call.at, query);
}

function namesIn(what: What, query: SequelizeQuery): string[] | null {
  const value = query.run.value(what);
  if (value.kind !== "list" || value.open) return null;
  const names = value.items.map((item) => query.run.value(item));
  return names.every((one) => one.kind === "constant") ? names.map((one) => String(one.value)) : null;
}

function targetOf(options: Options, { table }: Model, query: SequelizeQuery): readonly string[] {
  const asked = options.get("conflictAttributes") ?? options.get("conflictFields");
  const names = asked && namesIn(asked.value, query);
  return names?.map((name) => columnOf(table, name)) ?? table?.primaryKey ?? [];
}

function updatedOnConflict(
  target: readonly string[],
  names: readonly string[],
  at: What,
  query: SequelizeQuery,
): SqlText {
  const { writer } = query;
  const columns = [...new Set(names)].map((name) =>
    together(writer.name(name, at), writer.sql("= EXCLUDED.", at), writer.name(name, at)),
  );
  const on =
    target.length > 0
      ? together(
          writer.sql("(", at),
          joined(
            target.map((name) => writer.name(name, at)),
            ", ",
          ),
          writer.sql(")", at),
        )
      : null;
  return columns.length === 0 || on === null
    ? writer.sql("ON CONFLICT DO NOTHING", at)
    : together(writer.sql("ON CONFLICT", at), on, writer.sql("DO UPDATE SET", at), joined(columns, ", "));
}

export function upsert(write: Write, given: What | null, query: SequelizeQuery): void {
  const { model, call, options } = write;
  const values = valuesOf(given, model, query);
  const names = [...values.columns, ...stamps(model, ["updatedAt"], call.at, query)].map(({ column }) => column);
  insert(
    write,
    given ? [given] : null,
    updatedOnConflict(targetOf(options, model, query), names, call.at, query),
    query,
  );
}

/** `"name" = …` for each; null for none. */
function settings(columns: readonly Assigned[], unknown: What | null, query: SequelizeQuery): SqlText | null {
  const set = columns.map(({ column, at, value }) =>
    together(query.writer.name(column, at), query.writer.sql("=", at), value),
  );
  if (unknown) {
    query.unknown ??= "which columns it sets is not known";
    set.push(query.writer.unknown(unknown));
  }
  return set.length === 0 ? null : joined(set, ", ");
}

/** `update(values, { where })`: of a paranoid model, rows that are not deleted. */
export function update(write: Write, given: What | null, query: SequelizeQuery): void {
  const { model, call, options, keys } = write;
  const values = valuesOf(given, model, query);
  const stamped =
    options.constant("silent") === true
      ? []
      : stamps(model, ["updatedAt"], call.at, query).filter(
          ({ column }) => !values.columns.some((one) => one.column === column),
        );
  const level = levelOf(write);
  const isOff = options.isOff("paranoid") && model.table?.modelSoftDelete?.filters === true;
  change(
    write,
    settings([...values.columns, ...stamped], values.unknown, query),
    [
      // An instance is saved by its key alone.
      ...(keys ?? [...paranoidOf(model.table, level, options, call.at, query), ...whereOf(options, level, query)]),
    ],
    isOff || keys ? { settled: true } : {},
    query,
    options.isOn("returning") ? returning(write, query) : null,
  );
}

/** `increment("n", { by: 2, where })`: no condition is added for paranoid models. */
export function increment(write: Write, fields: What | null, sign: "+" | "-", query: SequelizeQuery): void {
  const { model, call, options, keys } = write;
  const level = levelOf(write);
  const value = fields && query.run.value(fields);
  const by = options.get("by");
  const one = (name: string, at: What, amount: What | null): Assigned => {
    const column = columnOf(model.table, name);
    const { writer } = query;
    return {
      column,
      at,
      value: together(
        writer.name(column, at),
        writer.sql(sign, at),
        amount ? query.given(amount) : writer.sql("1", at),
      ),
    };
  };
  const names =
    fields && value?.kind === "constant"
      ? [String(value.value)]
      : fields && value?.kind === "list"
        ? namesIn(fields, query)
        : null;
  const columns =
    value?.kind === "object"
      ? [...value.entries.values()].map(({ name, key, value: amount }) => one(name, key, amount))
      : (names ?? []).map((name) => one(name, fields ?? call.at, by?.value ?? null));
  const stamped = options.constant("silent") === true ? [] : stamps(model, ["updatedAt"], call.at, query);
  change(
    write,
    settings(
      [...columns, ...stamped],
      columns.length > 0 && !(value?.kind === "object" && value.open) ? null : (fields ?? call.at),
      query,
    ),
    [...(keys ?? []), ...whereOf(options, level, query)],
    keys ? { settled: true } : {},
    query,
    query.writer.sql("RETURNING *", call.at),
  );
}

function change(
  write: Write,
  set: SqlText | null,
  conditions: readonly SqlText[],
  changes: Omit<WrittenRelation, "span" | "alias">,
  query: SequelizeQuery,
  returns: SqlText | null = null,
): void {
  const { model, call, options } = write;
  const sql = (text: string): SqlText => query.writer.sql(text, call.at);
  const table = tableText(
    write,
    {
      addLiveFilter: (column) => (write.keys ? null : filterInOptions(options, model.table, column, call, query)),
      ...changes,
    },
    query,
  );
  const where = all(conditions);
  if (!set) return;
  query.statements.push(
    together(sql("UPDATE"), table, sql("SET"), set, where && together(sql("WHERE"), where), returns),
  );
}

/** The rows of a paranoid model are marked; `force: true` deletes them, and so does every other model. */
export function destroy(write: Write, query: SequelizeQuery): void {
  const { model, call, options } = write;
  const { table } = model;
  const sql = (text: string): SqlText => query.writer.sql(text, call.at);
  const level = levelOf(write);
  const soft = table?.modelSoftDelete;
  const force = options.get("force");
  const isForced = force !== null && query.run.holds("kind" in force.value ? force.value.place : force.value);
  const conditions = [...(write.keys ?? []), ...whereOf(options, level, query)];
  if (soft?.deletes && !isForced) {
    const set = settings(
      [
        {
          column: soft.column,
          at: call.at,
          value: soft.live === null ? query.given(call.at) : sql(String(!soft.live)),
        },
      ],
      null,
      query,
    );
    change(
      write,
      set,
      [
        ...(write.keys || speaksOf(soft.column, options, table, query)
          ? []
          : paranoidOf(table, level, null, call.at, query)),
        ...conditions,
      ],
      { settled: true },
      query,
    );
    return;
  }
  const softly = {
    // `destroy` of a paranoid model leaves rows alone that it has marked before.
    marksLiveOnly: table?.modelSoftDelete?.deletes === true,
    softDelete: (column: SoftDeleteColumn) =>
      write.keys ? softDestroyOfInstance(call, options, table, column) : softDestroy(call, options, table, column),
  };
  if (options.isOn("truncate")) {
    query.statements.push(
      together(
        sql("TRUNCATE"),
        tableText(write, softly, query),
        options.isOn("restartIdentity") ? sql("RESTART IDENTITY") : null,
        options.isOn("cascade") ? sql("CASCADE") : null,
      ),
    );
    return;
  }
  const where = all(conditions);
  const limit = options.get("limit");
  const key = table?.primaryKey?.[0];
  if (limit && key) {
    const inner = together(
      sql("SELECT"),
      query.writer.name(key, call.at),
      sql("FROM"),
      query.tableAt(table, null, model.at, { settled: true }),
      where && together(sql("WHERE"), where),
      sql("LIMIT"),
      query.given(limit.value),
    );
    query.statements.push(
      together(
        sql("DELETE FROM"),
        tableText(write, softly, query),
        sql("WHERE"),
        query.writer.name(key, call.at),
        sql("IN ("),
        inner,
        sql(")"),
      ),
    );
    return;
  }
  query.statements.push(
    together(
      sql("DELETE FROM"),
      tableText(
        write,
        {
          ...(write.keys
            ? { settled: true }
            : { addLiveFilter: (column: SoftDeleteColumn) => filterInOptions(options, table, column, call, query) }),
          ...softly,
        },
        query,
      ),
      where && together(sql("WHERE"), where),
    ),
  );
}

/** A condition of the call's own on the column takes the place of the one that is added. */
function speaksOf(column: string, options: Options, table: NamedTable | null, query: SequelizeQuery): boolean {
  const attribute = attributeOf(table, column);
  return options.every("where").some(({ value }) => {
    const where = query.run.value(value);
    return where.kind === "object" && (where.entries.has(attribute) || where.entries.has(column));
  });
}

/** The rows come back: what marks them is taken away. */
export function restore(write: Write, query: SequelizeQuery): void {
  const { model, call, options } = write;
  const soft = model.table?.modelSoftDelete;
  const sql = (text: string): SqlText => query.writer.sql(text, call.at);
  const set = soft
    ? settings(
        [{ column: soft.column, at: call.at, value: sql(soft.live === null ? "NULL" : String(soft.live)) }],
        null,
        query,
      )
    : query.writer.unknown(call.at);
  change(write, set, [...(write.keys ?? []), ...whereOf(options, levelOf(write), query)], { settled: true }, query);
}

/** The rows of a list, one by one; null where these are not known. */
export function rowsIn(what: What | null, query: SequelizeQuery): readonly What[] | null {
  const value = what && query.run.value(what);
  if (value?.kind !== "list") return value?.kind === "object" ? [value satisfies BuiltObject] : null;
  if (value.open) query.unknown ??= value.each ? null : "which columns it sets is not known";
  return value.open && value.each ? [...value.items, value.each] : value.items;
}
