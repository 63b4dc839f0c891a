import type { NamedTable } from "../../model/names.ts";
import type { Edit } from "../../model/span.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import { isHere, isPlace, type Place, type Step } from "../../source/built/built.ts";
import { importedNames } from "../../read/builder/import-names.ts";
import { both, renamed, withArgument, withProperty, withWhere } from "../../read/builder/object-edits.ts";
import { propertyOf, type TypeormContext, type What } from "./query.ts";

type Edits = readonly Edit[] | null;

/** `deletedAt: IsNull()` with the import it needs; `deleted: false`. */
function liveProperty(
  table: NamedTable | null,
  { column, live }: SoftDeleteColumn,
  at: Place,
  make: (property: string) => Edits,
): Edits {
  const property = propertyOf(table, column);
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(property)) return null;
  if (live !== null) return make(`${property}: ${JSON.stringify(live)}`);
  if (at.frame.anchor !== null) return null;
  const needed = importedNames("typeorm", ["IsNull"], at.node, at.frame.module);
  return needed && both(make(`${property}: ${needed.names.get("IsNull") ?? "IsNull"}()`), needed.edits);
}

/**
 * Adds the condition to the `where` of find options: to an object, to each of a list, or to one that is made. In:
 * `args`, the options; `call`, what they are an argument of.
 */
export function liveInOptions(
  args: What | null,
  column: SoftDeleteColumn,
  table: NamedTable | null,
  call: Step,
  context: TypeormContext,
): Edits {
  const options = args && context.run.value(args);
  if (options && options.kind !== "object" && options.kind !== "constant") return null;
  const where = options?.kind === "object" ? options.entries.get("where") : undefined;
  if (!where) return liveProperty(table, column, call.place, (property) => withWhere(args, null, property, call));
  const value = context.run.value(where.value);
  if (value.kind === "constant") return null;
  return liveInWhere(where.value, column, table, context);
}

/** Adds the condition to a `where`. */
export function liveInWhere(
  where: What,
  column: SoftDeleteColumn,
  table: NamedTable | null,
  context: TypeormContext,
): Edits {
  const value = context.run.value(where);
  if (value.kind === "list") {
    if (value.open || value.items.length === 0) return null;
    const edits = value.items.map((item) => liveInWhere(item, column, table, context));
    // The import is added once.
    return edits.every((one) => one !== null) ? distinct(edits.flat()) : null;
  }
  if (value.kind !== "object") return null;
  const at = isPlace(where) ? where : where.place;
  const said = value.entries.get(propertyOf(table, column.column));
  return liveProperty(table, column, at, (property) =>
    said ? replaced(said.value, property) : withProperty(where, property),
  );
}

/** `deletedAt: null` says nothing in find options. */
function replaced(value: What, property: string): Edits {
  if (!isPlace(value) || !isHere(value) || value.node.type !== "Literal") return null;
  return [
    { span: { start: value.node.range[0], end: value.node.range[1] }, text: property.slice(property.indexOf(":") + 2) },
  ];
}

function distinct(edits: readonly Edit[]): readonly Edit[] {
  return edits.filter(
    (edit, index) =>
      edits.findIndex(
        ({ span, text }) => span.start === edit.span.start && span.end === edit.span.end && text === edit.text,
      ) === index,
  );
}

/** A new argument with the condition, where there is none. */
export function liveArgument(column: SoftDeleteColumn, table: NamedTable | null, call: Step): Edits {
  return liveProperty(table, column, call.place, (property) => withArgument(null, property, call));
}

/**
 * `delete(id)` becomes `softDelete(id)`, or `update(id, { deletedAt: new Date() })` where the entity does not know of
 * its own soft deletion.
 */
export function softDeletion(
  call: Step,
  criteria: What | null,
  column: SoftDeleteColumn,
  table: NamedTable | null,
): Edits {
  const { name, at, place } = call;
  if (table?.modelSoftDelete?.column === column.column)
    return name === "delete" ? renamed(at, "softDelete") : name === "remove" ? renamed(at, "softRemove") : null;
  const mark = markOf(column, table);
  if (
    name !== "delete" ||
    !mark ||
    !criteria ||
    !isPlace(criteria) ||
    !isHere(criteria) ||
    !isHere(place) ||
    criteria.node.parent !== place.node
  )
    return null;
  const end = criteria.node.range[1];
  return both(renamed(at, "update"), [{ span: { start: end, end }, text: `, { ${mark} }` }]);
}

/** `deletedAt: new Date()`, `deleted: true`. */
export function markOf(column: SoftDeleteColumn, table: NamedTable | null): string | null {
  const property = propertyOf(table, column.column);
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(property)) return null;
  if (typeof column.live === "boolean") return `${property}: ${String(!column.live)}`;
  return column.live === null && /^(?:timestamp|date\b)/i.test(column.type) ? `${property}: new Date()` : null;
}
