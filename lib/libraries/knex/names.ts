import type { NamedTable } from "../../model/names.ts";
import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Built, Place } from "../../source/built/built.ts";
import type { KnexContext } from "./query.ts";

type At = Place | Built | Span;

/** `orderItems` as `knexSnakeCaseMappers` and hand-made `wrapIdentifier`s have it. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** `users as u`, with the white space knex allows. */
export function aliased(text: string): { readonly name: string; readonly alias: string | null } {
  const at = / as /i.exec(text);
  return at
    ? { name: text.slice(0, at.index).trim(), alias: text.slice(at.index + 4).trim() }
    : { name: text.trim(), alias: null };
}

/** The table that a name of the program stands for: as it is, or in snake case where only that is in the catalog. */
export function tableNamed(
  schema: string | null,
  name: string,
  { names }: KnexContext,
): { readonly name: string; readonly table: NamedTable | null } {
  const exact = names.table(schema, name);
  if (exact) return { name, table: exact };
  const snake = snakeCase(name);
  const other = snake === name ? null : names.table(schema, snake);
  return other ? { name: snake, table: other } : { name, table: null };
}

/** The column that a name of the program stands for, given the tables of the statement. */
export function columnNamed(name: string, { tables, dialect }: KnexContext): string {
  if (name === "*" || tables.some(({ columns }) => columns.some((column) => column.name === name))) return name;
  if (dialect.library === "objection") {
    const found = tables.flatMap(({ columns }) => columns).find(({ property }) => property === name);
    if (found) return found.name;
  }
  const snake = snakeCase(name);
  return snake !== name && tables.some(({ columns }) => columns.some((column) => column.name === snake)) ? snake : name;
}

/** A name as `wrap` writes it: `u.name`, `app.users.id`, `u.*`. */
export function identifier(text: string, at: At, context: KnexContext): SqlText {
  const parts = text.split(".").map((part) => part.trim());
  const last = parts.pop() ?? "";
  return context.writer.name([...parts, columnNamed(last, context)], at);
}

/** A column of a list of outputs, `u.name as n` too. A renamed one keeps the name its rows have. */
export function output(text: string, at: At, context: KnexContext): SqlText {
  const { name, alias } = aliased(text);
  const last = (name.split(".").at(-1) ?? "").trim();
  const written = identifier(name, at, context);
  const shown = alias ?? (columnNamed(last, context) === last ? null : last);
  return shown === null ? written : [...written, ...context.writer.sql(" AS ", at), ...context.writer.name(shown, at)];
}
