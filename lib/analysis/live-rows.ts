import type { Table } from "../catalog/catalog.ts";
import { namesDeletion } from "../catalog/soft-delete.ts";
import { contentOf, hasUnknownText, knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { LiveValue, SoftDeleteColumn, TableReference } from "../model/statement.ts";
import { Answers } from "./answers.ts";
import { equalColumns, isInside } from "./equal-columns.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, clauseExpressions, walk } from "./expressions.ts";
import { carriesMark } from "./carried-mark.ts";
import { guardsDeletion } from "./deletion-guard.ts";
import { isListEnd, isListPosition } from "./list-position.ts";
import { isStalenessProbe } from "./outer-probe.ts";
import { answerOf, asksAbout, strongest, type Answer, type Subject } from "./soft-delete-conditions.ts";
import type { Bound, Level, OutputColumn, Relation, StatementScopes } from "./level.ts";

/**
 * Whether the rows a relation gives to its statement are live ones.
 * `filtered`: surely. `deleted`: surely none is. `deliberate`: the statement asks for the column in another way, so its author
 * thought of it. `unknown`: a part that may filter could not be read. The rest let deleted rows through: `slip` has the column
 * as one side of an OR, `late` filters after an outer join, `missing` says nothing.
 */
export type Liveness = "filtered" | "deleted" | "deliberate" | "unknown" | "slip" | "late" | "missing";

/** A relation that reads a table with a soft-delete column, and what that column is called there. */
export interface SoftDeleted {
  readonly relation: Relation;
  readonly item: TableReference;
  readonly table: Table;
  readonly column: SoftDeleteColumn;
}

export type SoftDeleteOf = (table: Table) => SoftDeleteColumn | null;

/**
 * Every relation of a statement that stands for a table with a soft-delete column, or for a view that hands its rows on, deleted
 * ones among them, with the column.
 */
export function softDeletedRelations(scopes: StatementScopes, softDelete: SoftDeleteOf): readonly SoftDeleted[] {
  return scopes.levels.flatMap((level) =>
    level.relations.flatMap((relation) => softDeleted(relation, softDelete) ?? []),
  );
}

/** What marks the deleted rows of a relation; null where nothing does. */
export function softDeleted(relation: Relation, softDelete: SoftDeleteOf): SoftDeleted | null {
  const { item, source } = relation;
  if (item?.kind !== "table" || relation.role === "excluded") return null;
  const found =
    source.kind === "table"
      ? ownColumn(source.table, softDelete)
      : source.kind === "view"
        ? columnThrough(relation, softDelete)
        : null;
  if (!found) return null;
  // Column aliases rename by position.
  const visible =
    item.columnAliases.length > 0
      ? relation.columns.find((column) => column.column?.name === found.column.column)?.name
      : null;
  return { relation, item, table: found.table, column: visible ? { ...found.column, column: visible } : found.column };
}

function ownColumn(table: Table, softDelete: SoftDeleteOf) {
  const column = softDelete(table);
  return column && { table, column };
}

// A view that does not filter, and shows the column, leaves the filter to its readers.
function columnThrough(
  { source, columns }: Relation,
  softDelete: SoftDeleteOf,
): { table: Table; column: SoftDeleteColumn } | null {
  if (source.kind !== "view" || !source.level || !passesRowsOn(source.level)) return null;
  for (const { name, output } of columns) {
    let bound = output?.bound ?? null;
    while (bound && (bound.relation.source.kind === "cte" || bound.relation.source.kind === "derived"))
      bound = bound.of?.output?.bound ?? null;
    const inner = bound && softDeleted(bound.relation, softDelete);
    if (!inner || inner.column.column !== bound?.column) continue;
    if (letsDeletedThrough.has(livenessOf(inner, softDelete)))
      return { table: inner.table, column: { ...inner.column, column: name } };
  }
  return null;
}

const letsDeletedThrough: ReadonlySet<Liveness> = new Set(["missing", "slip", "late"]);

/** Whether the rows of a relation are live where they count. `looked`: the columns the program looks at in the rows it gets. */
export function livenessOf(
  subject: SoftDeleted,
  softDelete: SoftDeleteOf,
  looked: ReadonlySet<string> = new Set(),
): Liveness {
  return judgeOf(subject.relation.level.scopes, softDelete, looked).relation(subject.relation, subject.column);
}

const judges = new WeakMap<StatementScopes, readonly Judge[]>();

/** One judge serves all relations of a statement, so that what one says of another is worked out once. */
function judgeOf(scopes: StatementScopes, softDelete: SoftDeleteOf, looked: ReadonlySet<string>): Judge {
  const before = judges.get(scopes) ?? [];
  const known = before.find((judge) => judge.serves(softDelete, looked));
  if (known) return known;
  const judge = new Judge(softDelete, looked);
  // One with, one without what callers look at.
  judges.set(scopes, [judge, ...before.slice(0, 1)]);
  return judge;
}

/** How many judgements were worked out so far: tests hold their number, since time says little. */
export const judgements = { made: 0 };

class Judge {
  readonly #softDelete: SoftDeleteOf;
  readonly #looked: ReadonlySet<string>;
  readonly #answers = new Answers<Liveness>("missing", "unknown");
  readonly #own = new Answers<Answer>(null, null);

  constructor(softDelete: SoftDeleteOf, looked: ReadonlySet<string>) {
    this.#softDelete = softDelete;
    this.#looked = looked;
  }

  serves(softDelete: SoftDeleteOf, looked: ReadonlySet<string>): boolean {
    if (this.#softDelete !== softDelete || this.#looked.size !== looked.size) return false;
    return this.#looked === looked || [...looked].every((name) => this.#looked.has(name));
  }

  relation(relation: Relation, { column, live }: Pick<SoftDeleteColumn, "column" | "live">): Liveness {
    return this.#answers.of(relation, `${column} ${typeof live} ${String(live)}`, () => {
      judgements.made++;
      return this.#judge({ relation, column, live });
    });
  }

  #judge(subject: Subject): Liveness {
    const { relation } = subject;
    const { level } = relation;
    const own = this.#ownAnswer(subject);
    if (own === "live") return "filtered";
    if (own === "deleted") return "deleted";
    const pinned = this.#pinned(relation);
    if (pinned === "filtered" || pinned === "deleted") return pinned;
    const outside = this.#outside(subject);
    if (outside === "filtered" || outside === "deleted") return outside;
    const twin = this.#byTwins(subject);
    if (twin === "filtered" || twin === "deleted") return twin;
    if (
      own === "deliberate" ||
      pinned === "deliberate" ||
      outside === "deliberate" ||
      twin === "deliberate" ||
      asksElsewhere(level, subject)
    )
      return "deliberate";
    if (own === "unknown" || pinned === "unknown" || outside === "unknown" || mayFilter(level)) return "unknown";
    if (own === "slip" || outside === "slip") return "slip";
    if (this.#readsTrash(relation) || isListPosition(relation) || isListEnd(relation) || guardsDeletion(relation))
      return "deliberate";
    if (carriesMark(subject) || isStalenessProbe(relation)) return "deliberate";
    const afterJoin = strongest(conditionsOn(relation).late.map((condition) => answerOf(condition, subject)));
    if (afterJoin === "deleted" || afterJoin === "deliberate") return "deliberate";
    return afterJoin === "live" || outside === "late" ? "late" : afterJoin === "unknown" ? "unknown" : "missing";
  }

  /** Beside rows that were all deleted (a trash can, a purge), deleted rows of other tables are meant to be seen. */
  #readsTrash(relation: Relation): boolean {
    return relation.level.relations.some((other) => {
      const subject = other === relation ? null : softDeleted(other, this.#softDelete);
      if (!subject || other.source.kind !== "table") return false;
      const { column, live } = subject.column;
      return this.#ownAnswer({ relation: other, column, live }) === "deleted";
    });
  }

  /** What the conditions that bind a relation's rows say. */
  #ownAnswer(subject: Subject): Answer {
    const { relation, column, live } = subject;
    return this.#own.of(relation, `${column} ${typeof live} ${String(live)}`, () =>
      strongest(conditionsOn(relation).binding.map((condition) => answerOf(condition, subject))),
    );
  }

  /** What is said of another mark of the same rows says the same: `deleted = false` beside `deleted_at`. */
  #byTwins(subject: Subject): Liveness {
    const found = twinsOf(subject).map((twin): Liveness => {
      const own = this.#ownAnswer(twin);
      if (own === "live") return "filtered";
      if (own === "deleted" || own === "deliberate") return own;
      return asksElsewhere(subject.relation.level, twin) ? "deliberate" : this.#outside(twin);
    });
    return pinning.find((liveness) => liveness !== "unknown" && found.includes(liveness)) ?? "missing";
  }

  /** The rows are those of another relation of the same table, by its whole primary key or ctid: what holds there holds here. */
  #pinned(relation: Relation): Liveness {
    const table = softDeleted(relation, this.#softDelete)?.table;
    const keys = table && keysThrough(relation, table);
    const found = [...(keys ? [keys] : []), ["ctid"]].map((names) =>
      table
        ? this.#pinnedBy({ table, keys: names === keys ? (table.primaryKey ?? []) : names }, relation, names)
        : "missing",
    );
    return pinning.find((liveness) => found.includes(liveness)) ?? "missing";
  }

  /** `names`: the columns of `relation` that hold the key of a row of the table, in its order. */
  #pinnedBy(row: RowKey, relation: Relation, names: readonly string[]): Liveness {
    const { schema, name } = row.table;
    return this.#answers.of(relation, JSON.stringify([schema, name, row.keys, names]), () => {
      judgements.made++;
      const own = this.#pinnedByTwin(row, relation, names);
      if (own === "filtered" || own === "deleted") return own;
      const around = this.#pinnedAround(row, relation, names);
      return around === "missing" ? own : around;
    });
  }

  #pinnedByTwin(row: RowKey, relation: Relation, names: readonly string[]): Liveness {
    const equal = equalColumns(relation, names);
    if (!equal) return "unknown";
    const found: Liveness[] = [];
    for (const other of new Set(equal[0]?.map((column) => column.relation))) {
      const twin =
        other !== relation &&
        other.source.kind === "table" &&
        other.source.table === row.table &&
        row.keys.every((key, index) =>
          equal[index]?.some((column) => column.relation === other && column.column === key),
        );
      if (!twin) continue;
      const { view = false, through = null } = equal[0]?.find((column) => column.relation === other) ?? {};
      const column = softDeleted(other, this.#softDelete)?.column;
      // Inside a view other names are in sight.
      const judge = view ? judgeOf(other.level.scopes, this.#softDelete, new Set()) : this;
      if (column) found.push(judge.relation(other, column));
      const reader = view && through && through !== relation ? softDeleted(through, this.#softDelete) : null;
      if (reader?.table === row.table) found.push(this.relation(reader.relation, reader.column));
    }
    return pinning.find((liveness) => found.includes(liveness)) ?? "missing";
  }

  /** The key is handed out to the levels around, and pinned there. */
  #pinnedAround(row: RowKey, relation: Relation, names: readonly string[]): Liveness {
    const { level } = relation;
    const indexes = names.map((name) =>
      level.outputs.columns.findIndex(({ bound }) => isBoundTo(bound, relation, name)),
    );
    if (indexes.includes(-1) || !(passesRowsOn(level) || groupsBy(level, relation, names))) return "missing";
    if (level.use === "arm") return this.#pinnedBeside(row, level, indexes);
    const readers =
      level.use === "expression"
        ? this.#testedAgainst(level, indexes)
        : level.use === "derived" || level.use === "cte"
          ? this.#readersOf(level).map((reader) => ({
              relation: reader,
              names: indexes.map(
                (index) => reader.columns.find((column) => column.output === level.outputs.columns[index])?.name,
              ),
            }))
          : [];
    const found = readers.map((reader): Liveness => {
      if (level.use !== "expression" && isInside(reader.relation.level, level)) return "missing";
      const known = reader.names.filter((name) => name !== undefined);
      if (known.length < names.length) return "missing";
      return this.#rowOf(row, reader.relation, known);
    });
    return found.length > 0 && found.every((liveness) => liveness === found[0]) ? (found[0] ?? "missing") : "missing";
  }

  /** A row of an INTERSECT, or of the right side of EXCEPT, counts only where the other side has its equal. */
  #pinnedBeside(row: RowKey, level: Level, indexes: readonly number[]): Liveness {
    const node = level.container?.node;
    if (
      node?.kind !== "set-operation" ||
      node.operator === "union" ||
      (node.operator === "except" && node.right !== level.node)
    )
      return "missing";
    const beside = level.scopes.levelOf(node.left === level.node ? node.right : node.left);
    const bounds = indexes.map((index) => beside?.outputs.columns[index]?.bound).filter((bound) => bound != null);
    const other = bounds[0]?.relation;
    if (
      !other ||
      bounds.length < indexes.length ||
      !bounds.every(({ relation, merged }) => relation === other && merged.length === 0)
    )
      return "missing";
    return this.#rowOf(
      row,
      other,
      bounds.map(({ column }) => column),
    );
  }

  /** The row that some columns of a relation hold the key of: the relation's own, or one it is pinned to. */
  #rowOf(row: RowKey, relation: Relation, names: readonly string[]): Liveness {
    const { source, columns } = relation;
    const itself =
      source.kind === "table" &&
      source.table === row.table &&
      row.keys.every((key, index) => columns.find(({ name }) => name === names[index])?.column?.name === key);
    const column = itself ? softDeleted(relation, this.#softDelete)?.column : null;
    const liveness = column ? this.relation(relation, column) : "missing";
    return liveness === "filtered" || liveness === "deleted" ? liveness : this.#pinnedBy(row, relation, names);
  }

  /** `id IN (SELECT …)`: the relation and columns that are looked for among the rows of a subquery. */
  #testedAgainst(
    level: Level,
    indexes: readonly number[],
  ): readonly { readonly relation: Relation; readonly names: readonly (string | undefined)[] }[] {
    const tests: Expression[] = [];
    for (const { expression } of level.container?.conditions ?? [])
      walk(expression, (part) => {
        if (part.kind !== "subquery" || part.form !== "any" || part.operator !== "=" || !part.operand) return;
        if (level.scopes.levelOf(part.query) === level) tests.push(part.operand);
      });
    return tests
      .map((operand) => {
        const operands = operand.kind === "row" ? operand.items : [operand];
        const bounds = indexes.map((index) => (operands[index] ? boundOf(operands[index], level.scopes) : null));
        const relation = bounds[0]?.relation;
        return relation && bounds.every((bound) => bound?.relation === relation)
          ? { relation, names: bounds.map((bound) => bound?.column) }
          : null;
      })
      .filter((test) => test !== null);
  }

  #readersOf(level: Level): readonly Relation[] {
    return level.scopes.levels.flatMap(({ relations }) =>
      relations.filter(({ source }) => "level" in source && source.level === level),
    );
  }

  /** The filter stands in a level around this one, over a plain projection of the column. */
  #outside({ relation, column, live }: Subject): Liveness {
    return this.#outsideOf(
      relation.level,
      (outputs) => outputs.findIndex(({ bound }) => isBoundTo(bound, relation, column)),
      live,
    );
  }

  #outsideOf(level: Level, indexIn: (outputs: readonly OutputColumn[]) => number, live: LiveValue): Liveness {
    const { columns, complete } = level.outputs;
    const index = indexIn(columns);
    const output = columns[index];
    if (level.use === "top" || level.use === "view") {
      return output?.name != null && this.#looked.has(output.name) ? "deliberate" : "missing";
    }
    if (level.use === "arm") {
      const { container } = level;
      return output && complete && container ? this.#outsideOf(container, () => index, live) : "missing";
    }
    if (level.use !== "derived" && level.use !== "cte") return "missing";
    const readers = this.#readersOf(level);
    // A recursive CTE walks on from every row it found, whatever the filter at the end leaves.
    const within = readers.filter((reader) => isInside(reader.level, level));
    const outer = readers.filter((reader) => !within.includes(reader));
    // A query in WITH that nobody reads is not run (chapter 7.8.3).
    if (outer.length === 0) return "filtered";
    if (!output) return "missing";
    const found = outer.map((reader): Liveness => {
      const name = reader.columns.find(
        (of) =>
          of.output === output ||
          (of.output !== null &&
            level.node.kind === "set-operation" &&
            of.output.name === output.name &&
            columns[index] === output),
      )?.name;
      return name === undefined ? "missing" : this.relation(reader, { column: name, live });
    });
    const all = (...accepted: readonly Liveness[]) => found.every((liveness) => accepted.includes(liveness));
    const plain = passesRowsOn(level) && within.length === 0;
    if (all("filtered")) return plain ? "filtered" : "deliberate";
    if (all("deleted")) return plain ? "deleted" : "deliberate";
    if (all("filtered", "deleted", "deliberate")) return "deliberate";
    if (all("filtered", "deleted", "deliberate", "unknown")) return "unknown";
    return found.includes("slip") ? "slip" : found.includes("late") ? "late" : "missing";
  }
}

/** A row of a table, by columns that say which one it is. */
interface RowKey {
  readonly table: Table;
  readonly keys: readonly string[];
}

/** What a row tells of another one that it is, what says most first. */
const pinning = ["filtered", "deleted", "deliberate", "unknown"] as const;

/** The other columns of a relation that mark deleted rows by their names. */
function twinsOf({ relation, column: mark }: Subject): readonly Subject[] {
  return relation.columns.flatMap(({ name, column }) =>
    name !== mark && column && namesDeletion(column.name)
      ? { relation, column: name, live: column.type === "boolean" ? false : null }
      : [],
  );
}

function boundOf(expression: Expression, scopes: StatementScopes): Bound | null {
  const plain = bare(expression);
  const bound = plain.kind === "column" ? scopes.resolve(plain) : null;
  return bound !== null && typeof bound === "object" && bound.merged.length === 0 ? bound : null;
}

/** Whether text of unknown content may restrict a level's rows, or ask for a column of them: never that of ORDER BY or LIMIT. */
export function mayFilter({ node }: Level): boolean {
  if ("with" in node && hasUnknownText(node.with)) return true;
  switch (node.kind) {
    case "select-query":
      return node.where === "unknown" || hasUnknownText(node.outputs) || hasUnknownText(node.from);
    case "update":
      return node.where === "unknown" || hasUnknownText(node.assignments) || hasUnknownText(node.from);
    case "delete":
      return node.where === "unknown" || hasUnknownText(node.using);
    case "merge":
      return hasUnknownText(node.actions);
    case "insert":
    case "values-query":
    case "set-operation":
    case "truncate":
      return false;
  }
}

/** A level whose rows are rows of its relations, each kept or dropped by its own: a filter may as well stand outside. */
function passesRowsOn({ node }: Level): boolean {
  if (node.kind === "set-operation") return node.limit === "absent" && node.offset === "absent";
  if (node.kind !== "select-query" || hasUnknownText([...node.with, ...node.outputs, ...node.from])) return false;
  const computes = knownItems(node.outputs).some(({ expression }) =>
    hasCall(expression, (call) => call.window || aggregates.has(call.name)),
  );
  return (
    node.groupBy === "absent" &&
    node.distinctOn.length === 0 &&
    node.limit === "absent" &&
    node.offset === "absent" &&
    node.having === "absent" &&
    !computes
  );
}

const aggregates: ReadonlySet<string> = new Set([
  "count",
  "sum",
  "min",
  "max",
  "avg",
  "array_agg",
  "string_agg",
  "json_agg",
  "jsonb_agg",
  "bool_and",
  "bool_or",
  "every",
]);

function hasCall(expression: Expression, test: (call: Expression & { kind: "call" }) => boolean): boolean {
  if (expression.kind === "call") return test(expression) || expression.arguments.some((part) => hasCall(part, test));
  return expression.kind === "cast" && hasCall(expression.operand, test);
}

/** The level asks whether the row is deleted elsewhere: in what it gives, in HAVING, in what it assigns. */
function asksElsewhere({ node, use }: Level, subject: Subject): boolean {
  const asks = (expression: Expression | null) => expression !== null && asksAbout(expression, subject);
  switch (node.kind) {
    case "select-query": {
      const outputs = knownItems(node.outputs);
      // Of a row that gives nothing but this column, nothing else can be wanted.
      if (
        use === "top" &&
        node.outputs.length === 1 &&
        outputs.every(
          ({ expression }) =>
            answerOf(
              { kind: "null-test", negated: false, operand: expression, span: expression.span },
              { ...subject, live: null },
            ) === "live",
        )
      )
        return true;
      return (
        outputs.some(({ expression }) => asks(expression)) ||
        clauseExpressions(node.orderBy, node.groupBy, node.having).some(asks)
      );
    }
    case "merge":
      return asks(node.on) || knownItems(node.actions).some(({ condition }) => clauseExpressions(condition).some(asks));
    case "update":
      return knownItems(node.assignments).some(({ value }) => asks(value));
    default:
      return false;
  }
}

function isBoundTo(bound: Bound | null, relation: Relation, column: string): boolean {
  if (!bound) return false;
  if (bound.relation === relation && bound.column === column) return true;
  return bound.merged.some((side) => side.relation === relation && side.column === column);
}

/** What the primary key of a table is called in a relation that gives its rows, itself or a view of it; null where it has not all of it. */
function keysThrough({ columns }: Relation, table: Table): readonly string[] | null {
  if (!table.primaryKey?.length) return null;
  const names = table.primaryKey.map(
    (key) =>
      columns.find(({ column, output }) => {
        let bound = output?.bound ?? null;
        while (bound?.of?.output) bound = bound.of.output.bound;
        return column
          ? column.name === key
          : bound?.relation.source.kind === "table" &&
              bound.relation.source.table === table &&
              bound.of?.column?.name === key;
      })?.name,
  );
  return names.every((name) => name !== undefined) ? names : null;
}

/** Each group of a level has one row of the relation at most: the key is among what it groups by. */
function groupsBy(level: Level, relation: Relation, names: readonly string[]): boolean {
  const grouping = level.kind === "select" ? contentOf(level.groupBy) : null;
  if (level.kind !== "select" || !grouping || grouping.sets) return false;
  const { node, limit, offset } = level;
  if (contentOf(limit) || contentOf(offset) || node.distinctOn.length > 0) return false;
  if (knownItems(node.outputs).some(({ expression }) => hasCall(expression, (call) => call.window))) return false;
  return names.every((name) =>
    grouping.keys.some((key) => {
      const bound = key.kind === "column" ? level.scopes.resolve(key) : null;
      return typeof bound === "object" && isBoundTo(bound, relation, name);
    }),
  );
}
