import type { Node, SelectStmt } from "@pgsql/types";
import type { ColumnReference, Constant, Expression } from "../../model/expression.ts";
import type { CommonTable, Gap, Output, Query, SelectQuery, SetOperation, ValuesQuery } from "../../model/statement.ts";
import { sortKeys, windowKeys } from "./lower-call.ts";
import { literal, lowerExpression, lowerExpressions } from "./lower-expression.ts";
import { lowerFrom } from "./lower-from.ts";
import { lowerOutputs } from "./lower-outputs.ts";
import { lowerWith, writtenWith } from "./lower-with.ts";
import type { Clause, Lowering, WrittenClause } from "./lowering.ts";
import type { Run } from "./token-line.ts";

const clauseWords: Readonly<Record<string, Gap["after"]>> = {
  FROM: "from",
  WHERE: "where",
  GROUP: "group",
  HAVING: "group",
  WINDOW: "group",
  ORDER: "order",
  LIMIT: "limit",
  OFFSET: "limit",
  FETCH: "limit",
  FOR: "limit",
};

/** A query from its text between parentheses, or as far as the statement goes. */
export function lowerQuery(lowering: Lowering, node: Node | undefined, run: Run): Query {
  if (node && "SelectStmt" in node) return lowerSelect(lowering, node.SelectStmt, run);
  return lowering.make<ValuesQuery>(run, {
    kind: "values-query",
    with: [],
    rows: [],
    gaps: lowering.gaps(run, [], "statement"),
  });
}

export function lowerSelect(lowering: Lowering, node: SelectStmt, run: Run): Query {
  const { line } = lowering;
  let ctes: readonly CommonTable[] = [];
  let [start, end] = run;
  let withAt = -1;
  for (;;) {
    if (line.word(start) === "WITH" && node.withClause) {
      const found = lowerWith(lowering, node.withClause, start);
      ctes = found.tables;
      withAt = start;
      start = found.end;
    } else if (line.word(start) === "(" && !(node.larg && setOperator(lowering, [start, end]) >= 0)) {
      // `(SELECT …) ORDER BY x`: the clauses outside belong to the query inside.
      end = line.after(start) - 1;
      start++;
    } else break;
  }
  const query =
    node.larg && node.rarg
      ? lowerSetOperation(lowering, node, ctes, run, [start, end])
      : node.valuesLists?.length
        ? lowerValues(lowering, node, ctes, run, [start, end])
        : lowerLevel(lowering, node, ctes, run, [start, end]);
  if (withAt >= 0) lowering.written(query, [writtenWith(lowering, ctes, withAt)]);
  return query;
}

function lowerLevel(
  lowering: Lowering,
  node: SelectStmt,
  ctes: readonly CommonTable[],
  run: Run,
  body: Run,
): SelectQuery {
  const { line } = lowering;
  const clauses = clausesOf(lowering, body);
  const from = clauses.find(([, name]) => name === "from")?.[0] ?? -1;
  const where = node.whereClause ? (clauses.find(([, name]) => name === "where")?.[0] ?? -1) : -1;
  const next = (token: number) => clauses.find(([at]) => at > token)?.[0] ?? body[1];
  let first = body[0] + 1;
  const distinctOn = (node.distinctClause ?? []).filter((part) => Object.keys(part).length > 0);
  if (line.word(first) === "ALL" || line.word(first) === "DISTINCT") first++;
  if (line.word(first) === "ON" && distinctOn.length) first = line.after(first + 1);
  const into = node.intoClause ? line.find([first, clauses[0]?.[0] ?? body[1]], "INTO") : -1;
  // TABLE name is a query without a FROM.
  const table: Run = [body[0], clauses[0]?.[0] ?? body[1]];
  const outputs =
    line.word(body[0]) === "TABLE"
      ? [starOf(lowering, table)]
      : lowerOutputs(lowering, node.targetList, [first, into >= 0 ? into : (clauses[0]?.[0] ?? body[1])]);
  const items = lowerFrom(lowering, node.fromClause, from < 0 ? [body[0] + 1, table[1]] : [from + 1, next(from)]);
  const grouping = node.groupClause ?? [];
  const level = lowering.make<SelectQuery>(run, {
    kind: "select-query",
    with: ctes,
    distinct: (node.distinctClause?.length ?? 0) > 0,
    distinctOn: lowerExpressions(lowering, distinctOn),
    outputs,
    from: items,
    where: node.whereClause ? lowerExpression(lowering, node.whereClause) : null,
    groupBy: grouping.flatMap((part) => lowerGrouping(lowering, part)),
    groupingSets: grouping.some((part) => "GroupingSet" in part),
    having: node.havingClause ? lowerExpression(lowering, node.havingClause) : null,
    windows: (node.windowClause ?? []).flatMap((part) =>
      "WindowDef" in part ? windowKeys(lowering, part.WindowDef) : [],
    ),
    orderBy: sortKeys(lowering, node.sortClause),
    limit: limitOf(lowering, node.limitCount, run),
    offset: limitOf(lowering, node.limitOffset, run),
    locking: (node.lockingClause?.length ?? 0) > 0,
    gaps: lowering.gaps(run, [[body[0], "outputs"], ...clauses], "with"),
  });
  lowering.written(level, [
    {
      word: [body[0], body[0] + 1],
      list: [first, into >= 0 ? into : (clauses[0]?.[0] ?? body[1])],
      kind: "items",
      nodes: outputs,
      without: null,
    },
    first > body[0] + 1 && level.distinct
      ? {
          word: [body[0] + 1, first],
          list: [first, first],
          kind: "word",
          nodes: [],
          without: { distinct: false, distinctOn: [] },
        }
      : null,
    ...clauses.map(([at]) => writtenClause(lowering, level, at, next(at), node.lockingClause?.length === 1)),
  ]);
  const condition: Run | null = where < 0 ? null : [where + 1, next(where)];
  lowering.level(
    lowering.levelLayout(level, run, condition, from < 0 ? (clauses[0]?.[0] ?? body[1]) : next(from)),
    items,
  );
  return level;
}

/** A clause of a SELECT behind its outputs, or of a set operation, from its word up to the next one. */
function writtenClause(
  { line }: Lowering,
  level: SelectQuery | SetOperation,
  at: number,
  end: number,
  onlyLock = false,
): WrittenClause | null {
  const clause = (
    words: number,
    kind: WrittenClause["kind"],
    nodes: readonly (object | null)[],
    without: WrittenClause["without"],
  ): WrittenClause => ({
    word: [at, at + words],
    list: [at + words, end],
    kind,
    nodes: nodes.filter((node) => node !== null),
    without,
  });
  switch (line.word(at)) {
    case "ORDER":
      return clause(2, "items", level.orderBy, { orderBy: [] });
    case "LIMIT":
    case "FETCH":
      return clause(1, "expression", [level.limit], { limit: null });
    case "OFFSET":
      return clause(1, "expression", [level.offset], { offset: null });
  }
  if (level.kind === "set-operation") return null;
  switch (line.word(at)) {
    case "FROM":
      return clause(1, "items", level.from, null);
    case "WHERE":
      return clause(1, "condition", [level.where], { where: null });
    case "GROUP":
      return clause(2, "items", level.groupBy, { groupBy: [], groupingSets: false });
    case "HAVING":
      return clause(1, "condition", [level.having], { having: null });
    case "FOR":
      return clause(1, "word", [], onlyLock ? { locking: false } : null);
    default:
      return null;
  }
}

/** The star of TABLE name, which is nowhere written. */
function starOf(lowering: Lowering, run: Run): Output {
  const expression = lowering.make<ColumnReference>(run, { kind: "column", schema: null, relation: null, name: "*" });
  return lowering.make<Output>(run, { name: null, expression });
}

/** The clauses of a SELECT after its outputs. */
function clausesOf({ line }: Lowering, [start, end]: Run): Clause[] {
  const clauses: Clause[] = [];
  for (let at = start + 1; at < end; at = line.after(at)) {
    const clause = clauseWords[line.word(at)];
    if (!clause) continue;
    // IS DISTINCT FROM stands before the clause, ROWS FROM inside it.
    if (clause === "from" && (line.word(at - 1) === "DISTINCT" || clauses.some(([, name]) => name === "from")))
      continue;
    if ((line.word(at) === "GROUP" || line.word(at) === "ORDER") && line.word(at + 1) !== "BY") continue;
    clauses.push([at, clause]);
  }
  return clauses;
}

function lowerGrouping(lowering: Lowering, node: Node): Expression[] {
  if (!("GroupingSet" in node)) return [lowerExpression(lowering, node)];
  return (node.GroupingSet.content ?? []).flatMap((part) => lowerGrouping(lowering, part));
}

/** LIMIT's expression; none for LIMIT ALL. The 1 of FETCH FIRST ROW is nowhere written. */
function limitOf(lowering: Lowering, node: Node | undefined, level: Run): Expression | null {
  if (node && "A_Const" in node) {
    if (node.A_Const.isnull) return null;
    if (node.A_Const.location === -1)
      return lowering.make<Constant>(level, { kind: "constant", ...literal(node.A_Const) });
  }
  return node ? lowerExpression(lowering, node) : null;
}

function lowerValues(
  lowering: Lowering,
  node: SelectStmt,
  ctes: readonly CommonTable[],
  run: Run,
  [start, end]: Run,
): ValuesQuery {
  const rows = (node.valuesLists ?? []).map((row) => ("List" in row ? lowerExpressions(lowering, row.List.items) : []));
  const query = lowering.make<ValuesQuery>(run, {
    kind: "values-query",
    with: ctes,
    rows,
    gaps: lowering.gaps(run, [], "values"),
  });
  lowering.written(query, [
    { word: [start, start + 1], list: [start + 1, end], kind: "items", nodes: rows, without: null },
  ]);
  return query;
}

/** The operator that a set operation's tree has at its root, or -1: the last one, INTERSECT binding stronger than the others. */
function setOperator({ line }: Lowering, [start, end]: Run): number {
  let weak = -1;
  let strong = -1;
  for (let at = start; at < end; at = line.after(at)) {
    const word = line.word(at);
    if (word === "UNION" || word === "EXCEPT") weak = at;
    if (word === "INTERSECT") strong = at;
  }
  return weak >= 0 ? weak : strong;
}

function lowerSetOperation(
  lowering: Lowering,
  node: SelectStmt,
  ctes: readonly CommonTable[],
  run: Run,
  [start, end]: Run,
): SetOperation {
  const { line } = lowering;
  const root = setOperator(lowering, [start, end]);
  let rightStart = root + 1;
  if (["ALL", "DISTINCT"].includes(line.word(rightStart))) rightStart++;
  const tail = line.find([rightStart, end], "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR");
  const rightEnd = tail >= 0 ? tail : end;
  const left = lowerSelect(lowering, node.larg!, unwrapped(lowering, [start, root]));
  const right = lowerSelect(lowering, node.rarg!, unwrapped(lowering, [rightStart, rightEnd]));
  const operators = { SETOP_INTERSECT: "intersect", SETOP_EXCEPT: "except" } as const;
  const operation = lowering.make<SetOperation>(run, {
    kind: "set-operation",
    with: ctes,
    operator: node.op && node.op in operators ? operators[node.op as keyof typeof operators] : "union",
    all: node.all ?? false,
    left,
    right,
    orderBy: sortKeys(lowering, node.sortClause),
    limit: limitOf(lowering, node.limitCount, run),
    offset: limitOf(lowering, node.limitOffset, run),
    gaps: lowering.gaps(run, tail >= 0 ? [[tail, "order"]] : [], "statement"),
  });
  const clauses = tail >= 0 ? clausesOf(lowering, [tail - 1, end]) : [];
  lowering.written(
    operation,
    clauses.map(([at], index) => writtenClause(lowering, operation, at, clauses[index + 1]?.[0] ?? end)),
  );
  return operation;
}

/** The run without the parentheses around all of it. */
function unwrapped({ line }: Lowering, [start, end]: Run): Run {
  let [first, last] = [start, end];
  while (line.word(first) === "(" && line.after(first) === last && first + 1 < last) {
    first++;
    last--;
  }
  return [first, last];
}
