import type { SqlText } from "../../model/sql-text.ts";
import { writtenConditions } from "./conditions.ts";
import { relationsOf } from "./edits.ts";
import type { Conditions, KnexContext, KnexJoin, KnexQuery } from "./query.ts";
import { writtenConflict, writtenRows } from "./writes.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

/** The statement that a query is compiled to, in PostgreSQL's dialect. Null: nothing is sent. */
export function compiled(query: KnexQuery, context: KnexContext): SqlText | null {
  context.dialect.finish?.(query, context);
  // knex refuses to send an UPDATE that sets nothing.
  if (query.method === "update" && query.update.size === 0) return null;
  context.relations.push(...relationsOf(query, context));
  for (const place of query.unknown)
    query.where.clauses.push({ bool: "and", write: () => context.writer.unknown(place) });
  query.unknown = [];
  return together(writtenWith(query, context), (statements[query.method] ?? statements.select)(query, context));
}

type Compile = (query: KnexQuery, context: KnexContext) => SqlText;

const statements: Partial<Record<KnexQuery["method"], Compile>> & { readonly select: Compile } = {
  select,
  insert,
  update,
  del,
  truncate: (query, context) =>
    together(sql("TRUNCATE", query, context), tableText(query, context), sql("RESTART IDENTITY", query, context)),
  columnInfo: (query, context) => sql("SELECT * FROM information_schema.columns", query, context),
};

const spanOf = (query: KnexQuery, context: KnexContext): { readonly start: number; readonly end: number } => {
  const place = (query.table?.step ?? query.steps[0])?.place;
  const { anchor = null } = place?.frame ?? {};
  return (
    anchor ??
    (place
      ? { start: place.node.range[0], end: place.node.range[1] }
      : // What the library itself asks for stands where its table is named: a relation that is fetched.
        (query.table?.named?.span ?? { start: context.run.module.ast.range[0], end: context.run.module.ast.range[0] }))
  );
};

const sql = (text: string, query: KnexQuery, context: KnexContext): SqlText =>
  context.writer.sql(text, spanOf(query, context));

const tableText = (query: KnexQuery, context: KnexContext): SqlText => {
  const { table } = query;
  if (table) return [...(query.only ? sql("ONLY ", query, context) : []), ...table.write()];
  const place = query.steps[0]?.place;
  return place ? context.writer.unknown(place) : [];
};

function writtenWith(query: KnexQuery, context: KnexContext): SqlText | null {
  if (query.with.length === 0) return null;
  return together(
    sql(query.with.some(({ recursive }) => recursive) ? "WITH RECURSIVE" : "WITH", query, context),
    joined(
      query.with.map(({ write }) => write()),
      ", ",
    ),
  );
}

function clause(word: string, conditions: Conditions, query: KnexQuery, context: KnexContext): SqlText | null {
  const written = writtenConditions(conditions);
  return written && together(sql(word, query, context), written);
}

function select(query: KnexQuery, context: KnexContext): SqlText {
  const at = (text: string): SqlText => sql(text, query, context);
  const onlyUnions = query.unions.length > 0 && !query.table && query.columns.length === 0;
  const columns = query.columns.map((write) => write()).filter((column) => column.length > 0);
  const distinct = query.distinctOn
    ? together(at("DISTINCT ON"), parenthesised(query.distinctOn()))
    : query.distinct
      ? at("DISTINCT")
      : null;
  const hasTable = query.table !== null || query.steps.some(({ name }) => name === "?");
  const main = together(
    at("SELECT"),
    distinct,
    columns.length === 0 ? at("*") : joined(columns, ", "),
    hasTable ? together(at("FROM"), tableText(query, context)) : null,
    ...query.joins.map((join) => writtenJoin(join, query, context)),
    clause("WHERE", query.where, query, context),
  );
  const unions = query.unions.map(({ clause: word, wrap, write }, index) =>
    together(index === 0 && onlyUnions ? null : at(word), wrap ? parenthesised(write()) : write()),
  );
  const order = query.order.map((write) => write()).filter((one) => one.length > 0);
  return together(
    onlyUnions ? null : query.unions.some(({ wrap }) => wrap) ? parenthesised(main) : main,
    ...unions,
    query.group.length > 0
      ? together(
          at("GROUP BY"),
          joined(
            query.group.map((write) => write()),
            ", ",
          ),
        )
      : null,
    clause("HAVING", query.having, query, context),
    order.length > 0 ? together(at("ORDER BY"), joined(order, ", ")) : null,
    query.limit ? together(at("LIMIT"), query.limit()) : null,
    query.offset ? together(at("OFFSET"), query.offset()) : null,
    query.lock === null ? null : at(query.lock),
    query.lock !== null && query.wait !== null ? at(query.wait) : null,
  );
}

function writtenJoin({ type, table, raw, on, using }: KnexJoin, query: KnexQuery, context: KnexContext): SqlText {
  if (raw) return raw();
  const conditions = writtenConditions(on);
  return together(
    sql(type === "using" || type === "from" ? "," : `${type} join`, query, context),
    table?.write() ?? null,
    using
      ? together(sql("USING", query, context), using())
      : conditions
        ? together(sql("ON", query, context), conditions)
        : null,
  );
}

function insert(query: KnexQuery, context: KnexContext): SqlText {
  const rows = writtenRows(query, context);
  if (!rows) return [];
  const merges = query.conflict?.action === "merge";
  return together(
    sql("INSERT INTO", query, context),
    tableText(query, context),
    rows,
    writtenConflict(query, context),
    merges ? clause("WHERE", query.where, query, context) : null,
    returning(query, context),
  );
}

function update(query: KnexQuery, context: KnexContext): SqlText {
  const from = query.joins.filter(({ type }) => type === "from").flatMap(({ table }) => (table ? [table.write()] : []));
  // Joins have no place in PostgreSQL's UPDATE: knex leaves them out.
  return together(
    sql("UPDATE", query, context),
    tableText(query, context),
    sql("SET", query, context),
    joined(
      [...query.update.values()].map((write) => write()),
      ", ",
    ),
    from.length > 0 ? together(sql("FROM", query, context), joined(from, ", ")) : null,
    clause("WHERE", query.where, query, context),
    returning(query, context),
  );
}

function del(query: KnexQuery, context: KnexContext): SqlText {
  const others = query.joins.filter(({ table }) => table !== null);
  const where: Conditions = {
    ...query.where,
    clauses: [
      ...query.where.clauses,
      ...query.joins.flatMap(({ on }) => on.clauses.map(({ write }) => ({ bool: "and" as const, write }))),
    ],
  };
  return together(
    sql("DELETE FROM", query, context),
    tableText(query, context),
    others.length > 0
      ? together(
          sql("USING", query, context),
          joined(
            others.flatMap(({ table }) => (table ? [table.write()] : [])),
            ", ",
          ),
        )
      : null,
    clause("WHERE", where, query, context),
    returning(query, context),
  );
}

function returning({ returning: write }: KnexQuery, context: KnexContext): SqlText | null {
  const written = write?.();
  return written && written.length > 0
    ? together(
        [...written.slice(0, 0)],
        [
          {
            kind: "text",
            text: "RETURNING",
            place: { kind: "elsewhere", span: context.relations.at(-1)?.span ?? { start: 0, end: 0 } },
          },
        ],
        written,
      )
    : null;
}
