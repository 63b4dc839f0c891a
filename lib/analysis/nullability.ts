import { hasBareLists, type Catalog, type ForeignKey, type Table } from "../catalog/catalog.ts";
import {
  contentOf,
  hasUnknownClause,
  hasUnknownText,
  isUnknownText,
  knownItems,
  type UnknownText,
} from "../model/clause.ts";
import type { ColumnReference, Expression, InList } from "../model/expression.ts";
import type { FromItem, Join } from "../model/statement.ts";
import { isFields, isList } from "../narrow.ts";
import { ComputedNulls } from "./computed-nulls.ts";
import { emptinessOf, type Emptiness } from "./emptiness.ts";
import { heirsOf, weakestColumn } from "./inheritance.ts";
import { assigns } from "./assignments.ts";
import { clauseExpressions, conjuncts, referencesIn } from "./expressions.ts";
import type { Bound, Level, OutputColumn, Relation } from "./level.ts";
import { isTied } from "./tied-columns.ts";
import { columnMaybe, joinMaybe, never, unknown, type Nullability } from "./nullable.ts";
import { isListOfValues, rejectsNull } from "./truth.ts";

/** Rows that an outer join fills with NULL: those of one of its sides. */
interface Extension {
  readonly join: Join;
  readonly relations: ReadonlySet<Relation>;
  readonly other: readonly Relation[];
  /** It surely happens, for some data. */
  sure: boolean;
  cancelled: boolean;
  /** Every row finds a partner as long as none of these is NULL: a foreign key says so. */
  readonly unless: readonly Bound[];
}

interface LevelFacts {
  readonly extensions: Extension[];
  readonly rejected: Map<Relation, Map<string, "yes" | "unknown">>;
  /** Text of unknown content may change what the level gives. */
  readonly open: boolean;
}

/**
 * Says of the outputs of levels whether they may be NULL, from the catalog's columns, the joins and the conditions
 * (documentation, chapters 7.2.1 and 9.1). One object serves one statement.
 */
export class Nulls {
  readonly #facts = new WeakMap<Level, LevelFacts>();
  readonly #known = new Map<OutputColumn, Nullability | null>();
  readonly #underway = new Set<Bound["of"] | Extension>();

  readonly catalog: Catalog;
  readonly #computed = new ComputedNulls(this);
  readonly #listsMayBeBare: boolean;
  #readsOld = false;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.#listsMayBeBare = hasBareLists(catalog);
  }

  of(output: OutputColumn): Nullability {
    const before = this.#known.get(output);
    // Null: it is being worked out, so it is an output of a recursive query.
    if (before !== undefined) return before ?? unknown;
    this.#known.set(output, null);
    const found = this.#output(output);
    this.#known.set(output, found);
    return found;
  }

  #output(output: OutputColumn): Nullability {
    const { level } = output;
    const { node } = level;
    if (node.kind === "set-operation" || (node.kind === "values-query" && !output.expression)) {
      if (this.#factsOf(level).open || output.arms.length === 0) return unknown;
      const arms = output.arms.map((arm) => this.of(arm));
      if (node.kind === "set-operation" && node.operator !== "union") {
        const [left, right] = arms;
        const isNever = left?.nullable === "never" || (node.operator === "intersect" && right?.nullable === "never");
        return isNever ? never : unknown;
      }
      return (
        arms.find(({ nullable }) => nullable === "maybe") ??
        (arms.every(({ nullable }) => nullable === "never") ? never : unknown)
      );
    }
    if (node.kind === "merge" || this.#factsOf(level).open) return unknown;
    const place = { level, given: [], ungrouped: false };
    if (output.expression) return this.#computed.of(output.expression, place);
    return output.bound ? this.#starred(output.bound, level) : unknown;
  }

  // Under grouping sets a star's columns are those grouped by, which of them any set has is not asked.
  #starred(bound: Bound, level: Level): Nullability {
    return level.node.kind === "select-query" && contentOf(level.node.groupBy)?.sets
      ? unknown
      : this.bound(bound, level);
  }

  /** `within`: a join one of whose sides is known to have a row. */
  bound(bound: Bound, level: Level, within: Join | null = null): Nullability {
    const { relation } = bound;
    if (relation.level !== level) return unknown;
    const facts = this.#factsOf(level);
    if (bound.merged.length > 1 && isInFullJoin(relation)) return unknown;
    if (this.#underway.has(bound.of)) return unknown;
    if (bound.of) this.#underway.add(bound.of);
    try {
      const base = this.#untied(this.#base(bound, level), bound, level);
      const rejected = facts.rejected.get(relation)?.get(bound.column);
      const own: Nullability =
        rejected === "yes"
          ? this.#afterRejection(base, relation, level)
          : rejected === "unknown" && base.nullable === "maybe"
            ? unknown
            : base;
      const extensions = facts.extensions.filter(
        (extension) =>
          extension.join !== within && extension.relations.has(relation) && !this.#isVoid(extension, level),
      );
      if (extensions.length === 0 || own.nullable === "maybe") return own;
      const sure = extensions.find((extension) => extension.sure);
      return sure ? joinMaybe(relation.name ?? "", sure.join.type) : unknown;
    } finally {
      if (bound.of) this.#underway.delete(bound.of);
    }
  }

  /** A NULL that a condition about another column may keep out is not sure. */
  #untied(found: Nullability, bound: Bound, level: Level): Nullability {
    const isMade = found.nullable === "maybe" && (found.because === "join" || found.because === "computed");
    return isMade && isTied(bound, level, found, (output) => this.of(output)) ? unknown : found;
  }

  // A trigger may change a row on its way into RETURNING.
  #afterRejection(base: Nullability, relation: Relation, level: Level): Nullability {
    return level.node.kind === "update" && relation.role === "target" && !this.#readsOld && base.nullable !== "never"
      ? unknown
      : never;
  }

  /** Of a relation's own rows, before joins and conditions. */
  #base({ relation, column, of }: Bound, level: Level): Nullability {
    if (!of) return unknown;
    if (of.made) return of.made.nullable ? unknown : never;
    // What a view's conditions say does not hold for a row that is being written through it.
    if (relation.role === "target" && relation.source.kind !== "table") return unknown;
    if (of.output) return relation.item?.kind === "join" ? unknown : this.of(of.output);
    if (!of.column) return unknown;
    const { item, source } = relation;
    const isAlone = level.node.kind === "insert" && relation.role !== "read";
    const weakest =
      source.kind === "table"
        ? weakestColumn(source.table, of.column, isAlone || (item?.kind === "table" && item.only), this.catalog)
        : of.column;
    if (!weakest.nullable) return never;
    // A domain's NOT NULL can be got round by an empty scalar subquery (documentation, CREATE DOMAIN); a CHECK cannot.
    if (weakest.neverNull) return this.catalog.types?.get(weakest.userType ?? "")?.form === "domain" ? unknown : never;
    // What a generated column's expression gives is not worked out.
    if (of.column.generated) return unknown;
    if (of.column.type.endsWith("[]") && this.#listsMayBeBare) return unknown;
    const { node } = level;
    const empty = columnMaybe(source.kind === "table" ? source.table.name : (relation.name ?? ""), of.column.name);
    if (relation.role !== "target" || this.#readsOld) return empty;
    // A trigger may fill the column on the row's way into RETURNING.
    const { triggers = [] } = relation.source.kind === "table" ? relation.source.table : {};
    if (
      triggers.some(
        ({ timing, row, events }) => row && timing === "before" && events.some((event) => event === node.kind),
      )
    )
      return unknown;
    const written =
      node.kind === "insert"
        ? insertedValue(level, relation, column)
        : node.kind === "update"
          ? updatedValue(level, column)
          : "untouched";
    if (written === "untouched") return empty;
    if (written === "unknown") return unknown;
    const found = written.map((value) => this.#written(value, level));
    if (found.some(({ nullable }) => nullable === "maybe")) return empty;
    return found.every(({ nullable }) => nullable === "never") ? never : unknown;
  }

  /** What is assigned is computed from the row as it was. */
  #written(value: Expression, level: Level): Nullability {
    const before = this.#readsOld;
    this.#readsOld = true;
    try {
      return this.#computed.of(value, { level, given: [], ungrouped: false });
    } finally {
      this.#readsOld = before;
    }
  }

  #isVoid(extension: Extension, level: Level): boolean {
    if (extension.cancelled) return true;
    if (extension.unless.length === 0 || this.#underway.has(extension)) return false;
    this.#underway.add(extension);
    const isVoid = extension.unless.every((bound) => this.bound(bound, level, extension.join).nullable === "never");
    this.#underway.delete(extension);
    return isVoid;
  }

  #factsOf(level: Level): LevelFacts {
    const known = this.#facts.get(level);
    if (known) return known;
    const { node } = level;
    const items = itemsOf(level);
    const facts: LevelFacts = { extensions: [], rejected: new Map(), open: mayGiveOthers(level) };
    this.#facts.set(level, facts);
    const joins = new Joins(level, facts, this.catalog);
    for (const item of knownItems(items)) joins.visit(item);
    const clauses =
      node.kind === "select-query"
        ? [node.where, node.having]
        : node.kind === "update" || node.kind === "delete"
          ? [node.where]
          : [];
    for (const condition of clauseExpressions(...clauses)) joins.apply(condition, level.relations);
    return facts;
  }
}

/** What stands in the FROM or USING of a level. */
function itemsOf({ node }: Level): readonly (FromItem | UnknownText)[] {
  switch (node.kind) {
    case "select-query":
    case "update":
      return node.from;
    case "delete":
      return node.using;
    default:
      return [];
  }
}

/** Whether text of unknown content may change what a level gives: only that of ORDER BY and LIMIT cannot. */
function mayGiveOthers(level: Level): boolean {
  const { node } = level;
  if (
    ("with" in node && hasUnknownText(node.with)) ||
    itemsOf(level).some((item) => isUnknownText(item) || hasUnknownItem(item))
  )
    return true;
  if ("returning" in node && hasUnknownText(contentOf(node.returning)?.outputs ?? [])) return true;
  switch (node.kind) {
    case "select-query":
      return node.groupBy === "unknown" || node.furtherArm === "unknown" || hasUnknownText(node.outputs);
    case "set-operation":
      return node.furtherArm === "unknown";
    case "values-query":
      return hasUnknownText(node.rows);
    // What is written to a column is asked of each by itself.
    case "insert":
    case "update":
    case "delete":
    case "merge":
    case "truncate":
      return false;
  }
}

function isInFullJoin(relation: Relation): boolean {
  return relation.joins.some(({ join }) => join.type === "full");
}

function hasUnknownItem(item: FromItem): boolean {
  return (
    item.kind === "unknown-item" || (item.kind === "join" && (hasUnknownItem(item.left) || hasUnknownItem(item.right)))
  );
}

/** The values that a column is given, in one row or another. */
type Written = readonly Expression[] | "untouched" | "unknown";

/** What an INSERT gives a column; `untouched` where it is left to be NULL. */
function insertedValue({ node }: Level, relation: Relation, column: string): Written {
  if (node.kind !== "insert" || node.columns === "unknown") return "unknown";
  const of = relation.columns.find(({ name }) => name === column)?.column;
  if (node.onConflict === "unknown") return "unknown";
  const conflict = contentOf(node.onConflict);
  // The row that was there before is given back.
  if (conflict?.action === "update") return "unknown";
  if (!of || conflict?.action === "unknown" || (conflict && assigns(conflict.assignments, column) !== "no"))
    return "unknown";
  const index =
    node.columns === "absent"
      ? relation.columns.findIndex(({ name }) => name === column)
      : node.columns.names.findIndex(({ name }) => name === column);
  const source = contentOf(node.source);
  if (!source || index < 0) return of.hasDefault ? "unknown" : "untouched";
  if (source.query.kind !== "values-query") return "unknown";
  // A VALUES shorter than the table's columns leaves the rest out.
  const values = knownItems(source.query.rows).flatMap((row) => row[index] ?? []);
  if (hasUnknownText(source.query.rows)) return "unknown";
  if (values.length < source.query.rows.length) return of.hasDefault ? "unknown" : "untouched";
  return values;
}

function updatedValue({ node }: Level, column: string): Written {
  if (node.kind !== "update") return "unknown";
  const assignment = knownItems(node.assignments).find((one) => one.column === column);
  if (assignment) return assignment.value ? [assignment.value] : "unknown";
  return assigns(node.assignments, column) === "no" ? "untouched" : "unknown";
}

const isInList = (value: unknown): value is InList => isFields(value) && value["kind"] === "in-list";

/** Whether some part of an expression, in its subqueries too, is text of unknown content. */
function hasUnknownPart(value: unknown): boolean {
  if (isList(value)) return value.some(hasUnknownPart);
  if (isInList(value))
    return hasUnknownPart(value.operand) || value.items.some((item) => !isListOfValues(item) && hasUnknownPart(item));
  if (!isFields(value)) return false;
  if (value["kind"] === "unknown" || value["kind"] === "unknown-item" || hasUnknownClause(value)) return true;
  return Object.entries(value).some(
    ([key, child]) => key !== "span" && key !== "hole" && key !== "edits" && hasUnknownPart(child),
  );
}

/** Walks the joins of a level and notes what they extend with NULLs and what their conditions exclude. */
class Joins {
  readonly #level: Level;
  readonly #facts: LevelFacts;
  readonly #catalog: Catalog;
  readonly #relations = new Map<FromItem, Relation>();

  constructor(level: Level, facts: LevelFacts, catalog: Catalog) {
    this.#level = level;
    this.#facts = facts;
    this.#catalog = catalog;
    for (const relation of level.relations) if (relation.item) this.#relations.set(relation.item, relation);
  }

  /** In: an item of FROM. Out: the relations in it. */
  visit(item: FromItem): readonly Relation[] {
    if (item.kind !== "join") {
      const relation = this.#relations.get(item);
      return relation ? [relation] : [];
    }
    const left = this.visit(item.left);
    const right = this.visit(item.right);
    const { type } = item;
    const on = contentOf(item.on);
    const tested = type === "left" ? right : type === "right" ? left : type === "full" ? [] : [...left, ...right];
    if (on) this.apply(on.condition, tested);
    this.#applyUsing(item, left, right, new Set(tested));
    if (type === "left" || type === "full") this.#extend(right, left, item);
    if (type === "right" || type === "full") this.#extend(left, right, item);
    return [...left, ...right];
  }

  /** Notes which columns and which extensions of some relations a condition excludes; `below`: only the first so many extensions. */
  apply(condition: Expression, relations: readonly Relation[], below = this.#facts.extensions.length): void {
    const among = new Set(relations);
    for (const extension of this.#facts.extensions.slice(0, below)) {
      if (extension.cancelled || ![...extension.relations].every((relation) => among.has(relation))) continue;
      const rejects = rejectsNull(
        condition,
        this.#assuming((bound) => extension.relations.has(bound.relation)),
      );
      if (rejects === "yes") this.#cancel(extension);
      if (rejects === "unknown") extension.sure = false;
    }
    for (const bound of this.#columnsIn(condition)) {
      if (!among.has(bound.relation)) continue;
      this.#reject(
        bound,
        rejectsNull(
          condition,
          this.#assuming(({ relation, column }) => relation === bound.relation && column === bound.column),
        ),
      );
    }
    // A condition with text of unknown content may exclude any of them.
    if (hasUnknownPart(condition)) this.#unsettle(relations);
  }

  /** A side that is known to have a row makes the join an inner one, as far as that side goes: its condition holds for the other. */
  #cancel(extension: Extension): void {
    if (extension.cancelled) return;
    extension.cancelled = true;
    const { join, other, relations } = extension;
    const sibling = this.#facts.extensions.find((one) => one.join === join && one !== extension);
    const tested = sibling && !sibling.cancelled ? other : [...relations, ...other];
    // The condition stands below what this join extends, and above what the joins in it do.
    const below = this.#facts.extensions.findIndex((one) => one.join === join);
    for (const on of clauseExpressions(join.on)) this.apply(on, tested, below);
    const isRight = this.#side(join.right).some((relation) => relations.has(relation));
    this.#applyUsing(join, isRight ? other : [...relations], isRight ? [...relations] : other, new Set(tested));
  }

  #side(item: FromItem): readonly Relation[] {
    if (item.kind === "join") return [...this.#side(item.left), ...this.#side(item.right)];
    const relation = this.#relations.get(item);
    return relation ? [relation] : [];
  }

  #unsettle(relations: readonly Relation[]): void {
    for (const relation of relations)
      for (const { name } of relation.columns) this.#reject({ relation, column: name }, "unknown");
    for (const extension of this.#facts.extensions) extension.sure = false;
  }

  #reject(
    { relation, column }: { readonly relation: Relation; readonly column: string },
    rejects: "yes" | "no" | "unknown",
  ): void {
    if (rejects === "no") return;
    const columns = this.#facts.rejected.get(relation) ?? new Map<string, "yes" | "unknown">();
    if (columns.get(column) !== "yes") columns.set(column, rejects);
    this.#facts.rejected.set(relation, columns);
  }

  #assuming(isNull: (bound: Bound) => boolean): (reference: ColumnReference) => "null" | "other" | "unclear" {
    return (reference) => {
      const found = this.#level.resolve(reference);
      if (found === null) return "other";
      if (
        typeof found === "string" ||
        found.column === "*" ||
        (found.merged.length > 1 && isInFullJoin(found.relation))
      )
        return "unclear";
      return isNull(found) ? "null" : "other";
    };
  }

  #columnsIn(condition: Expression): readonly Bound[] {
    const found = new Map<Relation, Map<string, Bound>>();
    for (const reference of referencesIn(condition)) {
      const bound = this.#level.resolve(reference);
      if (bound === null || typeof bound === "string") continue;
      const columns = found.get(bound.relation) ?? new Map<string, Bound>();
      if (!columns.has(bound.column)) columns.set(bound.column, bound);
      found.set(bound.relation, columns);
    }
    return [...found.values()].flatMap((columns) => [...columns.values()]);
  }

  // USING (a) is left.a = right.a: an inner join keeps no NULL on either side.
  #applyUsing(join: Join, left: readonly Relation[], right: readonly Relation[], tested: ReadonlySet<Relation>): void {
    if (join.natural && [...left, ...right].some(({ complete }) => !complete))
      return this.#unsettle([...left, ...right]);
    const names = join.natural ? sharedNames(left, right) : join.using;
    for (const column of names) {
      for (const side of [left, right]) {
        const having = side.filter((relation) => relation.columns.some(({ name }) => name === column));
        const relation = having[0];
        if (!relation || having.length > 1 || !tested.has(relation)) continue;
        this.#reject({ relation, column }, "yes");
        const own = this.#facts.extensions.findIndex((one) => one.join === join);
        const inner = own < 0 ? this.#facts.extensions : this.#facts.extensions.slice(0, own);
        for (const extension of inner) if (extension.relations.has(relation)) this.#cancel(extension);
      }
    }
  }

  #extend(extended: readonly Relation[], other: readonly Relation[], join: Join): void {
    const always = clauseExpressions(join.on).every(
      ({ kind, ...on }) => kind === "constant" && "value" in on && on.value === true,
    );
    if (join.on !== "absent" && join.on !== "unknown" && always && this.#emptiness(extended) === "never") return;
    const pairs = this.#equated(join, extended, other);
    const only = extended.length === 1 ? extended[0] : undefined;
    const table = only?.item?.kind === "table" && only.source.kind === "table" ? only.source.table : null;
    // A partitioned table has no rows of its own.
    const isEmpty = only?.item?.kind === "table" && only.item.only && table?.structure?.partitioned === true;
    const partners = table && pairs && !isEmpty ? this.#partners(table, pairs) : [];
    this.#facts.extensions.push({
      join,
      relations: new Set(extended),
      other,
      cancelled: false,
      sure: partners !== "unsure" && this.#mayMiss(join, extended, other, table !== null),
      unless: partners === "unsure" ? [] : partners,
    });
  }

  /** The pairs of columns that a join equates, where it does nothing else. */
  #equated(
    join: Join,
    extended: readonly Relation[],
    other: readonly Relation[],
  ): readonly { readonly own: Bound; readonly partner: Bound }[] | null {
    if (join.natural) return null;
    const boundOf = (side: readonly Relation[], column: string): Bound | null => {
      const having = side.filter((relation) => relation.columns.some(({ name }) => name === column));
      const relation = having[0];
      return relation && having.length === 1
        ? { relation, column, of: relation.columns.find(({ name }) => name === column) ?? null, merged: [] }
        : null;
    };
    if (join.using.length > 0) {
      const pairs = join.using.flatMap((column) => {
        const [own, partner] = [boundOf(extended, column), boundOf(other, column)];
        return own && partner ? { own, partner } : [];
      });
      return pairs.length === join.using.length ? pairs : null;
    }
    const on = contentOf(join.on);
    if (!on) return null;
    const pairs: { own: Bound; partner: Bound }[] = [];
    for (const part of conjuncts(on.condition)) {
      if (
        part.kind !== "operator" ||
        part.operator !== "=" ||
        part.quantifier ||
        part.left?.kind !== "column" ||
        part.right.kind !== "column"
      )
        return null;
      const sides = [this.#level.resolve(part.left), this.#level.resolve(part.right)];
      const own = sides.find((side) => side !== null && typeof side === "object" && extended.includes(side.relation));
      const partner = sides.find((side) => side !== null && typeof side === "object" && other.includes(side.relation));
      if (!own || !partner || typeof own === "string" || typeof partner === "string") return null;
      pairs.push({ own, partner });
    }
    return pairs;
  }

  /** Columns by which every row is sure to find its partner in `table`: a foreign key to it, or the same row again. */
  #partners(
    table: Table,
    pairs: readonly { readonly own: Bound; readonly partner: Bound }[],
  ): readonly Bound[] | "unsure" {
    const origins = pairs.map(({ own, partner }) => ({ own: own.column, ...tableColumnOf(partner) }));
    const from = origins[0]?.relation;
    const source = from?.source.kind === "table" ? from.source.table : null;
    if (!from || !source || origins.some(({ relation }) => relation !== from)) return [];
    const isSameRow = source === table && origins.every(({ own, column }) => own === column);
    const keys = source.foreignKeys.filter(
      ({ columns, references }) =>
        this.#isTable(references.schema, references.table, table) &&
        pairs.length === columns.length &&
        columns.every((column, index) =>
          origins.some(
            (origin) =>
              origin.column === column && origin.own === (references.columns[index] ?? table.primaryKey?.[index]),
          ),
        ),
    );
    if (isSameRow || keys.some((key) => this.#holds(key, from, source))) return pairs.map(({ partner }) => partner);
    return keys.length > 0 ? "unsure" : [];
  }

  /** Whether a foreign key is kept by every row of a relation at any time: one that is deferrable, not validated or not inherited need not be. */
  #holds(key: ForeignKey, { item }: Relation, table: Table): boolean {
    const constraint = table.structure?.constraints.find(
      ({ foreignKey }) => foreignKey?.name === key.name && foreignKey.columns.join() === key.columns.join(),
    );
    if (key.deferrable || constraint?.validated === false || constraint?.enforced === false) return false;
    if (item?.kind === "table" && item.only) return true;
    return heirsOf(table, this.#catalog).length === 0;
  }

  #isTable(schema: string, name: string, table: Table): boolean {
    return this.#catalog.relations.get(`${schema}.${name}`) === table;
  }

  /** Whether the one derived table of a side may have no row, beside a row of the other. */
  #emptiness(side: readonly Relation[]): Emptiness {
    const [only] = side;
    const level = only && side.length === 1 && "level" in only.source ? only.source.level : null;
    return level ? emptinessOf(level, this.#catalog) : "unknown";
  }

  /** Whether a row may surely find no partner, for some data; what is known to always have one is told by `#partners`. */
  #mayMiss(join: Join, extended: readonly Relation[], other: readonly Relation[], isTable: boolean): boolean {
    if (extended.length === 0 || extended.some(({ source }) => source.kind === "unknown" || source.kind === "function"))
      return false;
    const conditions = clauseExpressions(join.on).flatMap(conjuncts);
    // ON true finds the one row of an aggregate, and any row of a table that others refer to.
    if (conditions.every(({ kind }) => kind === "constant") && join.using.length === 0)
      return this.#emptiness(extended) === "maybe";
    if (isTable) return true;
    const isFiltered = extended.some(({ source }) => {
      const level = "level" in source ? source.level : null;
      return level?.kind === "select" && (contentOf(level.where) !== null || contentOf(level.limit) !== null);
    });
    if (isFiltered) return true;
    const pairs = this.#equated(join, extended, other) ?? [];
    return !pairs.some(
      ({ partner: { relation, column } }) =>
        relation.source.kind !== "table" ||
        relation.source.table.foreignKeys.some(({ columns }) => columns.includes(column)),
    );
  }
}

/** The table whose column a bound name hands on, through derived tables, CTEs and views; a table that is being written is none. */
function tableColumnOf(bound: Bound): { readonly relation: Relation | null; readonly column: string } {
  for (let current = bound, depth = 0; depth < 20; depth++) {
    const { relation, of, column } = current;
    if (relation.source.kind === "table")
      return {
        relation: relation.item?.kind === "table" && relation.role === "read" ? relation : null,
        column: of?.column?.name ?? column,
      };
    if (!of?.output?.bound) break;
    current = of.output.bound;
  }
  return { relation: null, column: bound.column };
}

function sharedNames(left: readonly Relation[], right: readonly Relation[]): readonly string[] {
  const names = (side: readonly Relation[]): Set<string> =>
    new Set(side.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const there = names(right);
  return [...names(left)].filter((name) => there.has(name));
}
