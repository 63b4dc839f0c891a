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
import { contentOf, type Clause, type UnknownText } from "../../../model/clause.ts";
import type {
  Assignment,
  CommonTable,
  Delete,
  Insert,
  Merge,
  MergeAction,
  OnConflict,
  Update,
} from "../../../model/statement.ts";
import type { Clause as WrittenClause } from "./level-texts.ts";
import { lowerAssignments, partOf } from "./assignments.ts";
import { conditionClause, lowerOptional, withUnknown } from "./clause.ts";
import { lowerExpression, lowerExpressions } from "./expression.ts";
import { lowerFrom, lowerItem, lowerTable } from "./from.ts";
import { lowerReturning, returningAt, returningClause } from "./outputs.ts";
import { lowerQuery } from "./query.ts";
import { lowerWith, writtenWith } from "./with.ts";
import { given, type Lowering, type WrittenLists } from "./lowering.ts";
import type { Run } from "../tokens/token-line.ts";

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
  of: string,
  [at, end]: Run,
  kind: "items" | "condition" | "level",
  nodes: readonly (object | null)[],
  without: unknown,
  words = 1,
): WrittenLists[number] {
  if (at < 0) return null;
  return {
    word: [at, at + words],
    list: [at + words, end],
    kind,
    nodes: nodes.filter((node) => node !== null),
    of,
    without: without === null ? null : { [of]: without },
  };
}

function lowerDelete(lowering: Lowering, node: DeleteStmt, run: Run): Delete {
  const { line } = lowering;
  const { with: ctes, start } = open(lowering, node.withClause, run);
  const target = lowerTable(lowering, node.relation ?? {});
  const [, targetEnd] = lowering.runOf(target);
  const returning = returningAt(lowering, node.returningClause, [targetEnd, run[1]]);
  const end = returning < 0 ? run[1] : returning;
  const where = node.whereClause ? line.find([targetEnd, end], "WHERE") : -1;
  const listEnd = where < 0 ? end : where;
  const word = node.usingClause?.length ? line.find([targetEnd, listEnd], "USING") : -1;
  const using = lowerFrom(lowering, node.usingClause, [word + 1, listEnd]);
  const condition = lowerOptional(lowering, node.whereClause);
  const outputs = lowerReturning(lowering, node.returningClause, [returning, run[1]]);
  const texts = lowering.texts(run, written([start, "from"], [where, "where"], [returning, "returning"]), "with");
  const statement = lowering.make<Delete>(run, {
    kind: "delete",
    with: [...ctes, ...texts.of("with")],
    target,
    using: [...using, ...texts.of("from")],
    where: conditionClause(lowering, condition, texts.of("where")),
    returning: returningClause(outputs, node.returningClause, texts),
    edits: lowering.context.edits,
  });
  const layout = lowering.levelLayout(statement, run, where < 0 ? null : [where + 1, end], listEnd, texts, {
    head: lowering.text([start, start + 2]),
    target: lowering.text(lowering.runOf(target)),
    using: word < 0 ? null : { word: lowering.text([word, word + 1]), items: lowering.text([word + 1, listEnd]) },
    returning: returning < 0 ? null : lowering.text([returning, run[1]]),
  });
  lowering.level(layout, [target, ...using]);
  lowering.written(statement, [
    writtenWith(lowering, ctes, run[0]),
    clauseAt("using", [word, listEnd], "items", using, []),
    clauseAt("where", [where, end], "condition", [condition], "absent"),
    clauseAt("returning", [returning, run[1]], "items", outputs ?? [], "absent"),
  ]);
  return statement;
}

function lowerUpdate(lowering: Lowering, node: UpdateStmt, run: Run): Update {
  const { line } = lowering;
  const { with: ctes, start } = open(lowering, node.withClause, run);
  const target = lowerTable(lowering, node.relation ?? {});
  const [, targetEnd] = lowering.runOf(target);
  const returning = returningAt(lowering, node.returningClause, [targetEnd, run[1]]);
  const end = returning < 0 ? run[1] : returning;
  const set = line.find([targetEnd, end], "SET");
  const where = node.whereClause ? line.find([set + 1, end], "WHERE") : -1;
  const listEnd = where < 0 ? end : where;
  const fromWord = node.fromClause?.length ? fromAfter(lowering, [set + 1, listEnd]) : -1;
  const assignments = lowerAssignments(lowering, node.targetList, [set + 1, fromWord < 0 ? listEnd : fromWord]);
  const from = lowerFrom(lowering, node.fromClause, [fromWord + 1, listEnd]);
  const condition = lowerOptional(lowering, node.whereClause);
  const outputs = lowerReturning(lowering, node.returningClause, [returning, run[1]]);
  const texts = lowering.texts(
    run,
    written([start, "target"], [set, "set"], [fromWord, "from"], [where, "where"], [returning, "returning"]),
    "with",
  );
  const statement = lowering.make<Update>(run, {
    kind: "update",
    with: [...ctes, ...texts.of("with")],
    target,
    assignments: [...assignments, ...texts.of("set")],
    // Between the target and SET only an alias can stand, by which the relation would be known.
    from: [...from, ...new Set([...texts.of("target"), ...texts.of("from")])],
    where: conditionClause(lowering, condition, texts.of("where")),
    returning: returningClause(outputs, node.returningClause, texts),
    edits: lowering.context.edits,
  });
  const layout = lowering.levelLayout(statement, run, where < 0 ? null : [where + 1, end], listEnd, texts);
  lowering.level(layout, [target, ...from]);
  lowering.written(statement, [
    writtenWith(lowering, ctes, run[0]),
    clauseAt("assignments", [set, fromWord < 0 ? listEnd : fromWord], "items", assignments, null),
    clauseAt("from", [fromWord, listEnd], "items", from, []),
    clauseAt("where", [where, end], "condition", [condition], "absent"),
    clauseAt("returning", [returning, run[1]], "items", outputs ?? [], "absent"),
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
  const returning = returningAt(lowering, node.returningClause, [conflict < 0 ? targetEnd : conflict, run[1]]);
  const end = returning < 0 ? run[1] : returning;
  let from = targetEnd;
  const columnsAt = line.word(from) === "(" && node.cols?.length ? from : -1;
  if (node.cols?.length) from = line.after(from);
  if (line.word(from) === "OVERRIDING") from += 3;
  const source: Insert["source"] = node.selectStmt
    ? { kind: "is", query: lowerQuery(lowering, node.selectStmt, [from, conflict < 0 ? end : conflict]) }
    : "absent";
  const onConflict =
    node.onConflictClause && conflict >= 0 ? lowerOnConflict(lowering, node.onConflictClause, [conflict, end]) : null;
  const outputs = lowerReturning(lowering, node.returningClause, [returning, run[1]]);
  const texts = lowering.texts(
    run,
    written([start, "target"], [from, "values"], [conflict, "conflict"], [returning, "returning"]),
    "with",
  );
  const statement = lowering.make<Insert>(run, {
    kind: "insert",
    with: [...ctes, ...texts.of("with")],
    target,
    columns: lowerColumns(lowering, node.cols, texts.of("target")),
    source,
    onConflict: onConflict ? onConflict(texts.of("conflict")) : texts.missing("conflict"),
    returning: returningClause(outputs, node.returningClause, texts),
    edits: lowering.context.edits,
  });
  lowering.written(statement, [
    writtenWith(lowering, ctes, run[0]),
    clauseAt(
      "columns",
      [columnsAt, line.after(columnsAt) - 1],
      "items",
      contentOf(statement.columns)?.names ?? [],
      null,
    ),
    clauseAt("onConflict", [conflict, end], "level", [contentOf(statement.onConflict)], "absent", 0),
    clauseAt("returning", [returning, run[1]], "items", outputs ?? [], "absent"),
  ]);
  return statement;
}

function lowerColumns(
  lowering: Lowering,
  nodes: readonly Node[] | undefined,
  texts: readonly UnknownText[],
): Insert["columns"] {
  if (!nodes?.length) return texts.length > 0 ? "unknown" : "absent";
  const columns = nodes.flatMap((column) => ("ResTarget" in column ? [column.ResTarget] : []));
  const runs = columns.map(({ location }): Run => [lowering.token(location), lowering.token(location) + 1]);
  if (runs.some((run) => lowering.hole(run))) return "unknown";
  return {
    kind: "is",
    names: columns.map(({ name = "", indirection }, index) => ({
      name,
      ...(indirection && { part: partOf(indirection) }),
      span: lowering.span(runs[index] ?? lowering.run),
    })),
  };
}

/** The clauses of those that are written. */
const written = (...clauses: readonly WrittenClause[]): readonly WrittenClause[] => clauses.filter(([at]) => at >= 0);

/** The last ON CONFLICT of an INSERT: what stands before it may be a join's ON and a column of that name. */
function conflictAt({ line }: Lowering, [start, end]: Run): number {
  let found = -1;
  for (let at = start; at < end; at = line.after(at)) {
    if (line.word(at) === "ON" && line.word(at + 1) === "CONFLICT" && ["(", "ON", "DO"].includes(line.word(at + 2)))
      found = at;
  }
  return found;
}

/** ON CONFLICT; what is made of it when the statement's own texts are known. */
function lowerOnConflict(
  lowering: Lowering,
  node: OnConflictClause,
  run: Run,
): (texts: readonly UnknownText[]) => Clause<OnConflict> {
  const infer: InferClause = node.infer ?? {};
  const columns = (infer.indexElems ?? []).flatMap((element) =>
    "IndexElem" in element && element.IndexElem.name ? [element.IndexElem.name] : [],
  );
  const action = lowering.line.find(run, "DO");
  const target: Run = action > run[0] + 2 ? [run[0] + 2, action] : run;
  const hasExpressions =
    (infer.indexElems ?? []).some(
      (element) =>
        "IndexElem" in element && (!element.IndexElem.name || element.IndexElem.opclass || element.IndexElem.collation),
    ) || lowering.hole(target) !== null;
  const set = lowering.line.find(run, "SET");
  const where = node.whereClause ? lowering.line.find([set, run[1]], "WHERE") : -1;
  const isUpdate = node.action === "ONCONFLICT_UPDATE";
  const assignments = lowerAssignments(lowering, node.targetList, [set + 1, where < 0 ? run[1] : where]);
  const targetWhere = conditionClause(lowering, lowerOptional(lowering, infer.whereClause));
  const condition = lowerOptional(lowering, node.whereClause);
  return (texts) => {
    const onConflict = lowering.make<{ readonly kind: "is" } & OnConflict>(run, {
      kind: "is",
      action: isUpdate ? "update" : lowering.hole([action, action + 2]) ? "unknown" : "nothing",
      columns,
      ...(hasExpressions && { hasExpressions }),
      constraint: infer.conname ?? null,
      targetSpan: lowering.span(target),
      targetWhere,
      assignments: isUpdate && where < 0 ? [...assignments, ...texts] : assignments,
      where: conditionClause(lowering, condition, isUpdate ? texts : []),
    });
    lowering.written(onConflict, [
      clauseAt("assignments", [set, where < 0 ? run[1] : where], "items", assignments, null),
      clauseAt("where", [where, run[1]], "condition", [condition], "absent"),
    ]);
    return onConflict;
  };
}

function lowerMerge(lowering: Lowering, node: MergeStmt, run: Run): Merge {
  const { line } = lowering;
  const { with: ctes, start } = open(lowering, node.withClause, run);
  const target = lowerTable(lowering, node.relation ?? {});
  const using = line.find([lowering.runOf(target)[1], run[1]], "USING");
  const returning = returningAt(lowering, node.returningClause, [using, run[1]]);
  const end = returning < 0 ? run[1] : returning;
  const source = lowerItem(lowering, given(node.sourceRelation), using + 1);
  const whens: number[] = [];
  for (let at = lowering.runOf(source)[1]; at < end; at = line.after(at)) if (line.word(at) === "WHEN") whens.push(at);
  const actions = (node.mergeWhenClauses ?? []).flatMap((clause, index) =>
    "MergeWhenClause" in clause
      ? [lowerAction(lowering, clause.MergeWhenClause, [whens[index] ?? end, whens[index + 1] ?? end])]
      : [],
  );
  const on = lowering.runOf(source)[1];
  const condition = lowerExpression(lowering, node.joinCondition);
  const outputs = lowerReturning(lowering, node.returningClause, [returning, run[1]]);
  const texts = lowering.texts(
    run,
    written([start, "target"], [on, "on"], [whens[0] ?? -1, "actions"], [returning, "returning"]),
    "with",
  );
  const merge = lowering.make<Merge>(run, {
    kind: "merge",
    with: [...ctes, ...texts.of("with")],
    target,
    source,
    on: withUnknown(lowering, condition, [...texts.of("target"), ...texts.of("on")]),
    actions: [...actions, ...texts.of("actions")],
    returning: returningClause(outputs, node.returningClause, texts),
    edits: lowering.context.edits,
  });
  lowering.level(lowering.levelLayout(merge, run, [on + 1, whens[0] ?? end], end, texts), [target, source]);
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
  let assignments: readonly (Assignment | UnknownText)[] = [];
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
    condition: conditionClause(lowering, lowerOptional(lowering, clause.condition)),
    action,
    assignments,
  });
}
