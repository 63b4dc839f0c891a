import { isRuntime, type Built, type BuiltFunction, type Place, type Step } from "../../source/built/built.ts";
import { addAggregate, addAnalytic, addColumns, addJsonColumn, aggregates, analytics } from "./columns.ts";
import { givenOf, methodsOf, type GroupOf } from "./conditions.ts";
import { addJoin, joinTypes } from "./joins.ts";
import { noConditions, type Conditions, type KnexContext, type KnexQuery } from "./query.ts";
import { rawArgument } from "./raw.ts";
import { tableOf } from "./tables.ts";
import { bareQuery, expression, parameter } from "./values.ts";
import { addAssignments, addCounter, setConflict } from "./writes.ts";
import { together, parenthesised } from "../../read/builder/written.ts";
import { own } from "../../lists.ts";

type What = Place | Built;
type Handler = (query: KnexQuery, step: Step, context: KnexContext) => void;

const groupOfWhere: GroupOf = (callback, context) => conditionsOf(callback, context, "where");
// A group of HAVING takes its conditions from `having`, and knex writes those of `where` as well.
const groupOfHaving: GroupOf = (callback, context) => conditionsOf(callback, context, "having");

function conditionsOf(callback: BuiltFunction, context: KnexContext, clause: "where" | "having"): Conditions {
  const query = context.read.queryOfCallback(callback);
  const found = query[clause].clauses.length > 0 ? query[clause] : query.where;
  for (const place of query.unknown) found.clauses.push({ bool: "and", write: () => context.writer.unknown(place) });
  return found;
}

const conditionHandlers: Record<string, Handler> = Object.fromEntries([
  ...Object.entries(methodsOf("where", groupOfWhere)).map(([name, apply]): [string, Handler] => [
    name,
    (query, step, context) => apply(query.where, givenOf(step), context),
  ]),
  ...Object.entries(methodsOf("having", groupOfHaving)).map(([name, apply]): [string, Handler] => [
    name,
    (query, step, context) => apply(query.having, givenOf(step), context),
  ]),
]);

/** What says nothing of the statement. */
const ignored = new Set([
  "timeout",
  "debug",
  "comment",
  "hintComment",
  "options",
  "queryContext",
  "connection",
  "transacting",
  "withUserParams",
  "on",
  "once",
  "clone",
  "queryBuilder",
  "removeListener",
]);

/** What sends the statement or gives its text: others do not go on with it. */
const senders = new Set([
  "toSQL",
  "toString",
  "toQuery",
  "toNative",
  "stream",
  "pipe",
  "asCallback",
  "then",
  "catch",
  "finally",
  "exec",
  "execute",
]);

const setTable: Handler = (query, step, context) => {
  const {
    items: [table, options],
  } = givenOf(step);
  if (!table || step.spread) {
    query.unknown.push(step.place);
    return;
  }
  query.table = tableOf(table, { schema: query.schema, step }, context);
  const given = options && context.run.value(options);
  const only = given?.kind === "object" ? given.entries.get("only") : null;
  query.only = only !== null && only !== undefined && isTrue(only.value, context);
};

const setReturning = (query: KnexQuery, what: What | undefined, context: KnexContext): void => {
  const value = what && context.run.value(what);
  if (
    !what ||
    (value?.kind === "constant" && !value.value) ||
    (value?.kind === "list" && value.items.length === 0 && !value.open)
  )
    return;
  query.returning = () => expression(what, context);
};

const isTrue = (what: What | undefined, { run }: KnexContext): boolean => {
  const value = what && run.value(what);
  return value?.kind === "constant" && value.value === true;
};

const raised = (query: KnexQuery, step: Step): void => {
  query.unknown.push(step.place);
};

function addWith(query: KnexQuery, step: Step, context: KnexContext, { recursive = false, materialized = "" }): void {
  const { writer, run } = context;
  const {
    items: [alias, second, third],
    at,
    spread,
  } = givenOf(step);
  const statement = third ?? second;
  const columns = third ? second : null;
  const name = alias && run.value(alias);
  if (!alias || !statement || spread) return raised(query, step);
  query.with.push({
    recursive,
    write: () =>
      together(
        name?.kind === "constant" ? writer.name(String(name.value), alias) : writer.unknown(alias),
        columns ? parenthesised(expression(columns, context)) : null,
        writer.sql(`AS ${materialized}`, at),
        parenthesised(bareQuery(statement, context) ?? writer.unknown(statement)),
      ),
  });
}

function addUnion(query: KnexQuery, step: Step, clause: string, context: KnexContext): void {
  const { items, spread } = givenOf(step);
  const last = items.at(-1);
  const isFlag = last && context.run.value(last);
  const flagged = isFlag?.kind === "constant" && typeof isFlag.value === "boolean";
  const wrap = flagged && isFlag.value;
  const queries = (flagged ? items.slice(0, -1) : items).flatMap((item): What[] => {
    const value = context.run.value(item);
    if (value.kind !== "list") return [item];
    if (value.open) raised(query, step);
    return [...value.items];
  });
  if (spread || queries.length === 0) raised(query, step);
  for (const one of queries)
    query.unions.push({ clause, wrap, write: () => bareQuery(one, context) ?? context.writer.unknown(one) });
}

/** Only order that is known is worth writing: it changes nothing that is asked. */
function addOrder(query: KnexQuery, step: Step, context: KnexContext): void {
  const {
    items: [first, direction],
  } = givenOf(step);
  const value = first && context.run.value(first);
  const items = value?.kind === "list" ? value.items : first ? [first] : [];
  for (const item of items) {
    const one = context.run.value(item);
    const column = one.kind === "object" ? one.entries.get("column")?.value : item;
    const by = one.kind === "object" ? one.entries.get("order")?.value : direction;
    const order = by && context.run.value(by);
    query.order.push(() => {
      const written = column ? expression(column, context) : [];
      if (written.length === 0 || written.some(({ kind }) => kind !== "text")) return [];
      return order?.kind === "constant" && /^desc$/i.test(String(order.value))
        ? together(written, context.writer.sql("DESC", item))
        : written;
    });
  }
}

function clear(query: KnexQuery, name: string): boolean {
  switch (name) {
    case "select":
    case "columns":
      [query.columns, query.distinct, query.distinctOn] = [[], false, null];
      return true;
    case "where":
      query.where = noConditions();
      return true;
    case "having":
      query.having = noConditions();
      return true;
    case "with":
    case "group":
    case "order":
      query[name] = [];
      return true;
    case "union":
      query.unions = [];
      return true;
    case "join":
      query.joins = [];
      return true;
    case "limit":
    case "offset":
      query[name] = null;
      return true;
    default:
      return name === "hintComments" || name.startsWith("counter");
  }
}

const locks: Record<string, string> = {
  forUpdate: "FOR UPDATE",
  forShare: "FOR SHARE",
  forNoKeyUpdate: "FOR NO KEY UPDATE",
  forKeyShare: "FOR KEY SHARE",
};

const handlers: Record<string, Handler> = {
  ...conditionHandlers,
  "": setTable,
  from: setTable,
  into: setTable,
  table: setTable,
  fromRaw: (query, step, context) => {
    query.table = { write: () => rawArgument(step, context) ?? context.writer.unknown(step.place), named: null, step };
  },
  withSchema: (query, step, context) => {
    const [schema] = step.arguments ?? [];
    const value = schema && context.run.value(schema);
    // A schema that is not known may be any: the table is looked for without it.
    query.schema = value?.kind === "constant" && typeof value.value === "string" ? value.value : null;
    const { step: named } = query.table ?? {};
    if (named) setTable(query, named, context);
  },
  with: (query, step, context) => addWith(query, step, context, {}),
  withWrapped: (query, step, context) => addWith(query, step, context, {}),
  withRecursive: (query, step, context) => addWith(query, step, context, { recursive: true }),
  withMaterialized: (query, step, context) => addWith(query, step, context, { materialized: "MATERIALIZED" }),
  withNotMaterialized: (query, step, context) => addWith(query, step, context, { materialized: "NOT MATERIALIZED" }),
  ...Object.fromEntries(
    Object.entries(joinTypes).map(([name, type]): [string, Handler] => [
      name,
      (query, step, context) => addJoin(query, step, type, context),
    ]),
  ),
  ...Object.fromEntries(["select", "columns", "column"].map((name): [string, Handler] => [name, addColumns])),
  distinct: (query, step, context) => {
    query.distinct = true;
    addColumns(query, step, context);
  },
  distinctOn: (query, step, context) => {
    const {
      items: [first],
      items,
    } = givenOf(step);
    const value = first && context.run.value(first);
    const columns = value?.kind === "list" ? value.items : items;
    query.distinctOn = () =>
      expression({ kind: "list", items: columns, open: step.spread, each: null, place: step.place }, context);
  },
  ...Object.fromEntries(Object.keys(aggregates).map((name): [string, Handler] => [name, addAggregate])),
  ...Object.fromEntries(Object.keys(analytics).map((name): [string, Handler] => [name, addAnalytic])),
  ...Object.fromEntries(
    ["jsonExtract", "jsonSet", "jsonInsert", "jsonRemove"].map((name): [string, Handler] => [name, addJsonColumn]),
  ),
  as: (query, step, context) => {
    const [alias] = step.arguments ?? [];
    const value = alias && context.run.value(alias);
    if (value?.kind === "constant") query.as = String(value.value);
    else raised(query, step);
  },
  groupBy: (query, step, context) => {
    const {
      items: [first],
      items,
    } = givenOf(step);
    const value = first && context.run.value(first);
    if (value?.kind === "chain" && !isRuntime(value)) {
      query.group.push(() => rawArgument(step, context) ?? context.writer.unknown(step.place));
      return;
    }
    for (const item of value?.kind === "list" ? value.items : items) query.group.push(() => expression(item, context));
    if (step.spread || (value?.kind === "list" && value.open))
      query.group.push(() => context.writer.unknown(step.place));
  },
  groupByRaw: (query, step, context) => {
    query.group.push(() => rawArgument(step, context) ?? context.writer.unknown(step.place));
  },
  orderBy: addOrder,
  orderByRaw: (query, step, context) => {
    query.order.push(() => {
      const written = rawArgument(step, context) ?? [];
      return written.every(({ kind }) => kind === "text") ? written : [];
    });
  },
  union: (query, step, context) => addUnion(query, step, "UNION", context),
  unionAll: (query, step, context) => addUnion(query, step, "UNION ALL", context),
  intersect: (query, step, context) => addUnion(query, step, "INTERSECT", context),
  except: (query, step, context) => addUnion(query, step, "EXCEPT", context),
  limit: (query, step, context) => {
    const [value] = step.arguments ?? [];
    if (value) query.limit = () => parameter(value, context);
  },
  offset: (query, step, context) => {
    const [value] = step.arguments ?? [];
    if (value) query.offset = () => parameter(value, context);
  },
  first: (query, step, context) => {
    addColumns(query, step, context);
    query.method = "first";
    query.limit = () => context.writer.sql("1", step.at);
  },
  pluck: (query, step, context) => {
    addColumns(query, step, context);
    query.method = "pluck";
  },
  insert: (query, step, context) => {
    const [rows, returning] = step.arguments ?? [];
    query.method = "insert";
    query.insert = rows ?? step.place;
    setReturning(query, returning, context);
  },
  batchInsert: (query, step, context) => {
    const [table, rows] = step.arguments ?? [];
    query.method = "insert";
    if (table) query.table = tableOf(table, { schema: null, step }, context);
    query.insert = rows ?? step.place;
  },
  update: (query, step, context) => setReturning(query, addAssignments(query, step, context), context),
  increment: (query, step, context) => addCounter(query, step, "+", context),
  decrement: (query, step, context) => addCounter(query, step, "-", context),
  ...Object.fromEntries(
    ["del", "delete"].map((name): [string, Handler] => [
      name,
      (query, step, context) => {
        query.method = "del";
        setReturning(query, step.arguments?.[0], context);
      },
    ]),
  ),
  truncate: (query, step, context) => {
    query.method = "truncate";
    const [table] = step.arguments ?? [];
    if (table) query.table = tableOf(table, { schema: null, step }, context);
  },
  columnInfo: (query) => {
    query.method = "columnInfo";
  },
  returning: (query, step, context) => setReturning(query, step.arguments?.[0], context),
  onConflict: (query, step, context) => setConflict(query, step, context),
  ignore: (query, step, context) => setConflict(query, step, context),
  merge: (query, step, context) => setConflict(query, step, context),
  using: (query, step, context) => {
    const [tables] = step.arguments ?? [];
    if (!tables) return;
    const value = context.run.value(tables);
    const items = value.kind === "list" ? value.items : [tables];
    const using = items.map((item) => tableOf(item, { schema: null, step }, context));
    query.joins.push(
      ...using.map((table) => ({ type: "using", table, raw: null, on: noConditions(), using: null, steps: [], step })),
    );
  },
  updateFrom: (query, step, context) => {
    const [table] = step.arguments ?? [];
    if (table)
      query.joins.push({
        type: "from",
        table: tableOf(table, { schema: null, step }, context),
        raw: null,
        on: noConditions(),
        using: null,
        steps: [],
        step,
      });
  },
  ...Object.fromEntries(
    Object.entries(locks).map(([name, lock]): [string, Handler] => [
      name,
      (query) => {
        query.lock = lock;
      },
    ]),
  ),
  skipLocked: (query) => {
    query.wait = "SKIP LOCKED";
  },
  noWait: (query) => {
    query.wait = "NOWAIT";
  },
  ...Object.fromEntries(
    ["clearSelect", "clearWhere", "clearGroup", "clearOrder", "clearHaving", "clearCounters"].map(
      (name): [string, Handler] => [
        name,
        (query) => {
          clear(query, name.slice("clear".length).toLowerCase());
        },
      ],
    ),
  ),
  clear: (query, step, context) => {
    const [clause] = step.arguments ?? [];
    const value = clause && context.run.value(clause);
    if (value?.kind !== "constant" || !clear(query, String(value.value))) raised(query, step);
  },
  modify: (query, step, context) => {
    const [callback, ...given] = step.arguments ?? [];
    const fn = callback && context.run.value(callback);
    if (fn?.kind !== "function" || step.spread) return raised(query, step);
    for (const inner of context.read.stepsOf(fn, given)) applyStep(query, inner, context);
  },
};

/** Names with which a chain may begin at the client: all that knex hands on to a new builder. */
export function opensQuery({ name }: Step): boolean {
  return (
    name === "" ||
    name === "queryBuilder" ||
    name === "transacting" ||
    (Object.hasOwn(handlers, name) &&
      ![
        "as",
        "ignore",
        "merge",
        "using",
        "modify",
        "clear",
        "skipLocked",
        "noWait",
        "onConflict",
        "columnInfo",
      ].includes(name))
  );
}

export function applyStep(query: KnexQuery, step: Step, context: KnexContext): void {
  take(query, step, context);
  // What is not known stands where it was done: before an OR it is no condition of the other side.
  for (const place of query.unknown)
    query.where.clauses.push({ bool: "and", write: () => context.writer.unknown(place) });
  query.unknown = [];
}

function take(query: KnexQuery, step: Step, context: KnexContext): void {
  query.steps = [...query.steps, step];
  if (query.sent || context.dialect.apply?.(query, step, context)) return;
  if (step.arguments === null) {
    if (step.name === "or") query.where.bool = query.having.bool = "or";
    else if (step.name === "not") query.where.not = query.having.not = true;
    else if (step.name !== "and") raised(query, step);
    return;
  }
  if (ignored.has(step.name)) return;
  if (senders.has(step.name)) query.sent = true;
  else {
    const handler = own(handlers, step.name);
    if (handler) handler(query, step, context);
    else raised(query, step);
  }
}
