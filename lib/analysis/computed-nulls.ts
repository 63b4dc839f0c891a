import type { Catalog } from "../catalog/catalog.ts";
import { contentOf } from "../model/clause.ts";
import type { Call, Case, Expression, SubqueryExpression } from "../model/expression.ts";
import type { Grouping } from "../model/statement.ts";
import { emptinessOf, inputEmptiness, isAggregated } from "./emptiness.ts";
import { bare, clauseExpressions, conjuncts, referencesIn } from "./expressions.ts";
import type { Bound, Level, OutputColumn } from "./level.ts";
import { alwaysValued, neverNullFunctions, neverNullOperators } from "./never-null.ts";
import { computed, maybe, never, unknown, type Nullability } from "./nullable.ts";
import { isAggregate, isStrictFunction, isStrictOperator, spelt } from "./routine-facts.ts";
import { isSame } from "./same-expression.ts";
import { rejectsNull, strictCast } from "./truth.ts";
import { valueType } from "./value-types.ts";

/** Where an expression stands. */
export interface ExpressionPlace {
  readonly level: Level;
  /** Conditions that hold there: a branch of CASE is reached by them. */
  readonly given: readonly Expression[];
  /** In what an aggregate is given: rows as they are before they are grouped. */
  readonly ungrouped: boolean;
}

/** What is known of columns. */
export interface ColumnNulls {
  readonly catalog: Catalog;
  of(output: OutputColumn): Nullability;
  bound(bound: Bound, level: Level): Nullability;
}

/**
 * Says of what is computed whether it may be NULL, by the strictness of PostgreSQL's functions and operators and by what is
 * known of each kind of expression (documentation, chapters 4.2 and 9).
 */
export class ComputedNulls {
  readonly #columns: ColumnNulls;

  constructor(columns: ColumnNulls) {
    this.#columns = columns;
  }

  of(expression: Expression, place: ExpressionPlace): Nullability {
    const total = this.#total(expression, place);
    if (total) return total;
    switch (expression.kind) {
      case "constant":
        return expression.value === null ? maybe : never;
      case "null-test":
      case "boolean-test":
      case "distinct-from":
      case "array":
      case "row":
        return never;
      case "column":
        return this.#column(expression, place);
      case "cast":
        return this.#cast(expression, place);
      case "operator":
        return this.#operator(expression, place);
      case "not":
        return this.#strict([expression.operand], true, place);
      case "and":
      case "or":
        return this.#all(expression.operands, place);
      case "in-list": {
        const operand = this.of(expression.operand, place);
        return operand.nullable === "maybe"
          ? reasoned(operand)
          : this.#all([expression.operand, ...expression.items], place);
      }
      case "between": {
        const operand = this.of(expression.operand, place);
        const { low, high } = expression;
        return operand.nullable === "maybe" ? reasoned(operand) : this.#all([expression.operand, low, high], place);
      }
      case "case":
        return this.#case(expression, place);
      case "subquery":
        return this.#subquery(expression, place);
      case "call":
        return this.#call(expression, place);
      case "parameter":
      case "unknown":
        return unknown;
    }
  }

  #column(expression: Expression & { kind: "column" }, place: ExpressionPlace): Nullability {
    const { level, given } = place;
    const bound = level.resolve(expression);
    if (bound === null || typeof bound !== "object" || bound.column === "*") return unknown;
    if (bound.relation.level !== level) return this.#outer(bound, place);
    const found = this.#columns.bound(bound, level);
    return given.length === 0 || found.nullable === "never" ? found : narrowed(found, bound, place);
  }

  /** A column of a level around: its rows have met what is asked there; here fewer of them may count. */
  #outer(bound: Bound, { level, given }: ExpressionPlace): Nullability {
    const found = this.#columns.bound(bound, bound.relation.level);
    const isPlain = level.kind === "select" && level.where === "absent" && level.conditions.length === 0;
    return found.nullable === "never" || (isPlain && given.length === 0) ? found : unknown;
  }

  /** Keys that a grouping set lacks are NULL in its rows, whatever they are (chapter 7.2.4). */
  #total(expression: Expression, { level, ungrouped }: ExpressionPlace): Nullability | null {
    const grouping = level.kind === "select" ? contentOf(level.groupBy) : null;
    if (!grouping?.sets || ungrouped || expression.kind === "constant") return null;
    if (keyAmong(expression, grouping.common, level)) return null;
    if (!keyAmong(expression, [...grouping.keys.flatMap(keysIn), ...grouping.lost], level))
      return expression.kind === "column" && isOf(expression, level) ? unknown : null;
    return clauseExpressions(level.kind === "select" ? level.having : "absent").length === 0 &&
      keyAmong(expression, grouping.lost, level)
      ? computed("in the rows of totals")
      : unknown;
  }

  #cast(expression: Expression & { kind: "cast" }, place: ExpressionPlace): Nullability {
    const { operand, type } = expression;
    const found = this.of(operand, place);
    if (found.nullable === "maybe") return strictCast(type) ? reasoned(found) : unknown;
    const isKnown = strictCast(type) || this.#columns.catalog.types?.get(`public.${type}`)?.form === "enum";
    if (found.nullable !== "never" || !isKnown) return unknown;
    // Since PostgreSQL 18, JSON null is NULL as a number or a boolean.
    const mayBeJson = ["json", "unknown"].includes(valueType(operand, place.level));
    return mayBeJson &&
      operand.kind !== "constant" &&
      /^(?:smallint|integer|bigint|numeric|real|double|boolean)\b/.test(type) &&
      (valueType(operand, place.level) === "json" || isLookup(operand))
      ? unknown
      : never;
  }

  #operator(expression: Expression & { kind: "operator" }, place: ExpressionPlace): Nullability {
    const { operator, left, right, quantifier } = expression;
    const operands = left ? [left, right] : [right];
    if (operands.some(({ kind }) => kind === "row")) return this.#all(rowItems(operands), place);
    if (quantifier) return this.#quantified(expression, place);
    const name = spelt(operator);
    const isTotal = neverNullOperators.has(name);
    if (isStrictOperator(operator) || this.#joinsNoArrays(expression, place)) {
      const found = this.#strict(operands, isTotal, place);
      return found.nullable === "unknown" && lookups.has(name) ? this.#looked(operands, place) : found;
    }
    // `||` puts NULL into an array, and is NULL where both sides are.
    return isTotal ? this.#all(operands, place) : unknown;
  }

  #joinsNoArrays({ operator, left, right }: Expression & { kind: "operator" }, { level }: ExpressionPlace): boolean {
    if (operator !== "||" || !left) return false;
    const types = [valueType(left, level), valueType(right, level)];
    const isPlain = (type: string | undefined): boolean =>
      type === "text" || type === "json" || type === "number" || type === "literal" || type === "other";
    return types.every(isPlain) && types.some((type) => type !== "literal");
  }

  /** `x = ANY (ARRAY[…])`: of other arrays nobody knows what is in them. */
  #quantified({ left, right }: Expression & { kind: "operator" }, place: ExpressionPlace): Nullability {
    if (!left) return unknown;
    if (right.kind !== "array" || right.items.length === 0) return unknown;
    const operand = this.of(left, place);
    return operand.nullable === "maybe" ? reasoned(operand) : this.#all([left, ...right.items], place);
  }

  /** Something looked up in JSON that the table holds: the data may lack it. */
  #looked([from, ...path]: readonly Expression[], place: ExpressionPlace): Nullability {
    if (!from || path.some((key) => this.of(key, place).nullable !== "never")) return unknown;
    const source = from.kind === "operator" && lookups.has(from.operator) && from.left ? from.left : from;
    return isFree(source, place, this.#columns.catalog) && this.#strict([from], true, place).nullable !== "maybe"
      ? computed("where the JSON has no such value")
      : unknown;
  }

  /** A function or operator that gives NULL as soon as an operand is NULL; `isTotal`: and in no other case. */
  #strict(operands: readonly Expression[], isTotal: boolean, place: ExpressionPlace): Nullability {
    const found = operands.map((operand) => this.of(operand, place));
    const missing = found.find(({ nullable }) => nullable === "maybe");
    if (missing) return reasoned(missing);
    return isTotal && found.every(({ nullable }) => nullable === "never") ? never : unknown;
  }

  /** Not NULL where no operand is. */
  #all(operands: readonly Expression[], place: ExpressionPlace): Nullability {
    return operands.every((operand) => this.of(operand, place).nullable === "never") ? never : unknown;
  }

  #case({ operand, branches, otherwise }: Case, place: ExpressionPlace): Nullability {
    const results: Nullability[] = [];
    const failed: Expression[] = [];
    for (const { when, then } of branches) {
      const condition = operand ? equals(operand, when) : when;
      results.push(this.of(then, { ...place, given: [...place.given, ...failed, condition] }));
      failed.push(isNotTrue(condition));
    }
    const isMissing = otherwise === null || (otherwise.kind === "constant" && otherwise.value === null);
    if (!isMissing) results.push(this.of(otherwise, { ...place, given: [...place.given, ...failed] }));
    const conditions = branches.map(({ when }) => (operand ? equals(operand, when) : when));
    if (isMissing && place.given.length === 0 && mayAllFail(conditions, place, this.#columns))
      return computed(otherwise ? "where its CASE says so" : "where no branch of its CASE applies");
    // A branch that may be NULL and is reached by some row: which one is not asked of conditions that were met before.
    const missing = results.find(({ nullable }) => nullable === "maybe");
    if (missing) return missing.because === null ? maybe : reasoned(missing);
    return !isMissing && results.every(({ nullable }) => nullable === "never") ? never : unknown;
  }

  #subquery(expression: SubqueryExpression, place: ExpressionPlace): Nullability {
    const { form, operand, query } = expression;
    if (form === "exists" || form === "array") return never;
    const level = place.level.scopes.levelOf(query);
    const [output] = level?.outputs.columns ?? [];
    if (!level || !output || !level.outputs.complete) return unknown;
    if (form === "scalar") {
      const emptiness = emptinessOf(level, this.#columns.catalog);
      if (emptiness === "maybe") return computed(`where the subquery finds no row${tableOf(level)}`);
      const found = this.#columns.of(output);
      if (found.nullable === "maybe" && emptiness === "never") return reasoned(found);
      return emptiness === "never" ? found : unknown;
    }
    if (!operand || operand.kind === "row") return unknown;
    const left = this.of(operand, place);
    if (left.nullable === "never" && this.#columns.of(output).nullable === "never") return never;
    return unknown;
  }

  #call(call: Call, place: ExpressionPlace): Nullability {
    const { name, schema } = call;
    if (schema !== null && schema !== "pg_catalog") return unknown;
    if (name === "coalesce" || name === "greatest" || name === "least") return this.#first(call.arguments, place);
    if (name === "nullif") return this.#nullIf(call, place);
    if (name === "collate") return this.#strict(call.arguments, true, place);
    if (this.#isRedefined(name)) return unknown;
    if (call.window) return this.#window(call, place);
    if (isAggregate(name)) return this.#aggregate(call, place);
    if (name === "rank" || name === "dense_rank" || name === "percent_rank" || name === "cume_dist") return never;
    if (alwaysValued.has(name) && !call.arguments.some(({ kind }) => kind === "subquery")) return never;
    const isTotal = neverNullFunctions.has(name) || this.#isTotalHere(call, place);
    if (isStrictFunction(name)) return this.#strict(call.arguments, isTotal, place);
    return isTotal ? this.#all(call.arguments, place) : unknown;
  }

  /** A function of the project's own that has the name of one of PostgreSQL's. */
  #isRedefined(name: string): boolean {
    return this.#columns.catalog.functions?.has(`public.${name}`) ?? false;
  }

  /** Functions that give a value by what they are given: `lower` of a text, not of a range. */
  #isTotalHere({ name, arguments: given }: Call, { level }: ExpressionPlace): boolean {
    const types = given.map((argument) => valueType(argument, level));
    if (name === "lower" || name === "upper") return types[0] === "text" || types[0] === "literal";
    if (name === "substring" || name === "substr") return types.slice(1).every((type) => type === "number");
    if (name === "extract" || name === "date_part") {
      const [field] = given;
      return (
        field?.kind === "constant" &&
        /^(?:year|epoch|century|decade|millennium|julian|isoyear)$/i.test(String(field.value))
      );
    }
    return false;
  }

  /** COALESCE, GREATEST and LEAST are NULL where all they are given is. */
  #first(operands: readonly Expression[], place: ExpressionPlace): Nullability {
    const found = operands.map((operand) => this.of(operand, place));
    if (found.some(({ nullable }) => nullable === "never")) return never;
    const [only] = found;
    if (!only || found.some(({ nullable }) => nullable !== "maybe")) return unknown;
    if (found.length === 1) return only;
    return areIndependent(operands, place) ? computed("where all its values are") : unknown;
  }

  #nullIf({ arguments: [value, other] }: Call, place: ExpressionPlace): Nullability {
    if (!value || !other) return unknown;
    const found = this.of(value, place);
    if (found.nullable === "maybe") return reasoned(found);
    const mayEqual =
      isFree(value, place, this.#columns.catalog) &&
      bare(other).kind === "constant" &&
      this.of(other, place).nullable === "never";
    return mayEqual ? computed("where its two values are equal") : unknown;
  }

  #aggregate(call: Call, place: ExpressionPlace): Nullability {
    const { level, ungrouped } = place;
    if (call.name === "count" || call.name === "regr_count") return never;
    // An aggregate of a level around is given in a subquery's own output: whose rows it takes is not asked.
    if (level.kind !== "select" || ungrouped) return unknown;
    const { catalog } = this.#columns;
    if (isAggregated(level)) {
      const isPlain =
        level.having === "absent" && level.offset === "absent" && inputEmptiness(level, catalog) === "maybe";
      return isPlain ? computed(`where no row${tableOf(level) || " is there"} matches`) : unknown;
    }
    if (call.filter) return this.#filtered(call.filter, place);
    if (contentOf(level.groupBy)?.total !== false) return unknown;
    return this.#ofSomeRows(call, place);
  }

  #filtered(filter: Expression, place: ExpressionPlace): Nullability {
    return mayAllFail([filter], { ...place, ungrouped: true }, this.#columns)
      ? computed("where its FILTER keeps no row")
      : unknown;
  }

  /** What an aggregate gives of one row or more. */
  #ofSomeRows(call: Call, place: ExpressionPlace): Nullability {
    const { name } = call;
    if (keepsNulls.has(name)) return never;
    if (needsMore.has(name)) return computed("where there is one row only");
    if (!ofValues.has(name)) return unknown;
    const isOrdered = name === "mode" || name.startsWith("percentile_");
    return this.#strict(isOrdered ? [...call.arguments, ...call.keys] : call.arguments.slice(0, 1), true, {
      ...place,
      ungrouped: true,
    });
  }

  #window(call: Call, place: ExpressionPlace): Nullability {
    const { name, arguments: given } = call;
    const [value, offset, fallback] = given;
    if (
      name === "row_number" ||
      name === "rank" ||
      name === "dense_rank" ||
      name === "percent_rank" ||
      name === "cume_dist"
    )
      return never;
    if (name === "ntile") return this.#strict(given, true, place);
    if (name === "count" || name === "regr_count") return never;
    const { level } = place;
    const isWhole = level.kind === "select" && level.offset === "absent" && level.node.distinctOn.length === 0;
    if ((name === "lag" || name === "lead") && value) {
      const found = this.of(value, place);
      if (fallback && found.nullable !== "maybe") {
        const other = this.of(fallback, place);
        return found.nullable === "never" && other.nullable === "never" ? never : unknown;
      }
      if (found.nullable === "maybe") return reasoned(found);
      const isFar = !offset || (offset.kind === "constant" && Number(offset.value) > 0);
      return isWhole && isFar ? computed(name === "lag" ? "in the first row" : "in the last row") : unknown;
    }
    if (name === "nth_value" && offset?.kind === "constant" && Number(offset.value) > 1)
      return isWhole ? computed("where there are fewer rows") : unknown;
    if (!call.framesItself) return unknown;
    if ((name === "first_value" || name === "last_value" || name === "nth_value") && value) {
      const found = this.of(value, place);
      return found.nullable === "maybe" ? reasoned(found) : found;
    }
    if (!isAggregate(name) || call.filter) return unknown;
    const found = this.#ofSomeRows(call, { ...place, ungrouped: place.ungrouped });
    return found;
  }
}

/** Aggregates that take NULL in as a value. */
const keepsNulls: ReadonlySet<string> = new Set(
  "array_agg json_agg jsonb_agg json_agg_strict jsonb_agg_strict json_object_agg jsonb_object_agg json_object_agg_strict jsonb_object_agg_strict json_object_agg_unique jsonb_object_agg_unique".split(
    " ",
  ),
);
/** Aggregates that are NULL over values where all of them are NULL, and only there. */
const ofValues: ReadonlySet<string> = new Set(
  "min max sum avg any_value string_agg bool_and bool_or every bit_and bit_or bit_xor stddev_pop var_pop mode percentile_cont percentile_disc range_agg range_intersect_agg".split(
    " ",
  ),
);
/** Aggregates that are NULL over one value, too. */
const needsMore: ReadonlySet<string> = new Set("stddev stddev_samp variance var_samp covar_samp corr".split(" "));

const lookups: ReadonlySet<string> = new Set(["->", "->>", "#>", "#>>"]);

function isLookup(expression: Expression): boolean {
  return (expression.kind === "operator" && lookups.has(expression.operator)) || expression.kind === "call";
}

/** NULL because a part is: the reason is the part's. */
function reasoned(part: Nullability): Nullability {
  return { ...part, because: part.because === null ? null : "computed" };
}

function rowItems(operands: readonly Expression[]): readonly Expression[] {
  return operands.flatMap((operand) => (operand.kind === "row" ? operand.items : [operand]));
}

function equals(left: Expression, right: Expression): Expression {
  return { kind: "operator", operator: "=", left, right, quantifier: null, span: right.span };
}

function isNotTrue(operand: Expression): Expression {
  return { kind: "boolean-test", test: "true", negated: true, operand, span: operand.span };
}

/** The name of the first table that a level reads, for a message; empty where there is none. */
function tableOf(level: Level): string {
  const name = level.relations.find(({ item }) => item?.kind === "table")?.item;
  return name?.kind === "table" && name.name !== null ? ` of "${name.name}"` : "";
}

/** A column that may be NULL, where some conditions are known to hold. */
function narrowed(found: Nullability, bound: Bound, { level, given }: ExpressionPlace): Nullability {
  const isColumn = ({ relation, column }: Bound): boolean =>
    relation === bound.relation && (column === bound.column || found.because === "join");
  const verdicts = given.map((condition) => rejectsNull(condition, assuming(level, isColumn)));
  if (verdicts.includes("yes")) return never;
  return verdicts.includes("unknown") ? unknown : found;
}

function assuming(level: Level, isNull: (bound: Bound) => boolean) {
  return (reference: Expression & { kind: "column" }): "null" | "other" | "unclear" => {
    const bound = level.resolve(reference);
    if (bound === null) return "other";
    if (typeof bound === "string" || bound.column === "*" || bound.merged.length > 0) return "unclear";
    return isNull(bound) ? "null" : "other";
  };
}

function boundsIn(expression: Expression, level: Level): readonly (Bound | null)[] {
  return referencesIn(expression).map((reference) => {
    const bound = level.resolve(reference);
    return bound === null || typeof bound === "string" ? null : bound;
  });
}

/**
 * Whether an expression is a column of a table whose value nothing restricts: no condition of the level, no CHECK, no type
 * with few values. What it is compared with may then be met by some row and missed by another one.
 */
function isFree(expression: Expression, place: ExpressionPlace, catalog: Catalog): boolean {
  const { level } = place;
  const bound = expression.kind === "column" ? level.resolve(expression) : null;
  if (bound === null || typeof bound !== "object") return false;
  const { relation, of } = bound;
  const column = of?.column;
  if (!column || relation.source.kind !== "table" || relation.level !== level || relation.role !== "read") return false;
  const { table } = relation.source;
  if (column.generated || column.identity || (column.userType && catalog.types?.get(column.userType)?.form !== "enum"))
    return false;
  if (table.structure?.constraints.some(({ kind, columns }) => kind === "check" && columns.includes(column.name)))
    return false;
  if (table.foreignKeys.some(({ columns }) => columns.includes(column.name))) return false;
  return !conditionsOf(level).some((condition) => isRestricted(condition, bound, level));
}

const isRestricted = (condition: Expression, { relation, column }: Bound, level: Level): boolean =>
  conjuncts(condition).some(
    (part) =>
      !(part.kind === "null-test" && part.negated) &&
      boundsIn(part, level).some((bound) => bound === null || (bound.relation === relation && bound.column === column)),
  );

function conditionsOf(level: Level): readonly Expression[] {
  const { having = "absent" } = level.kind === "select" ? level : {};
  return [...level.conditions.map(({ expression }) => expression), ...clauseExpressions(having)];
}

/** Whether some row surely meets none of some conditions. */
function mayAllFail(conditions: readonly Expression[], place: ExpressionPlace, columns: ColumnNulls): boolean {
  if (conditions.length === 1) return mayFail(conditions[0], place, columns);
  // Several conditions may be all there are: only values out of many leave one over.
  return conditions.every((condition) => {
    const parts = condition.kind === "or" ? condition.operands : [condition];
    return parts.every((part) => isOneValue(part, place, columns.catalog));
  });
}

function isOneValue(condition: Expression, place: ExpressionPlace, catalog: Catalog): boolean {
  const isList = condition.kind === "in-list" && !condition.negated;
  const operand = isList
    ? condition.operand
    : condition.kind === "operator" && condition.operator === "="
      ? condition.left
      : null;
  const others = isList ? condition.items : condition.kind === "operator" ? [condition.right] : [];
  return (
    operand !== null &&
    others.every((other) => bare(other).kind === "constant") &&
    isFree(operand, place, catalog) &&
    ["text", "number"].includes(valueType(operand, place.level))
  );
}

function mayFail(condition: Expression | undefined, place: ExpressionPlace, columns: ColumnNulls): boolean {
  if (!condition) return false;
  const free = (operand: Expression | null): boolean => operand !== null && isFree(operand, place, columns.catalog);
  const plain = (operand: Expression | null): boolean =>
    operand !== null && (bare(operand).kind === "constant" || bare(operand).kind === "parameter");
  switch (condition.kind) {
    case "column":
      return free(condition);
    case "and":
      return condition.operands.some((operand) => mayFail(operand, place, columns));
    case "not":
      return condition.operand.kind === "operator" && mayFail(condition.operand, place, columns);
    case "operator":
      return (
        condition.quantifier === null &&
        ((free(condition.left) && plain(condition.right)) || (plain(condition.left) && free(condition.right)))
      );
    case "in-list":
      return free(condition.operand) && condition.items.every(plain);
    case "between":
      return free(condition.operand) && plain(condition.low) && plain(condition.high);
    case "null-test":
      if (!free(condition.operand) || condition.operand.kind !== "column") return false;
      return !condition.negated || nullableOf(condition.operand, place, columns) === "maybe";
    default:
      return false;
  }
}

function nullableOf(
  operand: Expression & { kind: "column" },
  { level }: ExpressionPlace,
  columns: ColumnNulls,
): string {
  const bound = level.resolve(operand);
  return bound !== null && typeof bound === "object" ? columns.bound(bound, level).nullable : "unknown";
}

/** Whether columns may be NULL together: no condition and no CHECK speaks of two of them, and no FULL JOIN fills in one by the other. */
function areIndependent(operands: readonly Expression[], { level, given }: ExpressionPlace): boolean {
  if (given.length > 0) return false;
  const bounds = operands.flatMap((operand) => boundsIn(operand, level));
  if (bounds.includes(null)) return false;
  const known = bounds.flatMap((bound) => bound ?? []);
  if (
    known.some(({ relation, merged }) => merged.length > 0 || relation.joins.some(({ join }) => join.type === "full"))
  )
    return false;
  const isAmong = (bound: Bound): boolean =>
    known.some(({ relation, column }) => relation === bound.relation && column === bound.column);
  const restricts = (columns: readonly string[], { relation }: Bound): boolean =>
    columns.filter((column) => known.some((one) => one.relation === relation && one.column === column)).length > 1;
  for (const bound of known) {
    const { source } = bound.relation;
    if (source.kind !== "table") return false;
    if (source.table.structure?.constraints.some(({ kind, columns }) => kind === "check" && restricts(columns, bound)))
      return false;
  }
  return !conditionsOf(level).some(
    (condition) =>
      boundsIn(condition, level).some((bound) => bound !== null && isAmong(bound)) &&
      rejectsNull(condition, assuming(level, isAmong)) !== "no",
  );
}

const keysIn = (key: Expression): readonly Expression[] => (key.kind === "row" ? key.items : [key]);

function isOf(reference: Expression & { kind: "column" }, level: Level): boolean {
  const bound = level.resolve(reference);
  return bound === null || typeof bound === "string" || bound.relation.level === level;
}

/** Whether an expression is one of some keys: itself, the output of that number or name, or what such a key stands for. */
function keyAmong(expression: Expression, keys: Grouping["keys"], level: Level): boolean {
  return keys.some((key) => {
    const meant = meaningOf(key, level);
    if (meant.kind !== "column" || expression.kind !== "column") return isSame(meant, expression);
    const [one, other] = [level.resolve(meant), level.resolve(expression)];
    return (
      one !== null &&
      typeof one === "object" &&
      other !== null &&
      typeof other === "object" &&
      one.relation === other.relation &&
      one.column === other.column
    );
  });
}

function meaningOf(key: Expression, level: Level): Expression {
  const outputs = level.outputs.columns;
  if (key.kind === "constant" && typeof key.value === "number") return outputs[key.value - 1]?.expression ?? key;
  if (key.kind !== "column" || key.relation !== null || level.resolve(key) !== null) return key;
  return outputs.find(({ name }) => name === key.name)?.expression ?? key;
}
