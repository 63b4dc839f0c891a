import type { Table } from "../catalog/catalog.ts";
import { contentOf } from "../model/clause.ts";
import type { Expression, SubqueryExpression } from "../model/expression.ts";
import type { TableReference } from "../model/statement.ts";
import { Answers } from "./answers.ts";
import { conditionsOn } from "./conditions-on.ts";
import { equalColumns, isInside } from "./equal-columns.ts";
import { bare, conjuncts, contains, operandsOf, referencesIn } from "./expressions.ts";
import type { Bound, InsertLevel, Level, Relation, StatementScopes } from "./level.ts";
import { mayFilter } from "./live-rows.ts";
import { keysOf } from "./pinned-rows.ts";

/** The column by which the rows of a table have to be chosen; null for a table whose rows need no choosing. */
export type FilterColumnOf = (table: Table) => string | null;

/**
 * Whether the rows of a relation are those of one value of a column. `restricted`: surely. `elsewhere`: they hang on rows of another
 * relation of the statement, which are not restricted themselves. `unknown`: a part that may restrict them could not be read. `slip`: the column is
 * one side of an OR whose other side lets any row through. `open`: nothing restricts them.
 */
export type Restriction = "restricted" | "unknown" | "elsewhere" | "slip" | "open";

/** A relation that reads a table, or a view of one, whose rows have to be chosen by a column. */
export interface ToRestrict {
  readonly relation: Relation;
  readonly item: TableReference;
  readonly table: Table;
  /** As the relation calls it. */
  readonly column: string;
}

const order: readonly Restriction[] = ["restricted", "unknown", "elsewhere", "slip"];

/** Of answers each of which is enough: the one that says most. */
const strongest = (answers: readonly Restriction[]): Restriction =>
  order.find((answer) => answers.includes(answer)) ?? "open";

/** What has to restrict the rows of a relation; null where nothing has. */
export function toRestrict(relation: Relation, columnOf: FilterColumnOf): ToRestrict | null {
  const { item, source } = relation;
  if (item?.kind !== "table" || relation.role === "excluded") return null;
  if (source.kind === "table") {
    const column = columnOf(source.table);
    const visible = column && relation.columns.find((one) => one.column?.name === column)?.name;
    return visible ? { relation, item, table: source.table, column: visible } : null;
  }
  if (source.kind !== "view" || !source.level) return null;
  // A view that hands the column on leaves the choice to its readers.
  for (const { name, output } of relation.columns) {
    let bound = output?.bound ?? null;
    while (bound?.of?.output) bound = bound.of.output.bound;
    const inner = bound && toRestrict(bound.relation, columnOf);
    if (inner && inner.column === bound?.column && restrictionOf(inner, columnOf) === "open")
      return { ...inner, relation, item, column: name };
  }
  return null;
}

const judges = new WeakMap<FilterColumnOf, WeakMap<StatementScopes, Judge>>();

/** Whether the rows of a relation are restricted where they count, by what the statement says. */
export function restrictionOf({ relation, column }: ToRestrict, columnOf: FilterColumnOf): Restriction {
  return judgeOf(relation, columnOf).of(relation, column);
}

/** The same of a relation whose own rows need no choosing: it may belong to one that is restricted. */
export function restrictionOfRelation(relation: Relation, columnOf: FilterColumnOf): Restriction {
  return judgeOf(relation, columnOf).of(relation, null);
}

function judgeOf(relation: Relation, columnOf: FilterColumnOf): Judge {
  const { scopes } = relation.level;
  const known = judges.get(columnOf) ?? new WeakMap<StatementScopes, Judge>();
  const judge = known.get(scopes) ?? new Judge(columnOf);
  judges.set(columnOf, known.set(scopes, judge));
  return judge;
}

class Judge {
  readonly #columnOf: FilterColumnOf;
  readonly #answers = new Answers<Restriction>("open", "unknown");

  constructor(columnOf: FilterColumnOf) {
    this.#columnOf = columnOf;
  }

  /** In: what the relation calls its column; null for a relation whose table has none. */
  of(relation: Relation, column: string | null): Restriction {
    return this.#answers.of(relation, column ?? "", () => this.#judge(relation, column));
  }

  #judge(relation: Relation, column: string | null): Restriction {
    const { binding, late } = conditionsOn(relation);
    const own =
      column === null ? "open" : strongest([...binding, ...late].map((one) => this.#met(one, relation, column)));
    if (own === "restricted") return own;
    const found = [own, this.#tied(relation, column), this.#outside(relation, column), this.#amongRows(relation)];
    if (mayFilter(relation.level)) found.push("unknown");
    return strongest(found);
  }

  /** What a condition that every row meets says of the column. */
  #met(condition: Expression, relation: Relation, column: string): Restriction {
    const isColumn = (part: Expression): boolean => isColumnOf(part, relation, column);
    switch (condition.kind) {
      case "and":
        return strongest(condition.operands.map((operand) => this.#met(operand, relation, column)));
      case "or":
        return this.#oneOf(condition.operands, relation, column);
      case "null-test":
        // Rows of nobody are as good as rows of one.
        return isColumn(condition.operand) ? (condition.negated ? "open" : "restricted") : mention(condition, isColumn);
      case "distinct-from":
        return condition.negated
          ? this.#equal(condition.left, condition.right, isColumn, relation)
          : mention(condition, isColumn);
      case "operator":
        if (condition.operator === "=" && condition.left && condition.quantifier !== "all")
          return this.#equal(condition.left, condition.right, isColumn, relation);
        return operandsOf(condition).some((part) => isColumn(bare(part))) ? "open" : mention(condition, isColumn);
      case "in-list":
        if (!hasPart(condition.operand, isColumn)) return mention(condition, isColumn);
        if (condition.negated) return "open";
        return condition.items.every((item) => isFree(item)) ? "restricted" : "unknown";
      case "subquery":
        if (condition.form !== "any" || condition.operator !== "=" || !condition.operand) return "open";
        return hasPart(condition.operand, isColumn) ? this.#amongRowsOf(condition, relation) : "open";
      case "between":
        return isColumn(condition.operand) ? "open" : mention(condition, isColumn);
      case "not":
        return isColumn(condition.operand) || condition.operand.kind === "null-test"
          ? "open"
          : mention(condition, isColumn);
      case "cast":
        return this.#met(condition.operand, relation, column);
      case "parameter":
        return condition.hole ? "unknown" : "open";
      case "unknown":
        return "unknown";
      default:
        return mention(condition, isColumn);
    }
  }

  #oneOf(operands: readonly Expression[], relation: Relation, column: string): Restriction {
    const answers = operands.map((operand) => this.#met(operand, relation, column));
    if (answers.every((answer) => answer === "restricted")) return "restricted";
    if (answers.every((answer) => answer === "open")) return "open";
    // `$1 IS NULL OR org_id = $1`: the caller decides. A subquery may ask what else is allowed.
    const decides = operands.some(
      (operand, index) =>
        answers[index] === "open" && (isFree(operand) || contains(operand, ({ kind }) => kind === "subquery")),
    );
    return answers.includes("unknown") || decides ? "unknown" : answers.includes("elsewhere") ? "elsewhere" : "slip";
  }

  #equal(
    left: Expression,
    right: Expression,
    isColumn: (part: Expression) => boolean,
    relation: Relation,
  ): Restriction {
    const [one, other] = [left, right].map((side) => (side.kind === "row" ? side.items : [side]));
    if (!one || !other || one.length !== other.length) return "open";
    return strongest(
      one.map((item, index) => {
        const opposite = other[index];
        if (!opposite) return "open";
        if (isColumn(item)) return this.#value(opposite, relation);
        return isColumn(opposite) ? this.#value(item, relation) : mention(item, isColumn);
      }),
    );
  }

  /** What it says that the column of a relation has this value. Other columns of tables are left to `#tied`. */
  #value(value: Expression, relation: Relation): Restriction {
    const plain = bare(value);
    if (plain.kind === "constant") return plain.value === null ? "open" : "restricted";
    if (plain.kind === "subquery") return this.#amongRowsOf(plain, relation);
    if (plain.kind !== "column") return isFree(plain) ? "restricted" : "unknown";
    const bound = relation.level.scopes.resolve(plain);
    if (bound === null || typeof bound === "string") return "unknown";
    if (bound.relation === relation) return "open";
    return bound.relation.source.kind === "table" ? "open" : this.#rowsOf(bound.relation);
  }

  /** The column is among what a subquery finds: rows that are restricted, or chosen some other way. */
  #amongRowsOf({ query }: SubqueryExpression, relation: Relation): Restriction {
    const level = relation.level.scopes.levelOf(query);
    return level ? this.#rowsAt(level) : "unknown";
  }

  /** Whether the rows that a relation gives, which is no table, are restricted ones. */
  #rowsOf({ source }: Relation): Restriction {
    switch (source.kind) {
      case "derived":
      case "cte":
      case "view":
        return source.level ? this.#rowsAt(source.level) : "unknown";
      default:
        return "unknown";
    }
  }

  #rowsAt(level: Level): Restriction {
    return this.#answers.of(level, "rows", () => {
      switch (level.kind) {
        case "values":
        case "insert":
          return "restricted";
        case "set-operation": {
          // A recursive one walks on from the rows it has begun with.
          const arms = [level.node.left, level.node.right].map((node) => level.scopes.levelOf(node));
          const recursive = arms.some((arm) => arm?.relations.some((one) => isReaderOf(one, level)));
          const answers = (recursive ? arms.slice(0, 1) : arms).map((arm) => (arm ? this.#rowsAt(arm) : "unknown"));
          return answers.every((answer) => answer === "restricted") ? "restricted" : strongest(answers.filter(isShort));
        }
        default:
          return this.#rowsOfRelations(level);
      }
    });
  }

  #rowsOfRelations({ relations, conditions }: Level): Restriction {
    const asked = relations.filter(({ role }) => role !== "excluded");
    // `SELECT $1`
    if (asked.length === 0) return "restricted";
    const answers = asked.map((one): Restriction => {
      if (one.source.kind !== "table") return this.#rowsOf(one);
      const column = columnIn(one, this.#columnOf);
      const answer = this.of(one, column);
      return answer === "open" && column !== null ? "elsewhere" : answer;
    });
    if (answers.includes("restricted")) return "restricted";
    if (answers.some((answer) => answer !== "open")) return strongest(answers);
    return conditions.some(({ expression }) => conjuncts(expression).some(choosesByValue)) ? "restricted" : "open";
  }

  /** The row belongs to one of another relation: it has its column, or holds its key, or the other way round. */
  #tied(relation: Relation, column: string | null): Restriction {
    const names = relation.columns.map(({ name }) => name);
    const equal = equalColumns(relation, names);
    if (!equal) return "unknown";
    const found = new Map<Relation, Restriction>();
    for (const [index, others] of equal.entries())
      for (const other of others) {
        const name = names[index];
        // What a query is made of is no other row.
        if (other.relation === relation || other.through === relation || name === undefined) continue;
        const isTie = name === column || isKey(relation, name) || isKey(other.relation, other.column);
        if (!isTie || found.get(other.relation) === "restricted") continue;
        found.set(other.relation, this.#through(relation, other.relation, name === column));
      }
    return strongest([...found.values(), this.#tiedToQuery(relation)]);
  }

  /** It belongs to a row of a CTE, derived table or view, by a key, and those rows are restricted. */
  #tiedToQuery(relation: Relation): Restriction {
    const answers: Restriction[] = [];
    for (const condition of conditionsOn(relation).binding.flatMap(conjuncts)) {
      if (condition.kind !== "operator" || condition.operator !== "=" || !condition.left) continue;
      const sides = [condition.left, condition.right].map((side) => boundOf(side, relation.level.scopes));
      if (!sides.some((bound) => bound?.relation === relation)) continue;
      if (!sides.some((bound) => bound !== null && isKey(bound.relation, bound.column))) continue;
      for (const bound of sides)
        if (bound && bound.relation !== relation && bound.relation.source.kind !== "table")
          answers.push(this.#rowsOf(bound.relation));
    }
    return strongest(answers);
  }

  #through(relation: Relation, other: Relation, byColumn: boolean): Restriction {
    const column = columnIn(other, this.#columnOf);
    const answer = this.of(other, column);
    if (answer === "restricted" || answer === "unknown") return answer;
    if (column === null) return byColumn && isChosenByValue(other) ? "restricted" : "open";
    return stands(other) < stands(relation) ? "elsewhere" : "open";
  }

  /** The rows are handed to a level around this one, and restricted there. */
  #outside(relation: Relation, column: string | null): Restriction {
    const { level } = relation;
    if (level.use !== "derived" && level.use !== "cte" && level.use !== "arm") return "open";
    const ways = level.outputs.columns.flatMap(({ bound }, index) => (isOf(bound, relation) ? [index] : []));
    const chosen = level.outputs.columns.findIndex(
      ({ bound }) => column !== null && isOf(bound, relation) && bound?.column === column,
    );
    return this.#readers(level, relation, ways, chosen);
  }

  #readers(level: Level, relation: Relation, handedOn: readonly number[], chosen: number): Restriction {
    if (level.use === "arm")
      return level.container ? this.#readers(level.container, relation, handedOn, chosen) : "open";
    if (level.use !== "derived" && level.use !== "cte") return "open";
    const readers = level.scopes.levels
      .flatMap(({ relations }) => relations.filter((reader) => isReaderOf(reader, level)))
      .filter((reader) => !isInside(reader.level, level));
    // A query in WITH that nobody reads is not run.
    if (readers.length === 0) return "restricted";
    const answers = readers.map((reader) => {
      const name = chosen < 0 ? null : (reader.columns[chosen]?.name ?? null);
      const keyed = handedOn.some((index) => index !== chosen);
      return name === null && !keyed ? "open" : this.of(reader, name);
    });
    return answers.every((answer) => answer === "restricted") ? "restricted" : strongest(answers.filter(isShort));
  }

  /** `id IN (SELECT …)`: a row counts only where a row of another relation, which it belongs to, has its value. */
  #amongRows(relation: Relation): Restriction {
    const { level } = relation;
    if (level.use !== "expression" || !level.container) return "open";
    const index = level.outputs.columns.findIndex(({ bound }) => isOf(bound, relation));
    const own = level.outputs.columns[index]?.bound;
    if (!own) return "open";
    const tested = level.container.conditions
      .flatMap(({ expression }) => subqueriesIn(expression))
      .filter(({ query, form, operator }) => query === level.node && form === "any" && operator === "=")
      .flatMap(({ operand }) => (operand?.kind === "row" ? (operand.items[index] ?? []) : (operand ?? [])))
      .map((operand) => boundOf(operand, level.scopes))
      .filter((bound) => bound !== null);
    const answers = tested
      .filter((bound) => isKey(relation, own.column) || isKey(bound.relation, bound.column))
      .map((bound) => this.of(bound.relation, columnIn(bound.relation, this.#columnOf)));
    return answers.includes("restricted") ? "restricted" : "open";
  }
}

const isShort = (answer: Restriction): boolean => answer !== "restricted";

const stands = ({ item, level }: Relation): number => item?.span.start ?? level.span.start;

const isReaderOf = ({ source }: Relation, level: Level): boolean => "level" in source && source.level === level;

const isOf = (bound: Bound | null, relation: Relation): boolean =>
  bound !== null && (bound.relation === relation || bound.merged.some((side) => side.relation === relation));

function boundOf(expression: Expression, scopes: StatementScopes): Bound | null {
  const plain = bare(expression);
  const bound = plain.kind === "column" ? scopes.resolve(plain) : null;
  return typeof bound === "object" ? bound : null;
}

function isColumnOf(expression: Expression, relation: Relation, column: string): boolean {
  const bound = boundOf(expression, relation.level.scopes);
  return (
    (bound?.relation === relation && bound.column === column) ||
    (bound?.merged.some((side) => side.relation === relation && side.column === column) ?? false)
  );
}

/** What a relation calls the column that restricts it; null where it needs none. */
const columnIn = (relation: Relation, columnOf: FilterColumnOf): string | null =>
  toRestrict(relation, columnOf)?.column ?? null;

/** A column of a key; of a table of which no key is known, by its name. */
export function isKey({ source, columns }: Relation, name: string): boolean {
  const of = columns.find((one) => one.name === name);
  if (source.kind !== "table") {
    const outputs = of?.output ? [of.output, ...of.output.arms] : [];
    return outputs.some(({ bound }) => bound !== null && isKey(bound.relation, bound.column));
  }
  const column = of?.column?.name ?? name;
  const keys = keysOf(source.table);
  return keys.length > 0 ? keys.some((key) => key.includes(column)) : column === "id";
}

/** Nothing in it depends on a row. */
function isFree(expression: Expression): boolean {
  return !contains(expression, ({ kind }) => kind === "column" || kind === "subquery" || kind === "unknown");
}

const hasPart = (expression: Expression, test: (part: Expression) => boolean): boolean =>
  expression.kind === "row" ? expression.items.some((item) => test(bare(item))) : test(bare(expression));

function subqueriesIn(expression: Expression): readonly SubqueryExpression[] {
  return [
    ...(expression.kind === "subquery" ? [expression] : []),
    ...operandsOf(expression).flatMap((operand) => subqueriesIn(operand)),
  ];
}

/** A condition that has the column in some other way may restrict it. */
function mention(condition: Expression, isColumn: (part: Expression) => boolean): Restriction {
  if (contains(condition, (part) => part.kind === "unknown")) return "unknown";
  if (condition.kind === "subquery" || condition.kind === "column") return "open";
  return contains(condition, isColumn) ? "unknown" : "open";
}

/** `slug = $1`, `id IN (…)`, `id = ANY ($1)` */
function choosesByValue(condition: Expression): boolean {
  if (condition.kind === "in-list") return !condition.negated && condition.items.every((item) => isFree(item));
  if (condition.kind !== "operator" || condition.operator !== "=" || !condition.left) return false;
  return isFree(condition.left) !== isFree(condition.right);
}

function isChosenByValue(relation: Relation): boolean {
  const isOwn = (condition: Expression) =>
    referencesIn(condition).some((reference) => boundOf(reference, relation.level.scopes)?.relation === relation);
  return conditionsOn(relation)
    .binding.flatMap(conjuncts)
    .some((one) => choosesByValue(one) && isOwn(one));
}

/** Whether an INSERT gives a column of its target a value; `unknown` where it may. */
export function setsColumn(
  { columns, source }: Pick<InsertLevel, "columns" | "source">,
  column: string,
): "yes" | "no" | "unknown" {
  if (columns === "unknown" || source === "unknown") return "unknown";
  const names = contentOf(columns)?.names;
  if (names) return names.some(({ name }) => name === column) ? "yes" : "no";
  return source === "absent" ? "no" : "unknown";
}
