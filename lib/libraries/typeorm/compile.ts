import type { SqlText } from "../../model/sql-text.ts";
import {
  columnOf,
  joined,
  liveCondition,
  parenthesised,
  together,
  whereClause,
  writtenJoins,
  type Level,
  type TypeormContext,
  type What,
} from "./query.ts";
import type { BuilderState, Selection } from "./state.ts";
import { clausesOf, type Builders } from "./steps.ts";
import { textIn } from "./text.ts";
import { insertion, rowsOf, settingsOf } from "./writes.ts";

/** What for: rows as entities have them, raw rows, a count, whether there is one, or a part of another query. */
export type Purpose = "entities" | "raw" | "count" | "exists" | "query";

/** What a query builder sends. Null where it has no table yet. */
export function compiled(
  state: BuilderState,
  purpose: Purpose,
  context: TypeormContext,
  builders: Builders,
): SqlText | null {
  const at = state.main?.at ?? state.steps.at(-1)?.place;
  if (!at) return null;
  const { writer } = context;
  const tables =
    state.tables.length === 0
      ? null
      : together(
          writer.sql("WITH", at),
          joined(
            state.tables.map(({ name, query }) => together(name, writer.sql("AS", at), parenthesised(query()))),
            ", ",
          ),
        );
  const statement =
    state.kind === "select" ? selected(state, purpose, context, builders) : changed(state, at, context, builders);
  return statement && together(tables, statement);
}

function selected(state: BuilderState, purpose: Purpose, context: TypeormContext, builders: Builders): SqlText | null {
  const { main } = state;
  if (!main) return null;
  const { writer } = context;
  const at = main.at;
  const sql = (text: string): SqlText => writer.sql(text, at);
  const sources = [main, ...state.others].map((source) =>
    source.query
      ? together(source.query, sql(`AS "${source.level.alias ?? "subquery"}"`))
      : context.tableAt(source.level, source.at, builders.changesOf(state, source, null)),
  );
  const joins = writtenJoins(
    state.joins.map(({ join }) => join()),
    at,
    context,
  );
  const outputs =
    purpose === "count"
      ? sql('COUNT(1) AS "cnt"')
      : purpose === "exists"
        ? sql("1")
        : outputsOf(state, purpose, context);
  const live = state.withDeleted ? null : liveCondition(main.level, at, context);
  const having = clausesOf(state.havings, context);
  const query = together(
    sql("SELECT"),
    purpose === "count" || purpose === "exists" ? null : (state.distinct?.() ?? null),
    outputs,
    sql("FROM"),
    joined(sources, ", "),
    ...joins,
    whereClause(
      [clausesOf(state.wheres, context), live, ...state.unknown.map((what) => writer.unknown(what))],
      at,
      context,
    ),
    state.groups.length > 0 && purpose !== "count" && purpose !== "exists"
      ? together(
          sql("GROUP BY"),
          joined(
            state.groups.map((write) => write()),
            ", ",
          ),
        )
      : null,
    having ? together(sql("HAVING"), having) : null,
  );
  return purpose === "exists"
    ? together(
        sql('SELECT 1 AS "row_exists" FROM (SELECT 1 AS dummy_column) AS "dummy_table" WHERE EXISTS'),
        parenthesised(query),
        sql("LIMIT 1"),
      )
    : query;
}

function outputsOf(state: BuilderState, purpose: Purpose, context: TypeormContext): SqlText {
  const { writer } = context;
  const all = state.selects.flatMap((selection) => outputOf(selection, state, purpose, context));
  if (purpose !== "entities")
    for (const { level, step, at } of state.joins)
      if (/AndSelect$/.test(step.name)) all.push(...columnsOf(level, purpose, at, context));
  if (all.length > 0 || !state.main) return joined(all, ", ");
  return writer.sql(state.selects.length === 0 ? "*" : "1", state.main.at);
}

function outputOf(
  { what, as, query, isMain }: Selection,
  state: BuilderState,
  purpose: Purpose,
  context: TypeormContext,
): SqlText[] {
  const { writer } = context;
  const named = (text: SqlText, name: string | null): SqlText =>
    name === null ? text : together(text, writer.sql("AS", what), writer.name(name, what));
  if (isMain && state.main) return columnsOf(state.main.level, purpose, what, context);
  if (query) return [named(query(), as)];
  const text = context.text(what);
  if (text === null)
    return [
      named(
        textIn(what, state, () => null, context),
        as,
      ),
    ];
  const level = as === null ? state.levelOf(text) : null;
  if (level)
    return purpose === "entities" && level !== state.main?.level ? [] : columnsOf(level, purpose, what, context);
  const [, alias = "", path = ""] = /^(\w+)\.([\w.]+)$/.exec(text) ?? [];
  const owner = alias === "" ? null : state.levelOf(alias);
  const column = owner && columnOf(owner.table, path);
  if (owner && column) {
    if (purpose === "entities" && owner !== state.main?.level && as === null) return [];
    return [named(context.column(owner, column, what), as ?? (purpose === "entities" ? path : `${alias}_${column}`))];
  }
  return [
    named(
      textIn(what, state, () => null, context),
      as,
    ),
  ];
}

/** All columns of an entity: as its properties, or as raw rows have them. */
function columnsOf(level: Level, purpose: Purpose, at: What, context: TypeormContext): SqlText[] {
  const { writer } = context;
  const { table, alias } = level;
  if (!table) return [writer.sql(alias === null ? "*" : `"${alias}".*`, at)];
  return table.columns.map(({ name, property }) =>
    together(
      context.column(level, name, at),
      writer.sql("AS", at),
      writer.name(purpose === "entities" ? property : `${alias ?? ""}_${name}`, at),
    ),
  );
}

function changed(state: BuilderState, at: What, context: TypeormContext, builders: Builders): SqlText {
  const { writer } = context;
  const sql = (text: string): SqlText => writer.sql(text, at);
  const level: Level = { table: state.main?.level.table ?? null, alias: null };
  const table = context.tableAt(level, at, state.main ? builders.changesOf(state, state.main, null) : {});
  const returning = state.returning ? together(sql("RETURNING"), state.returning()) : null;
  if (state.kind === "insert") {
    return together(
      insertion(rowsOf(state.rows, context), table, level, at, context),
      state.conflict?.() ?? null,
      ...state.unknown.map((what) => writer.unknown(what)),
      returning,
    );
  }
  const soft = level.table?.modelSoftDelete?.column ?? null;
  const mark = state.kind === "soft-delete" || state.kind === "restore" ? state.kind : null;
  const marking =
    mark && soft !== null ? together(writer.name(soft, at), sql(mark === "restore" ? "IS NOT NULL" : "IS NULL")) : null;
  const where = whereClause(
    [clausesOf(state.wheres, context), marking, ...state.unknown.map((what) => writer.unknown(what))],
    at,
    context,
  );
  if (state.kind === "delete") return together(sql("DELETE FROM"), table, where, returning);
  const set =
    mark === null
      ? settingsOf(state.set, level.table, context, at)
      : soft === null
        ? writer.unknown(at)
        : together(writer.name(soft, at), sql(mark === "restore" ? "= NULL" : "= CURRENT_TIMESTAMP"));
  return together(sql("UPDATE"), table, sql("SET"), set, where, returning);
}
