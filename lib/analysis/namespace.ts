import type { ColumnReference } from "../model/expression.ts";
import type { Join } from "../model/statement.ts";
import type { Bound, Namespace, Relation, Resolution, Surroundings } from "./level.ts";

export function namespaceOf(relation: Relation): Namespace {
  return {
    relations: [relation],
    columns: relation.columns.map((of) => ({ name: of.name, bound: { relation, column: of.name, of, merged: [] } })),
    open: relation.complete ? [] : [relation],
  };
}

/** Two items of a FROM list beside each other. */
export function mergeNamespaces(left: Namespace, right: Namespace): Namespace {
  return {
    relations: [...left.relations, ...right.relations],
    columns: [...left.columns, ...right.columns],
    open: [...left.open, ...right.open],
  };
}

/** What a join gives: the columns of USING (or NATURAL) once and first, then the rest of each side (chapter 7.2.1.1). */
export function joinNamespaces(join: Join, left: Namespace, right: Namespace): Namespace {
  const shared = join.natural
    ? left.columns.map(({ name }) => name).filter((name) => right.columns.some((other) => other.name === name))
    : join.using;
  if (shared.length === 0) return mergeNamespaces(left, right);
  const merged = [...new Set(shared)].flatMap((name) => {
    const sides = [left, right].flatMap(({ columns, open }): Bound[] => {
      const found = columns.filter((column) => column.name === name).map(({ bound }) => bound);
      const only = open[0];
      if (found.length > 0) return found.slice(0, 1);
      return open.length === 1 && only ? [{ relation: only, column: name, of: null, merged: [] }] : [];
    });
    const leading = join.type === "right" ? sides.at(-1) : sides[0];
    return leading ? [{ name, bound: { ...leading, merged: sides } }] : [];
  });
  const rest = ({ columns }: Namespace) => columns.filter(({ name }) => !shared.includes(name));
  return {
    relations: [...left.relations, ...right.relations],
    columns: [...merged, ...rest(left), ...rest(right)],
    open: [...left.open, ...right.open],
  };
}

/** The same columns under the one name of an aliased join. */
export function qualify(joined: Namespace, relation: Relation): Namespace {
  return { relations: [relation], columns: joined.columns, open: relation.complete ? [] : [relation] };
}

/** Columns that every table has without naming them (chapter 5.6). */
export const systemColumns: ReadonlySet<string> = new Set(["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]);

/** What a name means at a place: the nearest level that has it decides. */
export function lookUp(reference: ColumnReference, from: Surroundings): Resolution {
  for (let place: Surroundings | null = from; place; place = place.outer) {
    const found =
      reference.relation === null
        ? unqualified(reference.name, place.namespace)
        : qualified(reference, place.namespace);
    if (found !== null) return found;
  }
  return null;
}

/** The relations in sight at a place, those of the nearest level first. */
export function relationsFrom(from: Surroundings): readonly Relation[] {
  return [...from.namespace.relations, ...(from.outer ? relationsFrom(from.outer) : [])];
}

function unqualified(name: string, { columns, open, relations }: Namespace): Resolution {
  if (name === "*") return "unknown";
  let found: Bound | null = null;
  for (const column of columns) {
    if (column.name !== name) continue;
    if (found) return "ambiguous";
    found = column.bound;
  }
  if (found) return found;
  const [only] = relations;
  if (systemColumns.has(name) && only)
    return relations.length === 1 ? { relation: only, column: name, of: null, merged: [] } : "unknown";
  if (open.length > 0) return "unknown";
  const whole = relations.find((relation) => relation.name === name);
  return whole ? { relation: whole, column: "*", of: null, merged: [] } : null;
}

function qualified(reference: ColumnReference, { relations }: Namespace): Resolution {
  const named = relations.filter(
    (relation) => relation.name === reference.relation && inSchema(relation, reference.schema),
  );
  const relation = named[0];
  if (!relation) return relations.some(({ name }) => name === null) ? "unknown" : null;
  if (named.length > 1) return "ambiguous";
  if (reference.name === "*") return { relation, column: "*", of: null, merged: [] };
  const of = relation.columns.find(({ name }) => name === reference.name);
  // The name of an aliased join reaches through to the relation the column comes from.
  if (of && relation.item?.kind === "join" && of.output?.bound) return of.output.bound;
  if (of) return { relation, column: of.name, of, merged: [] };
  return relation.complete && !systemColumns.has(reference.name)
    ? "unknown"
    : { relation, column: reference.name, of: null, merged: [] };
}

// `public.users.id` names the table called so in that schema, under no alias.
function inSchema(relation: Relation, schema: string | null): boolean {
  if (schema === null) return true;
  if (relation.item?.kind !== "table" || relation.item.alias !== null) return false;
  if (relation.item.schema !== null) return relation.item.schema === schema;
  return relation.source.kind === "table" || relation.source.kind === "view"
    ? schemaOf(relation) === schema
    : relation.source.kind === "unknown";
}

function schemaOf({ source }: Relation): string | null {
  if (source.kind === "table") return source.table.schema;
  return source.kind === "view" ? source.view.schema : null;
}
