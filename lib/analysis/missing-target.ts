import { findRelation, type Catalog, type Column, type Table } from "../catalog/catalog.ts";
import { formsOf } from "./english.ts";

/**
 * The table that a column refers to by its name (`user_id`, `userId`: a table `user` or `users`, whose primary key is one
 * column of the same type), although it is no foreign key. Null where it has one, where it may mean several tables
 * (`owner_id` beside `owner_type`), or where no table is called so.
 */
export function missingTarget(table: Table, column: Column, catalog: Catalog): Table | null {
  const stem = /^(.+?)(?:_id|Id)$/.exec(column.name)?.[1];
  if (stem === undefined || column.generated) return null;
  if (table.foreignKeys.some(({ columns }) => columns.includes(column.name))) return null;
  if (isPolymorphic(table, stem)) return null;
  for (const name of formsOf(snake(stem)).flatMap((form) => [form, camel(form), pascal(form)])) {
    const target = catalog.relations.get(`${table.schema}.${name}`) ?? findRelation(catalog, null, name);
    if (target?.kind === "table") return isReferable(target, table, column) ? target : null;
  }
  return null;
}

function isReferable(target: Table, table: Table, column: Column): boolean {
  const [key, more] = target.primaryKey ?? [];
  if (key === undefined || more !== undefined || target.structure?.partitioned) return false;
  // `user_id` of `users` is what somebody else calls its rows: a row of the same table has a name of its own, `parent_id`.
  if (target === table) return false;
  // `team_id` beside a table whose key is called `teamsId`: whoever names keys so names what refers to them alike.
  if (!isPlainKey(key) && key !== column.name) return false;
  return target.columns.some(({ name, type }) => name === key && type === column.type);
}

const isPlainKey = (name: string): boolean => /^(?:id|uuid|uid|guid|pk|key|code|name)$/i.test(name);

const kindSuffixes = ["_type", "_kind", "_table", "_model", "_entity", "Type", "Kind", "Table", "Model", "Entity"];

const isPolymorphic = (table: Table, stem: string): boolean =>
  table.columns.some(({ name }) => kindSuffixes.some((suffix) => name === stem + suffix));

const snake = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string): string => camel(name).replace(/^[a-z]/, (letter) => letter.toUpperCase());
