import type { Catalog, Column, Table, View } from "../lib/catalog/catalog.ts";
import type { SoftDeleteColumn } from "../lib/model/statement.ts";
import { parsed } from "./statements.ts";

/** What a test says of a table: `id! bigint` is NOT NULL, the first column is the primary key unless another list is given. */
export function tableOf(name: string, columns: readonly string[], primaryKey: readonly string[] | null = null): Table {
  const made = columns.map((text): Column => {
    const [word = "", ...type] = text.split(" ");
    return {
      name: word.replace("!", ""),
      type: type.join(" "),
      nullable: !word.endsWith("!"),
      hasDefault: false,
      generated: false,
      identity: false,
    };
  });
  const first = made[0];
  return {
    kind: "table",
    schema: "public",
    name,
    columns: made,
    primaryKey: primaryKey ?? (first ? [first.name] : null),
    unique: [],
    indexes: [],
    foreignKeys: [],
    place: null,
  };
}

/** A view made of its SELECT. */
export function viewOf(name: string, select: string, columns: readonly string[] | null = null): View {
  const statement = parsed(select);
  return {
    kind: "view",
    schema: "public",
    name,
    materialized: false,
    columns,
    query: statement.kind === "select" ? statement.query : null,
    place: null,
  };
}

export function catalogOf(...relations: readonly (Table | View)[]): Catalog {
  return {
    relations: new Map(relations.map((relation) => [`${relation.schema}.${relation.name}`, relation])),
    searchPath: ["public"],
    sources: [],
    problems: [],
  };
}

/** A column called `deleted_at` (NULL while live) or `deleted` (false while live). */
export function softDeleteOf(table: Table): SoftDeleteColumn | null {
  const column = table.columns.find(({ name }) => name === "deleted_at" || name === "deletedAt" || name === "deleted");
  return column ? { column: column.name, live: column.type === "boolean" ? false : null, type: column.type } : null;
}
