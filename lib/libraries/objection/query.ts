import type { Span } from "../../model/span.ts";
import type { Step } from "../../source/built/built.ts";
import { emptyQuery, type KnexContext, type KnexQuery, type KnexTable } from "../knex/query.ts";
import { namedTable } from "../knex/tables.ts";
import type { RelationNode } from "./expression.ts";
import type { Model, Relation } from "./model.ts";

/** What objection keeps of a query beside what it hands to knex. */
export interface ModelQuery {
  readonly model: Model;
  alias: string | null;
  /** The relation whose rows are asked for, and of which rows of the owner. */
  readonly owner: { readonly relation: Relation; readonly model: Model } | null;
  /** True once `for(…)` has said whose rows. */
  owned: boolean;
  /** Rows of relations that are fetched with other statements. */
  readonly graph: { readonly nodes: readonly RelationNode[]; readonly step: Step }[];
  /** What `modifyGraph` does to them, by the relation's path. */
  readonly modifiers: { readonly path: string; readonly step: Step }[];
  one: boolean;
  counted: boolean;
  /** Deleted rows are to go for good, with a plug-in that marks them. */
  hard: boolean;
  finished: boolean;
  /** What the project's own builder leaves out was asked for. */
  unfiltered: boolean;
  /** Why more is sent than is known. */
  unknown: string | null;
}

const known = new WeakMap<KnexQuery, ModelQuery>();

export function modelQueryOf(query: KnexQuery): ModelQuery | null {
  return known.get(query) ?? null;
}

/** A query of a model's rows. In: what names the table in the source. */
export function queryOfModel(
  model: Model,
  at: { readonly span: Span; readonly step: Step | null },
  context: KnexContext,
  owner: ModelQuery["owner"] = null,
): KnexQuery {
  const query = emptyQuery();
  query.table = tableOfModel(model, null, at, context);
  known.set(query, {
    model,
    alias: null,
    owner,
    owned: false,
    graph: [],
    modifiers: [],
    one: false,
    counted: false,
    hard: false,
    finished: false,
    unfiltered: false,
    unknown: null,
  });
  return query;
}

export function tableOfModel(
  { schema, table, named }: Model,
  alias: string | null,
  { span, step }: { readonly span: Span; readonly step: Step | null },
  context: KnexContext,
): KnexTable {
  if (named && !context.tables.includes(named)) context.tables.push(named);
  if (table !== null) return namedTable(table, alias, { schema, span, step }, context);
  const place = step?.place;
  return { write: () => (place ? context.writer.unknown(place) : []), named: null, step };
}

/** What columns of the model's table are written with. */
export function nameInQuery({ alias, model }: ModelQuery): string {
  return alias ?? model.table ?? "?";
}
