import type { Column } from "../../catalog/catalog.ts";
import { contentOf, hasUnknownText, knownItems } from "../../model/clause.ts";
import type { UnknownText } from "../../model/clause.ts";
import type { Expression } from "../../model/expression.ts";
import type { Assignment, MergeAction, OnConflict } from "../../model/statement.ts";
import { assigns } from "../assignments.ts";
import { rowsOf } from "../inheritance.ts";
import type { Bound, InsertLevel, MergeLevel, Relation } from "../level.ts";
import type { Engine } from "./engine.ts";
import { Facts } from "./facts.ts";
import { inMode, type Frame } from "./frame.ts";
import { isNull, isTrue, mayBeNull, unknowable, value, type Mask } from "./masks.ts";

type Assignments = readonly (Assignment | UnknownText)[];
/** How a row came to be what RETURNING sees. */
type Event = "insert" | "update" | "delete";

/** What RETURNING gives of a column of the table that is written to. */
export function returnedMask(bound: Bound, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { relation, of } = bound;
  const { level } = frame;
  if (!of?.column || relation.source.kind !== "table" || relation.role !== "target") return unknowable;
  if (engine.stored(of.column, relation, level) === value) return value;
  switch (level.kind) {
    case "delete":
      return engine.column(bound, inMode(frame, "row"), facts);
    case "update":
      return changed(bound, level.assignments, frame, facts, engine);
    case "insert":
      return inserted(bound, level, frame, facts, engine);
    case "merge":
      return merged(bound, frame, facts, engine);
    default:
      return unknowable;
  }
}

/** What RETURNING gives of the target's row as it was or as it is, whatever the row that is there (chapter 6.4). */
export function versionMask(bound: Bound, version: "old" | "new", frame: Frame, facts: Facts, engine: Engine): Mask {
  const { level } = frame;
  const before = inMode(frame, "row");
  const event = level.kind === "merge" ? (frame.action?.action ?? null) : level.kind;
  if (version === "new")
    return event === "delete" ? isNull : returnedMask(bound, inMode(frame, "returned"), facts, engine);
  if (event === "update" || event === "delete") return engine.column(bound, before, facts);
  if (event !== "insert" || !bound.of?.column) return unknowable;
  const isKept =
    level.kind === "insert" && contentOf(level.onConflict)?.action !== "nothing" && level.onConflict !== "absent";
  return isKept ? isNull | engine.stored(bound.of.column, bound.relation, level) : isNull;
}

/** A trigger may fill the column on the row's way into RETURNING; so may one of the table that the row is of. */
function isFilled({ source, item }: Relation, event: Event, { catalog }: Engine): boolean {
  if (source.kind !== "table") return false;
  const { table } = source;
  // What is inserted goes into the table itself or its partitions.
  const isAlone = event === "insert" ? !table.structure?.partitioned : item?.kind === "table" && item.only;
  const others = isAlone ? [] : rowsOf(table, catalog);
  return [table, ...others].some(({ triggers = [] }) =>
    triggers.some(({ timing, row, events }) => row && timing === "before" && events.includes(event)),
  );
}

/** What is assigned is computed from the row as it was. */
function changed(bound: Bound, assignments: Assignments, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { relation, of, column } = bound;
  if (isFilled(relation, "update", engine)) return unknowable;
  const before = inMode(frame, "row");
  if (of?.column?.generated)
    return (of.column.computedFrom ?? [column]).every((name) => assigns(assignments, name) === "no")
      ? engine.column(bound, before, facts)
      : engine.storedIn(of.column, relation, frame, facts);
  const assignment = knownItems(assignments).find((one) => one.column === column);
  if (!assignment) return assigns(assignments, column) === "no" ? engine.column(bound, before, facts) : unknowable;
  return assignment.value ? given(assignment.value, bound, before, facts, engine) : unknowable;
}

/** A value that a column is given; DEFAULT is the column's own. */
function given(written: Expression, { of }: Bound, frame: Frame, facts: Facts, engine: Engine): Mask {
  if (written.kind === "call" && written.name === "default") return left(of?.column ?? null, frame, engine);
  return engine.maskOf(written, frame, facts);
}

/** What a column has that is given no value: its DEFAULT, which reads no row, or that of its domain. */
function left(column: Column | null, frame: Frame, engine: Engine): Mask {
  if (!column) return unknowable;
  if (column.hasDefault) return column.defaultTo ? engine.maskOf(column.defaultTo, frame, new Facts()) : unknowable;
  return engine.catalog.types?.get(column.userType ?? "")?.form === "domain" ? unknowable : isNull;
}

/** What an INSERT gives a column. */
function inserted(bound: Bound, level: InsertLevel, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { relation, of, column } = bound;
  if (level.columns === "unknown" || level.onConflict === "unknown" || !of?.column) return unknowable;
  if (isFilled(relation, "insert", engine)) return unknowable;
  if (of.column.generated) return engine.storedIn(of.column, relation, frame, facts);
  const made = insertedMask(bound, level, frame, facts, engine);
  const conflict = contentOf(level.onConflict);
  if (!conflict || conflict.action === "nothing") return made;
  if (conflict.action === "unknown") return unknowable;
  // The row that was there before is given back.
  if (isFilled(relation, "update", engine)) return unknowable;
  const assignment = knownItems(conflict.assignments).find((one) => one.column === column);
  if (assignment ? !assignment.value : assigns(conflict.assignments, column) !== "no") return unknowable;
  const before = inMode(frame, "row");
  const known = facts.copy();
  learnConflict(conflict, level, frame, known, engine);
  if (known.impossible) return made;
  return (
    made |
    (assignment?.value ? given(assignment.value, bound, before, known, engine) : engine.column(bound, before, known))
  );
}

/** What is known of the row that was there before: it meets what DO UPDATE asks, and has the key of the row that is proposed. */
function learnConflict(conflict: OnConflict, level: InsertLevel, frame: Frame, facts: Facts, engine: Engine): void {
  const before = inMode(frame, "row");
  const where = contentOf(conflict.where);
  if (where) engine.learn(where.condition, isTrue, before, facts);
  const relation = level.target;
  for (const column of conflict.columns) {
    const of = relation.columns.find(({ name }) => name === column) ?? null;
    const key = { relation, column, of, merged: [] };
    // Of a key that is NULLS NOT DISTINCT, NULL equals NULL.
    if (!mayBeNull(insertedMask(key, level, frame, new Facts(), engine))) engine.learnColumn(key, value, before, facts);
  }
}

function insertedMask(
  bound: Bound,
  { columns, source }: InsertLevel,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): Mask {
  const { relation, of, column } = bound;
  const index =
    columns === "absent"
      ? relation.columns.findIndex(({ name }) => name === column)
      : (contentOf(columns)?.names.findIndex(({ name }) => name === column) ?? -1);
  const missing = left(of?.column ?? null, frame, engine);
  if (source === "unknown") return unknowable;
  const content = contentOf(source);
  if (!content || index < 0) return missing;
  const { query } = content;
  const level = frame.level.scopes.levelOf(query);
  if (!level) return unknowable;
  if (query.kind !== "values-query") {
    const output = level.outputs.columns[index];
    if (!level.outputs.complete) return unknowable;
    return output ? engine.outputAlone(output, engine.frameOf(level, frame.path, frame.outer)) : missing;
  }
  if (hasUnknownText(query.rows)) return unknowable;
  const inner = engine.frameOf(level, frame.path, frame.outer);
  return knownItems(query.rows).reduce<Mask>((all, row) => {
    const item = row[index];
    return all | (item ? given(item, bound, inner, facts, engine) : missing);
  }, 0);
}

/** What the row that a proposed row would have conflicted with is set beside. */
export function excludedMask(bound: Bound, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { level } = frame;
  if (level.kind !== "insert" || !bound.of?.column || isFilled(bound.relation, "insert", engine)) return unknowable;
  const stored = engine.stored(bound.of.column, bound.relation, level);
  return stored === value || bound.of.column.generated ? stored : insertedMask(bound, level, frame, facts, engine);
}

/** MERGE gives back the row of the action that was taken. */
function merged(bound: Bound, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { relation, of, column } = bound;
  const { action } = frame;
  if (!action || action.action === "nothing" || isFilled(relation, action.action, engine)) return unknowable;
  const before = inMode(frame, "row");
  if (action.action === "delete") return engine.column(bound, before, facts);
  if (action.action === "update") return changed(bound, action.assignments, frame, facts, engine);
  if (of?.column?.generated) return engine.storedIn(of.column, relation, frame, facts);
  const assignment = knownItems(action.assignments).find((one) => one.column === column);
  if (assignment?.value) return given(assignment.value, bound, before, facts, engine);
  return hasUnknownText(action.assignments) || action.assignments.length === 0
    ? unknowable
    : left(of?.column ?? null, frame, engine);
}

/** What a MERGE's action says of the rows it is taken for. */
export function learnAction(action: MergeAction, level: MergeLevel, frame: Frame, facts: Facts, engine: Engine): void {
  if (action.when === "matched") engine.learn(level.node.on, isTrue, frame, facts);
  const condition = contentOf(action.condition);
  if (condition) engine.learn(condition.condition, isTrue, frame, facts);
}
