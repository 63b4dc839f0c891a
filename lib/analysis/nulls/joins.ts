import { heirsOf } from "../inheritance.ts";
import type { Catalog, ForeignKey } from "../../catalog/catalog.ts";
import { contentOf, hasUnknownClause, hasUnknownText, isUnknownText, knownItems } from "../../model/clause.ts";
import type { Expression, InList } from "../../model/expression.ts";
import type { FromItem, Join } from "../../model/statement.ts";
import { isFields, isList } from "../../narrow.ts";
import { clauseExpressions, conjuncts } from "../expressions.ts";
import type { Bound, Level, Relation } from "../level.ts";
import { isListOfValues } from "../truth.ts";

/** One side of an outer join: the rows that it fills with NULL where it finds none. */
export interface Extension {
  readonly join: Join;
  readonly item: FromItem;
  readonly relations: ReadonlySet<Relation>;
  /** The other side of a FULL JOIN. */
  sibling: Extension | null;
  /** A row is sure to be found where these are not NULL: a foreign key says so. Null: no key does. */
  readonly finds: readonly Bound[] | null;
  /** Whether it may find none is not known: a key that need not hold at any time. */
  readonly isUnclear: boolean;
}

/** What a level reads and by which joins. */
export interface Structure {
  readonly items: readonly FromItem[];
  /** By relation, the outer joins that may leave it without a row, outermost first. */
  readonly extensions: ReadonlyMap<Relation, readonly Extension[]>;
  readonly byItem: ReadonlyMap<FromItem, Extension>;
  /** WHERE. */
  readonly conditions: readonly Expression[];
  /** Text of unknown content may keep out any row. */
  readonly isUnsettled: boolean;
  /** Text of unknown content may change what the level gives. */
  readonly isOpen: boolean;
}

const structures = new WeakMap<Level, Structure>();

export function structureOf(level: Level, catalog: Catalog): Structure {
  const made = structures.get(level);
  if (made) return made;
  const structure = makeStructure(level, catalog);
  structures.set(level, structure);
  return structure;
}

function makeStructure(level: Level, catalog: Catalog): Structure {
  const { node } = level;
  const items = itemsOf(level);
  const extensions = new Map<Relation, Extension[]>();
  const byItem = new Map<FromItem, Extension>();
  const known = knownItems(items);
  const joins = known.filter((item) => item.kind === "join");
  for (const item of joins) new Joins(level, catalog, extensions, byItem).visit(item, []);
  const conditions = clauseExpressions(...("where" in node ? [node.where] : []));
  const having = node.kind === "select-query" ? clauseExpressions(node.having) : [];
  const on = level.conditions.filter(({ clause }) => clause === "on").map(({ expression }) => expression);
  const isUnsettled =
    [...conditions, ...having, ...on].some(hasUnknownPart) || ("where" in node && node.where === "unknown");
  return {
    items: known,
    extensions,
    byItem,
    conditions,
    isUnsettled,
    isOpen: mayGiveOthers(level),
  };
}

/** What stands in the FROM or USING of a level. */
function itemsOf({ node }: Level) {
  switch (node.kind) {
    case "select-query":
    case "update":
      return node.from;
    case "delete":
      return node.using;
    case "merge":
      return [node.source];
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

function hasUnknownItem(item: FromItem): boolean {
  return (
    item.kind === "unknown-item" || (item.kind === "join" && (hasUnknownItem(item.left) || hasUnknownItem(item.right)))
  );
}

const isInList = (value: unknown): value is InList => isFields(value) && value["kind"] === "in-list";

/** Whether some part of an expression, in its subqueries too, is text of unknown content. */
function hasUnknownPart(value: unknown): boolean {
  if (isList(value)) return value.some(hasUnknownPart);
  if (isInList(value))
    return hasUnknownPart(value.operand) || value.items.some((item) => !isListOfValues(item) && hasUnknownPart(item));
  if (!isFields(value)) return false;
  if (value["kind"] === "unknown" || value["kind"] === "unknown-item" || hasUnknownClause(value)) return true;
  for (const key in value) {
    const child = value[key];
    if (typeof child === "object" && key !== "span" && key !== "hole" && key !== "edits" && hasUnknownPart(child))
      return true;
  }
  return false;
}

/** Walks the joins of a level. */
class Joins {
  readonly #level: Level;
  readonly #catalog: Catalog;
  readonly #extensions: Map<Relation, Extension[]>;
  readonly #byItem: Map<FromItem, Extension>;

  constructor(
    level: Level,
    catalog: Catalog,
    extensions: Map<Relation, Extension[]>,
    byItem: Map<FromItem, Extension>,
  ) {
    this.#level = level;
    this.#catalog = catalog;
    this.#extensions = extensions;
    this.#byItem = byItem;
  }

  /** `around`: the sides of outer joins that the item stands in, outermost first. */
  visit(item: FromItem, around: readonly Extension[]): void {
    if (item.kind !== "join") {
      const relation = this.#level.scopes.relationOf(item);
      if (relation && around.length > 0) this.#extensions.set(relation, [...around]);
      return;
    }
    const aliased = item.alias === null ? null : this.#level.scopes.relationOf(item);
    if (aliased && around.length > 0) this.#extensions.set(aliased, [...around]);
    const left = item.type === "right" || item.type === "full" ? this.#extend(item.left, item.right, item) : null;
    const right = item.type === "left" || item.type === "full" ? this.#extend(item.right, item.left, item) : null;
    if (left && right) {
      left.sibling = right;
      right.sibling = left;
    }
    this.visit(item.left, left ? [...around, left] : around);
    this.visit(item.right, right ? [...around, right] : around);
  }

  #extend(extended: FromItem, other: FromItem, join: Join): Extension {
    const relations = this.#side(extended);
    const partners = this.#partners(extended, relations, this.#side(other), join);
    const extension: Extension = {
      join,
      item: extended,
      relations: new Set(relations),
      sibling: null,
      finds: partners === "unclear" ? null : partners,
      isUnclear: partners === "unclear" || relations.some(({ source }) => source.kind === "unknown"),
    };
    this.#byItem.set(extended, extension);
    return extension;
  }

  #side(item: FromItem): readonly Relation[] {
    if (item.kind === "join") return [...this.#side(item.left), ...this.#side(item.right)];
    const relation = this.#level.scopes.relationOf(item);
    return relation ? [relation] : [];
  }

  #partners(
    item: FromItem,
    [only]: readonly Relation[],
    other: readonly Relation[],
    join: Join,
  ): readonly Bound[] | "unclear" | null {
    if (item.kind !== "table" || only?.source.kind !== "table") return null;
    const pairs = this.#equated(join, only, other);
    return pairs && partnersOf(only, pairs, this.#catalog);
  }

  /** The pairs of columns that a join equates, where it does nothing else. */
  #equated(join: Join, extended: Relation, other: readonly Relation[]): readonly Pair[] | null {
    if (join.natural) return null;
    if (join.using.length > 0) {
      const pairs = join.using.flatMap((column) => {
        const [own, partner] = [boundIn([extended], column), boundIn(other, column)];
        return own && partner ? { own, partner } : [];
      });
      return pairs.length === join.using.length ? pairs : null;
    }
    const on = contentOf(join.on);
    return on && equatedIn(on.condition, extended, (relation) => other.includes(relation), this.#level);
  }
}

function boundIn(side: readonly Relation[], column: string): Bound | null {
  const having = side.filter((relation) => relation.columns.some(({ name }) => name === column));
  const relation = having[0];
  return relation && having.length === 1
    ? { relation, column, of: relation.columns.find(({ name }) => name === column) ?? null, merged: [] }
    : null;
}

export interface Pair {
  readonly own: Bound;
  readonly partner: Bound;
}

/** The pairs of columns that a condition equates, one of a relation and one of others; null where it asks anything else. */
export function equatedIn(
  condition: Expression,
  own: Relation,
  isOther: (relation: Relation) => boolean,
  level: Level,
): readonly Pair[] | null {
  const pairs: Pair[] = [];
  for (const part of conjuncts(condition)) {
    if (part.kind !== "operator" || part.operator !== "=" || part.quantifier) return null;
    if (part.left?.kind !== "column" || part.right.kind !== "column") return null;
    const sides = [level.resolve(part.left), level.resolve(part.right)];
    const mine = sides.find((side) => side !== null && typeof side === "object" && side.relation === own);
    const partner = sides.find((side) => side !== null && typeof side === "object" && isOther(side.relation));
    if (!mine || !partner || typeof mine === "string" || typeof partner === "string") return null;
    pairs.push({ own: mine, partner });
  }
  return pairs;
}

/**
 * The columns by which every row is sure to find its partner in the table of `relation`, where they are not NULL: a foreign key
 * to it, or the same row again. `unclear`: by a key that need not hold at any time.
 */
export function partnersOf(
  relation: Relation,
  pairs: readonly Pair[],
  catalog: Catalog,
): readonly Bound[] | "unclear" | null {
  const { item } = relation;
  if (item?.kind !== "table" || relation.source.kind !== "table" || pairs.length === 0) return null;
  const { table } = relation.source;
  // A partitioned table has no rows of its own, and a sample need not have the row.
  if (item.sampled || (item.only && table.structure?.partitioned === true)) return null;
  const origins = pairs.map(({ own, partner }) => ({ own: own.column, ...tableColumnOf(partner) }));
  const [first] = origins;
  const from = first?.way.at(-1);
  if (!first || from?.source.kind !== "table" || !origins.every(({ way }) => isSameWay(way, first.way))) return null;
  const source = from.source.table;
  const partners = pairs.map(({ partner }) => partner);
  const isSameRow =
    source === table && origins.every(({ own, column }) => own === column) && (!item.only || isOnly(from));
  // What is locked is read again as others have left it meanwhile.
  const isSettled = first.way.every(({ level }) => level.kind !== "select" || level.locking === "absent");
  // A policy may hide the row, or show it in a view alone.
  if (isSameRow) return table.rowSecurity || !isSettled ? "unclear" : partners;
  const keys = source.foreignKeys.filter(
    ({ columns, references, period }) =>
      !period &&
      catalog.relations.get(`${references.schema}.${references.table}`) === table &&
      pairs.length === columns.length &&
      columns.every((column, index) =>
        origins.some(
          (origin) =>
            origin.column === column && origin.own === (references.columns[index] ?? table.primaryKey?.[index]),
        ),
      ),
  );
  if (keys.length === 0) return null;
  return !table.rowSecurity && isSettled && keys.some((key) => isKept(key, from, catalog)) ? partners : "unclear";
}

export const isOnly = ({ item }: Relation): boolean => item?.kind === "table" && item.only;

/** Whether a foreign key is kept by every row of a relation at any time: one that is deferrable, not validated or not inherited need not be. */
export function isKept(key: ForeignKey, relation: Relation, catalog: Catalog): boolean {
  if (relation.source.kind !== "table" || key.deferrable) return false;
  const { table } = relation.source;
  const constraint = table.structure?.constraints.find(
    ({ foreignKey }) => foreignKey?.name === key.name && foreignKey.columns.join() === key.columns.join(),
  );
  if (constraint?.validated === false || constraint?.enforced === false) return false;
  return isOnly(relation) || heirsOf(table, catalog).length === 0;
}

/**
 * The table whose column a bound name hands on, through derived tables, CTEs and views, and the relations on the way to it, the
 * table last; none for a table that is being written, and for what a materialized view has kept of rows that may be gone.
 */
function tableColumnOf(bound: Bound): { readonly way: readonly Relation[]; readonly column: string } {
  const way: Relation[] = [];
  for (let current: Bound | null = bound; current; current = current.of?.output?.bound ?? null) {
    const { relation, of, column }: Bound = current;
    const { source, item, role } = relation;
    way.push(relation);
    if (source.kind === "view" && source.view.materialized) break;
    if (source.kind === "table")
      return { way: item?.kind === "table" && role === "read" ? way : [], column: of?.column?.name ?? column };
  }
  return { way: [], column: bound.column };
}

/** Whether two columns come from one row: a CTE that is read twice gives two. */
const isSameWay = (one: readonly Relation[], other: readonly Relation[]): boolean =>
  one.length === other.length && one.every((relation, index) => relation === other[index]);
