import type {
  DeleteStmt,
  InferClause,
  InsertStmt,
  MergeStmt,
  Node,
  OnConflictClause,
  UpdateStmt,
  WithClause,
} from "@pgsql/types";
import type {
  Assignment,
  CommonTable,
  Delete,
  Insert,
  Merge,
  MergeAction,
  OnConflict,
  Query,
  Update,
} from "../../model/statement.ts";
import { lowerAssignments } from "./lower-assignments.ts";
import { lowerExpression, lowerExpressions } from "./lower-expression.ts";
import { lowerFrom, lowerItem, lowerTable } from "./lower-from.ts";
import { lowerReturning } from "./lower-outputs.ts";
import { lowerQuery } from "./lower-query.ts";
import { lowerWith, writtenWith } from "./lower-with.ts";
import type { Clause, Lowering, WrittenClause } from "./lowering.ts";
import type { Run } from "./token-line.ts";

/** INSERT, UPDATE, DELETE or MERGE, as a statement or in a WITH; null for anything else. */
export function lowerModification(
  lowering: Lowering,
  node: Node | undefined,
  run: Run,
): Insert | Update | Delete | Merge | null {
  if (!node) return null;
  if ("InsertStmt" in node) return lowerInsert(lowering, node.InsertStmt, run);
  if ("UpdateStmt" in node) return lowerUpdate(lowering, node.UpdateStmt, run);
  if ("DeleteStmt" in node) return lowerDelete(lowering, node.DeleteStmt, run);
  if ("MergeStmt" in node) return lowerMerge(lowering, node.MergeStmt, run);
  return null;
}

interface Opened {
  readonly with: readonly CommonTable[];
  /** The statement's own first word. */
  readonly start: number;
}

function open(lowering: Lowering, clause: WithClause | undefined, run: Run): Opened {
  if (!clause || lowering.line.word(run[0]) !== "WITH") return { with: [], start: run[0] };
  const { tables, end } = lowerWith(lowering, clause, run[0]);
  return { with: tables, start: end };
}

/** A clause from its word (none where `at` is negative) up to where the next one begins. */
function clauseAt(
  at: number,
  end: number,
  kind: WrittenClause["kind"],
  nodes: readonly (object | null)[],
  without: WrittenClause["without"],
  words = 1,
): WrittenClause | null {
  return at < 0
    ? null
    : {
        word: [at, at + words],
        list: [at + words, end],
        kind,
        nodes: nodes.filter((node) => node !== null),
        without,
      };
}

function lowerDelete(lowering: Lowering, node: DeleteStmt, run: Run): Delete {
  const { line } = lowering;
  const { with: ctes, start } = open(lowering, node.withClause, run);
  const target = lowerTable(lowering, node.relation ?? {});
  const [, targetEnd] = lowering.runOf(target);
  const { outputs, at: returning } = lowerReturning(lowering, node.returningClause, [targetEnd, run[1]]);
  const end = returning < 0 ? run[1] : returning;
  const where = node.whereClause ? line.find([targetEnd, end], "WHERE") : -1;
  const listEnd = where < 0 ? end : where;
  const word = node.usingClause?.length ? line.find([targetEnd, listEnd], "USING") : -1;
  const using = lowerFrom(lowering, node.usingClause, [word + 1, listEnd]);
  const clauses: Clause[] = [
    [start, "from"],
    ...(where < 0 ? [] : [[where, "where"] as const]),
    ...(returning < 0 ? [] : [[returning, "statement"] as const]),
  ];
  const statement = lowering.make<Delete>(run, {
    kind: "delete",
    with: ctes,
    target,
    using,
    where: node.whereClause ? lowerExpression(lowering, node.whereClause) : null,
    returning: outputs,
    gaps: lowering.gaps(run, clauses, "with"),
    edits: lowering.context.edits,
  });
  const layout = lowering.levelLayout(statement, run, where < 0 ? null : [where + 1, end], listEnd, {
    head: lowering.text([start, start + 2]),
    target: lowering.text(lowering.runOf(target)),
    using: word < 0 ? null : { word: lowering.text([word, word + 1]), items: lowering.text([word + 1, listEnd]) },
    returning: returning < 0 ? null : lowering.text([returning, run[1]]),
  });
  lowering.level(layout, [target, ...using]);
  lowering.written(statement, [
    writtenWith(lowering, ctes, run[0]),
    clauseAt(word, listEnd, "items", using, { using: [] }),
    clauseAt(where, end, "condition", [statement.where], { where: null }),
    clauseAt(returning, run[1], "items", outputs, { returning: [] }),
  ]);
  return statement;
}

function lowerUpdate(lowering: Lowering, node: UpdateStmt, run: Run): Update {
  const { line } = lowering;
  const { with: ctes, start } = open(lowering, node.withClause, run);
  const target = lowerTable(lowering, node.relation ?? {});
  const [, targetEnd] = lowering.runOf(target);
  const { outputs, at: returning } = lowerReturning(lowering, node.returningClause, [targetEnd, run[1]]);
  const end = returning < 0 ? run[1] : returning;
  const set = line.find([targetEnd, end], "SET");
  const where = node.whereClause ? line.find([set + 1, end], "WHERE") : -1;
  const listEnd = where < 0 ? end : where;
  const fromWord = node.fromClause?.length ? fromAfter(lowering, [set + 1, listEnd]) : -1;
  const assignments = lowerAssignments(lowering, node.targetList, [set + 1, fromWord < 0 ? listEnd : fromWord]);
  const from = lowerFrom(lowering, node.fromClause, [fromWord + 1, listEnd]);
  const clauses = (
    [
      [start, "statement"],
      [set, "set"],
      [fromWord, "from"],
      [where, "where"],
      [returning, "statement"],
    ] as const
  ).filter(([at]) => at >= 0);
  const statement = lowering.make<Update>(run, {
    kind: "update",
    with: ctes,
    target,
    assignments,
    from,
    where: node.whereClause ? lowerExpression(lowering, node.whereClause) : null,
    returning: outputs,
    gaps: lowering.gaps(run, clauses, "with"),
    edits: lowering.context.edits,
  });
  lowering.level(lowering.levelLayout(statement, run, where < 0 ? null : [where + 1, end], listEnd), [target, ...from]);
  lowering.written(statement, [
    writtenWith(lowering, ctes, run[0]),
    clauseAt(set, fromWord < 0 ? listEnd : fromWord, "items", assignments, null),
    clauseAt(fromWord, listEnd, "items", from, { from: [] }),
    clauseAt(where, end, "condition", [statement.where], { where: null }),
    clauseAt(returning, run[1], "items", outputs, { returning: [] }),
  ]);
  return statement;
}

/** The FROM of an UPDATE: not that of IS DISTINCT FROM. */
function fromAfter({ line }: Lowering, [start, end]: Run): number {
  for (let at = start; at < end; at = line.after(at))
    if (line.word(at) === "FROM" && line.word(at - 1) !== "DISTINCT") return at;
  return -1;
}

function lowerInsert(lowering: Lowering, node: InsertStmt, run: Run): Insert {
  const { line } = lowering;
  const { with: ctes, start } = open(lowering, node.withClause, run);
  const target = lowerTable(lowering, node.relation ?? {});
  const [, targetEnd] = lowering.runOf(target);
  const conflict = node.onConflictClause ? conflictAt(lowering, [targetEnd, run[1]]) : -1;
  const { outputs, at: returning } = lowerReturning(lowering, node.returningClause, [
    conflict < 0 ? targetEnd : conflict,
    run[1],
  ]);
  const end = returning < 0 ? run[1] : returning;
  let from = targetEnd;
  const columnsAt = line.word(from) === "(" ? from : -1;
  const listed = (node.cols?.length ?? 0) > 0;
  const columns = (node.cols ?? []).flatMap((column) => {
    if (!("ResTarget" in column)) return [];
    const at = lowering.token(column.ResTarget.location);
    return [{ name: column.ResTarget.name ?? "", run: [at, at + 1] as const, hole: lowering.hole([at, at + 1]) }];
  });
  if (listed) from = line.after(from);
  if (line.word(from) === "OVERRIDING") from += 3;
  const source: Query | null = node.selectStmt
    ? lowerQuery(lowering, node.selectStmt, [from, conflict < 0 ? end : conflict])
    : null;
  const clauses: Clause[] = [
    [start, "statement"],
    [from, "values"],
    ...[conflict, returning].filter((at) => at >= 0).map((at) => [at, "statement"] as const),
  ];
  const statement = lowering.make<Insert>(run, {
    kind: "insert",
    with: ctes,
    target,
    columns: !listed
      ? null
      : columns.some(({ hole }) => hole)
        ? "unknown"
        : columns.map(({ name, run: at }) => ({ name, span: lowering.span(at) })),
    source,
    onConflict:
      node.onConflictClause && conflict >= 0 ? lowerOnConflict(lowering, node.onConflictClause, [conflict, end]) : null,
    returning: outputs,
    gaps: lowering.gaps(run, clauses, "with"),
    edits: lowering.context.edits,
  });
  const { columns: named, onConflict } = statement;
  lowering.written(statement, [
    writtenWith(lowering, ctes, run[0]),
    listed && named !== null && named !== "unknown"
      ? clauseAt(columnsAt, line.after(columnsAt) - 1, "items", named, null)
      : null,
    clauseAt(onConflict ? conflict : -1, end, "level", [onConflict], { onConflict: null }, 0),
    clauseAt(returning, run[1], "items", outputs, { returning: [] }),
  ]);
  return statement;
}

/** The last ON CONFLICT of an INSERT: what stands before it may be a join's ON and a column of that name. */
function conflictAt({ line }: Lowering, [start, end]: Run): number {
  let found = -1;
  for (let at = start; at < end; at = line.after(at)) {
    if (line.word(at) === "ON" && line.word(at + 1) === "CONFLICT" && ["(", "ON", "DO"].includes(line.word(at + 2)))
      found = at;
  }
  return found;
}

function lowerOnConflict(lowering: Lowering, node: OnConflictClause, run: Run): OnConflict {
  const infer: InferClause = node.infer ?? {};
  const columns = (infer.indexElems ?? []).flatMap((element) =>
    "IndexElem" in element && element.IndexElem.name ? [element.IndexElem.name] : [],
  );
  const set = lowering.line.find(run, "SET");
  const where = node.whereClause ? lowering.line.find([set, run[1]], "WHERE") : -1;
  const onConflict = lowering.make<OnConflict>(run, {
    action: node.action === "ONCONFLICT_UPDATE" ? "update" : "nothing",
    columns,
    constraint: infer.conname ?? null,
    targetWhere: infer.whereClause ? lowerExpression(lowering, infer.whereClause) : null,
    assignments: lowerAssignments(lowering, node.targetList, [set + 1, where < 0 ? run[1] : where]),
    where: node.whereClause ? lowerExpression(lowering, node.whereClause) : null,
  });
  lowering.written(onConflict, [
    clauseAt(set, where < 0 ? run[1] : where, "items", onConflict.assignments, null),
    clauseAt(where, run[1], "condition", [onConflict.where], { where: null }),
  ]);
  return onConflict;
}

function lowerMerge(lowering: Lowering, node: MergeStmt, run: Run): Merge {
  const { line } = lowering;
  const { with: ctes, start } = open(lowering, node.withClause, run);
  const target = lowerTable(lowering, node.relation ?? {});
  const using = line.find([lowering.runOf(target)[1], run[1]], "USING");
  const { outputs, at: returning } = lowerReturning(lowering, node.returningClause, [using, run[1]]);
  const end = returning < 0 ? run[1] : returning;
  const source = lowerItem(lowering, node.sourceRelation!, using + 1);
  const whens: number[] = [];
  for (let at = lowering.runOf(source)[1]; at < end; at = line.after(at)) if (line.word(at) === "WHEN") whens.push(at);
  const actions = (node.mergeWhenClauses ?? []).flatMap((clause, index) =>
    "MergeWhenClause" in clause
      ? [lowerAction(lowering, clause.MergeWhenClause, [whens[index] ?? end, whens[index + 1] ?? end])]
      : [],
  );
  const merge = lowering.make<Merge>(run, {
    kind: "merge",
    with: ctes,
    target,
    source,
    on: lowerExpression(lowering, node.joinCondition),
    actions,
    returning: outputs,
    gaps: lowering.gaps(run, [[start, "statement"]], "with"),
    edits: lowering.context.edits,
  });
  const on = lowering.runOf(source)[1];
  lowering.level(lowering.levelLayout(merge, run, [on + 1, whens[0] ?? end], end), [target, source]);
  return merge;
}

type WhenClause = Extract<Node, { MergeWhenClause: unknown }>["MergeWhenClause"];

function lowerAction(lowering: Lowering, clause: WhenClause, run: Run): MergeAction {
  const { line } = lowering;
  const whens = {
    MERGE_WHEN_NOT_MATCHED_BY_SOURCE: "not-matched-by-source",
    MERGE_WHEN_NOT_MATCHED_BY_TARGET: "not-matched",
  } as const;
  const actions = { CMD_INSERT: "insert", CMD_UPDATE: "update", CMD_DELETE: "delete" } as const;
  const action =
    clause.commandType && clause.commandType in actions
      ? actions[clause.commandType as keyof typeof actions]
      : "nothing";
  const set = line.find(run, "SET");
  let assignments: Assignment[] = [];
  if (action === "update") assignments = lowerAssignments(lowering, clause.targetList, [set + 1, run[1]]);
  if (action === "insert") {
    const values = lowerExpressions(lowering, clause.values);
    assignments = (clause.targetList ?? []).flatMap((column, index) => {
      if (!("ResTarget" in column)) return [];
      const at = lowering.token(column.ResTarget.location);
      return [
        lowering.make<Assignment>([at, at + 1], { column: column.ResTarget.name ?? "", value: values[index] ?? null }),
      ];
    });
  }
  const kind =
    clause.matchKind && clause.matchKind in whens ? whens[clause.matchKind as keyof typeof whens] : "matched";
  return lowering.make<MergeAction>(run, {
    when: kind,
    condition: clause.condition ? lowerExpression(lowering, clause.condition) : null,
    action,
    assignments,
  });
}
