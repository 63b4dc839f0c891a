import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { Built, BuiltClass, Chain, Place } from "../../source/built/built.ts";
import { columnNamed, tableNamed } from "../knex/names.ts";
import type { KnexContext } from "../knex/query.ts";

type What = Place | Built;

/** A model class, or a table that stands for one whose class is out of sight. */
export interface Model {
  readonly class: BuiltClass | null;
  readonly schema: string | null;
  /** Null: not known. */
  readonly table: string | null;
  readonly named: NamedTable | null;
}

/** Where a relation of a model leads to. */
export interface Relation {
  readonly name: string;
  readonly target: Model;
  readonly many: boolean;
  /**
   * Columns of the own table and of the target, pairwise; with `through`, those that the join table's columns equal.
   */
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
  readonly through: {
    readonly schema: string | null;
    readonly table: string;
    readonly columns: readonly string[];
    readonly targetColumns: readonly string[];
  } | null;
  /** What the mapping itself restricts the target's rows to: `filter`, `modify`. */
  readonly restriction: What | null;
}

export function classOf({ root }: Chain): BuiltClass | null {
  if (root.kind === "class") return { kind: "class", node: root.node, frame: root.frame, place: root.place };
  const { instance } = root.kind === "unknown" ? root : {};
  return instance ? { kind: "class", node: instance.node, frame: instance.frame, place: root.place } : null;
}

export function modelOf(model: BuiltClass, context: KnexContext): Model {
  const { run, names } = context;
  const written = valueOf(run.member(model, "tableName", model.place), context);
  const name = model.node.id?.name ?? null;
  if (written.kind === "constant" && typeof written.value === "string")
    return { ...tableAt(written.value, context), class: model };
  const named = name === null ? null : names.model("objection", name);
  return { class: model, schema: named?.schema ?? null, table: named?.name ?? null, named };
}

function tableAt(path: string, context: KnexContext): Omit<Model, "class"> {
  const parts = path.split(".");
  const written = parts.at(-1) ?? "";
  const schema = parts.at(-2) ?? null;
  const { name, table } = tableNamed(schema, written, context);
  if (table && !context.tables.includes(table)) context.tables.push(table);
  return { schema, table: name, named: table };
}

/** What a static member gives, a function's result too. */
function valueOf(member: Built, { run }: KnexContext): Built {
  return member.kind === "function" ? run.value(run.call(member, []).result) : run.value(member);
}

/**
 * A relation by its name, as `relationMappings` says, else as the models of the project do. Null: there is none, as far
 * as is known.
 */
export function relationOf(model: Model, name: string, context: KnexContext): Relation | null {
  const mappings =
    model.class && valueOf(context.run.member(model.class, "relationMappings", model.class.place), context);
  const entry = mappings?.kind === "object" ? mappings.entries.get(name) : undefined;
  const mapping = entry && context.run.value(entry.value);
  const known = model.named?.relations.find(({ property }) => property === name);
  return (
    (mapping?.kind === "object" ? mappedRelation(name, mapping.entries, context) : null) ??
    (known ? relationByName(known, context) : null)
  );
}

function mappedRelation(
  name: string,
  entries: ReadonlyMap<string, { readonly value: What }>,
  context: KnexContext,
): Relation | null {
  const { run } = context;
  const part = (key: string, of: ReadonlyMap<string, { readonly value: What }> = entries): What | null =>
    of.get(key)?.value ?? null;
  const relation = part("relation");
  const join = part("join");
  const joined = join && run.value(join);
  const target = targetOf(part("modelClass"), context);
  if (joined?.kind !== "object") return null;
  const [from, to] = [sideOf(part("from", joined.entries), context), sideOf(part("to", joined.entries), context)];
  const between = part("through", joined.entries);
  const through = between && run.value(between);
  if (!from || !to) return null;
  const [first, last] =
    through?.kind === "object"
      ? [sideOf(part("from", through.entries), context), sideOf(part("to", through.entries), context)]
      : [null, null];
  if (between && (!first || !last)) return null;
  const table = target ?? {
    class: null,
    ...tableAt([to.schema, to.table].filter((one) => one !== null).join("."), context),
  };
  return {
    name,
    target: table,
    many: !/HasOne|BelongsToOne/.test(kindOf(relation, context)),
    columns: from.columns,
    targetColumns: to.columns,
    through:
      first && last ? { ...tableParts(first, context), columns: first.columns, targetColumns: last.columns } : null,
    restriction: part("filter") ?? part("modify"),
  };
}

function kindOf(relation: What | null, { run }: KnexContext): string {
  const value = relation && run.follow(relation);
  return value?.kind === "constant"
    ? String(value.value)
    : value?.kind === "chain"
      ? (value.steps.at(-1)?.name ?? (value.root.kind === "package" ? value.root.origin.path : ""))
      : "";
}

function targetOf(what: What | null, context: KnexContext): Model | null {
  const value = what && valueOf(context.run.value(what), context);
  if (value?.kind === "class") return modelOf(value, context);
  const of = value?.kind === "chain" && value.root.kind === "class" && value.steps.length === 0 ? classOf(value) : null;
  if (of) return modelOf(of, context);
  // modelClass: path.join(__dirname, "Person")
  if (what === null) return null;
  const { node, frame } = "kind" in what ? what.place : what;
  const written = frame.module.text.slice(...node.range);
  const name = /["'`](?:[^"'`]*\/)?(\w+)(?:\.[cm]?[jt]s)?["'`]\)?$/.exec(written)?.[1];
  const named = name === undefined ? null : context.names.model("objection", name);
  return named && { class: null, schema: named.schema, table: named.name, named };
}

interface Side {
  readonly schema: string | null;
  readonly table: string;
  readonly columns: readonly string[];
}

/** `"posts.user_id"`, or several with one table. */
function sideOf(what: What | null, context: KnexContext): Side | null {
  const value = what && context.run.value(what);
  const items = value?.kind === "list" && !value.open ? value.items : what ? [what] : [];
  const paths = items.map((item) => {
    const one = context.run.value(item);
    // ref("posts.user_id"), and a reference into JSON
    const first = one.kind === "chain" ? one.steps[0]?.arguments?.[0] : undefined;
    const named = first ? context.run.value(first) : one;
    return named.kind === "constant" && typeof named.value === "string"
      ? named.value.replace(/:.*$/s, "").split(".")
      : null;
  });
  const [path] = paths;
  const table = path?.at(-2);
  if (!path || table === undefined) return null;
  return {
    schema: path.length > 2 ? (path[0] ?? null) : null,
    table,
    columns: paths.map((one) => one?.at(-1) ?? ""),
  };
}

function tableParts(
  { schema, table }: Side,
  context: KnexContext,
): { readonly schema: string | null; readonly table: string } {
  const found = tableNamed(schema, table, context);
  if (found.table && !context.tables.includes(found.table)) context.tables.push(found.table);
  return { schema, table: found.name };
}

function relationByName(
  { property, model, table, kind, columns, targetColumns, through }: ModelRelation,
  context: KnexContext,
): Relation {
  const named =
    (model === null ? null : context.names.model("objection", model)) ?? context.names.table(table.schema, table.name);
  if (named && !context.tables.includes(named)) context.tables.push(named);
  return {
    name: property,
    many: kind === "many",
    columns,
    targetColumns,
    target: { class: null, schema: table.schema, table: table.name, named },
    through: through && {
      schema: through.schema,
      table: through.name,
      columns: through.columns,
      targetColumns: through.targetColumns,
    },
    restriction: null,
  };
}

/** The columns of the primary key: `idColumn`, as a rule `id`. */
export function keyOf(model: Model, context: KnexContext): readonly string[] {
  const written = model.class && valueOf(context.run.member(model.class, "idColumn", model.class.place), context);
  if (written?.kind === "constant" && typeof written.value === "string") return [columnNamed(written.value, context)];
  if (written?.kind === "list")
    return written.items.flatMap((item) => {
      const one = context.run.value(item);
      return one.kind === "constant" ? [columnNamed(String(one.value), context)] : [];
    });
  return ["id"];
}

/** What a name in `.modify("active")` and `posts(active)` stands for. */
export function modifierOf(model: Model, name: string, context: KnexContext): Built | null {
  for (const member of ["modifiers", "namedFilters"]) {
    const modifiers = model.class && valueOf(context.run.member(model.class, member, model.class.place), context);
    const entry = modifiers?.kind === "object" ? modifiers.entries.get(name) : undefined;
    if (entry) return context.run.value(entry.value);
  }
  return null;
}
