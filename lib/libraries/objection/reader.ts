import type { ResultShape } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import type { Chain, Step } from "../../source/built/built.ts";
import type { BuilderReader } from "../../read/builder/builder-reader.ts";
import { callSiteOf, receiverOf, spanAt } from "../../read/builder/call-site.ts";
import { contextOf } from "../knex/context.ts";
import type { KnexContext, KnexQuery } from "../knex/query.ts";
import type { RelationNode } from "./expression.ts";
import { ownFilter } from "./builder.ts";
import { classOf, keyOf, modelOf, relationOf, type Model } from "./model.ts";
import { modelQueryOf, nameInQuery, queryOfModel, type ModelQuery } from "./query.ts";
import { equals, modify, restrict } from "./relations.ts";
import { addOwner, applyModelStep } from "./steps.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

/** Reads objection's models: https://vincit.github.io/objection.js/api/query-builder/ */
export const objection: BuilderReader = {
  library: "objection",
  placeholders: "question",
  typed: false,
  stamps: true,
  read(chain, call, writer, names) {
    if (call.consumed === "step" || (call.consumed === "discarded" && !isSent(chain))) return null;
    const model = classOf(chain);
    const context = contextOf(
      writer,
      names,
      callSiteOf(chain, call),
      { library: "objection", update: "patch", client: model?.node.id?.name ?? null, apply: applyModelStep, finish },
      queryOfModelChain,
    );
    const query = queryOfModelChain(chain, context);
    const asked = query && modelQueryOf(query);
    if (!query || !asked) return null;
    if (mayGoOn(query, call)) query.unknown.push(chain.place);
    const main = context.read.compiled(query);
    if (!main || main.length === 0) return null;
    // Deleted rows that were asked for by name are meant.
    if (asked.unfiltered)
      context.relations.splice(
        0,
        context.relations.length,
        ...context.relations.map((one) => ({ ...one, settled: true })),
      );
    const others = asked.graph.flatMap(({ nodes, step }) =>
      nodes.flatMap((node) => fetched(asked.model, node, "", asked, step, context)),
    );
    const counted: readonly SqlText[] = asked.counted
      ? [together(writer.sql("SELECT count(*) FROM", chain), parenthesised(main), writer.sql("AS temp", chain))]
      : [];
    return {
      statements: [main, ...counted, ...others],
      result: resultOf(query, asked),
      relations: context.relations,
      unknown: asked.unknown ?? (isOfRow(chain) ? "which model the row is of is not known: declare its type" : null),
    };
  },
};

const isSent = ({ steps }: Chain): boolean => steps.some(({ name }) => name === "execute" || name === "then");

function mayGoOn({ sent, method, steps }: KnexQuery, { consumed }: BuilderCall): boolean {
  if (sent || consumed === "awaited" || consumed === "sent") return false;
  return (
    method === "select" &&
    !steps.slice(-2).some(({ name }) => /^(?:first|findById|findOne|throwIfNotFound|resultSize|execute)$/.test(name))
  );
}

/** `User.query()`, `User.relatedQuery("posts")`. Null: the chain is no query of a model. */
function queryOfModelChain(chain: Chain, context: KnexContext): KnexQuery | null {
  const found = classOf(chain);
  const start = chain.steps.findIndex(({ name }) => /^\$?(?:query|relatedQuery)$/.test(name));
  const step = chain.steps[start];
  if (
    !step ||
    (!found && !isOfRow(chain)) ||
    !chain.steps.slice(0, start).every(({ name }) => /^bind(?:Knex|Transaction)$/.test(name))
  )
    return null;
  const model = found ? modelOf(found, context) : unknownModel;
  const query = step.name.endsWith("relatedQuery")
    ? related(model, step, context)
    : queryOfModel(model, { span: spanOfModel(chain, step, context), step }, context);
  if (step.name.startsWith("$")) ofInstance(query, step, context);
  for (const one of [step, ...chain.steps.slice(start + 1)])
    if (one === step) query.steps = [one];
    else context.read.apply(query, one);
  return query;
}

/** A row whose model is out of sight. */
const isOfRow = ({ root }: Chain): boolean => root.kind === "package" && root.origin.path === "row";

const unknownModel: Model = { class: null, schema: null, table: null, named: null };

/** The characters that say which model it is: `User`, `this` in a static method, `user.$query()`. */
function spanOfModel({ root }: Chain, step: Step, { site }: KnexContext): Span {
  if (step.name.startsWith("$")) return spanAt(step.place, site);
  const receiver = root.place.node.type.startsWith("Class") ? receiverOf(step.place.node) : null;
  return spanAt(receiver ? { node: receiver, frame: step.place.frame } : root.place, site);
}

/** `user.$query()`, `user.$relatedQuery("posts")`: the rows of one that is not known. */
function ofInstance(query: KnexQuery, step: Step, context: KnexContext): void {
  const model = modelQueryOf(query);
  if (!model) return;
  const { writer } = context;
  const value = (): SqlText => writer.value({ kind: "input", place: step.place });
  if (model.owner) {
    model.owned = true;
    addOwner(query, model, step, () => together(writer.sql("=", step.at), value()), context);
  } else {
    model.one = true;
    query.where.clauses.push({
      bool: "and",
      write: () =>
        joined(
          keyOf(model.model, context).map((key) =>
            together(writer.name([nameInQuery(model), key], step.at), writer.sql("=", step.at), value()),
          ),
          " AND ",
        ),
    });
  }
}

function related(model: Model, step: Step, context: KnexContext): KnexQuery {
  const [name] = step.arguments ?? [];
  const value = name && context.run.value(name);
  const relation =
    value?.kind === "constant" && typeof value.value === "string" ? relationOf(model, value.value, context) : null;
  if (!name || !relation) return queryOfModel(unknownModel, { span: spanAt(step.place, context.site), step }, context);
  return queryOfModel(relation.target, { span: spanAt(name, context.site), step }, context, { relation, model });
}

/** What objection adds when a query is whole. */
function finish(query: KnexQuery, context: KnexContext): void {
  const model = modelQueryOf(query);
  if (!model || model.finished) return;
  model.finished = true;
  const { writer } = context;
  const { owner, owned } = model;
  const at = query.table?.named?.span ?? { start: 0, end: 0 };
  const step = query.table?.step ?? query.steps[0];
  if (owner && !owned && step) {
    const { columns } = owner.relation;
    addOwner(
      query,
      model,
      step,
      () => together(writer.sql("=", at), writer.name([owner.model.table ?? "?", columns[0] ?? "id"], at)),
      context,
    );
    if (columns.length !== 1) query.unknown.push(step.place);
  }
  if (owner && owner.relation.restriction !== null) modify(query, owner.relation.restriction, [], context);
  const filter = query.method === "insert" ? "none" : ownFilter(model, context);
  const mark = model.model.named?.softDelete;
  if (filter === "unknown" && step) query.unknown.push(step.place);
  if (filter === "live" && mark)
    query.where.clauses.push({
      bool: "and",
      write: () =>
        together(
          writer.name([nameInQuery(model), mark.column], at),
          writer.sql(mark.live === null ? "IS NULL" : `= ${String(mark.live)}`, at),
        ),
    });
  if (query.method === "select" && query.columns.length === 0 && !query.distinctOn)
    query.columns.push(() => writer.name([nameInQuery(model), "*"], at));
}

/** The statements that fetch a relation's rows, and those of the relations behind it. */
function fetched(
  model: Model,
  node: RelationNode,
  before: string,
  asked: ModelQuery,
  step: Step,
  context: KnexContext,
): readonly SqlText[] {
  const relation = relationOf(model, node.name, context);
  const path = `${before}${node.alias ?? node.name}`;
  if (!relation) {
    asked.unknown = `where the relation "${node.name}" leads to is not known`;
    return [];
  }
  const { writer } = context;
  const { span } = node;
  const query = queryOfModel(relation.target, { span, step: null }, context);
  const { through } = relation;
  if (through)
    query.joins.push({
      type: "inner",
      table: {
        write: () => writer.name([...(through.schema === null ? [] : [through.schema]), through.table], span),
        named: null,
        step: null,
      },
      raw: null,
      using: null,
      steps: [],
      step,
      on: {
        bool: "and",
        not: false,
        clauses: [
          {
            bool: "and",
            write: () =>
              equals(
                relation.targetColumns,
                relation.target.table ?? "?",
                through.targetColumns,
                through.table,
                span,
                context,
              ),
          },
        ],
      },
    });
  const [table, columns] = through
    ? [through.table, through.columns]
    : [relation.target.table ?? "?", relation.targetColumns];
  for (const column of columns)
    query.where.clauses.push({
      bool: "and",
      write: () =>
        together(
          writer.name([table, column], span),
          writer.sql("IN", span),
          parenthesised(writer.value({ kind: "input", place: step.place })),
        ),
    });
  restrict(query, relation, node, context);
  for (const {
    path: named,
    step: { arguments: given },
  } of asked.modifiers) {
    const [, modifier, ...rest] = given ?? [];
    if (modifier && isPath(named, path)) modify(query, modifier, rest, context);
  }
  const written = context.read.compiled(query);
  // The builder of this query is made by objection: what restricts it is added with `modifyGraph`.
  context.relations.splice(
    0,
    context.relations.length,
    ...context.relations.map((one) =>
      one.span === span
        ? {
            ...one,
            addLiveFilter: (column: Parameters<NonNullable<typeof one.addLiveFilter>>[0]) => {
              const { node: call, frame } = step.place;
              if (frame.anchor || (column.live !== null && typeof column.live !== "boolean")) return null;
              const condition =
                column.live === null
                  ? `.whereNull(${JSON.stringify(column.column)})`
                  : `.where(${JSON.stringify(column.column)}, ${JSON.stringify(column.live)})`;
              return [
                {
                  span: { start: call.range[1], end: call.range[1] },
                  text: `.modifyGraph(${JSON.stringify(path)}, (builder) => void builder${condition})`,
                },
              ];
            },
          }
        : one,
    ),
  );
  return [
    ...(written ? [written] : []),
    ...node.children.flatMap((child) => fetched(relation.target, child, `${path}.`, asked, step, context)),
  ];
}

/** `modifyGraph("posts.comments", …)`, `"[posts, tags]"`. */
function isPath(named: string, path: string): boolean {
  return (
    named
      .replace(/[[\]\s]/g, "")
      .split(",")
      .some((one) => one === path || (path.includes(".") && one === path)) || named === path
  );
}

function resultOf({ method, returning, sent }: KnexQuery, { one, counted }: ModelQuery): ResultShape {
  if (sent || counted) return "other";
  if (method === "select") return one ? "row-or-null" : "rows";
  if (method === "insert") return one ? "row" : "rows";
  return returning ? "rows" : "other";
}
