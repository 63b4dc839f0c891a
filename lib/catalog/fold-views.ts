import type { CreateTableAs, CreateView } from "../model/definition.ts";
import type { Query, TableReference } from "../model/statement.ts";
import type { Column, Table } from "./catalog.ts";
import { CannotApply, type Folding, keyOf, temporarySchema } from "./folding.ts";
import { visit } from "./mentions.ts";
import { bindQuery } from "./query-binding.ts";
import { queryColumns } from "./query-outputs.ts";
import { isFields, isList } from "../narrow.ts";

export function createView(folding: Folding, definition: CreateView): void {
  const qualified = definition.query && withSchemas(folding, definition.query);
  const reads = qualified && relationsRead(qualified);
  // A view of a temporary table is temporary itself.
  const temporary = definition.temporary || (reads ?? []).some((key) => key.startsWith(`${temporarySchema}.`));
  const schema = temporary ? temporarySchema : folding.creationSchema(definition.view);
  const { name } = definition.view;
  const there = folding.relations.get(keyOf(schema, name));
  if (there && definition.ifNotExists) return;
  if (there && !(definition.replace && there.kind === "view"))
    throw new CannotApply(`relation "${name}" already exists`);
  // Stars are written out: columns that are added later are not the view's.
  const query =
    qualified && bindQuery(qualified, (itsSchema, itsName) => folding.find({ schema: itsSchema, name: itsName })).query;
  const given = qualified && queryColumns(folding, qualified);
  const columns = given
    ? given.map((column, index) => definition.columns[index] ?? column.name)
    : query === null && definition.columns.length > 0
      ? definition.columns
      : null;
  folding.put({
    kind: "view",
    schema,
    name,
    materialized: definition.materialized,
    columns,
    query,
    place: folding.place,
    reads,
    indexes: [],
  });
}

export function createTableAs(folding: Folding, definition: CreateTableAs): void {
  const schema = definition.temporary ? temporarySchema : folding.creationSchema(definition.table);
  const { name } = definition.table;
  if (folding.relations.has(keyOf(schema, name))) {
    if (definition.ifNotExists) return;
    throw new CannotApply(`relation "${name}" already exists`);
  }
  const given = definition.query && queryColumns(folding, definition.query);
  const columns = (given ?? []).map(({ name: column, type, userType }, index): Column => ({
    name: definition.columns[index] ?? column,
    type: type ?? "unknown",
    userType,
    nullable: true,
    neverNull: false,
    hasDefault: false,
    generated: false,
    identity: false,
    inherited: false,
  }));
  const table: Table = {
    kind: "table",
    schema,
    name,
    columns,
    primaryKey: null,
    unique: [],
    indexes: [],
    foreignKeys: [],
    place: folding.place,
    triggers: [],
    structure: { constraints: [], parents: [], partition: false, partitioned: false, temporary: definition.temporary },
  };
  folding.put(table);
  folding.change(table, {});
  if (!given) throw new CannotApply(`the columns of "${name}" could not be worked out from its query`);
}

function commonNames(query: Query): Set<string> {
  const names = new Set<string>();
  visit(query, (node) => {
    if (!isList(node["with"])) return;
    for (const common of node["with"]) if (isFields(common)) names.add(String(common["name"]));
  });
  return names;
}

/** A query in which every table has its schema: later search paths and renamed tables do not change what it reads. */
function withSchemas(folding: Folding, query: Query): Query {
  const commons = commonNames(query);
  return mapTables(query, (schema, name) => {
    if (schema === null && commons.has(name)) return null;
    const found = folding.find({ schema, name });
    return found ? { schema: found.schema, name: found.name } : null;
  });
}

function relationsRead(query: Query): string[] {
  const keys = new Set<string>();
  visit(query, (node) => {
    if (node["kind"] === "table" && typeof node["name"] === "string" && typeof node["schema"] === "string")
      keys.add(keyOf(node["schema"], node["name"]));
  });
  return [...keys];
}

/** A copy of a query with other names for its tables; a table of a new name keeps the old one as its alias. */
export function mapTables(
  query: Query,
  map: (schema: string | null, name: string) => { readonly schema: string; readonly name: string } | null,
): Query {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    const node = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
    if (node["kind"] !== "table" || typeof node["name"] !== "string") return node;
    const to = map(node["schema"] as string | null, node["name"]);
    return to ? { ...node, ...to, alias: node["alias"] ?? (to.name === node["name"] ? null : node["name"]) } : node;
  };
  return copy(query) as Query;
}

/**
 * Views know columns by their number: a query in which a relation, about to have a column renamed, goes on giving its
 * columns under the names they have now.
 */
export function keepColumnNames(query: Query, schema: string, name: string, columns: readonly string[]): Query {
  return mapTableItems(query, schema, name, (item) => ({
    ...item,
    alias: item.alias ?? name,
    columnAliases: columns.map((column, index) => item.columnAliases[index] ?? column),
  }));
}

/** A query after a column it does not read has left a relation: the names given to the columns after it stay theirs. */
export function withoutColumn(query: Query, schema: string, name: string, position: number): Query {
  return mapTableItems(query, schema, name, (item) =>
    item.columnAliases.length > position ? { ...item, columnAliases: item.columnAliases.toSpliced(position, 1) } : item,
  );
}

function mapTableItems(
  query: Query,
  schema: string,
  name: string,
  change: (item: TableReference) => TableReference,
): Query {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    const node = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
    return node["kind"] === "table" && node["schema"] === schema && node["name"] === name
      ? change(node as unknown as TableReference)
      : node;
  };
  return copy(query) as Query;
}
