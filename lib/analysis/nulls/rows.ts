import type { Table } from "../../catalog/catalog.ts";
import { contentOf, hasUnknownText, knownItems } from "../../model/clause.ts";
import type { Expression } from "../../model/expression.ts";
import type { FromItem, RowCount, TableFunction } from "../../model/statement.ts";
import { contains } from "../expressions.ts";
import type { Relation, SelectLevel } from "../level.ts";
import { isAggregate } from "../routine-facts.ts";
import { isOwnAggregate } from "./aggregates.ts";
import { isRedefined } from "./calls.ts";
import type { Engine } from "./engine.ts";
import type { Facts } from "./facts.ts";
import { idOf, type Frame } from "./frame.ts";
import { equatedIn, isKept, isOnly, partnersOf } from "./joins.ts";
import { isFalse, isTrue, mayBeNull, value, type Mask } from "./masks.ts";

/** Whether a query groups its rows into one, whatever there is. */
export function isAggregated(level: SelectLevel): boolean {
  if (level.groupBy !== "absent") return false;
  return (
    contentOf(level.having) !== null ||
    knownItems(level.node.outputs).some(({ expression }) =>
      contains(
        expression,
        (part) => part.kind === "call" && !part.window && isAggregate(part.name) && isOwnAggregate(part, level),
      ),
    )
  );
}

/** Whether a level gives a row; facts are those of the levels around. */
export function givesRows(frame: Frame, facts: Facts, engine: Engine): Mask {
  const { level } = frame;
  switch (level.kind) {
    case "select":
      return cut(ofSelect(level, frame, facts, engine), level);
    case "values":
      return hasUnknownText(level.rows) ? value : cut(isTrue, level.node);
    case "set-operation": {
      if (level.furtherArm === "unknown" || level.operator !== "union") return value;
      const arms = [level.node.left, level.node.right].map((arm) => {
        const own = level.scopes.levelOf(arm);
        return own ? givesRows(engine.frameOf(own, frame.path, frame), facts, engine) : value;
      });
      return cut(arms.includes(isTrue) ? isTrue : value, level);
    }
    default:
      return value;
  }
}

function ofSelect(level: SelectLevel, frame: Frame, facts: Facts, engine: Engine): Mask {
  if (level.groupBy === "unknown" || level.having === "unknown") return value;
  const having = contentOf(level.having);
  const isTotal = isAggregated(level) || contentOf(level.groupBy)?.total === true;
  if (!isTotal && hasInput(frame, facts, engine) !== isTrue) return value;
  return !having || engine.maskOf(having.condition, frame, facts) === isTrue ? isTrue : value;
}

/** Whether some row reaches the groups, windows and outputs of a query. */
export function hasInput(frame: Frame, facts: Facts, engine: Engine): Mask {
  const { level } = frame;
  if (level.kind !== "select" || hasUnknownText(level.node.from) || level.where === "unknown") return value;
  // What is locked is left out, or read again as others have left it meanwhile.
  if (level.locking !== "absent") return value;
  const rows: Frame = { ...frame, mode: "row" };
  const items = knownItems(level.node.from);
  const where = contentOf(level.where);
  const [only] = items;
  if (where && only?.kind === "table" && items.length === 1 && findsPartner(only, where.condition, rows, facts, engine))
    return isTrue;
  const known = facts.copy();
  if (!items.every((item) => hasRow(item, rows, known, engine))) return value;
  return !where || engine.maskOf(where.condition, rows, known) === isTrue ? isTrue : value;
}

/** Whether the one row that is asked for is there: a foreign key of a row around says so. */
function findsPartner(item: FromItem, condition: Expression, frame: Frame, facts: Facts, engine: Engine): boolean {
  const { level } = frame;
  const own = level.scopes.relationOf(item);
  if (!own) return false;
  const pairs = equatedIn(condition, own, (relation) => relation.level !== level && relation.role === "read", level);
  const partners = pairs && partnersOf(own, pairs, engine.catalog);
  return (
    partners !== null &&
    partners !== "unclear" &&
    partners.every((bound) => !mayBeNull(engine.column(bound, frame, facts)))
  );
}

/** What LIMIT and OFFSET leave. */
function cut(found: Mask, clauses: Pick<SelectLevel, "limit" | "offset"> | object): Mask {
  const limit = "limit" in clauses ? clauses.limit : "absent";
  const offset = "offset" in clauses ? clauses.offset : "absent";
  return offset === "absent" && (limit === "absent" || isPositive(limit)) ? found : found | isFalse;
}

function isPositive(limit: SelectLevel["limit"]): boolean {
  const count: RowCount | null = contentOf(limit);
  return count?.count.kind === "constant" && Number(count.count.value) >= 1;
}

/** Whether an item of FROM has a row for sure. */
function hasRow(item: FromItem, frame: Frame, facts: Facts, engine: Engine): boolean {
  if (item.kind === "join") {
    const [left, right] = [item.left, item.right].map((side) => () => hasRow(side, frame, facts, engine));
    if (!left || !right) return false;
    if (item.type === "left") return left();
    if (item.type === "right") return right();
    if (item.type === "full") return left() || right();
    return item.type === "cross" && left() && right();
  }
  const relation = frame.level.scopes.relationOf(item);
  if (!relation) return false;
  if (item.kind === "function") return givesSome(item, engine);
  const { source } = relation;
  if (source.kind === "table") {
    const own = new Set(frame.level.relations);
    return isFilled(source.table, relation, own, frame, facts, engine);
  }
  if (!("level" in source) || !source.level || source.kind === "view") return false;
  const inner = engine.frameOf(source.level, `${frame.path}${idOf(relation)}/`, frame);
  return givesRows(inner, facts, engine) === isTrue;
}

/** Whether a function in FROM gives a row for sure. */
export function givesSome({ name, arguments: given }: TableFunction, engine: Engine): boolean {
  if (isRedefined(name, engine)) return false;
  if (name === "unnest") return given.length === 1 && given[0]?.kind === "array" && given[0].items.length > 0;
  const [from, to, step] = given;
  if (name !== "generate_series" || step || from?.kind !== "constant" || to?.kind !== "constant") return false;
  return typeof from.value === "number" && typeof to.value === "number" && from.value <= to.value;
}

/**
 * Whether a table has a row for sure: one of it, or of a table with a key to it, stands beside those of the level, or in a level
 * around. `except`: what is asked about.
 */
export function isFilled(
  table: Table,
  relation: Relation,
  except: ReadonlySet<Relation>,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): boolean {
  for (let around: Frame | null = frame; around; around = around.outer) {
    const { level, mode } = around;
    if (mode === "returned" || (around !== frame && level.kind === "select" && hasTotal(level))) continue;
    for (const other of level.relations)
      if (!except.has(other) && other.role === "read" && refersTo(other, table, relation, around, facts, engine))
        return true;
  }
  return false;
}

function refersTo(
  other: Relation,
  table: Table,
  relation: Relation,
  frame: Frame,
  facts: Facts,
  engine: Engine,
): boolean {
  const { source } = other;
  if (source.kind !== "table") return false;
  const extensions = engine.structureOf(frame.level).extensions.get(other) ?? [];
  const isThere = () => extensions.every((extension) => engine.presence(extension, frame, facts) === isTrue);
  if (relation.item?.kind === "table" && relation.item.sampled) return false;
  // A policy may show the row in a view alone.
  if (table.rowSecurity) return false;
  if (source.table === table) return (!isOnly(relation) || isOnly(other)) && isThere();
  if (isOnly(relation) && table.structure?.partitioned) return false;
  return source.table.foreignKeys.some(
    (key) =>
      engine.catalog.relations.get(`${key.references.schema}.${key.references.table}`) === table &&
      !key.period &&
      isKept(key, other, engine.catalog) &&
      isThere() &&
      key.columns.every((column) => {
        const of = other.columns.find(({ name }) => name === column) ?? null;
        return of !== null && !mayBeNull(engine.column({ relation: other, column, of, merged: [] }, frame, facts));
      }),
  );
}

const hasTotal = (level: SelectLevel): boolean => isAggregated(level) || contentOf(level.groupBy)?.total === true;
