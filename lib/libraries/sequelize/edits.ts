import type { NamedTable } from "../../model/names.ts";
import type { Edit } from "../../model/span.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import { isHere, isPlace, sourceOf, type Built, type Entry, type Place, type Step } from "../../source/built/built.ts";
import { both, renamed, withArgument, withProperty } from "../../read/builder/object-edits.ts";
import { methodOf } from "./expression.ts";
import type { Options } from "./options.ts";
import { attributeOf, type SequelizeQuery, type What } from "./query.ts";

type Edits = readonly Edit[] | null;

/** `deletedAt: null` */
const liveProperty = (table: NamedTable | null, { column, live }: SoftDeleteColumn): string =>
  `${keyName(attributeOf(table, column))}: ${JSON.stringify(live)}`;

/** `deletedAt: new Date()`; null where what marks a deleted row is not one certain value. */
function deletedProperty(table: NamedTable | null, { column, live, type }: SoftDeleteColumn): string | null {
  const name = keyName(attributeOf(table, column));
  if (typeof live === "boolean") return `${name}: ${String(!live)}`;
  return live === null && /^(?:timestamp|date)/i.test(type) ? `${name}: new Date()` : null;
}

const keyName = (name: string): string =>
  /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);

/** `where: { deletedAt: null }` in the options of a call. */
export function filterInOptions(
  options: Options,
  table: NamedTable | null,
  column: SoftDeleteColumn,
  call: Step | null,
  query: SequelizeQuery,
): Edits {
  const live = liveProperty(table, column);
  const where = options.ownEntry("where");
  if (where) return inWhere(where, live, query);
  if (options.at && options.own?.kind === "constant" && options.own.value !== undefined) return null;
  return withArgument(options.at, `where: { ${live} }`, call);
}

/** `findOne({ where: { id, deletedAt: null } })` in place of `findByPk(id)`, which takes no other condition. */
export function filterByKey(
  key: What,
  name: string,
  table: NamedTable | null,
  column: SoftDeleteColumn,
  call: Step,
): Edits {
  if (!isHere(key)) return null;
  const { node } = placeOf(key);
  const text = `{ where: { ${keyName(attributeOf(table, name))}: ${sourceOf(key)}, ${liveProperty(table, column)} } }`;
  return both(renamed(call.at, "findOne"), [{ span: { start: node.range[0], end: node.range[1] }, text }]);
}

/** The condition in a `where` that is an object, or may be one. */
function inWhere(where: Entry, live: string, query: SequelizeQuery): Edits {
  const method = methodOf(where.value, query);
  // What `and(…)` and `or(…)` give is an object, what the others give is not.
  if (method && method.name !== "and" && method.name !== "or") return null;
  const value = query.run.value(where.value);
  if (value.kind === "list" || value.kind === "constant") return null;
  return withProperty(where.value, live);
}

/** `where: { deletedAt: null }, required: false` in an include: without it the join would become an inner one. */
export function filterInInclude(
  at: What,
  options: Options,
  table: NamedTable | null,
  column: SoftDeleteColumn,
  isOuter: boolean,
  query: SequelizeQuery,
  inside: "through" | null = null,
): Edits {
  const live = liveProperty(table, column);
  if (inside) {
    const through = options.ownEntry(inside);
    const where = through && query.entry(query.run.value(through.value), "where");
    if (where) return inWhere(where, live, query);
    return through
      ? withProperty(through.value, `where: { ${live} }`)
      : inInclude(at, options, `${inside}: { where: { ${live} } }`, query);
  }
  const where = options.ownEntry("where");
  if (where) return inWhere(where, live, query);
  return inInclude(
    at,
    options,
    `where: { ${live} }${isOuter && !options.ownEntry("required") ? ", required: false" : ""}`,
    query,
  );
}

/** A property of the include's object, which is made of a model or an association's name. */
function inInclude(at: What, options: Options, property: string, query: SequelizeQuery): Edits {
  if (options.at) return withProperty(options.at, property);
  if (!isHere(at)) return null;
  const { node } = placeOf(at);
  const value = query.run.follow(at);
  const name = value.kind === "constant" || namesAssociation(value) ? "association" : "model";
  return [{ span: { start: node.range[0], end: node.range[1] }, text: `{ ${name}: ${sourceOf(at)}, ${property} }` }];
}

const namesAssociation = (value: Built): boolean =>
  value.kind === "chain" && value.steps.some(({ name }) => name === "associations");

const placeOf = (what: What): Place => (isPlace(what) ? what : what.place);

/**
 * `update({ deletedAt: new Date() }, { where })` in place of `destroy({ where })`; without `force: true`, where the
 * model deletes softly by itself.
 */
export function softDestroy(call: Step, options: Options, table: NamedTable | null, column: SoftDeleteColumn): Edits {
  if (table?.modelSoftDelete?.deletes) return withoutForce(call, options);
  const deleted = deletedProperty(table, column);
  if (
    deleted === null ||
    options.get("truncate") ||
    options.get("limit") ||
    !options.at ||
    !options.ownEntry("where") ||
    !isHere(options.at)
  )
    return null;
  const { node } = placeOf(options.at);
  return both(renamed(call.at, "update"), [
    { span: { start: node.range[0], end: node.range[0] }, text: `{ ${deleted} }, ` },
  ]);
}

/** `instance.update({ deletedAt: new Date() })` in place of `instance.destroy()`. */
export function softDestroyOfInstance(
  call: Step,
  options: Options,
  table: NamedTable | null,
  column: SoftDeleteColumn,
): Edits {
  if (table?.modelSoftDelete?.deletes) return withoutForce(call, options);
  const deleted = deletedProperty(table, column);
  if (deleted === null || !isHere(call.place) || call.place.node.type !== "CallExpression") return null;
  const closing = call.place.node.range[1] - 1;
  const given = options.at ? placeOf(options.at).node : null;
  return both(
    renamed(call.at, "update"),
    given
      ? [{ span: { start: given.range[0], end: given.range[0] }, text: `{ ${deleted} }, ` }]
      : [{ span: { start: closing, end: closing }, text: `{ ${deleted} }` }],
  );
}

/** Takes `force: true` out of the options. */
function withoutForce(call: Step, options: Options): Edits {
  const force = options.ownEntry("force");
  const property = force && isHere(force.key) ? force.key.node.parent : null;
  if (property?.type !== "Property" || property.parent.type !== "ObjectExpression") return null;
  const object = property.parent;
  const index = object.properties.indexOf(property);
  const [before, after] = [object.properties[index - 1], object.properties[index + 1]];
  if (before) return [{ span: { start: before.range[1], end: property.range[1] }, text: "" }];
  if (after) return [{ span: { start: property.range[0], end: after.range[0] }, text: "" }];
  const isOnly =
    call.place.node.type === "CallExpression" &&
    call.place.node.arguments.length === 1 &&
    call.place.node.arguments[0] === object;
  return [{ span: { start: object.range[0], end: object.range[1] }, text: isOnly ? "" : "{}" }];
}
