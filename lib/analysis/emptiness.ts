import type { Catalog, Table } from "../catalog/catalog.ts";
import { contentOf, hasUnknownText, knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { FromItem, RowCount } from "../model/statement.ts";
import { contains } from "./expressions.ts";
import type { Level, Relation, SelectLevel } from "./level.ts";
import { isAggregate } from "./routine-facts.ts";

/** Whether there is no row: `maybe` is sure for some data, beside any row of the levels around. */
export type Emptiness = "never" | "maybe" | "unknown";

/** Whether a level may give no row. */
export function emptinessOf(level: Level, catalog: Catalog): Emptiness {
  switch (level.kind) {
    case "select":
      return cut(ofSelect(level, catalog), level);
    case "values":
      return hasUnknownText(level.rows) ? "unknown" : cut("never", level.node);
    case "set-operation": {
      const [left, right] = [level.node.left, level.node.right].map((arm) => {
        const own = level.scopes.levelOf(arm);
        return own ? emptinessOf(own, catalog) : "unknown";
      });
      if (level.furtherArm === "unknown") return "unknown";
      if (level.operator !== "union") return left === "maybe" ? "maybe" : "unknown";
      return cut(
        left === "never" || right === "never" ? "never" : left === right ? (left ?? "unknown") : "unknown",
        level,
      );
    }
    default:
      return "unknown";
  }
}

/** Whether a query groups its rows into one, whatever there is. */
export function isAggregated(level: SelectLevel): boolean {
  if (level.groupBy !== "absent") return false;
  return (
    contentOf(level.having) !== null ||
    knownItems(level.node.outputs).some(({ expression }) => hasAggregate(expression))
  );
}

function hasAggregate(expression: Expression): boolean {
  return contains(expression, (part) => part.kind === "call" && !part.window && isAggregate(part.name));
}

/** Whether no row reaches the groups, windows and outputs of a query. */
export function inputEmptiness({ node, where, scopes }: SelectLevel, catalog: Catalog): Emptiness {
  if (hasUnknownText(node.from)) return "unknown";
  const items = knownItems(node.from).map((item) => ofItem(item, (one) => scopes.relationOf(one), catalog));
  const found = items.includes("maybe") ? "maybe" : items.includes("unknown") ? "unknown" : "never";
  if (where === "unknown") return found === "maybe" ? "maybe" : "unknown";
  return where === "absent" || found === "maybe" ? found : "unknown";
}

function ofSelect(level: SelectLevel, catalog: Catalog): Emptiness {
  if (level.groupBy === "unknown" || level.having === "unknown") return "unknown";
  const total = isAggregated(level) || contentOf(level.groupBy)?.total === true;
  if (total) return level.having === "absent" ? "never" : "unknown";
  const input = inputEmptiness(level, catalog);
  return level.having === "absent" || input === "maybe" ? input : "unknown";
}

/** What LIMIT and OFFSET leave. */
function cut(found: Emptiness, clauses: Pick<SelectLevel, "limit" | "offset"> | object): Emptiness {
  const limit = "limit" in clauses ? clauses.limit : "absent";
  const offset = "offset" in clauses ? clauses.offset : "absent";
  if (found !== "never") return found;
  return offset === "absent" && (limit === "absent" || isPositive(limit)) ? "never" : "unknown";
}

function isPositive(limit: SelectLevel["limit"]): boolean {
  const count: RowCount | null = contentOf(limit);
  return count?.count.kind === "constant" && Number(count.count.value) > 0;
}

function ofItem(item: FromItem, relationOf: (item: FromItem) => Relation | null, catalog: Catalog): Emptiness {
  if (item.kind === "join") {
    const left = ofItem(item.left, relationOf, catalog);
    const right = ofItem(item.right, relationOf, catalog);
    if (item.type === "left") return left;
    if (item.type === "right") return right;
    if (item.type === "full")
      return left === right ? left : left === "never" || right === "never" ? "never" : "unknown";
    if (left === "maybe" || right === "maybe") return "maybe";
    return item.type === "cross" && left === "never" && right === "never" ? "never" : "unknown";
  }
  const relation = relationOf(item);
  if (!relation) return "unknown";
  const { source, level } = relation;
  if (source.kind === "table") return tableEmptiness(source.table, level, catalog);
  return "level" in source && source.level && source.kind !== "view" ? emptinessOf(source.level, catalog) : "unknown";
}

/** A table may have no row, unless the levels around have a row of it or of one that refers to it. */
function tableEmptiness(table: Table, level: Level, catalog: Catalog): Emptiness {
  for (const other of tablesAround(level, catalog)) {
    if (other === null || other === table) return "unknown";
    if (
      other.foreignKeys.some(
        ({ references }) => catalog.relations.get(`${references.schema}.${references.table}`) === table,
      )
    )
      return "unknown";
  }
  return "maybe";
}

/** The tables whose rows stand beside those of a level, in the levels around it; null for what is not known. */
function tablesAround(level: Level, catalog: Catalog): ReadonlySet<Table | null> {
  const found = new Set<Table | null>();
  for (let inner = level, around = level.container; around; inner = around, around = around.container)
    for (const relation of around.relations)
      if (!("level" in relation.source && relation.source.level === inner))
        addTables(relation, catalog, found, new Set());
  return found;
}

function addTables({ source }: Relation, catalog: Catalog, found: Set<Table | null>, before: Set<Level>): void {
  if (source.kind === "table") found.add(source.table);
  else if (source.kind === "view")
    for (const key of source.view.reads ?? [""]) {
      const read = catalog.relations.get(key);
      found.add(read?.kind === "table" ? read : null);
    }
  else if ("level" in source && source.level) {
    const { level } = source;
    if (before.has(level)) return;
    before.add(level);
    for (const inner of level.scopes.levels)
      if (isWithin(inner, level)) for (const relation of inner.relations) addTables(relation, catalog, found, before);
  } else if (source.kind !== "function") found.add(null);
}

function isWithin(level: Level, around: Level): boolean {
  for (let at: Level | null = level; at; at = at.container) if (at === around) return true;
  return false;
}
