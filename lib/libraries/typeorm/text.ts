import type { TSESTree } from "@typescript-eslint/utils";
import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Chain, type Place } from "../../source/built/built.ts";
import { replaced } from "../../read/builder/sql-pieces.ts";
import { columnOf, type TypeormContext, type What } from "./query.ts";
import type { BuilderState } from "./state.ts";

/** The SQL of a builder that stands in a text: `${sub.getQuery()}`. Null where the chain is none. */
export type QueryIn = (chain: Chain) => SqlText | null;

/**
 * SQL text that a step is given, as it is sent: properties of what has an alias become columns, and parameters the
 * values that the query was given for them.
 */
export function textIn(what: What, state: BuilderState, queryIn: QueryIn, context: TypeormContext): SqlText {
  return named(bound(plainText(what, queryIn, context), what, state, context), what, state, context);
}

/** A text as it is written, with the queries in it. */
export function plainText(what: What, queryIn: QueryIn, context: TypeormContext): SqlText {
  const { writer, run } = context;
  const value = run.value(what);
  if (value.kind === "constant") {
    if (typeof value.value !== "string") return writer.unknown(what);
    const written = isPlace(what) ? writer.raw(what, "text") : writer.raw(value, "text");
    return written.every(({ kind }) => kind === "text") ? written : writer.sql(value.value, what);
  }
  if (value.kind === "chain") return queryIn(value) ?? writer.unknown(what);
  const pieces = piecesOf(value.kind === "input" ? value.place : isPlace(what) ? what : what.place, queryIn, context);
  if (pieces) return pieces;
  return isPlace(what)
    ? writer.raw(what, "text")
    : value.kind === "input"
      ? writer.raw(value.place, "text")
      : writer.unknown(what);
}

/** A text that is put together of constants and queries; null where there is anything else in it. */
function piecesOf({ node, frame }: Place, queryIn: QueryIn, context: TypeormContext): SqlText | null {
  const { writer, run } = context;
  const at = (one: TSESTree.Node): Place => ({ node: one, frame });
  let queries = 0;
  const one = (part: TSESTree.Node): SqlText | null => {
    if (part.type === "BinaryExpression" && part.operator === "+") {
      const [left, right] = [one(part.left), one(part.right)];
      return left && right ? [...left, ...right] : null;
    }
    if (part.type === "TemplateLiteral") {
      const all = part.quasis.map((quasi, index) => {
        const text = writer.sql(quasi.value.cooked ?? quasi.value.raw, at(quasi));
        const expression = part.expressions[index];
        const inner = expression ? one(expression) : [];
        return inner && [...text, ...inner];
      });
      return all.every((piece) => piece !== null) ? all.flat() : null;
    }
    const value = run.value(at(part));
    if (value.kind === "constant") return writer.sql(String(value.value), at(part));
    if (value.kind === "chain") {
      const query = queryIn(value);
      if (query) queries++;
      return query;
    }
    if (
      value.kind === "input" &&
      (value.place.node.type === "TemplateLiteral" || value.place.node.type === "BinaryExpression") &&
      value.place.node !== part
    ) {
      const inner = piecesOf(value.place, queryIn, context);
      if (inner) queries++;
      return inner;
    }
    return writer.unknown(at(part));
  };
  const pieces = node.type === "TemplateLiteral" || node.type === "BinaryExpression" ? one(node) : null;
  return pieces && queries > 0 ? pieces : null;
}

/** The column that TypeORM puts in quotes where a text names one: by its property, or by the name that it has in the database. */
const columnNamed = (table: NamedTable | null, path: string): string | null =>
  columnOf(table, path) ?? table?.columns.find(({ name }) => name === path)?.name ?? null;

/** `u.deletedAt` becomes `"u"."deleted_at"`, where `u` is the alias of an entity. */
function named(text: SqlText, what: What, state: BuilderState, { writer }: TypeormContext): SqlText {
  if (state.kind !== "select" && state.main) {
    const { table } = state.main.level;
    return replaced(text, /(?<=[ =(]|^)[A-Za-z_]\w*(?=[ =),]|$)/g, ([name]) => {
      const column = columnNamed(table, name);
      return column === null ? null : writer.name(column, what);
    });
  }
  const levels = [...state.levels(), ...state.outer];
  const aliases = levels.flatMap(({ alias }) => alias?.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") ?? []);
  if (aliases.length === 0) return text;
  const pattern = new RegExp(`(?<![\\w'.$:@])("?)(${aliases.join("|")})\\1\\.([A-Za-z_]\\w*(?:\\.\\w+)*)`, "g");
  return replaced(text, pattern, ([, , alias = "", path = ""]) => {
    const level = levels.find((one) => one.alias === alias);
    if (!level) return null;
    const column = columnNamed(level.table, path);
    if (column !== null) return writer.name([alias, column], what);
    // Of an entity that is not known, a property is the best name there is.
    if (level.table === null && !level.bare) return writer.name([alias, path.split(".").at(-1) ?? ""], what);
    // A column that could not be told; the alias is in quotes wherever it stands, and may be a word of SQL: `order.id`.
    return level.bare ? null : [...writer.name(alias, what), ...writer.sql(`.${path}`, what)];
  });
}

/** `:name`, `:...names`. */
function bound(text: SqlText, what: What, state: BuilderState, context: TypeormContext): SqlText {
  const { writer } = context;
  return replaced(text, /(?<![:\w\\]):(\.\.\.)?([A-Za-z_][\w.]*)/g, ([, spread, name = ""]) => {
    const given = state.parameter(name);
    if (!given) return context.given(what);
    const value = context.known(given);
    if (!spread)
      return value.kind === "object" || value.kind === "list" ? context.given(given) : context.valueOf(given);
    if (value.kind !== "list" || value.open || value.items.length === 0) return context.given(given);
    return value.items.flatMap((item, index) => [
      ...(index > 0 ? writer.sql(", ", what) : []),
      ...context.valueOf(item),
    ]);
  });
}
