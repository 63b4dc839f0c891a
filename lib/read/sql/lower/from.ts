import type { Alias, JoinExpr, Node, RangeFunction, RangeSubselect, RangeTableSample, RangeVar } from "@pgsql/types";
import type {
  DerivedTable,
  FromItem,
  Join,
  TableFunction,
  TableReference,
  UnknownItem,
} from "../../../model/statement.ts";
import type { Clause, ConditionClause } from "../../../model/clause.ts";
import type { Call, Expression } from "../../../model/expression.ts";
import { withUnknown } from "./clause.ts";
import { lowerExpression, lowerExpressions } from "./expression.ts";
import { lowerQuery } from "./query.ts";
import { given, type Lowering } from "./lowering.ts";
import type { Run } from "../tokens/token-line.ts";
import { nodeName, strings } from "../parser/tree.ts";
import { typeName } from "./type-name.ts";

/** The items of a FROM or USING, from its first token on. */
export function lowerFrom(lowering: Lowering, nodes: readonly Node[] | undefined, run: Run): FromItem[] {
  const parts = nodes?.length ? lowering.line.commas(run) : [];
  return (nodes ?? []).map((node, index) => lowerItem(lowering, node, parts[index]?.[0] ?? run[0]));
}

/** One item of FROM, whose text starts at or before `start` with nothing but parentheses between. */
export function lowerItem(lowering: Lowering, node: Node, start: number): FromItem {
  if ("RangeVar" in node) return lowerTable(lowering, node.RangeVar);
  if ("JoinExpr" in node) return lowerJoin(lowering, node.JoinExpr, start);
  if ("RangeSubselect" in node) return lowerDerived(lowering, node.RangeSubselect, start);
  if ("RangeFunction" in node) return lowerTableFunction(lowering, node.RangeFunction, start);
  if ("RangeTableSample" in node) return lowerSample(lowering, node.RangeTableSample, start);
  if ("RangeTableFunc" in node) {
    const { docexpr, rowexpr, columns, alias, location } = node.RangeTableFunc;
    const defaults = (columns ?? []).flatMap((column) =>
      "RangeTableFuncCol" in column ? [column.RangeTableFuncCol.colexpr, column.RangeTableFuncCol.coldefexpr] : [],
    );
    const args = lowerExpressions(
      lowering,
      [rowexpr, docexpr, ...defaults].filter((part) => part !== undefined),
    );
    const told = (columns ?? []).flatMap((column) =>
      "RangeTableFuncCol" in column
        ? [
            {
              name: column.RangeTableFuncCol.colname ?? "",
              type: column.RangeTableFuncCol.for_ordinality ? "integer" : typeName(column.RangeTableFuncCol.typeName),
            },
          ]
        : [],
    );
    return namedFunction(lowering, "xmltable", lowering.token(location), args, alias, told);
  }
  if ("JsonTable" in node) {
    const { context_item, passing = [], columns, alias, location } = node.JsonTable;
    const values = [
      context_item?.raw_expr,
      ...passing.map((part) => ("JsonArgument" in part ? part.JsonArgument.val?.raw_expr : undefined)),
    ];
    const args = lowerExpressions(
      lowering,
      values.filter((part) => part !== undefined),
    );
    return namedFunction(lowering, "json_table", lowering.token(location), args, alias, jsonColumns(columns));
  }
  return lowering.make<UnknownItem>([start, start + 1], {
    kind: "unknown-item",
    hole: null,
    reason: `${nodeName(node)} is not modelled`,
  });
}

/** The columns of a JSON_TABLE, those of nested paths in their place. */
function jsonColumns(nodes: readonly Node[] | undefined): NonNullable<TableFunction["columns"]> {
  return (nodes ?? []).flatMap((node) => {
    if (!("JsonTableColumn" in node)) return [];
    const { coltype, name = "", typeName: type, columns } = node.JsonTableColumn;
    if (coltype === "JTC_NESTED") return jsonColumns(columns);
    if (coltype === "JTC_FOR_ORDINALITY") return [{ name, type: "integer" }];
    return [{ name, type: coltype === "JTC_EXISTS" && !type ? "boolean" : typeName(type) }];
  });
}

/** A table with its schema, ONLY, `*` and alias. The alias of INSERT's target needs its AS, the others' does not. */
export function lowerTable(
  lowering: Lowering,
  { schemaname, relname, inh, alias, location }: RangeVar,
): TableReference {
  const { line } = lowering;
  const at = lowering.token(location);
  const name: Run = at < 0 ? lowering.run : [at, line.afterName(at)];
  let [first, end] = name;
  const only = !inh;
  if (line.word(end) === "*") end++;
  if (only && line.word(first - 1) === "(" && line.word(first - 2) === "ONLY") [first, end] = [first - 2, end + 1];
  else if (line.word(first - 1) === "ONLY") first--;
  end = aliasEnd(lowering, alias, end);
  const hole = at < 0 ? null : lowering.hole(name);
  const table = lowering.make<TableReference>([first, end], {
    kind: "table",
    schema: schemaname ?? null,
    name: hole ? null : (relname ?? null),
    hole,
    alias: alias?.aliasname ?? null,
    columnAliases: strings(alias?.colnames),
    only,
    nameSpan: lowering.span(name),
  });
  lowering.named(table, name);
  return table;
}

/** The index after an alias that may start at `at`: `[AS] name [(columns)]`. */
function aliasEnd({ line }: Lowering, alias: Alias | undefined, at: number): number {
  if (!alias) return at;
  let end = line.word(at) === "AS" ? at + 1 : at;
  if (line.word(end) !== "(") end++;
  return line.word(end) === "(" && (alias.colnames?.length ?? 0) > 0 ? line.after(end) : end;
}

function lowerJoin(lowering: Lowering, node: JoinExpr, start: number): FromItem {
  const { line } = lowering;
  const left = lowerItem(lowering, given(node.larg), start);
  const leftRun = line.around(lowering.runOf(left));
  let at = leftRun[1];
  while (at < lowering.run[1] && line.word(at) !== "JOIN") at++;
  const right = lowerItem(lowering, given(node.rarg), at + 1);
  const rightRun = line.around(lowering.runOf(right));
  let end = rightRun[1];
  let on: Clause<ConditionClause> = "absent";
  let onRun: Run | null = null;
  if (node.quals) {
    const condition = lowerExpression(lowering, node.quals);
    const last = line.around(lowering.runOf(condition))[1];
    onRun = [end + 1, Math.max(last, end + 1)];
    end = onRun[1];
    on = { kind: "is", condition: withUnknown(lowering, condition, lowering.textsBehind(end - 1)) };
  } else if (node.usingClause?.length) {
    end = line.after(end + 1);
    if (node.join_using_alias) end += 2;
  }
  const bare = line.balance([leftRun[0], end]);
  const run = node.alias
    ? ([line.around(bare)[0], aliasEnd(lowering, node.alias, line.around(bare)[1])] as const)
    : bare;
  const types = { JOIN_LEFT: "left", JOIN_RIGHT: "right", JOIN_FULL: "full" } as const;
  const cross = !node.quals && !node.usingClause?.length && !node.isNatural;
  const join = lowering.make<Join>(run, {
    kind: "join",
    type:
      node.jointype && node.jointype in types ? types[node.jointype as keyof typeof types] : cross ? "cross" : "inner",
    left,
    right,
    on,
    using: strings(node.usingClause),
    natural: node.isNatural ?? false,
    alias: node.alias?.aliasname ?? node.join_using_alias?.aliasname ?? null,
  });
  lowering.joined(join, onRun);
  return join;
}

function lowerDerived(lowering: Lowering, { lateral, subquery, alias }: RangeSubselect, start: number): FromItem {
  const { line } = lowering;
  let open = start;
  if (lateral) while (open < lowering.run[1] && line.word(open) !== "LATERAL") open++;
  const first = lateral ? open : -1;
  if (lateral) open++;
  // Of several parentheses, the query's own are those behind which nothing of a FROM follows.
  while (line.word(open + 1) === "(" && !continuesQuery(lowering, open + 1)) open++;
  const close = line.after(open);
  const query = lowerQuery(lowering, subquery, [open + 1, close - 1]);
  return lowering.make<DerivedTable>([first < 0 ? open : first, aliasEnd(lowering, alias, close)], {
    kind: "derived",
    query,
    lateral: lateral ?? false,
    alias: alias?.aliasname ?? null,
    columnAliases: strings(alias?.colnames),
  });
}

const queryGoesOn = new Set([")", "UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR"]);

/** Whether the parenthesis at `open` is a query of which the one around it holds no more than the rest. */
function continuesQuery({ line }: Lowering, open: number): boolean {
  let inner = open;
  while (line.word(inner + 1) === "(") inner++;
  if (!["SELECT", "WITH", "VALUES", "TABLE"].includes(line.word(inner + 1))) return false;
  for (let paren = inner; paren >= open; paren--) if (!queryGoesOn.has(line.word(line.after(paren)))) return false;
  return true;
}

function lowerTableFunction(lowering: Lowering, node: RangeFunction, start: number): FromItem {
  const { line } = lowering;
  const calls = (node.functions ?? []).flatMap((list) =>
    "List" in list ? (list.List.items?.slice(0, 1) ?? []) : [list],
  );
  const args = lowerExpressions(lowering, calls);
  let first = start;
  while (line.word(first) === "(") first++;
  const rows = node.is_rowsfrom ? line.find([first, lowering.run[1]], "ROWS") : -1;
  const only = args[0];
  let end = rows >= 0 ? line.after(rows + 2) : only ? line.around(lowering.runOf(only))[1] : first + 1;
  if (node.ordinality) end += 2;
  if (node.alias || node.coldeflist?.length) {
    if (line.word(end) === "AS") end++;
    if (node.alias) end++;
    if (line.word(end) === "(" && (node.alias?.colnames?.length || node.coldeflist?.length)) end = line.after(end);
  }
  // SYSTEM_USER is a word of PostgreSQL 16 and later; in a FROM it is a table of those who run an older one.
  if (only?.kind === "call" && only.name === "system_user" && rows < 0 && line.word(first + 1) !== "(") {
    const table = lowering.make<TableReference>([first, end], {
      kind: "table",
      schema: null,
      name: only.name,
      hole: null,
      alias: node.alias?.aliasname ?? null,
      columnAliases: strings(node.alias?.colnames),
      only: false,
      nameSpan: lowering.span([first, first + 1]),
    });
    lowering.named(table, [first, first + 1]);
    return table;
  }
  const columns = (node.coldeflist ?? []).flatMap((column) =>
    "ColumnDef" in column ? [{ name: column.ColumnDef.colname ?? "", type: typeName(column.ColumnDef.typeName) }] : [],
  );
  const single = args.length === 1 && only?.kind === "call" ? only : null;
  return lowering.make<TableFunction>([first, end], {
    kind: "function",
    name: rows >= 0 ? "rows from" : (single?.name ?? "function"),
    arguments: single && rows < 0 ? single.arguments : args,
    alias: node.alias?.aliasname ?? null,
    columnAliases: columns.length ? columns.map(({ name }) => name) : strings(node.alias?.colnames),
    ...(single && rows < 0 && { called: calledAs(single) }),
    ...(node.ordinality && { ordinality: true }),
    ...(columns.length && { columns }),
  });
}

const calledAs = ({ schema, argumentNames, variadic }: Call): NonNullable<TableFunction["called"]> => ({
  schema,
  ...(argumentNames && { argumentNames }),
  ...(variadic && { variadic }),
});

function namedFunction(
  lowering: Lowering,
  name: string,
  at: number,
  args: readonly Expression[],
  alias: Alias | undefined,
  columns: NonNullable<TableFunction["columns"]>,
): TableFunction {
  const end = aliasEnd(lowering, alias, lowering.line.after(at + 1));
  return lowering.make<TableFunction>([at, end], {
    kind: "function",
    name,
    arguments: args,
    alias: alias?.aliasname ?? null,
    columnAliases: strings(alias?.colnames),
    columns,
  });
}

/**
 * TABLESAMPLE takes rows away and adds none: the table is what counts. Its arguments hold no tables worth a question.
 */
function lowerSample(lowering: Lowering, { relation }: RangeTableSample, start: number): FromItem {
  const item = relation && lowerItem(lowering, relation, start);
  if (item?.kind === "table") return { ...item, sampled: true };
  return item
    ? item
    : lowering.make<UnknownItem>([start, start + 1], {
        kind: "unknown-item",
        hole: null,
        reason: "TABLESAMPLE of nothing",
      });
}
