import type { ModelCondition } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { constantOf, type Level, type MikroQuery, type What } from "./query.ts";
import { joined, together } from "../../read/builder/written.ts";

/**
 * What a call says of the filters of its entities: `filters: false`, `filters: { live: false, tenant: { id } }`,
 * `filters: ["tenant"]`.
 */
export interface FilterChoice {
  /** No filter at all. */
  readonly none: boolean;
  /** By name: asked for, or switched off. */
  readonly named: ReadonlyMap<string, boolean>;
  /** There may be more than is seen. */
  readonly open: boolean;
}

export const usualFilters: FilterChoice = { none: false, named: new Map(), open: false };

export function filterChoice(what: What | null, query: MikroQuery): FilterChoice {
  if (!what) return usualFilters;
  const value = query.run.value(what);
  switch (value.kind) {
    case "constant":
      return value.value === false ? { ...usualFilters, none: true } : usualFilters;
    case "object":
      return {
        none: false,
        open: value.open,
        named: new Map(
          [...value.entries].map(([name, { value: given }]) => [name, constantOf(query.run, given) !== false]),
        ),
      };
    case "list": {
      const names = value.items.map((item) => constantOf(query.run, item));
      return {
        none: false,
        open: value.open || names.some((name) => typeof name !== "string"),
        named: new Map(names.map((name) => [String(name), true])),
      };
    }
    default:
      return { ...usualFilters, open: true };
  }
}

/**
 * What the entity's filters add to the rows of a level: those that are on by default and not switched off, and those
 * that are asked for.
 * https://mikro-orm.io/docs/filters
 */
export function conditionsOfFilters(
  level: Level,
  { none, named, open }: FilterChoice,
  query: MikroQuery,
  at: What,
): SqlText | null {
  const { table } = level;
  if (none || !table) return null;
  const { writer } = query;
  const all = table.filters.flatMap((filter): SqlText[] => {
    const said = filter.name === null ? undefined : named.get(filter.name);
    if (said === false || (!filter.always && said !== true && !open)) return [];
    // Whether it holds, or what it says, is made while the program runs.
    if (filter.conditions.length === 0 || (open && said === undefined)) return [writer.unknown(at)];
    return filter.conditions.map((condition) => written(condition, level, query, at));
  });
  return all.length === 0 ? null : joined(all, " AND ");
}

/**
 * True where a call switches off, by its name, the filter that leaves deleted rows of a table out, or one of which it is not known
 * what it leaves out: they are asked for.
 */
export function asksForDeleted({ filters, softDelete }: NamedTable, { named }: FilterChoice): boolean {
  return filters.some(
    ({ name, conditions }) =>
      name !== null &&
      named.get(name) === false &&
      (conditions.length === 0 || conditions.some(({ column }) => column === softDelete?.column)),
  );
}

/** True where filters restrict the rows of a table. */
export function isFiltered(level: Level, choice: FilterChoice): boolean {
  return (
    !choice.none &&
    (level.table?.filters.some(({ name, always }) => (name === null ? always : (choice.named.get(name) ?? always))) ??
      false)
  );
}

function written({ column, operator, value }: ModelCondition, level: Level, query: MikroQuery, at: What): SqlText {
  const place = "kind" in at ? at.place : at;
  const isNull = operator === "is null" || operator === "is not null";
  return together(
    query.column(level, column, at),
    query.writer.sql(operator, at),
    isNull ? null : query.writer.value({ kind: "constant", value, place }),
  );
}
