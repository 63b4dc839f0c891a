import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Built, type Place, type Step } from "../../source/built/built.ts";
import { joinTypes } from "../knex/joins.ts";
import { addCondition, spanOfStep, type KnexContext, type KnexQuery } from "../knex/query.ts";
import { columnNamed } from "../knex/names.ts";
import { listOfValues, parameter } from "../knex/values.ts";
import { namedTable } from "../knex/tables.ts";
import { relationTree } from "./expression.ts";
import { applyOwnMethod } from "./builder.ts";
import { keyOf, relationOf } from "./model.ts";
import { softDeleteMixin } from "./soft-delete-mixin.ts";
import { modelQueryOf, nameInQuery, tableOfModel, type ModelQuery } from "./query.ts";
import { equals, joinRelated, modify } from "./relations.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";
import { only, own } from "../../lists.ts";

type What = Place | Built;
type Handler = (query: KnexQuery, model: ModelQuery, step: Step, context: KnexContext) => void;

const renamed = (step: Step, name: string, given: readonly What[] = step.arguments ?? []): Step => ({
  ...step,
  name,
  arguments: given,
});

/** What changes nothing that is sent, or only what is made of the rows. */
const ignored = new Set([
  "throwIfNotFound",
  "context",
  "mergeContext",
  "clearContext",
  "runBefore",
  "runAfter",
  "onError",
  "castTo",
  "skipUndefined",
  "omit",
  "pick",
  "traverse",
  "traverseAsync",
  "toKnexQuery",
  "execute",
  "allowGraph",
  "clearAllowGraph",
  "allowInsert",
  "allowEager",
  "mergeAllowEager",
  "internalContext",
  "internalOptions",
  "emptyInstance",
  "undefineJson",
  "omitJson",
  "graphOptions",
  "eagerOptions",
  "mergeAllowGraph",
  "transacting",
  "modelClass",
  "resolve",
  "reject",
  "childQueryOf",
]);

function byKey(
  query: KnexQuery,
  model: ModelQuery,
  step: Step,
  ids: What | undefined,
  many: boolean,
  context: KnexContext,
): void {
  const { writer, run } = context;
  const at = spanOfStep(step);
  if (!ids) {
    query.unknown.push(step.place);
    return;
  }
  const keys = keyOf(model.model, context);
  addCondition(query.where, () => {
    const columns = keys.map((key) => writer.name([nameInQuery(model), columnNamed(key, context)], at));
    if (many)
      return together(
        only(columns) ?? parenthesised(joined(columns, ", ")),
        writer.sql("IN", at),
        listOfValues(ids, context),
      );
    const value = run.value(ids);
    const parts = columns.length > 1 && value.kind === "list" ? value.items : columns.map(() => ids);
    return joined(
      columns.map((column, index) => together(column, writer.sql("=", at), parameter(parts[index] ?? ids, context))),
      " AND ",
    );
  });
}

const byId: Handler = (query, model, step, context) => {
  byKey(query, model, step, step.arguments?.[0], false, context);
  model.one = true;
};

const setting = (query: KnexQuery, step: Step, values: What | undefined, context: KnexContext): void => {
  context.read.apply(query, renamed(step, "update", values ? [values] : []));
};

const inserting: Handler = (query, model, step, context) => {
  const [rows] = step.arguments ?? [];
  if (!rows) {
    query.unknown.push(step.place);
    return;
  }
  const value = context.run.value(rows);
  model.one = value.kind !== "list";
  context.read.apply(query, renamed(step, "insert", [withoutRelations(value, model, context) ?? rows]));
  query.returning ??= () =>
    joined(
      keyOf(model.model, context).map((key) => context.writer.name(key, step.at)),
      ", ",
    );
};

/** A row of a graph without what belongs to other tables. */
function withoutRelations(value: Built, model: ModelQuery, context: KnexContext): Built | null {
  if (value.kind === "list")
    return {
      ...value,
      items: value.items.map((item) => withoutRelations(context.run.value(item), model, context) ?? item),
    };
  if (value.kind !== "object") return null;
  return {
    ...value,
    entries: new Map(
      [...value.entries].filter(([name]) => !name.startsWith("#") && relationOf(model.model, name, context) === null),
    ),
  };
}

const graphs: Handler = (_query, model, step, context) => {
  const [expression] = step.arguments ?? [];
  const tree = expression && !step.spread ? relationTree(expression, context.run) : null;
  if (tree) model.graph.push({ nodes: tree, step });
  else model.unknown = "which relations it fetches is not known";
};

const page: Handler = (query, model, step, context) => {
  const [first, second] = step.arguments ?? [];
  model.counted = true;
  if (step.name === "page") {
    query.limit = () => (second ? parameter(second, context) : context.writer.sql("1", step.at));
    if (first)
      query.offset = () => context.writer.value({ kind: "input", place: isPlace(first) ? first : first.place });
  }
};

const deleting: Handler = (query, model, step, context) => {
  const mark = model.hard ? null : softDeleteMixin(model.model, context);
  if (!mark) return context.read.apply(query, renamed(step, "del", []));
  query.method = "update";
  query.update.set(mark.column, () =>
    together(context.writer.name(mark.column, step.at), context.writer.sql(`= ${mark.deleted}`, step.at)),
  );
};

const whereMarked =
  (live: boolean): Handler =>
  (query, model, step, context) => {
    const mark = softDeleteMixin(model.model, context);
    const { writer } = context;
    if (mark)
      addCondition(query.where, () =>
        together(
          writer.name([nameInQuery(model), mark.column], step.at),
          writer.sql(mark.deleted === "true" ? `= ${String(!live)}` : live ? "IS NULL" : "IS NOT NULL", step.at),
        ),
      );
    else query.unknown.push(step.place);
  };

const composite =
  (many: boolean, not: boolean): Handler =>
  (query, _, step, context) => {
    const [columns, ...rest] = step.arguments ?? [];
    const values = rest.at(-1);
    const listed = columns && context.run.value(columns);
    if (!columns || !values || rest.length > (many ? 1 : 2)) {
      query.unknown.push(step.place);
      return;
    }
    if (many) return context.read.apply(query, renamed(step, not ? "whereNotIn" : "whereIn", [columns, values]));
    const names = listed?.kind === "list" ? listed.items : [columns];
    const given = context.run.value(values);
    const operator = rest.length === 2 ? rest[0] : null;
    names.forEach((name, index) => {
      const value = given.kind === "list" ? (given.items[index] ?? values) : values;
      context.read.apply(query, renamed(step, "where", operator ? [name, operator, value] : [name, value]));
    });
  };

const relatedJoins: Record<string, string> = Object.fromEntries(
  Object.entries(joinTypes)
    .filter(([name]) => name !== "joinRaw" && name !== "crossJoin")
    .flatMap(([name, type]) => [
      [`${name}Related`, type],
      [`${name}Relation`, type],
    ]),
);

const handlers: Record<string, Handler> = {
  findById: byId,
  findByIds: (query, model, step, context) => byKey(query, model, step, step.arguments?.[0], true, context),
  findOne: (query, model, step, context) => {
    model.one = true;
    if (step.arguments && step.arguments.length > 0) context.read.apply(query, renamed(step, "where"));
  },
  first: (_, model) => {
    model.one = true;
  },
  alias: (query, model, step, context) => {
    const [alias] = step.arguments ?? [];
    const value = alias && context.run.value(alias);
    const table = query.table?.named;
    if (value?.kind !== "constant" || !table) {
      query.unknown.push(step.place);
      return;
    }
    model.alias = String(value.value);
    query.table = tableOfModel(
      model.model,
      model.alias,
      { span: table.span, step: query.table?.step ?? null },
      context,
    );
  },
  ...Object.fromEntries(
    ["patch", "update"].map((name): [string, Handler] => [
      name,
      (query, _, step, context) => setting(query, step, step.arguments?.[0], context),
    ]),
  ),
  ...Object.fromEntries(
    ["patchAndFetch", "updateAndFetch"].map((name): [string, Handler] => [
      name,
      (query, model, step, context) => {
        model.one = true;
        setting(query, step, step.arguments?.[0], context);
      },
    ]),
  ),
  ...Object.fromEntries(
    ["patchAndFetchById", "updateAndFetchById"].map((name): [string, Handler] => [
      name,
      (query, model, step, context) => {
        byId(query, model, step, context);
        setting(query, step, step.arguments?.[1], context);
      },
    ]),
  ),
  ...Object.fromEntries(
    ["insert", "insertAndFetch", "insertGraph", "insertGraphAndFetch", "insertWithRelated"].map(
      (name): [string, Handler] => [name, inserting],
    ),
  ),
  ...Object.fromEntries(
    ["upsertGraph", "upsertGraphAndFetch"].map((name): [string, Handler] => [
      name,
      (query, model, step, context) => {
        inserting(query, model, step, context);
        model.unknown = "which rows it inserts, updates and deletes is decided while it runs";
      },
    ]),
  ),
  ...Object.fromEntries(["delete", "del"].map((name): [string, Handler] => [name, deleting])),
  deleteById: (query, model, step, context) => {
    byKey(query, model, step, step.arguments?.[0], false, context);
    if (!applyOwnMethod(query, { ...step, name: "delete", arguments: [] }, context))
      deleting(query, model, step, context);
  },
  hardDelete: (query, model, step, context) => {
    model.hard = true;
    deleting(query, model, step, context);
  },
  undelete: (query, model, step, context) => {
    const mark = softDeleteMixin(model.model, context);
    if (!mark) {
      query.unknown.push(step.place);
      return;
    }
    query.method = "update";
    query.update.set(mark.column, () =>
      together(
        context.writer.name(mark.column, step.at),
        context.writer.sql(mark.deleted === "true" ? "= FALSE" : "= NULL", step.at),
      ),
    );
  },
  whereNotDeleted: whereMarked(true),
  whereDeleted: whereMarked(false),
  whereComposite: composite(false, false),
  whereInComposite: composite(true, false),
  whereNotInComposite: composite(true, true),
  ...Object.fromEntries(
    Object.entries(relatedJoins).map(([name, type]): [string, Handler] => [
      name,
      (query, _, step, context) => {
        if (!joinRelated(query, step, type, context)) {
          query.unknown.push(step.place);
          query.joins.push({
            type: "raw",
            table: null,
            raw: () => context.writer.unknown(step.place),
            on: { clauses: [], bool: "and", not: false },
            using: null,
            steps: [],
            step,
          });
        }
      },
    ]),
  ),
  ...Object.fromEntries(["withGraphFetched", "eager", "mergeEager"].map((name): [string, Handler] => [name, graphs])),
  ...Object.fromEntries(
    ["withGraphJoined", "joinEager", "mergeJoinEager"].map((name): [string, Handler] => [
      name,
      (query, model, step, context) => {
        const [expression, options] = step.arguments ?? [];
        const given = options && context.run.value(options);
        const operation = given?.kind === "object" ? given.entries.get("joinOperation")?.value : undefined;
        const named = operation && context.run.value(operation);
        const type = named?.kind === "constant" ? (joinTypes[String(named.value)] ?? "left") : "left";
        if (!expression || !joinRelated(query, renamed(step, step.name, [expression]), type, context))
          model.unknown = "which relations it joins is not known";
      },
    ]),
  ),
  ...Object.fromEntries(
    ["modifyGraph", "modifyEager", "filterEager"].map((name): [string, Handler] => [
      name,
      (_, model, step, context) => {
        const [path] = step.arguments ?? [];
        const value = path && context.run.value(path);
        if (value?.kind === "constant") model.modifiers.push({ path: String(value.value), step });
        else model.unknown = "which relation it changes is not known";
      },
    ]),
  ),
  ...Object.fromEntries(
    ["modify", "applyModifier", "applyFilter", "onBuild"].map((name): [string, Handler] => [
      name,
      (query, _, step, context) => {
        const [modifier, ...given] = step.arguments ?? [];
        if (modifier && !step.spread) modify(query, modifier, given, context);
        else query.unknown.push(step.place);
      },
    ]),
  ),
  for: (query, model, step, context) => {
    const [ids] = step.arguments ?? [];
    if (!model.owner || !ids) {
      query.unknown.push(step.place);
      return;
    }
    model.owned = true;
    addOwner(
      query,
      model,
      step,
      (columns) => {
        const value = context.run.value(ids);
        const isScalar = value.kind === "constant" || (value.kind === "list" && columns.length > 1);
        return together(
          context.writer.sql("IN", step.at),
          isScalar ? parenthesised(parameter(ids, context)) : listOfValues(ids, context),
        );
      },
      context,
    );
  },
  page,
  range: page,
  resultSize: (_, model) => {
    model.counted = true;
  },
};

/** The rows of a relation: `posts.user_id IN (…)`, through the join table where there is one. */
export function addOwner(
  query: KnexQuery,
  model: ModelQuery,
  step: Step,
  operand: (columns: readonly string[]) => SqlText,
  context: KnexContext,
): void {
  if (!model.owner) return;
  const { relation } = model.owner;
  const { writer } = context;
  const at = spanOfStep(step);
  const { through } = relation;
  const [table, columns] = through ? [through.table, through.columns] : [nameInQuery(model), relation.targetColumns];
  if (through) {
    const on = {
      clauses: [
        {
          bool: "and" as const,
          write: () =>
            equals(relation.targetColumns, nameInQuery(model), through.targetColumns, through.table, at, context),
        },
      ],
      bool: "and" as const,
      not: false,
    };
    query.joins.push({
      type: "inner",
      table: namedTable(through.table, null, { schema: through.schema, span: at, step: null }, context),
      raw: null,
      on,
      using: null,
      steps: [],
      step,
    });
  }
  addCondition(query.where, () => {
    const named = columns.map((column) => writer.name([table, columnNamed(column, context)], at));
    return together(only(named) ?? parenthesised(joined(named, ", ")), operand(columns));
  });
}

/** A step of objection's query builder. Out: false for those that it hands to knex as they are. */
export function applyModelStep(query: KnexQuery, step: Step, context: KnexContext): boolean {
  if (step.arguments === null) return false;
  if (ignored.has(step.name)) return true;
  const model = modelQueryOf(query);
  if (!model) return false;
  if (!handing.has(query) && applyOwnMethod(query, step, context)) return true;
  const handler = own(handlers, step.name);
  if (!handler) return false;
  // What a handler hands back to knex under the same name.
  if ((step.name === "update" || step.name === "insert" || step.name === "del") && handing.has(query)) return false;
  handing.add(query);
  try {
    handler(query, model, step, context);
  } finally {
    handing.delete(query);
  }
  return true;
}

const handing = new WeakSet<KnexQuery>();
