import { contentOf, knownItems } from "../model/clause.ts";
import type { Comparison, Expression } from "../model/expression.ts";
import type { LiveValue, Query } from "../model/statement.ts";
import { bare, clauseExpressions, conjuncts, contains, operandsOf, referencesIn } from "./expressions.ts";
import type { Relation } from "./level.ts";
import { rejectsNull } from "./truth.ts";

/** A relation and the column of it that says a row is deleted. */
export interface Subject {
  readonly relation: Relation;
  readonly column: string;
  readonly live: LiveValue;
}

/**
 * What a condition says about the rows of a subject, where every row must meet it.
 * `live`, `deleted`: it lets only those through. `deliberate`: it asks for the column in some other way. `slip`: the column is
 * one side of an OR whose other side lets any row through. `unknown`: a part of it could not be read. Null: nothing.
 */
export type Answer = "live" | "deleted" | "deliberate" | "slip" | "unknown" | null;

/** What a condition says about a subject; three-valued logic as PostgreSQL's (documentation, chapter 9.1). */
export function answerOf(condition: Expression, subject: Subject): Answer {
  switch (condition.kind) {
    case "and":
      return strongest(condition.operands.map((operand) => answerOf(operand, subject)));
    case "or":
      return ofAlternatives(condition.operands, subject);
    case "not":
      return ofNegation(condition.operand, subject);
    case "null-test":
      return ofNullTest(condition.operand, condition.negated, subject) ?? ofMention(condition, subject);
    case "boolean-test":
      return (
        ofBooleanTest(condition.operand, condition.test, condition.negated, subject) ?? ofMention(condition, subject)
      );
    case "column":
      return isColumn(condition, subject) && typeof subject.live === "boolean"
        ? subject.live
          ? "live"
          : "deleted"
        : ofMention(condition, subject);
    case "cast":
      return answerOf(condition.operand, subject);
    case "operator":
      return ofComparison(condition, subject) ?? ofMention(condition, subject);
    case "distinct-from":
      return (
        ofDistinctFrom(condition.left, condition.right, condition.negated, subject) ?? ofMention(condition, subject)
      );
    case "in-list":
    case "between":
      return subject.live === null && isStrictIn(condition.operand, subject)
        ? "deleted"
        : ofMention(condition, subject);
    case "parameter":
      // `WHERE ${condition}`: with a library whose fragments nest, an interpolation that is a whole condition may say anything.
      return condition.hole ? "unknown" : null;
    default:
      return ofMention(condition, subject);
  }
}

const order: readonly Answer[] = ["live", "deleted", "deliberate", "unknown", "slip"];

/** Of conditions that must all be met: the one that says most. */
export function strongest(answers: readonly Answer[]): Answer {
  return order.find((answer) => answers.includes(answer)) ?? null;
}

function ofAlternatives(operands: readonly Expression[], subject: Subject): Answer {
  const answers = operands.map((operand) => (operand.kind === "parameter" ? null : answerOf(operand, subject)));
  const [first] = answers;
  if (answers.every((answer) => answer === null)) return null;
  if ((first === "live" || first === "deleted") && answers.every((answer) => answer === first)) return first;
  if (answers.includes("unknown")) return "unknown";
  if (answers.includes("slip")) return "slip";
  // `$1 OR deleted_at IS NULL`: the caller decides. `deleted_at IS NULL OR name = 'x'`: every row named x comes along.
  const open = operands.filter(
    (operand, index) => answers[index] === null && !isFreeOfColumns(operand) && !testsAbsence(operand, subject),
  );
  return open.length > 0 ? "slip" : "deliberate";
}

function isFreeOfColumns(expression: Expression): boolean {
  return !contains(expression, (part) => part.kind === "column" || part.kind === "subquery");
}

/** `u.id IS NULL` beside the column of an outer-joined `u`: no row of it was found. */
function testsAbsence(operand: Expression, { relation }: Subject): boolean {
  if (operand.kind !== "null-test" || operand.negated || operand.operand.kind !== "column" || !relation.nullExtended)
    return false;
  const bound = relation.level.scopes.resolve(operand.operand);
  return bound !== null && typeof bound === "object" && bound.relation === relation;
}

function ofNegation(operand: Expression, subject: Subject): Answer {
  switch (operand.kind) {
    case "not":
      return answerOf(operand.operand, subject);
    case "null-test":
      return answerOf({ ...operand, negated: !operand.negated }, subject);
    case "boolean-test":
    case "distinct-from":
      return answerOf({ ...operand, negated: !operand.negated }, subject);
    case "and":
      return ofAlternatives(
        operand.operands.map((inner) => ({ kind: "not", operand: inner, span: inner.span })),
        subject,
      );
    case "or":
      return strongest(operand.operands.map((inner) => ofNegation(inner, subject)));
    case "column":
      return isColumn(operand, subject) && typeof subject.live === "boolean"
        ? subject.live
          ? "deleted"
          : "live"
        : ofMention(operand, subject);
    case "operator": {
      const answer = ofComparison(operand, subject);
      // NOT (deleted_at < x) is not met by NULL either; of a boolean it means the opposite.
      if (subject.live === null || answer === null) return answer ?? ofMention(operand, subject);
      return answer === "live" ? "deleted" : answer === "deleted" ? "live" : answer;
    }
    default: {
      const answer = answerOf(operand, subject);
      return answer === "live" || (answer === "deleted" && subject.live !== null) ? "deliberate" : answer;
    }
  }
}

function ofNullTest(operand: Expression, negated: boolean, subject: Subject): Answer {
  if (subject.live !== null) return null;
  if (isColumn(operand, subject)) return negated ? "deleted" : "live";
  return negated && isStrictIn(operand, subject) ? "deleted" : null;
}

function ofBooleanTest(
  operand: Expression,
  test: "true" | "false" | "unknown",
  negated: boolean,
  subject: Subject,
): Answer {
  if (!isColumn(operand, subject)) {
    // `(deleted_at IS NULL) IS TRUE`, `… IS NOT FALSE`: the test inside is never unknown.
    if (test === "unknown" || operand.kind !== "null-test") return null;
    return (test === "true") !== negated ? answerOf(operand, subject) : ofNegation(operand, subject);
  }
  if (typeof subject.live !== "boolean" || test === "unknown") return null;
  const saysLive = (test === "true") === subject.live;
  if (!negated) return saysLive ? "live" : "deleted";
  // `IS NOT TRUE` lets NULL through as well: such a row was never marked as deleted.
  return saysLive ? "deliberate" : "live";
}

const equal = new Set(["="]);
const comparing = new Set(["=", "<>", "!=", "<", ">", "<=", ">="]);

function ofComparison({ operator, left, right, quantifier }: Comparison, subject: Subject): Answer {
  if (!left || !comparing.has(operator)) return null;
  if (subject.live === null) {
    // NULL meets no comparison: only deleted rows are left.
    return isStrictIn(left, subject) || (quantifier === null && isStrictIn(right, subject)) ? "deleted" : null;
  }
  if (quantifier !== null) return null;
  const other = isColumn(left, subject) ? right : isColumn(right, subject) ? left : null;
  const value = other && constantOf(other, subject.live);
  if (value === null || value === undefined) return null;
  if (equal.has(operator)) return value === subject.live ? "live" : "deleted";
  if (operator !== "<>" && operator !== "!=") return null;
  if (value === subject.live) return "deleted";
  return typeof subject.live === "boolean" ? "live" : null;
}

function ofDistinctFrom(left: Expression, right: Expression, negated: boolean, subject: Subject): Answer {
  const other = isColumn(left, subject) ? right : isColumn(right, subject) ? left : null;
  if (!other) return null;
  const plain = bare(other);
  if (plain.kind !== "constant") return null;
  if (plain.value === null) return subject.live === null ? (negated ? "live" : "deleted") : null;
  if (subject.live === null) return negated ? "deleted" : null;
  const value = constantOf(plain, subject.live);
  if (value === subject.live) return negated ? "live" : "deleted";
  return typeof subject.live === "boolean" ? (negated ? "deleted" : "live") : null;
}

function constantOf(expression: Expression, like: LiveValue): LiveValue | undefined {
  const plain = bare(expression);
  if (plain.kind !== "constant" || plain.value === null) return undefined;
  if (typeof like !== "boolean" || typeof plain.value === "boolean") return plain.value;
  const text = String(plain.value).toLowerCase();
  return ["t", "true", "1", "on", "yes"].includes(text)
    ? true
    : ["f", "false", "0", "off", "no"].includes(text)
      ? false
      : undefined;
}

const strictOperators = new Set(["+", "-", "*", "/"]);
const strictFunctions = new Set(["age", "date_trunc", "date_part", "extract", "timezone", "to_char", "date"]);

/** An expression that is NULL whenever the subject's column is (chapter 38.7, STRICT). */
function isStrictIn(expression: Expression, subject: Subject): boolean {
  if (isColumn(expression, subject)) return true;
  switch (expression.kind) {
    case "cast":
      return isStrictIn(expression.operand, subject);
    case "operator":
      return (
        expression.quantifier === null &&
        strictOperators.has(expression.operator) &&
        operandsOf(expression).some((part) => isStrictIn(part, subject))
      );
    case "call":
      return (
        strictFunctions.has(expression.name) &&
        (expression.schema === null || expression.schema === "pg_catalog") &&
        expression.arguments.some((part) => isStrictIn(part, subject))
      );
    default:
      return false;
  }
}

function isColumn(expression: Expression, subject: Subject): boolean {
  return mention(bare(expression), subject) === "column";
}

/** What a column reference has to do with the subject. */
function mention(part: Expression, { relation, column }: Subject): "column" | "row" | "maybe" | null {
  if (part.kind !== "column") return null;
  const bound = relation.level.scopes.resolve(part);
  if (bound === null) return null;
  if (typeof bound === "string")
    return part.name === column && (part.relation === null || part.relation === relation.name) ? "maybe" : null;
  if (bound.relation === relation) return bound.column === column ? "column" : bound.column === "*" ? "row" : null;
  return bound.merged.some((side) => side.relation === relation && side.column === column) ? "column" : null;
}

// Asks for the column in a way that has no rule of its own: COALESCE, CASE, a function, a subquery that looks outside.
function ofMention(expression: Expression, subject: Subject): Answer {
  const found = mentions(expression, subject);
  if (found.has("column")) return "deliberate";
  return found.has("unknown") || found.has("maybe") || found.has("row") ? "unknown" : null;
}

function mentions(expression: Expression, subject: Subject): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (part: Expression): void => {
    if (part.kind === "unknown") found.add("unknown");
    const kind = mention(part, subject);
    if (kind) found.add(kind);
    if (part.kind === "subquery")
      for (const reference of referencesIn(part.query)) found.add(mention(reference, subject) ?? "none");
    operandsOf(part).forEach(visit);
  };
  visit(expression);
  return found;
}

/** Whether an expression that is no condition asks whether the row is deleted: a test, a CASE, a FILTER; not the column alone. */
export function asksAbout(expression: Expression, subject: Subject): boolean {
  return contains(expression, (part) => {
    switch (part.kind) {
      case "null-test":
      case "boolean-test":
      case "not":
      case "operator":
      case "distinct-from":
      case "in-list":
      case "between":
      case "case":
        return mentions(part, subject).has("column");
      case "call":
        return part.name === "coalesce"
          ? mentions(part, subject).has("column")
          : part.filter !== null && mentions(part.filter, subject).has("column");
      default:
        return false;
    }
  });
}

/** Whether a condition can only be met where the relation has a row: an outer join before it is an inner one. */
export function rejectsAbsence(condition: Expression, relation: Relation): boolean {
  if (condition.kind === "and") return condition.operands.some((operand) => rejectsAbsence(operand, relation));
  if (
    condition.kind === "subquery" &&
    (condition.form === "exists" || condition.form === "any") &&
    findsRow(condition.query)
  ) {
    // It is met by a row of the inner level, which has met the conditions there.
    const conditions = clauseExpressions(condition.query.where).flatMap(conjuncts);
    if (conditions.some((part) => rejectsAbsence(part, relation))) return true;
  }
  const absent = (reference: Expression & { kind: "column" }) => {
    const bound = relation.level.scopes.resolve(reference);
    if (bound === null || typeof bound === "string" || bound.merged.length > 0) return "unclear";
    return bound.relation === relation ? (bound.column === "*" ? "unclear" : "null") : "other";
  };
  return rejectsNull(condition, absent) === "yes";
}

/** A query that gives no row unless its conditions are met: not an aggregate over nothing. */
function findsRow(query: Query): query is Query & { kind: "select-query" } {
  return (
    query.kind === "select-query" &&
    (contentOf(query.groupBy) !== null ||
      !knownItems(query.outputs).some(({ expression }) => contains(expression, (part) => part.kind === "call")))
  );
}
