import type { Expression, InList } from "../../model/expression.ts";
import { isOneValue, operandsOf } from "../expressions.ts";
import type { Level } from "../level.ts";
import { spelt } from "../routine-facts.ts";
import { chosenCandidate, exactCandidate } from "./candidates.ts";
import { isKnown, unknownBecause, type Found } from "./found.ts";
import type { Candidate } from "./fitted-candidates.ts";
import type { PgType } from "./pg-type.ts";
import { vectorElement } from "./vectors.ts";
import { TypedConstructs } from "./typed-constructs.ts";

/** The types of operators, and of what compares. */
export abstract class TypedOperators extends TypedConstructs {
  protected operator(expression: Expression & { readonly kind: "operator" }, level: Level): Found {
    const { operator, left, right, quantifier } = expression;
    if (quantifier !== null && left) return this.quantified(operator, left, right, expression, level);
    if (operator === "similar to" || operator === "not similar to") {
      if (!left) return unknownBecause("an operator");
      const pattern = this.expression(right, level);
      this.coerce(right, pattern, this.text, "implicit", level);
      const made = this.expression(left, level);
      return this.applied(spelt(operator), [left], [made, this.plain(this.text)], expression, level);
    }
    if (!left) return this.applied(spelt(operator), [right], [this.expression(right, level)], expression, level);
    return this.compared(operator, left, right, expression, level);
  }

  /** A binary operator; rows are compared pair by pair. */
  protected override compared(
    operator: string,
    left: Expression,
    right: Expression,
    whole: Expression,
    level: Level,
  ): Found {
    if (left.kind === "row" && right.kind === "row") {
      for (const item of [...left.items, ...right.items]) this.expression(item, level);
      for (const [index, item] of left.items.entries()) {
        const other = right.items[index];
        if (other) this.compared(operator, item, other, whole, level);
      }
      return this.plain(this.boolean);
    }
    const types = [left, right].map((side) => this.expression(side, level));
    return this.applied(spelt(operator), [left, right], types, whole, level);
  }

  /** Chooses an operator for its operands, and makes these what it takes. */
  protected override applied(
    name: string,
    operands: readonly Expression[],
    found: readonly Found[],
    whole: Expression,
    level: Level,
  ): Found {
    const unclear = found.find((one) => !isKnown(one));
    if (unclear) return unclear;
    if (this.system.mayBeOwn("operator", name)) return unknownBecause(`the operator ${name} is the schema's own`);
    const types = found.filter(isKnown).map((one) => one.type);
    const chosen = this.chosenOperator(name, types);
    if (typeof chosen === "string") {
      const shown = types.map((type) => type.shown);
      const call = types.length === 1 ? `${name} ${shown[0] ?? ""}` : `${shown[0] ?? ""} ${name} ${shown[1] ?? ""}`;
      this.fault(
        whole,
        chosen === "none" ? "42883" : "42725",
        chosen === "none" ? `operator does not exist: ${call}` : `operator is not unique: ${call}`,
        { object: "operator", text: name, isUnknown: false, types },
      );
      return unknownBecause(`no operator ${call}`);
    }
    const declared = this.declared(types, chosen.arguments);
    if (!declared) return unknownBecause("a polymorphic operator");
    for (const [index, operand] of operands.entries()) {
      const wanted = declared.types[index];
      const one = found[index];
      if (wanted && one) this.coerce(operand, one, wanted, "implicit", level);
    }
    const result = this.concrete(chosen.result, declared.generic);
    return result ? this.plain(result) : unknownBecause("a polymorphic operator");
  }

  protected chosenOperator(name: string, types: readonly PgType[]): Candidate | "none" | "several" {
    const candidates = this.system.operators(name, types.length === 1);
    const [left, right] = types;
    if (types.length === 2 && left && right) {
      const one = left === this.unknown ? right : left;
      const other = right === this.unknown ? left : right;
      const exact = exactCandidate([one, other], candidates);
      if (exact) return exact;
      if (left === this.unknown || right === this.unknown) {
        const base = this.system.baseOf(one);
        const found = base === one ? null : exactCandidate([base, base], candidates);
        if (found) return found;
      }
    } else {
      const exact = exactCandidate(types, candidates);
      if (exact) return exact;
    }
    return chosenCandidate(types, candidates, this.system);
  }

  /** What a declaration's types are in a call. */
  protected declared(
    actual: readonly PgType[],
    declared: readonly PgType[],
  ): { readonly types: readonly PgType[]; readonly generic: ReadonlyMap<string, PgType> | null } | null {
    if (!declared.some((type) => this.system.isPolymorphic(type))) return { types: declared, generic: null };
    const generic = this.system.genericTypes(actual, declared);
    if (!generic) return null;
    const types = declared.map((type) => generic.get(type.key) ?? type);
    // Nothing but untyped literals says what they are.
    return types.some((type) => this.system.isPolymorphic(type)) ? null : { types, generic };
  }

  protected concrete(type: PgType, generic: ReadonlyMap<string, PgType> | null): PgType | null {
    if (!this.system.isPolymorphic(type)) return type;
    return generic?.get(type.key) ?? null;
  }

  protected quantified(operator: string, left: Expression, right: Expression, whole: Expression, level: Level): Found {
    const result = this.plain(this.boolean);
    const one = this.expression(left, level);
    const many = this.expression(right, level);
    if (!isKnown(one) || !isKnown(many)) return result;
    const name = spelt(operator);
    if (this.system.mayBeOwn("operator", name)) return result;
    const base = this.system.baseOf(many.type);
    const element =
      many.type === this.unknown
        ? this.unknown
        : (this.system.arrayElementOf(base) ?? vectorElement(base, this.system));
    if (!element) {
      this.fault(right, "42809", "op ANY/ALL (array) requires array on right side");
      return result;
    }
    const types = [one.type, element];
    const chosen = this.chosenOperator(name, types);
    if (typeof chosen === "string") {
      const call = `${one.type.shown} ${name} ${element.shown}`;
      if (chosen === "none")
        this.fault(whole, "42883", `operator does not exist: ${call}`, {
          object: "operator",
          text: name,
          isUnknown: false,
          types,
        });
      return result;
    }
    const declared = this.declared(types, chosen.arguments);
    const [wanted, wantedElement] = declared?.types ?? [];
    if (wanted) this.coerce(left, one, wanted, "implicit", level);
    const list = wantedElement && this.system.arrayOf(wantedElement);
    if (list) this.coerce(right, many, list, "implicit", level);
    return result;
  }

  protected inList({ operand, items, negated }: InList, level: Level): Found {
    const result = this.plain(this.boolean);
    const operator = negated ? "<>" : "=";
    const found = this.expression(operand, level);
    for (const item of items) this.expression(item, level);
    const isTogether = (item: Expression) => !this.readsColumns(item);
    const together = items.filter(isTogether);
    let rest = items;
    if (together.length > 1 && isKnown(found)) {
      const types = together.map((item) => this.expression(item, level));
      const known = types.filter(isKnown).map((one) => one.type);
      if (known.length < types.length) return result;
      const common = this.system.verifiedCommonType([found.type, ...known]);
      const list = common && common.key !== "record" ? this.system.arrayOf(common) : null;
      if (common && list) {
        for (const [index, item] of together.entries()) {
          const one = types[index];
          if (one) this.coerce(item, one, common, "implicit", level);
        }
        const chosen = this.chosenOperator(operator, [found.type, common]);
        const declared = typeof chosen === "string" ? null : this.declared([found.type, common], chosen.arguments);
        const [wanted] = declared?.types ?? [];
        if (wanted) this.coerce(operand, found, wanted, "implicit", level);
        rest = items.filter((item) => !isTogether(item));
      }
    }
    for (const item of rest) if (isOneValue(item)) this.compared(operator, operand, item, item, level);
    return result;
  }

  protected readsColumns(expression: Expression): boolean {
    if (expression.kind === "column") return true;
    return operandsIn(expression).some((operand) => this.readsColumns(operand));
  }
}

function operandsIn(expression: Expression): readonly Expression[] {
  return expression.kind === "subquery" ? [] : operandsOf(expression);
}
