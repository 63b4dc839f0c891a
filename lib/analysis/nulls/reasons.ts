import type { Call, Case, Expression, SubqueryExpression } from "../../model/expression.ts";
import { equals, operandsOf } from "../expressions.ts";
import type { Bound, Level, OutputColumn } from "../level.ts";
import { anElement, columnMaybe, computed, joinMaybe, maybe, type Nullability } from "../nullable.ts";
import { isAggregate, spelt } from "../routine-facts.ts";
import { hasEmptyGroups } from "./aggregates.ts";
import { Facts } from "./facts.ts";
import type { NullFlow } from "./flow.ts";
import { frameOf, idOf, inMode, type Frame } from "./frame.ts";
import { isKeyOfSets } from "./grouping.ts";
import { isFalse, isNull, isTrue, unclear, value, type Mask } from "./masks.ts";

/** Says where the NULL of an output, of which it is known that it may be, comes from. */
export class Reasons {
  readonly #flow: NullFlow;

  constructor(flow: NullFlow) {
    this.#flow = flow;
  }

  ofOutput(output: OutputColumn, frame: Frame, facts: Facts): Nullability {
    const { level, expression, bound } = output;
    if (level.kind === "set-operation" || (level.kind === "values" && !expression)) {
      for (const arm of output.arms) {
        const own = arm.level === level ? frame : this.#flow.frameOf(arm.level, frame.path, frame);
        const known = new Facts();
        if (own !== frame) this.#flow.enter(own, known);
        if (this.#flow.output(arm, own, known) & isNull) return this.ofOutput(arm, own, known);
      }
      return maybe;
    }
    if (expression && expression.kind !== "column") return this.of(expression, frame, facts);
    if (expression && frame.mode === "sets" && isKeyOfSets(expression, level)) return this.of(expression, frame, facts);
    return bound ? this.#ofColumn(bound, frame, facts) : maybe;
  }

  #ofColumn(bound: Bound, frame: Frame, facts: Facts): Nullability {
    const { relation, of } = bound;
    const own = frameOf(relation.level, frame);
    if (!own) return maybe;
    if (relation.version && of?.column && this.#flow.stored(of.column, relation, own.level) === value)
      return computed(relation.version === "old" ? "where there was no such row before" : "where the row is deleted");
    if (
      own.level.kind === "merge" &&
      relation.role === "read" &&
      of?.column &&
      this.#flow.stored(of.column, relation, own.level) === value
    )
      return computed("where the source has no such row");
    for (const extension of this.#flow.structureOf(own.level).extensions.get(relation) ?? [])
      if (this.#flow.presence(extension, own, facts) !== isTrue)
        return joinMaybe(relation.name ?? "", extension.join.type);
    const { item } = relation;
    if (item?.kind === "function" && item.name === "unnest" && item.arguments.length === 1) return computed(anElement);
    if (of?.column)
      return columnMaybe(
        relation.source.kind === "table" ? relation.source.table.name : (relation.name ?? ""),
        of.column.name,
      );
    if (!of?.output) return maybe;
    if (relation.item?.kind === "join") return of.output.bound ? this.#ofColumn(of.output.bound, own, facts) : maybe;
    const inner = this.#flow.frameOf(of.output.level, `${own.path}${idOf(relation)}/`, own);
    return this.ofOutput(of.output, inner, facts);
  }

  of(expression: Expression, frame: Frame, facts: Facts): Nullability {
    if (
      frame.mode === "sets" &&
      isKeyOfSets(expression, frame.level) &&
      this.#mask(expression, inMode(frame, "row"), facts) !== isNull
    )
      return computed("in the rows of totals");
    switch (expression.kind) {
      case "column": {
        const bound = frame.level.scopes.resolve(expression);
        return bound !== null && typeof bound === "object" ? this.#ofColumn(bound, frame, facts) : maybe;
      }
      case "case":
        return this.#ofCase(expression, frame, facts);
      case "subquery":
        return this.#ofSubquery(expression, frame, facts);
      case "call":
        return this.#ofCall(expression, frame, facts);
      case "operator":
        return (
          this.#ofParts(expression, frame, facts) ??
          computed(
            lookups.has(spelt(expression.operator)) ? "where the JSON has no such value" : "where it finds nothing",
          )
        );
      default:
        return this.#ofParts(expression, frame, facts) ?? maybe;
    }
  }

  #mask(expression: Expression, frame: Frame, facts: Facts): Mask {
    return this.#flow.maskOf(expression, frame, facts);
  }

  /** NULL because a part is: the reason is the part's. */
  #ofParts(expression: Expression, frame: Frame, facts: Facts): Nullability | null {
    const part = operandsOf(expression).find((operand) => this.#mask(operand, frame, facts) & isNull);
    return part ? reasoned(this.of(part, frame, facts)) : null;
  }

  #ofCase({ operand, branches, otherwise }: Case, frame: Frame, facts: Facts): Nullability {
    const known = facts.copy();
    let found: Nullability | null = null;
    for (const { when, then } of branches) {
      const condition = operand ? equals(operand, when) : when;
      const inside = known.copy();
      this.#flow.learn(condition, isTrue, frame, inside);
      if (
        !found &&
        !inside.impossible &&
        this.#mask(condition, frame, known) & isTrue &&
        this.#mask(then, frame, inside) & isNull
      )
        found = reasoned(this.of(then, frame, inside));
      const met = this.#mask(condition, frame, known);
      this.#flow.learn(condition, met & ~isTrue & (isFalse | isNull | unclear), frame, known);
    }
    const isMissing = otherwise === null || (otherwise.kind === "constant" && otherwise.value === null);
    if (isMissing && !known.impossible)
      return computed(otherwise ? "where its CASE says so" : "where no branch of its CASE applies");
    return found ?? (otherwise ? reasoned(this.of(otherwise, frame, known)) : maybe);
  }

  #ofSubquery(expression: SubqueryExpression, frame: Frame, facts: Facts): Nullability {
    const { operand, form } = expression;
    const level = frame.level.scopes.levelOf(expression.query);
    const [output] = level?.outputs.columns ?? [];
    if (!level || !output) return maybe;
    const inner = this.#flow.frameOf(level, frame.path, frame);
    if (form !== "scalar")
      return operand && this.#mask(operand, frame, facts) & isNull
        ? reasoned(this.of(operand, frame, facts))
        : computed("where the subquery gives NULL");
    if (this.#flow.givesRows(inner, facts) & isFalse)
      return computed(`where the subquery finds no row${tableOf(level)}`);
    const known = facts.copy();
    this.#flow.enter(inner, known);
    return reasoned(this.ofOutput(output, inner, known));
  }

  #ofCall(call: Call, frame: Frame, facts: Facts): Nullability {
    const { name, arguments: given } = call;
    if (call.window) return this.#ofWindow(call, frame, facts);
    if (isAggregate(name)) return this.#ofAggregate(call, frame, facts);
    switch (name) {
      case "coalesce":
      case "greatest":
      case "least":
        return given.length === 1 && given[0] ? this.of(given[0], frame, facts) : computed("where all its values are");
      case "nullif":
        return given[0] && this.#mask(given[0], frame, facts) & isNull
          ? reasoned(this.of(given[0], frame, facts))
          : computed("where its two values are equal");
      case "[]":
        return this.#ofParts(call, frame, facts) ?? computed("where the array has no such element");
      default:
        return (
          this.#ofParts(call, frame, facts) ??
          computed(`where ${name.startsWith(".") ? "its row has none" : `${name}() finds nothing`}`)
        );
    }
  }

  #ofAggregate(call: Call, frame: Frame, facts: Facts): Nullability {
    const { level } = frame;
    if (hasEmptyGroups(frame, facts)) return computed(noRowMatches(level));
    const rows = inMode(frame, "row");
    const known = facts.copy();
    if (call.filter) {
      if (this.#mask(call.filter, rows, facts) !== isTrue) return computed("where its FILTER keeps no row");
      this.#flow.learn(call.filter, isTrue, rows, known);
    }
    const part = [...call.arguments, ...call.keys].find((operand) => this.#mask(operand, rows, known) & isNull);
    return part ? reasoned(this.of(part, rows, known)) : computed("where there is one row only");
  }

  #ofWindow(call: Call, frame: Frame, facts: Facts): Nullability {
    const [first] = call.arguments;
    if (first && this.#mask(first, frame, facts) & isNull) return reasoned(this.of(first, frame, facts));
    switch (call.name) {
      case "lag":
        return computed("in the first row");
      case "lead":
        return computed("in the last row");
      case "nth_value":
        return computed("where there are fewer rows");
      default:
        return call.filter ? computed("where its FILTER keeps no row") : computed("where its frame has no row");
    }
  }
}

const lookups: ReadonlySet<string> = new Set(["->", "->>", "#>", "#>>"]);

function reasoned(part: Nullability): Nullability {
  return { ...part, because: part.because === null ? null : "computed" };
}

/** `where no row of "scores" matches`; of rows whose table is not known, `where there is no row`. */
function noRowMatches(level: Level): string {
  const table = tableOf(level);
  return table ? `where no row${table} matches` : "where there is no row";
}

/** The name of the first table that a level reads, for a message; empty where there is none. */
function tableOf(level: Level): string {
  const name = level.relations.find(({ item }) => item?.kind === "table")?.item;
  return name?.kind === "table" && name.name !== null ? ` of "${name.name}"` : "";
}
