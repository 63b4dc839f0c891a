import type { Catalog } from "../catalog/catalog.ts";
import { contentOf, hasUnknownText, knownItems } from "../model/clause.ts";
import type { Call, ColumnReference, Expression } from "../model/expression.ts";
import { clauseExpressions, contains, isReference, operandsOf, walk } from "./expressions.ts";
import { isKnownWhole } from "./known-schema.ts";
import type { Bound, Level, Relation, SelectLevel } from "./level.ts";
import type { Refusal } from "./refusal.ts";
import { typesOfScopes, type StatementTypes } from "./types/types-of.ts";

/** Aggregates and window functions where none may stand, and columns of a grouped level that it does not group by (chapters 4.2.7 and 7.2.3). */
export function wronglyGrouped(level: Level, catalog: Catalog): readonly Refusal[] {
  if (!isKnownWhole(catalog)) return [];
  const clauses = placesWithout(level);
  const outputs = level.kind === "select" ? knownItems(level.node.outputs).map(({ expression }) => expression) : [];
  const all = [...clauses.flatMap(({ expressions }) => expressions), ...outputs];
  // Nothing of that is asked of a level without calls and groups.
  if (!all.some((one) => contains(one, isCall)) && !(level.kind === "select" && level.groupBy !== "absent")) return [];
  const { calls } = typesOfScopes(level.scopes, catalog);
  return [...misplaced(clauses, level, calls), ...(level.kind === "select" ? ungrouped(level, calls) : [])];
}

const isCall = ({ kind }: Expression): boolean => kind === "call";

type Calls = StatementTypes["calls"];

interface Place {
  readonly clause: string;
  readonly expressions: readonly Expression[];
}

/** The places of a level that may hold no aggregate, as PostgreSQL names them. */
function placesWithout(level: Level): readonly Place[] {
  const joins = level.conditions.flatMap(({ clause, expression }) => (clause === "on" ? [expression] : []));
  const places: Place[] = level.kind === "merge" ? [] : [{ clause: "JOIN conditions", expressions: joins }];
  if ("where" in level) places.push({ clause: "WHERE", expressions: clauseExpressions(level.where) });
  if (level.kind === "select") {
    const keys = clauseExpressions(level.groupBy).flatMap((key) => (key.kind === "row" ? key.items : [key]));
    places.push({ clause: "GROUP BY", expressions: keys });
    places.push({ clause: "LIMIT", expressions: clauseExpressions(level.limit) });
    places.push({ clause: "OFFSET", expressions: clauseExpressions(level.offset) });
  }
  if (level.kind === "update")
    places.push({
      clause: "UPDATE",
      expressions: knownItems(level.assignments).flatMap(({ value }) => value ?? []),
    });
  if ("returning" in level)
    places.push({
      clause: "RETURNING",
      expressions: knownItems(contentOf(level.returning)?.outputs ?? []).map(({ expression }) => expression),
    });
  return places;
}

function misplaced(places: readonly Place[], level: Level, calls: Calls): readonly Refusal[] {
  const found: Refusal[] = [];
  for (const { clause, expressions } of places)
    for (const expression of expressions)
      walk(expression, (part) => {
        if (part.kind !== "call") return;
        const kind = kindOf(part, calls);
        if (kind === null || (kind === "aggregate" && !isOfLevel(part, level))) return;
        // Window functions come before RETURNING and LIMIT are looked at; their own message says the same.
        const code = kind === "aggregate" ? "42803" : "42P20";
        found.push(refused(part, code, `${kind} functions are not allowed in ${clause}`));
      });
  return found;
}

const refused = ({ span }: Expression, code: string, message: string): Refusal => ({
  code,
  kind: "refused",
  span,
  data: { message },
  guess: null,
});

function kindOf(call: Call, calls: Calls): "aggregate" | "window" | null {
  if (call.window) return "window";
  const kind = calls.get(call)?.kind ?? "";
  return /^[noh]$/.test(kind) || /^json_(?:array|object)agg$/.test(call.name) ? "aggregate" : null;
}

/** An aggregate belongs to the level of the columns that it reads; without any, to its own. */
function isOfLevel(call: Call, level: Level): boolean {
  if (contains(call, ({ kind }) => kind === "subquery")) return false;
  const columns: ColumnReference[] = [];
  walk(call, (part) => {
    if (isReference(part)) columns.push(part);
  });
  const bound = columns.map((column) => level.scopes.resolve(column));
  if (bound.some((one) => one === null || typeof one === "string")) return false;
  return (
    columns.length === 0 || bound.some((one) => one !== null && typeof one !== "string" && one.relation.level === level)
  );
}

/** The columns that a grouped level gives without grouping by them. */
function ungrouped(level: SelectLevel, calls: Calls): readonly Refusal[] {
  const { node, groupBy, having } = level;
  const isUnclear = groupBy === "unknown" || having === "unknown" || hasUnknownText(node.outputs);
  if (isUnclear || contentOf(groupBy)?.sets || !level.outputs.complete) return [];
  const outputs = knownItems(node.outputs).map(({ expression }) => expression);
  const after = [...clauseExpressions(having), ...clauseExpressions(level.orderBy)];
  const isAggregated = [...outputs, ...after].some((expression) =>
    contains(
      expression,
      (part) => part.kind === "call" && kindOf(part, calls) === "aggregate" && isOfLevel(part, level),
    ),
  );
  if (groupBy === "absent" && having === "absent" && !isAggregated) return [];
  const keys = keysOf(level);
  if (keys === null) return [];
  const grouped = new Grouped(keys, level, calls);
  const found = new Map<Expression, Refusal>();
  for (const expression of [...outputs, ...after]) {
    const column = grouped.firstUngrouped(expression);
    if (column) found.set(column.reference, refused(column.reference, "42803", messageOf(column.bound)));
  }
  return [...found.values()];
}

const messageOf = ({ relation, column }: Bound): string =>
  `column "${relation.name ?? ""}.${column}" must appear in the GROUP BY clause or be used in an aggregate function`;

/** What a level groups by, numbers and names of outputs replaced by what these stand for; null where that is not known. */
function keysOf(level: SelectLevel): readonly Expression[] | null {
  const keys: Expression[] = [];
  for (const key of clauseExpressions(level.groupBy).flatMap((one) =>
    one.kind === "row" ? [one, ...one.items] : [one],
  )) {
    if (contains(key, ({ kind }) => kind === "unknown")) return null;
    const output =
      key.kind === "constant" && key.type === "number"
        ? level.outputs.columns[Number(key.value) - 1]
        : key.kind === "column" && key.relation === null && typeof level.scopes.resolve(key) !== "object"
          ? level.outputs.columns.find(({ name }) => name === key.name)
          : undefined;
    if (output && !output.expression) return null;
    keys.push(output?.expression ?? key);
    // A name may be both: a column is meant before an output.
    if (key.kind === "column" && key.relation === null && !output && level.scopes.resolve(key) === null) return null;
  }
  return keys;
}

/** What the grammar itself spells like a call of a function. */
const constructs: ReadonlySet<string> = new Set(["coalesce", "greatest", "least"]);

class Grouped {
  readonly #level: SelectLevel;
  readonly #calls: Calls;
  readonly #texts: ReadonlySet<string>;
  readonly #columns = new Map<Relation, Set<string>>();

  constructor(keys: readonly Expression[], level: SelectLevel, calls: Calls) {
    this.#level = level;
    this.#calls = calls;
    for (const key of keys) {
      const bound = key.kind === "column" ? this.#boundOf(key) : null;
      for (const one of bound ? [bound, ...bound.merged] : []) {
        const names = this.#columns.get(one.relation) ?? new Set();
        this.#columns.set(one.relation, names.add(one.column));
      }
    }
    this.#texts = new Set(keys.map((key) => this.#text(key)));
  }

  /** The first column of an expression that is not grouped by; null where there is none, or it cannot be told. */
  firstUngrouped(expression: Expression): { readonly reference: ColumnReference; readonly bound: Bound } | null {
    if (this.#texts.has(this.#text(expression))) return null;
    switch (expression.kind) {
      case "column": {
        const bound = this.#boundOf(expression);
        return bound && !this.#isGrouped(bound) ? { reference: expression, bound } : null;
      }
      case "call":
        if (expression.name === "grouping") return null;
        // Of values whose types are not known it is not known either which function is called.
        if (kindOf(expression, this.#calls) === "aggregate") return null;
        if (!this.#calls.has(expression) && !constructs.has(expression.name)) return null;
        break;
      case "subquery":
        return null;
      default:
    }
    for (const operand of operandsOf(expression)) {
      const found = this.firstUngrouped(operand);
      if (found) return found;
    }
    return null;
  }

  #boundOf(reference: ColumnReference): Bound | null {
    const bound = this.#level.scopes.resolve(reference);
    if (bound === null || typeof bound === "string" || bound.relation.level !== this.#level) return null;
    return bound.relation.item?.kind === "join" ? null : bound;
  }

  /** A primary key that is grouped by decides all columns of its table. */
  #isGrouped({ relation, column, merged }: Bound): boolean {
    // Whole rows and what USING merges are not judged.
    if (column === "*" || merged.length > 0) return true;
    const names = this.#columns.get(relation);
    if (names?.has(column)) return true;
    const { source } = relation;
    const key = source.kind === "table" ? source.table.primaryKey : null;
    if (source.kind === "unknown" || source.kind === "function") return true;
    return key !== null && names !== undefined && key.every((name) => names.has(name));
  }

  /** An expression as text, columns by what they are bound to. */
  #text(expression: Expression): string {
    const ids = this.#relations;
    return JSON.stringify(expression, (key, value: unknown) => {
      if (key === "span" || key === "hole" || key === "edits") return undefined;
      if (!isReference(value)) return value;
      const bound = this.#level.scopes.resolve(value);
      if (bound === null || typeof bound === "string") return value;
      if (!ids.has(bound.relation)) ids.set(bound.relation, ids.size);
      return `${ids.get(bound.relation) ?? 0} ${bound.column}`;
    });
  }

  readonly #relations = new Map<Relation, number>();
}
