import type { Table } from "../catalog/catalog.ts";
import type { FilterColumnOf } from "./restricted-rows.ts";

/** Columns by which rows have to be chosen, as a rule's options name them. */
export interface FilterColumns {
  /** `org_id`, `posts.author_id`, `app.posts.author_id`; `orgId` and `org_id` are the same name. */
  readonly columns: readonly string[];
  /** The only tables that are meant, `posts` or `app.posts`; none: every table that has such a column. */
  readonly tables: readonly string[];
  readonly ignoreTables: readonly string[];
}

/**
 * For each column that is named, the tables that need it: what tells of a table which column of it has to be restricted. A table
 * that other roles see no further than its row-level security lets them needs none.
 */
export function filterColumnsOf({ columns, tables, ignoreTables }: FilterColumns): readonly FilterColumnOf[] {
  const isWanted = (table: Table) =>
    (tables.length === 0 || names(table).some((name) => tables.includes(name))) &&
    !names(table).some((name) => ignoreTables.includes(name));
  return columns.map((written) => {
    const [column = "", ...owner] = written.split(".").reverse();
    const of = owner.reverse().join(".");
    const found = new WeakMap<Table, string | null>();
    return (table) => {
      const known = found.get(table);
      if (known !== undefined) return known;
      const name =
        isWanted(table) && (of === "" || names(table).includes(of)) && !hasRowSecurity(table)
          ? (table.columns.find((one) => folded(one.name) === folded(column))?.name ?? null)
          : null;
      found.set(table, name);
      return name;
    };
  });
}

const names = ({ schema, name }: Table): readonly string[] => [name, `${schema}.${name}`];

const folded = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** Its own policies choose its rows. */
const hasRowSecurity = ({ rowSecurity, policies = [] }: Table): boolean => rowSecurity === true && policies.length > 0;
