import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Built, Place, Step } from "../../source/built/built.ts";
import { addCondition, noConditions, type KnexContext, type KnexJoin, type KnexQuery } from "../knex/query.ts";
import { columnNamed } from "../knex/names.ts";
import { namedTable } from "../knex/tables.ts";
import { relationTree, type RelationNode } from "./expression.ts";
import { ownFilter } from "./builder.ts";
import { modifierOf, relationOf, type Model, type Relation } from "./model.ts";
import { modelQueryOf, nameInQuery, queryOfModel, tableOfModel } from "./query.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

type What = Place | Built;

/**
 * `joinRelated("posts.comments")`, `leftJoinRelated({ posts: true }, { aliasFor })`. Out: false where it is not known
 * what is joined.
 */
export function joinRelated(query: KnexQuery, step: Step, type: string, context: KnexContext): boolean {
  const [expression, options] = step.arguments ?? [];
  const model = modelQueryOf(query);
  const tree = expression && !step.spread ? relationTree(expression, context.run) : null;
  const given = options && context.run.value(options);
  const named = given?.kind === "object" ? given.entries.get("alias")?.value : undefined;
  const alias = named && context.run.value(named);
  if (
    !model ||
    !tree ||
    (given && given.kind !== "object") ||
    (given?.kind === "object" && (given.entries.has("aliases") || given.entries.has("minimize") || given.open))
  )
    return false;
  return tree.every((node) =>
    joinNode(
      query,
      alias?.kind === "constant" && typeof alias.value === "string" ? { ...node, alias: alias.value } : node,
      { model: model.model, name: nameInQuery(model), path: "" },
      { step, type },
      context,
    ),
  );
}

interface Owner {
  readonly model: Model;
  /** Its alias in the query. */
  readonly name: string;
  /** Of the relations that led to it. */
  readonly path: string;
}

export function joinNode(
  query: KnexQuery,
  node: RelationNode,
  owner: Owner,
  how: { readonly step: Step; readonly type: string },
  context: KnexContext,
): boolean {
  const relation = relationOf(owner.model, node.name, context);
  if (!relation || relation.columns.length === 0) return false;
  const alias = `${owner.path}${node.alias ?? node.name}`;
  const { span } = node;
  const { through, target } = relation;
  const equal = (left: readonly string[], leftTable: string, right: readonly string[], rightTable: string): SqlText =>
    equals(left, leftTable, right, rightTable, span, context);
  if (through) {
    const between = `${alias}_join`;
    addTable(
      query,
      namedTable(through.table, between, { schema: through.schema, span, step: null }, context),
      equal(through.columns, between, relation.columns, owner.name),
      how,
    );
    addTable(
      query,
      restricted(relation, node, alias, how.step, context) ??
        tableOfModel(target, alias, { span, step: how.step }, context),
      equal(relation.targetColumns, alias, through.targetColumns, between),
      how,
    );
  } else {
    const table =
      restricted(relation, node, alias, how.step, context) ??
      tableOfModel(target, alias, { span, step: how.step }, context);
    addTable(query, table, equal(relation.targetColumns, alias, relation.columns, owner.name), how);
  }
  return node.children.every((child) =>
    joinNode(query, child, { model: target, name: alias, path: `${alias}:` }, how, context),
  );
}

function addTable(
  query: KnexQuery,
  table: KnexJoin["table"],
  on: SqlText,
  { step, type }: { readonly step: Step; readonly type: string },
): void {
  const conditions = noConditions();
  addCondition(conditions, () => on);
  query.joins.push({
    type,
    table,
    raw: null,
    on: conditions,
    using: null,
    steps: [],
    step: { ...step, arguments: [] },
  });
}

export function equals(
  left: readonly string[],
  leftTable: string,
  right: readonly string[],
  rightTable: string,
  span: Span,
  context: KnexContext,
): SqlText {
  const { writer } = context;
  return joined(
    left.map((column, index) =>
      together(
        writer.name([leftTable, columnNamed(column, context)], span),
        writer.sql("=", span),
        writer.name([rightTable, columnNamed(right[index] ?? column, context)], span),
      ),
    ),
    " AND ",
  );
}

/** A relation whose rows are restricted is joined as a subquery. Null: it is not. */
function restricted(
  relation: Relation,
  node: RelationNode,
  alias: string,
  step: Step,
  context: KnexContext,
): KnexJoin["table"] {
  const query = queryOfModel(relation.target, { span: node.span, step: null }, context);
  const asked = modelQueryOf(query);
  // What the related model's own builder adds, objection adds to the rows that are joined.
  const isFiltered = asked !== null && ownFilter(asked, context) !== "none";
  if (relation.restriction === null && node.modifiers.length === 0 && !isFiltered) return null;
  restrict(query, relation, node, context);
  return {
    write: () => [
      ...parenthesised(context.read.compiled(query) ?? context.writer.unknown(step.place)),
      ...context.writer.sql(" AS ", node.span),
      ...context.writer.name(alias, node.span),
    ],
    named: null,
    step,
  };
}

/** Applies what the mapping of a relation and the modifiers of an expression say. */
export function restrict(
  query: KnexQuery,
  relation: Relation,
  { modifiers }: RelationNode,
  context: KnexContext,
): void {
  if (relation.restriction !== null) modify(query, relation.restriction, [], context);
  for (const name of modifiers) {
    const modifier = modifierOf(relation.target, name, context);
    if (modifier) modify(query, modifier, [], context);
    else unknownIn(query, context);
  }
}

function unknownIn(query: KnexQuery, { run }: KnexContext): void {
  const place = query.table?.step?.place ?? query.steps.at(-1)?.place;
  query.unknown.push(place ?? run.place(run.module.ast));
}

/** `.modify(…)`: a function, a modifier by its name, several of them, or conditions as an object. */
export function modify(query: KnexQuery, what: What, given: readonly What[], context: KnexContext): void {
  const value = context.run.value(what);
  const apply = (step: Step): void => {
    context.read.apply(query, step);
  };
  if (value.kind === "function") {
    for (const step of context.read.stepsOf(value, given)) apply(step);
  } else if (value.kind === "list" && !value.open) {
    for (const item of value.items) modify(query, item, given, context);
  } else if (value.kind === "object") {
    const { place } = value;
    apply({ name: "where", arguments: [value], spread: false, template: null, types: null, at: place, place });
  } else if (value.kind === "constant" && typeof value.value === "string") {
    const model = modelQueryOf(query);
    const modifier = model && modifierOf(model.model, value.value, context);
    if (modifier) modify(query, modifier, given, context);
    else query.unknown.push(what);
  } else if (value.kind !== "constant") {
    query.unknown.push(what);
  }
}
