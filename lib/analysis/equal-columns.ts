import type { Expression, SubqueryExpression } from "../model/expression.ts";
import { contentOf, knownItems, type Clause, type ConditionClause } from "../model/clause.ts";
import type { FromItem, Join } from "../model/statement.ts";
import { conditionsOn } from "./conditions-on.ts";
import { bare, conjuncts, contains, referencesIn } from "./expressions.ts";
import type { Bound, Level, OutputColumn, Relation, StatementScopes } from "./level.ts";
import { assigns } from "./assignments.ts";
import { rejectsAbsence } from "./soft-delete-conditions.ts";

/**
 * A relation as one row of the result meets it. A CTE or view may stand in a statement twice, with a row of its own each
 * time: `path` holds what was entered to get there.
 */
interface Instance {
  readonly relation: Relation;
  readonly path: Path;
}

type Path = readonly Entry[];

interface Entry {
  /** The relation or subquery that was entered, and the level inside it. */
  readonly through: object;
  /** Null for a subquery. */
  readonly relation: Relation | null;
  readonly level: Level;
  readonly view: boolean;
}

/** A column that has the same value as the one asked for, in every row that counts. */
export interface EqualColumn {
  readonly relation: Relation;
  /** The column of its table. */
  readonly column: string;
  /** It stands inside a view. */
  readonly view: boolean;
  /** What stands in the statement itself and leads there: the relation, or the derived table, CTE or view it is in. */
  readonly through: Relation | null;
}

const closures = new WeakMap<Relation, Closure | null>();
const spent = new WeakMap<StatementScopes, number>();

/** Facts that are thought about for one statement; what a hundred rows of one table, pinned to each other, need. */
const budget = 20_000;

/**
 * The table columns that equal each of some columns of a relation, wherever a row of that relation counts: through chains of
 * equalities in WHERE and ON, through IN and EXISTS, derived tables, CTEs and views. Null: too many to say.
 */
export function equalColumns(
  relation: Relation,
  columns: readonly string[],
): readonly (readonly EqualColumn[])[] | null {
  const closure = closureOf(relation);
  return closure && columns.map((column) => closure.equalTo({ relation, path: [] }, column));
}

function closureOf(relation: Relation): Closure | null {
  const before = closures.get(relation);
  if (before !== undefined) return before;
  const { scopes } = relation.level;
  const left = budget - (spent.get(scopes) ?? 0);
  const closure = new Closure(relation.level, left);
  closure.begin(relation);
  const found = closure.steps > left ? null : closure;
  spent.set(scopes, budget - left + closure.steps);
  closures.set(relation, found);
  return found;
}

class Closure {
  readonly #level: Level;
  readonly #parents = new Map<string, string>();
  readonly #columns = new Map<string, { readonly instance: Instance; readonly column: string }>();
  readonly #ids = new Map<object, number>();
  /** Instances that surely have a row here, none filled in by an outer join. */
  readonly #present = new Set<string>();
  /** Columns that are surely not NULL. */
  readonly #valued = new Set<string>();
  readonly #learnt = new Set<string>();
  readonly #facts: { readonly condition: Expression; readonly path: Path }[] = [];

  /** What it has met and thought about so far; it stops at the limit. */
  steps = 0;
  readonly #limit: number;

  constructor(level: Level, limit: number) {
    this.#level = level;
    this.#limit = limit;
  }

  /** The names where a path ends: inside a view they are its own. */
  #scopesAt(path: Path): StatementScopes {
    return (path.at(-1)?.level ?? this.#level).scopes;
  }

  begin(relation: Relation): void {
    const { binding, late } = conditionsOn(relation);
    const own = { relation, path: [] };
    this.#present.add(this.#key(own));
    this.#enter(own);
    for (const { join, side } of relation.joins)
      if (join.type === "inner" || join.type === (side === "right" ? "left" : "right")) this.#learnUsing(join, []);
    for (const condition of binding) this.#learn(condition, []);
    // A row they drop goes whatever the outer join has matched, as long as they speak of the join's other side only.
    const extending = relation.joins.find(
      ({ join, side }) => join.type === "full" || join.type === (side === "right" ? "left" : "right"),
    );
    const others =
      extending && new Set(this.#within(extending.side === "right" ? extending.join.left : extending.join.right));
    if (others)
      for (const condition of late.flatMap(conjuncts)) if (this.#isAbout(condition, others)) this.#learn(condition, []);
    let concluded = 0;
    for (let known = -1; known !== this.#facts.length + this.#present.size;) {
      known = this.#facts.length + this.#present.size;
      // Concluding teaches further facts, which come at the end.
      for (let fact = this.#facts[concluded]; fact; fact = this.#facts[concluded]) {
        if (this.steps++ > this.#limit) return;
        concluded++;
        this.#conclude(fact.condition, fact.path);
      }
      const valued = new Set([...this.#valued].map((node) => this.#root(node)));
      for (const [node, { instance }] of [...this.#columns]) if (valued.has(this.#root(node))) this.#meet(instance);
    }
  }

  equalTo(instance: Instance, column: string): readonly EqualColumn[] {
    const root = this.#root(this.#node(instance, column));
    const found: EqualColumn[] = [];
    for (const [
      node,
      {
        instance: { relation, path },
        column: name,
      },
    ] of this.#columns) {
      if (this.#root(node) !== root || relation.source.kind !== "table") continue;
      const of = name === "ctid" ? name : relation.columns.find((candidate) => candidate.name === name)?.column?.name;
      const through = path.length === 0 ? relation : (path[0]?.relation ?? null);
      if (of !== undefined) found.push({ relation, column: of, view: path.some((entry) => entry.view), through });
    }
    return found;
  }

  #learnClause(clause: Clause<ConditionClause>, path: Path): void {
    const present = contentOf(clause);
    if (present) this.#learn(present.condition, path);
  }

  #learn(condition: Expression, path: Path): void {
    for (const part of conjuncts(condition)) if (this.#isNew(part, path)) this.#facts.push({ condition: part, path });
  }

  /** Whether a condition or join is met for the first time at the end of a path. */
  #isNew(part: object, path: Path): boolean {
    const key = [part, ...path.map(({ through }) => through)].map((object) => this.#id(object)).join("/");
    if (this.#learnt.has(key)) return false;
    this.#learnt.add(key);
    return true;
  }

  #conclude(condition: Expression, path: Path): void {
    if (
      condition.kind === "operator" &&
      condition.operator === "=" &&
      condition.left &&
      condition.quantifier === null
    ) {
      const left = condition.left.kind === "row" ? condition.left.items : [condition.left];
      const right = condition.right.kind === "row" ? condition.right.items : [condition.right];
      if (left.length === right.length)
        left.forEach((operand, index) => this.#equate(this.#valueOf(operand, path), this.#valueOf(right[index], path)));
    }
    if (condition.kind === "subquery") {
      if (condition.form === "exists" || (condition.form === "any" && condition.operator === "="))
        this.#enterSubquery(condition, condition.operand, path);
    } else if (
      condition.kind === "operator" &&
      condition.operator === "=" &&
      condition.quantifier === "any" &&
      condition.right.kind === "subquery" &&
      condition.right.form === "array"
    ) {
      this.#enterSubquery(condition.right, condition.left, path);
    }
    // Whatever a condition needs a row of has one.
    const inside = path.at(-1)?.level;
    for (const relation of this.#mentioned(condition, path))
      if ((!inside || relation.level === inside) && rejectsAbsence(condition, relation)) this.#meet({ relation, path });
  }

  /** The relations that a condition speaks of, in its subqueries too. */
  #mentioned(condition: Expression, path: Path): ReadonlySet<Relation> {
    const scopes = this.#scopesAt(path);
    return new Set(
      referencesIn(condition).flatMap((reference) => {
        const bound = scopes.resolve(reference);
        return bound !== null && typeof bound === "object" ? [bound.relation] : [];
      }),
    );
  }

  /** EXISTS and IN are met by a row of the inner level, which has met the conditions there. */
  #enterSubquery(condition: SubqueryExpression, operand: Expression | null, path: Path): void {
    const level = this.#scopesAt(path).levelOf(condition.query);
    if (level?.kind !== "select") return;
    // An aggregate without GROUP BY gives a row even where there is none.
    if (
      condition.form === "exists" &&
      !contentOf(level.groupBy) &&
      knownItems(level.node.outputs).some(({ expression }) => contains(expression, (part) => part.kind === "call"))
    )
      return;
    const inside = [...path, { through: condition, relation: null, level, view: path.at(-1)?.view ?? false }];
    if (inside.length > 8) return;
    this.#learnClause(level.where, inside);
    if (!operand || !level.outputs.complete) return;
    const operands = operand.kind === "row" ? operand.items : [operand];
    operands.forEach((item, index) =>
      this.#equate(this.#valueOf(item, path), this.#outputOf(level.outputs.columns[index], inside)),
    );
  }

  #valueOf(expression: Expression | undefined, path: Path): Value | null {
    const plain = expression && bare(expression);
    if (plain?.kind === "parameter" && plain.hole === null)
      return { node: `$${plain.number}:${plain.name ?? ""}`, instance: null };
    if (plain?.kind === "constant" && plain.value !== null)
      return { node: `'${typeof plain.value}:${String(plain.value)}`, instance: null };
    if (plain?.kind !== "column") return null;
    const bound = this.#scopesAt(path).resolve(plain);
    return typeof bound === "object" && bound !== null ? this.#boundValue(bound, path) : null;
  }

  #outputOf(output: OutputColumn | undefined, path: Path): Value | null {
    return output?.bound ? this.#boundValue(output.bound, path) : null;
  }

  #boundValue(bound: Bound, path: Path): Value | null {
    if (bound.merged.length > 0 && bound.relation.joins.some(({ join }) => join.type === "full")) return null;
    let at = path;
    for (let entry = at.at(-1); entry && !isInside(bound.relation.level, entry.level); entry = at.at(-1))
      at = at.slice(0, -1);
    const instance = { relation: bound.relation, path: at };
    return { node: this.#node(instance, bound.column), instance };
  }

  // Equal by `=`, so neither is NULL, and both have a row.
  #equate(one: Value | null, other: Value | null): void {
    if (!one || !other) return;
    for (const { node, instance } of [one, other]) {
      this.#valued.add(node);
      if (instance) this.#meet(instance);
    }
    this.#parents.set(this.#root(one.node), this.#root(other.node));
  }

  #meet(instance: Instance): void {
    const key = this.#key(instance);
    if (this.#present.has(key)) return;
    this.#present.add(key);
    const { relation, path } = instance;
    for (const { join, side } of relation.joins) {
      const held =
        join.type === "inner" || join.type === "cross" || join.type === (side === "right" ? "left" : "right");
      if (held) this.#learnJoin(join, path);
    }
    this.#enter(instance);
  }

  /** What a row of a derived table, CTE or view is made of. */
  #enter(instance: Instance): void {
    const { relation, path } = instance;
    const { source } = relation;
    const level = "level" in source ? source.level : null;
    if (!level || path.length > 8 || this.steps++ > this.#limit) return;
    const view = source.kind === "view" || (path.at(-1)?.view ?? false);
    const inside = [...path, { through: relation, relation, level, view }];
    const mayAssign = (column: string) => level.kind === "update" && assigns(level.assignments, column) !== "no";
    for (const { name, output } of relation.columns) {
      const value = this.#outputOf(output ?? undefined, inside);
      if (!value?.instance || (output?.bound && mayAssign(output.bound.column))) continue;
      // A column that an outer join inside has filled in is equal all the same, though its relation has no row.
      this.#parents.set(this.#root(this.#node(instance, name)), this.#root(value.node));
    }
    if (level.kind !== "select") return;
    this.#learnClause(level.where, inside);
    for (const item of knownItems(level.node.from)) this.#innerJoins(item, inside);
  }

  /** Joins that every row of a FROM item has met. */
  #innerJoins(item: FromItem, path: Path): void {
    if (item.kind !== "join") return;
    if (item.type === "inner") this.#learnJoin(item, path);
    if (item.type !== "right" && item.type !== "full") this.#innerJoins(item.left, path);
    if (item.type !== "left" && item.type !== "full") this.#innerJoins(item.right, path);
  }

  /** What a row that a join gives has met. */
  #learnJoin(join: Join, path: Path): void {
    if (!this.#isNew(join, path)) return;
    this.#learnClause(join.on, path);
    this.#learnUsing(join, path);
  }

  #learnUsing(join: Join, path: Path): void {
    if (!join.natural && join.using.length === 0) return;
    const relations = [join.left, join.right].map((item) => this.#within(item, path));
    const names = join.natural
      ? new Set(relations[0]?.flatMap(({ columns }) => columns.map(({ name }) => name)))
      : join.using;
    for (const name of names) {
      const sides = relations.map((side) =>
        side.filter(({ columns }) => columns.some((column) => column.name === name)),
      );
      const [left, right] = sides.map((found) => (found.length === 1 ? found[0] : undefined));
      if (left && right)
        this.#equate(this.#valueIn({ relation: left, path }, name), this.#valueIn({ relation: right, path }, name));
    }
  }

  #valueIn(instance: Instance, column: string): Value {
    return { node: this.#node(instance, column), instance };
  }

  #within(item: FromItem, path: Path = []): readonly Relation[] {
    if (item.kind === "join") return [...this.#within(item.left, path), ...this.#within(item.right, path)];
    const relation = this.#scopesAt(path).relationOf(item);
    return relation ? [relation] : [];
  }

  #isAbout(condition: Expression, relations: ReadonlySet<Relation>): boolean {
    return !contains(condition, (part) => {
      if (part.kind === "subquery" || part.kind === "unknown") return true;
      const bound = part.kind === "column" ? this.#level.scopes.resolve(part) : null;
      return (
        part.kind === "column" &&
        !(typeof bound === "object" && bound !== null && bound.merged.length === 0 && relations.has(bound.relation))
      );
    });
  }

  #root(node: string): string {
    let root = node;
    for (
      let parent = this.#parents.get(root);
      parent !== undefined && parent !== root;
      parent = this.#parents.get(root)
    )
      root = parent;
    if (root !== node) this.#parents.set(node, root);
    return root;
  }

  #node(instance: Instance, column: string): string {
    const node = `${this.#key(instance)}.${column}`;
    this.#columns.set(node, { instance, column });
    return node;
  }

  #key({ relation, path }: Instance): string {
    return [...path.map(({ through }) => through), relation].map((object) => this.#id(object)).join("/");
  }

  #id(object: object): number {
    const id = this.#ids.get(object) ?? this.#ids.size;
    this.#ids.set(object, id);
    return id;
  }
}

interface Value {
  readonly node: string;
  /** Null for a parameter or constant. */
  readonly instance: Instance | null;
}

/** Whether a level is another one or stands in it. */
export function isInside(level: Level, around: Level): boolean {
  for (let at: Level | null = level; at; at = at.container) if (at === around) return true;
  return false;
}
