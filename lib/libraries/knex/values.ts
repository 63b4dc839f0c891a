import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, isRuntime, type Built, type Chain, type Place } from "../../source/built/built.ts";
import { aliased, identifier, output } from "./names.ts";
import type { KnexContext, KnexQuery } from "./query.ts";
import { joined, parenthesised } from "../../read/builder/written.ts";

type What = Place | Built;

/** A column, name or expression in a place where knex takes strings for names (`wrap`). */
export function expression(what: What, context: KnexContext): SqlText {
  return wrapped(what, context, identifier);
}

/** The same in a list of outputs or tables, where aliases may be. */
export function aliasedExpression(what: What, context: KnexContext): SqlText {
  return wrapped(what, context, output);
}

function wrapped(what: What, context: KnexContext, named: typeof identifier): SqlText {
  const { run, writer } = context;
  const value = run.value(what);
  switch (value.kind) {
    case "constant":
      if (typeof value.value === "string") return named(value.value, what, context);
      return typeof value.value === "number" ? writer.sql(String(value.value), what) : writer.unknown(what);
    case "list":
      return value.items.length === 0
        ? writer.unknown(what)
        : joined(
            [
              ...value.items.map((item) => wrapped(item, context, named)),
              ...(value.open ? [writer.unknown(what)] : []),
            ],
            ", ",
          );
    case "object":
      return joined(
        [
          ...[...value.entries].map(([alias, entry]) => withAlias(entry.value, alias, context)),
          ...(value.open ? [writer.unknown(what)] : []),
        ],
        ", ",
      );
    case "function":
      return subqueryOf(context.read.queryOfCallback(value), what, context);
    case "chain":
      return chainExpression(value, what, context) ?? writer.unknown(what);
    default:
      return writer.unknown(what);
  }
}

/** A value in a condition, a row or an assignment: sent beside the text, unless it is a query or raw. */
export function parameter(what: What, context: KnexContext): SqlText {
  const { run, writer } = context;
  const value = run.value(what);
  if (value.kind === "function") return subqueryOf(context.read.queryOfCallback(value), what, context);
  return (value.kind === "chain" ? chainExpression(value, what, context) : null) ?? writer.value(what);
}

/** The values of IN, with their parentheses. */
export function listOfValues(what: What, context: KnexContext): SqlText {
  const { run, writer } = context;
  const value = run.value(what);
  if (value.kind === "list" && !value.open)
    return parenthesised(
      joined(
        value.items.map((item) => valueOrTuple(item, context)),
        ", ",
      ),
    );
  if (value.kind === "function") return parameter(what, context);
  if (value.kind === "chain") {
    const written = chainExpression(value, what, context);
    if (written) return isQuery(value, context) ? written : parenthesised(written);
  }
  return parenthesised(writer.value(what));
}

function valueOrTuple(what: What, context: KnexContext): SqlText {
  const value = context.run.value(what);
  return value.kind === "list" && !value.open
    ? parenthesised(
        joined(
          value.items.map((item) => parameter(item, context)),
          ", ",
        ),
      )
    : parameter(what, context);
}

/** What EXISTS, WITH, UNION and INSERT take: a query without parentheses, or raw text. Null: neither. */
export function bareQuery(what: What, context: KnexContext): SqlText | null {
  const value = context.run.value(what);
  if (value.kind === "function") return compiledQuery(context.read.queryOfCallback(value), what, context);
  if (value.kind !== "chain") return null;
  const query = context.read.queryOf(value);
  return query ? compiledQuery(query, what, context) : context.read.raw(value);
}

export function withAlias(what: What, alias: string, context: KnexContext): SqlText {
  const { writer, run } = context;
  const value = run.value(what);
  const query =
    value.kind === "function"
      ? context.read.queryOfCallback(value)
      : value.kind === "chain"
        ? context.read.queryOf(value)
        : null;
  const written = query
    ? parenthesised(compiledQuery({ ...query, as: null }, what, context))
    : expression(what, context);
  return [...written, ...writer.sql(" AS ", what), ...writer.name(alias, what)];
}

/** True of a chain that is a query builder. */
export function isQuery(chain: Chain, context: KnexContext): boolean {
  return context.read.queryOf(chain) !== null;
}

function chainExpression(chain: Chain, what: What, context: KnexContext): SqlText | null {
  if (isRuntime(chain)) return null;
  const query = context.read.queryOf(chain);
  return query ? subqueryOf(query, what, context) : context.read.raw(chain, isPlace(what) ? what : chain.place);
}

function subqueryOf(query: KnexQuery, what: What, context: KnexContext): SqlText {
  const { writer } = context;
  const written = parenthesised(compiledQuery(query, what, context));
  return query.as === null
    ? written
    : [...written, ...writer.sql(" AS ", what), ...writer.name(aliased(query.as).name, what)];
}

function compiledQuery(query: KnexQuery, what: What, context: KnexContext): SqlText {
  return context.read.compiled(query) ?? context.writer.unknown(what);
}
