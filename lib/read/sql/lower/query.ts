import type { Node, SelectStmt } from "@pgsql/types";
import { contentOf, type Clause, type UnknownText } from "../../../model/clause.ts";
import type { ColumnReference, Constant, Expression } from "../../../model/expression.ts";
import type {
  CommonTable,
  Grouping,
  Output,
  Query,
  RowCount,
  SelectQuery,
  SetOperation,
  ValuesQuery,
} from "../../../model/statement.ts";
import type { Clause as WrittenClause, ClauseName, LevelTexts } from "./level-texts.ts";
import { sortKeys, windowKeys } from "./call.ts";
import { literal, lowerExpression, lowerExpressions } from "./expression.ts";
import { lowerFrom } from "./from.ts";
import { lowerOutputs } from "./outputs.ts";
import { lowerWith, writtenWith } from "./with.ts";
import { conditionClause, keysClause, lowerOptional } from "./clause.ts";
import { given, type Lowering, type WrittenLists } from "./lowering.ts";
import type { Run } from "../tokens/token-line.ts";

const clauseWords: Readonly<Record<string, ClauseName>> = {
  FROM: "from",
  WHERE: "where",
  GROUP: "groupBy",
  HAVING: "having",
  WINDOW: "windows",
  ORDER: "orderBy",
  LIMIT: "tail",
  OFFSET: "tail",
  FETCH: "tail",
  FOR: "tail",
};

/** A query from its text between parentheses, or as far as the statement goes. */
export function lowerQuery(lowering: Lowering, node: Node | undefined, run: Run): Query {
  if (node && "SelectStmt" in node) return lowerSelect(lowering, node.SelectStmt, run);
  return lowering.make<ValuesQuery>(run, {
    kind: "values-query",
    with: [],
    rows: lowering.texts(run, [], "values").of("values"),
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
  const condition = lowerOptional(lowering, node.whereClause);
  const grouping = (node.groupClause ?? []).flatMap((part) => lowerGrouping(lowering, part));
  const having = lowerOptional(lowering, node.havingClause);
  const windows = (node.windowClause ?? []).flatMap((part) =>
    "WindowDef" in part ? windowKeys(lowering, part.WindowDef) : [],
  );
  const distinct = lowerExpressions(lowering, distinctOn);
  const tail = lowerTail(lowering, node, run);
  const texts = lowering.texts(run, [[body[0], "outputs"], ...clauses], "with");
  const level = lowering.make<SelectQuery>(run, {
    kind: "select-query",
    with: [...ctes, ...texts.of("with")],
    distinct: (node.distinctClause?.length ?? 0) > 0,
    distinctOn: distinct,
    outputs: [...outputs, ...texts.of("outputs")],
    from: [...items, ...texts.of("from")],
    where: conditionClause(lowering, condition, texts.of("where")),
    groupBy: groupByClause(node.groupClause, grouping, texts.of("groupBy")),
    having: conditionClause(lowering, having, texts.of("having")),
    windows: keysClause(windows, texts.of("windows")),
    furtherArm: texts.missing("furtherArm"),
    ...tail(texts),
    locking: node.lockingClause?.length ? { kind: "is" } : texts.missing("tail"),
  });
  const select: Run = [first, into >= 0 ? into : (clauses[0]?.[0] ?? body[1])];
  lowering.written(level, [
    { word: [body[0], body[0] + 1], list: select, kind: "items", nodes: outputs, of: "outputs", without: null },
    level.distinct
      ? {
          word: [body[0] + 1, first],
          list: [first, first],
          kind: "word",
          nodes: [],
          of: "distinct",
          without: { distinct: false, distinctOn: [] },
        }
      : null,
    ...writtenClauses(lowering, clauses, body[1], {
      from: items,
      where: condition ? [condition] : [],
      groupBy: grouping,
      having: having ? [having] : [],
      ...tailNodes(level),
      locks: node.lockingClause ?? [],
    }),
  ]);
  const whereRun: Run | null = where < 0 ? null : [where + 1, next(where)];
  lowering.level(
    lowering.levelLayout(level, run, whereRun, from < 0 ? (clauses[0]?.[0] ?? body[1]) : next(from), texts),
    items,
  );
  return level;
}

/** What the clauses behind a SELECT's outputs hold. */
interface ClauseNodes {
  readonly from?: readonly object[];
  readonly where?: readonly object[];
  readonly groupBy?: readonly object[];
  readonly having?: readonly object[];
  readonly orderBy: readonly object[];
  readonly limit: readonly object[];
  readonly offset: readonly object[];
  readonly locks?: readonly object[];
}

function tailNodes({ orderBy, limit, offset }: Pick<SelectQuery, "orderBy" | "limit" | "offset">): ClauseNodes {
  const counts = [limit, offset].map((clause) => contentOf(clause)?.count);
  return {
    orderBy: contentOf(orderBy)?.keys ?? [],
    limit: counts[0] ? [counts[0]] : [],
    offset: counts[1] ? [counts[1]] : [],
  };
}

/** The clauses of a SELECT behind its outputs, or of a set operation, each from its word up to the next one. */
function writtenClauses(
  { line }: Lowering,
  clauses: readonly WrittenClause[],
  end: number,
  nodes: ClauseNodes,
): WrittenLists {
  return clauses.map(([at], index) => {
    const clause = (
      of: string,
      held: readonly object[] = [],
      kind: "items" | "condition" | "expression" | "word" = "items",
    ): WrittenLists[number] => {
      const words = line.word(at + 1) === "BY" ? 2 : 1;
      const removable = of === "from" || (of === "locking" && held.length > 1) ? null : { [of]: "absent" };
      return {
        word: [at, at + words],
        list: [at + words, clauses[index + 1]?.[0] ?? end],
        kind,
        nodes: kind === "word" ? [] : held,
        of,
        without: removable,
      };
    };
    switch (line.word(at)) {
      case "FROM":
        return clause("from", nodes.from);
      case "WHERE":
        return clause("where", nodes.where, "condition");
      case "GROUP":
        return clause("groupBy", nodes.groupBy);
      case "HAVING":
        return clause("having", nodes.having, "condition");
      case "ORDER":
        return clause("orderBy", nodes.orderBy);
      case "LIMIT":
      case "FETCH":
        return clause("limit", nodes.limit, "expression");
      case "OFFSET":
        return clause("offset", nodes.offset, "expression");
      case "FOR":
        return clause("locking", nodes.locks, "word");
      default:
        return null;
    }
  });
}

/** The star of TABLE name, which is nowhere written. */
function starOf(lowering: Lowering, run: Run): Output {
  const expression = lowering.make<ColumnReference>(run, { kind: "column", schema: null, relation: null, name: "*" });
  return lowering.make<Output>(run, { name: null, expression });
}

/** The clauses of a SELECT after its outputs. */
function clausesOf({ line }: Lowering, [start, end]: Run): WrittenClause[] {
  const clauses: WrittenClause[] = [];
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

function groupByClause(
  nodes: readonly Node[] | undefined,
  keys: readonly Expression[],
  texts: readonly UnknownText[],
): Clause<Grouping> {
  // GROUP BY () has no keys.
  if (!nodes?.length) return texts.length > 0 ? "unknown" : "absent";
  const sets = texts.length > 0 || nodes.some((part) => "GroupingSet" in part);
  return { kind: "is", keys: contentOf(keysClause(keys, texts))?.keys ?? [], sets, ...setsOf(nodes, keys) };
}

/** What the grouping sets have in common: those of the items are multiplied (chapter 7.2.4). */
function setsOf(nodes: readonly Node[], keys: readonly Expression[]): Pick<Grouping, "common" | "lost" | "total"> {
  let next = 0;
  const items = nodes.map((node) => itemSets(node, () => keys[next++]));
  return {
    common: items.flatMap(({ common }) => common),
    lost: items.flatMap(({ lost }) => lost),
    total: items.every(({ total }) => total),
  };
}

function itemSets(node: Node, take: () => Expression | undefined): Pick<Grouping, "common" | "lost" | "total"> {
  if (!("GroupingSet" in node)) {
    // `(a, b)` is a row to the grammar, and two keys here.
    const key = take();
    return { common: key?.kind === "row" ? key.items : key ? [key] : [], lost: [], total: false };
  }
  const { kind, content = [] } = node.GroupingSet;
  const parts = content.map((part) => itemSets(part, take));
  const all = parts.flatMap(({ common, lost }) => [...common, ...lost]);
  if (kind === "GROUPING_SET_SIMPLE") return { common: all, lost: [], total: false };
  if (kind !== "GROUPING_SET_SETS") return { common: [], lost: all, total: true };
  if (parts.length === 1) return parts[0] ?? { common: [], lost: [], total: true };
  // What several sets share is told by what their keys say, which nobody has asked for.
  const total = parts.some((part) => part.total);
  return { common: [], lost: total ? all : [], total };
}

/**
 * ORDER BY, LIMIT and OFFSET of a SELECT or a set operation; what is made of them when the level's own texts are known.
 */
function lowerTail(
  lowering: Lowering,
  { sortClause, limitCount, limitOffset }: SelectStmt,
  run: Run,
): (texts: LevelTexts) => Pick<SelectQuery, "orderBy" | "limit" | "offset"> {
  const order = sortKeys(lowering, sortClause);
  const [limit, offset] = [limitCount, limitOffset].map((node) => limitOf(lowering, node, run));
  const clause = (count: Expression | null | undefined, node: Node | undefined, texts: LevelTexts): Clause<RowCount> =>
    count ? { kind: "is", count } : node ? "absent" : texts.missing("tail");
  return (texts) => ({
    orderBy: keysClause(order, texts.of("orderBy")),
    limit: clause(limit, limitCount, texts),
    offset: clause(offset, limitOffset, texts),
  });
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
    rows: [...rows, ...lowering.texts(run, [], "values").of("values")],
  });
  lowering.written(query, [
    { word: [start, start + 1], list: [start + 1, end], kind: "items", nodes: rows, of: "rows", without: null },
  ]);
  return query;
}

/**
 * The operator that a set operation's tree has at its root, or -1: the last one, INTERSECT binding stronger than the
 * others.
 */
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
  const left = lowerSelect(lowering, given(node.larg), unwrapped(lowering, [start, root]));
  const right = lowerSelect(lowering, given(node.rarg), unwrapped(lowering, [rightStart, rightEnd]));
  const ordered = lowerTail(lowering, node, run);
  const clauses = tail >= 0 ? clausesOf(lowering, [tail - 1, end]) : [];
  const texts = lowering.texts(run, clauses, "outputs");
  const operators = { SETOP_INTERSECT: "intersect", SETOP_EXCEPT: "except" } as const;
  const operation = lowering.make<SetOperation>(run, {
    kind: "set-operation",
    with: ctes,
    operator: node.op && node.op in operators ? operators[node.op as keyof typeof operators] : "union",
    all: node.all ?? false,
    left,
    right,
    furtherArm: texts.missing("furtherArm"),
    ...ordered(texts),
  });
  lowering.written(operation, writtenClauses(lowering, clauses, end, tailNodes(operation)));
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
