import type { NamedTable } from "../../model/names.ts";
import type { Edit } from "../../model/span.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import { isHere, isPlace, sourceOf, type Step } from "../../source/built/built.ts";
import { propertyOf, type MikroQuery, type What } from "./query.ts";
import { both, renamed, withProperty } from "../../read/builder/object-edits.ts";

type Edits = readonly Edit[] | null;

/** `deletedAt: null` */
export const liveProperty = (table: NamedTable | null, { column, live }: SoftDeleteColumn): string =>
  `${key(propertyOf(table, column))}: ${JSON.stringify(live)}`;

/** `deletedAt: new Date()`; null where what marks a deleted row is not one certain value. */
function deletedProperty(table: NamedTable | null, { column, live, type }: SoftDeleteColumn): string | null {
  const name = key(propertyOf(table, column));
  if (typeof live === "boolean") return `${name}: ${String(!live)}`;
  return live === null && /^(?:timestamp|date)/i.test(type) ? `${name}: new Date()` : null;
}

const key = (name: string): string =>
  /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);

/** Adds the condition to a `where`: to an object, to the objects of a list, or beside a key. */
export function liveInWhere(what: What, table: NamedTable | null, column: SoftDeleteColumn, query: MikroQuery): Edits {
  const value = query.run.value(what);
  const property = liveProperty(table, column);
  if (value.kind === "object") return withProperty(what, property);
  if (!isPlace(what) || !isHere(what)) return null;
  const [only, ...others] = table?.primaryKey ?? [];
  const span = { start: what.node.range[0], end: what.node.range[1] };
  if (value.kind === "list") {
    const objects = value.items.filter((item) => query.run.value(item).kind === "object");
    if (objects.length > 0)
      return objects.length === value.items.length && !value.open
        ? objects.reduce<Edits>((edits, item) => both(edits, withProperty(item, property)), [])
        : null;
  }
  if (value.kind === "constant" && (value.value === undefined || value.value === null)) return null;
  if (only === undefined || others.length > 0) return null;
  const name = propertyOf(table, only);
  const source = sourceOf(what);
  return [{ span, text: source === name ? `{ ${name}, ${property} }` : `{ ${name}: ${source}, ${property} }` }];
}

/** Adds the condition to `where` among the options of `findAll`. In: `index`, which argument these are. */
export function liveInOptions(
  options: What | null,
  where: What | null,
  table: NamedTable | null,
  column: SoftDeleteColumn,
  call: Step,
  index: number,
  query: MikroQuery,
): Edits {
  const property = `where: { ${liveProperty(table, column)} }`;
  return where
    ? liveInWhere(where, table, column, query)
    : options
      ? withProperty(options, property)
      : withLastArgument(call, index, `{ ${property} }`);
}

/** Gives conditions to a call that has none: `em.count(User)`. */
export function liveWithout(table: NamedTable | null, column: SoftDeleteColumn, call: Step, index: number): Edits {
  return withLastArgument(call, index, `{ ${liveProperty(table, column)} }`);
}

/**
 * Adds to the options what restricts the rows of a relation that is read along. In: its path, `["books", "tags"]`;
 * `index`, which argument the options are.
 */
export function liveInPopulated(
  path: readonly string[],
  options: What | null,
  table: NamedTable | null,
  column: SoftDeleteColumn,
  call: Step,
  index: number,
  query: MikroQuery,
): Edits {
  const value = options && query.run.value(options);
  if (value && (value.kind !== "object" || value.open)) return null;
  const inner = (from: number): string =>
    from === path.length ? `{ ${liveProperty(table, column)} }` : `{ ${path[from] ?? ""}: ${inner(from + 1)} }`;
  let said = value?.entries.get("populateWhere")?.value ?? null;
  if (!said)
    return options
      ? withProperty(options, `populateWhere: ${inner(0)}`)
      : withLastArgument(call, index, `{ populateWhere: ${inner(0)} }`);
  for (const [at, part] of path.entries()) {
    const object = query.run.value(said);
    if (object.kind !== "object" || object.open) return null;
    const next: What | undefined = object.entries.get(part)?.value;
    if (!next) return withProperty(said, `${part}: ${inner(at + 1)}`);
    said = next;
  }
  return query.run.value(said).kind === "object" ? withProperty(said, liveProperty(table, column)) : null;
}

function withLastArgument({ place, arguments: given }: Step, index: number, text: string): Edits {
  if (!isHere(place) || place.node.type !== "CallExpression" || given?.length !== index) return null;
  const last = place.node.arguments.at(-1);
  const at = last ? last.range[1] : place.node.range[1] - 1;
  return [{ span: { start: at, end: at }, text: last ? `, ${text}` : text }];
}

/** `nativeDelete(User, where)` becomes `nativeUpdate(User, where, { deletedAt: new Date() })`. */
export function softDeletion(
  call: Step,
  where: What | null,
  column: SoftDeleteColumn,
  table: NamedTable | null,
): Edits {
  const mark = deletedProperty(table, column);
  if (
    mark === null ||
    !where ||
    !isPlace(where) ||
    !isHere(where) ||
    !isHere(call.place) ||
    where.node.parent !== call.place.node
  )
    return null;
  const end = where.node.range[1];
  return both(renamed(call.at, "nativeUpdate"), [{ span: { start: end, end }, text: `, { ${mark} }` }]);
}

/** `em.remove(user)` becomes `em.assign(user, { deletedAt: new Date() })`. */
export function softRemoval(call: Step, column: SoftDeleteColumn, table: NamedTable | null): Edits {
  const mark = deletedProperty(table, column);
  const [entity] = call.arguments ?? [];
  if (
    mark === null ||
    call.name !== "remove" ||
    !entity ||
    !isPlace(entity) ||
    !isHere(entity) ||
    entity.node.parent !== call.place.node ||
    call.place.node.parent?.type !== "ExpressionStatement"
  )
    return null;
  const end = entity.node.range[1];
  return both(renamed(call.at, "assign"), [{ span: { start: end, end }, text: `, { ${mark} }` }]);
}

/** `.delete(where)` of a query builder becomes `.update({ deletedAt: new Date() }).where(where)`. */
export function softDeletionOfBuilder(call: Step, column: SoftDeleteColumn, table: NamedTable | null): Edits {
  const mark = deletedProperty(table, column);
  if (mark === null || !isHere(call.place) || call.place.node.type !== "CallExpression" || call.arguments === null)
    return null;
  const { node } = call.place;
  const start = call.at.node.range[0];
  const [where] = call.arguments;
  if (!where) return [{ span: { start, end: node.range[1] }, text: `update({ ${mark} })` }];
  if (!isPlace(where) || where.node.parent !== node) return null;
  return [{ span: { start, end: node.range[1] }, text: `update({ ${mark} }).where(${sourceOf(where)})` }];
}

/** `.andWhere({ deletedAt: null })` behind a step of a query builder. */
export function liveBehind(step: Step, key: string, live: string, method: "where" | "andWhere"): Edits {
  if (!isHere(step.place)) return null;
  const end = step.place.node.range[1];
  const { text } = step.place.frame.module;
  const line = /\n([ \t]*)\.$/.exec(text.slice(0, step.at.node.range[0]));
  return [{ span: { start: end, end }, text: `${line ? `\n${line[1] ?? ""}` : ""}.${method}({ ${key}: ${live} })` }];
}
