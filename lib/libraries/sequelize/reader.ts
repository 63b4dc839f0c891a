import type { ResultShape } from "../../model/site.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Step } from "../../source/built/built.ts";
import { rowStep } from "../../source/built/rows.ts";
import type { BuilderReader } from "../../read/builder/builder-reader.ts";
import { filterByKey } from "./edits.ts";
import { methodOf, written } from "./expression.ts";
import { modelAt, type Model } from "./model.ts";
import { Options } from "./options.ts";
import { columnOf, SequelizeQuery, type What } from "./query.ts";
import { aggregate, find, type Read } from "./select.ts";
import { conditionsIn } from "./where.ts";
import { conflictOf, destroy, increment, insert, restore, rowsIn, update, upsert, type Write } from "./writes.ts";
import { parenthesised, together } from "../../read/builder/written.ts";

/**
 * `User.findAll({ where, include })`, as Sequelize sends it: with the conditions that scopes and paranoid models add.
 * https://sequelize.org/docs/v6/core-concepts/model-querying-basics/
 */
export const sequelize: BuilderReader = {
  library: "sequelize",
  placeholders: "colon",
  typed: false,
  stamps: true,
  read(chain, _call, writer, names) {
    const query = new SequelizeQuery(writer, names, conditionsIn);
    const found = modelAt(chain, query);
    const [first, second] = found?.steps ?? [];
    const isRow = first?.name === rowStep && first.arguments === null;
    const step = isRow ? second : first;
    if (!found || !step?.arguments) return null;
    const operation = Object.hasOwn(operations, step.name) ? operations[step.name] : null;
    if (!operation) return null;
    const call: Call = {
      model: isRow ? { ...found.model, scopes: [] } : found.model,
      step,
      given: step.arguments,
      query,
      isRow,
    };
    operation.write(call);
    if (query.statements.length === 0) return null;
    return {
      statements: query.statements,
      result: operation.result,
      relations: query.relations,
      unknown: step.spread ? "what it is given is not known" : query.unknown,
    };
  },
};

interface Call {
  readonly model: Model;
  readonly step: Step;
  readonly given: readonly What[];
  readonly query: SequelizeQuery;
  /** It is called on a row of the model: `user.destroy()`. */
  readonly isRow: boolean;
}

interface Operation {
  readonly result: ResultShape;
  write(call: Call): void;
}

const optionsAt = ({ model, given, query }: Call, index: number): Options =>
  new Options(model.scopes, given[index] ?? null, query);
const readOf = (call: Call, index: number, more: Partial<Read> = {}): Read => ({
  model: call.model,
  call: call.step,
  at: call.step.at,
  options: optionsAt(call, index),
  ...more,
});
const writeOf = (call: Call, index: number): Write => ({
  model: call.model,
  call: call.step,
  options: optionsAt(call, index),
  ...(call.isRow ? { keys: keysOf(call) } : {}),
});

/** A row is told by its key. */
function keysOf({ model, query }: Call): readonly SqlText[] {
  const { at, table } = model;
  const keys = table?.primaryKey ?? ["id"];
  if (keys.length === 0) return [query.writer.unknown(at)];
  return keys.map((key) =>
    together(query.column({ table, as: null }, key, at), query.writer.sql("=", at), query.given(at)),
  );
}

const finding = (result: ResultShape, more: Partial<Read> = {}): Operation => ({
  result,
  write: (call) => find(readOf(call, 0, more), call.query),
});

/** By its key: a condition like any other. */
const findByKey: Operation = {
  result: "row-or-null",
  write(call) {
    const { model, given, query } = call;
    const key = given[0];
    if (!key) return;
    const value = query.run.value(key);
    if (value.kind === "constant" && (value.value === null || value.value === undefined)) return;
    const name = model.table?.primaryKey?.[0] ?? "id";
    const column = query.column({ table: model.table, as: model.name }, name, key);
    // A `where` beside the key gives way to it.
    const options = new Options(model.scopes, withoutWhere(given[1] ?? null, query), query);
    const addLiveFilter: Read["addLiveFilter"] = (live) =>
      given.length === 1 ? filterByKey(key, name, model.table, live, call.step) : null;
    find(
      readOf(call, 1, {
        options,
        addLiveFilter,
        keys: [
          together(
            column,
            query.writer.sql("=", key),
            value.kind === "constant" ? query.writer.value(key) : query.given(key),
          ),
        ],
        isOne: true,
      }),
      query,
    );
  },
};

function withoutWhere(what: What | null, query: SequelizeQuery): What | null {
  const value = what && query.run.value(what);
  return value?.kind === "object" && value.entries.has("where")
    ? { ...value, entries: new Map([...value.entries].filter(([name]) => name !== "where")) }
    : what;
}

/** `count(*)`, and with associations the key of the model's own rows. */
function counted(call: Call, options: Options): SqlText {
  const { model, step, query } = call;
  const key = model.table?.primaryKey?.[0] ?? "id";
  const asked = options.constant("col");
  const isDistinct = options.isOn("distinct");
  const column = typeof asked === "string" ? columnOf(model.table, asked) : null;
  const name = options.get("include")
    ? query.writer.name([model.name, column ?? key], step.at)
    : column !== null || isDistinct
      ? query.writer.name(column ?? key, step.at)
      : query.writer.sql("*", step.at);
  return together(
    query.writer.sql("count(", step.at),
    isDistinct ? together(query.writer.sql("DISTINCT", step.at), parenthesised(name)) : name,
    query.writer.sql(') AS "count"', step.at),
  );
}

const count: Operation = {
  result: "other",
  write(call) {
    const read = readOf(call, 0);
    aggregate(read, counted(call, read.options), call.query);
  },
};

const aggregating = (name: string): Operation => ({
  result: "other",
  write(call) {
    const { model, step, given, query } = call;
    const read = readOf(call, 1);
    aggregate(read, aggregated(name, given[0], step, model, read.options, query), query);
  },
});

function aggregated(
  name: string,
  field: What | undefined,
  step: Step,
  { table }: Model,
  options: Options,
  query: SequelizeQuery,
): SqlText {
  const { writer } = query;
  const value = field && query.run.value(field);
  const method = field && methodOf(field, query);
  const column = !field
    ? writer.sql("*", step.at)
    : method
      ? written(method, query)
      : value?.kind === "constant"
        ? writer.name(columnOf(table, String(value.value)).split("."), field)
        : query.given(field);
  return together(
    writer.sql(`${name}(`, step.at),
    options.isOn("distinct") ? together(writer.sql("DISTINCT", step.at), parenthesised(column)) : column,
    writer.sql(`) AS "${name}"`, step.at),
  );
}

const operations: Readonly<Record<string, Operation>> = {
  findAll: finding("rows"),
  findOne: finding("row-or-null", { isOne: true }),
  findByPk: findByKey,
  findAndCountAll: {
    result: "other",
    write(call) {
      count.write(call);
      find(readOf(call, 0), call.query);
    },
  },
  count,
  max: aggregating("max"),
  min: aggregating("min"),
  sum: aggregating("sum"),
  aggregate: {
    result: "other",
    write(call) {
      const { model, step, given, query } = call;
      const name = given[1] && query.run.value(given[1]);
      const read = readOf(call, 2);
      const isKnown = name?.kind === "constant" && /^\w+$/.test(String(name.value));
      aggregate(
        read,
        isKnown
          ? aggregated(String(name.value), given[0], step, model, read.options, query)
          : query.writer.unknown(step.at),
        query,
      );
    },
  },
  findOrBuild: finding("other", { isOne: true }),
  findOrCreate: { result: "other", write: findAndMake },
  findCreateFind: { result: "other", write: findAndMake },
  create: {
    result: "other",
    write: (call) => insert(writeOf(call, 1), call.given[0] ? [call.given[0]] : [], null, call.query),
  },
  bulkCreate: {
    result: "other",
    write(call) {
      const write = writeOf(call, 1);
      insert(write, rowsIn(call.given[0] ?? null, call.query), conflictOf(write, call.query), call.query);
    },
  },
  upsert: { result: "other", write: (call) => upsert(writeOf(call, 1), call.given[0] ?? null, call.query) },
  update: { result: "other", write: (call) => update(writeOf(call, 1), call.given[0] ?? null, call.query) },
  increment: { result: "other", write: (call) => increment(writeOf(call, 1), call.given[0] ?? null, "+", call.query) },
  decrement: { result: "other", write: (call) => increment(writeOf(call, 1), call.given[0] ?? null, "-", call.query) },
  destroy: { result: "other", write: (call) => destroy(writeOf(call, 0), call.query) },
  truncate: {
    result: "other",
    write(call) {
      const { step, query } = call;
      const truncate = {
        name: "truncate",
        key: step.at,
        value: { kind: "constant", value: true, place: step.at },
      } as const;
      const options = optionsAt(call, 0).under({
        kind: "object",
        entries: new Map([["truncate", truncate]]),
        open: false,
        place: step.at,
      });
      destroy({ model: call.model, call: step, options }, query);
    },
  },
  restore: { result: "other", write: (call) => restore(writeOf(call, 0), call.query) },
};

/** `findOrCreate({ where, defaults })`: looked up, and made of both where there is none. */
function findAndMake(call: Call): void {
  const { step, query } = call;
  const read = readOf(call, 0, { isOne: true });
  find(read, query);
  const [where, defaults] = ["where", "defaults"].map((name) => read.options.ownEntry(name));
  const entries = [where, defaults].flatMap((entry) => {
    const value = entry && query.run.value(entry.value);
    if (entry && value?.kind !== "object") query.unknown ??= "which columns it sets is not known";
    return value?.kind === "object" ? [...value.entries] : [];
  });
  insert(
    { model: call.model, call: step, options: new Options([], null, query) },
    [{ kind: "object", entries: new Map(entries), open: false, place: isPlace(step.at) ? step.at : step.place }],
    null,
    query,
  );
}
