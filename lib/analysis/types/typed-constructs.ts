import { intervalModifiers } from "../../catalog/folding.ts";
import type { Case, Cast, Expression } from "../../model/expression.ts";
import type { Query } from "../../model/statement.ts";
import type { Level } from "../level.ts";
import { spelt } from "../routine-facts.ts";
import { isKnown, sharedModifier, unknownBecause, type Found, type Unknown } from "./found.ts";
import type { PgType, Typed } from "./pg-type.ts";
import { TypedColumns } from "./typed-columns.ts";

/** The types of casts, arrays, CASE and subqueries. */
export abstract class TypedConstructs extends TypedColumns {
  protected abstract compared(
    operator: string,
    left: Expression,
    right: Expression,
    whole: Expression,
    level: Level,
  ): Found;

  protected abstract applied(
    name: string,
    operands: readonly Expression[],
    found: readonly Found[],
    whole: Expression,
    level: Level,
  ): Found;

  protected abstract query(query: Query, around: Level): Level | null;

  protected cast(cast: Cast, level: Level): Found {
    const written = this.system.named(cast.type);
    if (!written) {
      this.expression(cast.operand, level);
      if (!this.system.hasUnknownExtension && /^\w+(?:\([\d,]+\))?(?:\[\])?$/.test(cast.type)) {
        const text = cast.type.replace(/\(.*/, "");
        this.fault(
          cast,
          "42704",
          `type "${text.replace("[]", "")}${cast.type.endsWith("[]") ? "[]" : ""}" does not exist`,
          {
            object: "type",
            text: text.replace("[]", ""),
            isUnknown: true,
          },
        );
      }
      return unknownBecause(`the type ${cast.type} is not known`);
    }
    const { type } = written;
    const modifier = cast.modifiers ? intervalModifiers(cast.modifiers.map(String)) : written.modifier;
    const target = this.plain(type, modifier);
    if (cast.operand.kind === "array") {
      const base = this.system.baseOf(type);
      if (this.system.arrayElementOf(base)) {
        this.array(cast.operand.items, base, level);
        return target;
      }
    }
    const found = this.expression(cast.operand, level);
    if (isKnown(found)) {
      if (cast.operand.kind === "row" && hasOtherWidth(cast.operand.items, this.system.baseOf(type)))
        this.fault(cast, "42846", `cannot cast type record to ${type.shown}`);
      if (cast.operand.kind === "row") this.fields(cast.operand.items, this.system.baseOf(type), level);
      const isPossible = found.type === this.unknown || this.system.canCoerce([found.type], [type], "explicit");
      if (!isPossible && !this.system.hasOwnCasts())
        this.fault(cast, "42846", `cannot cast type ${found.type.shown} to ${type.shown}`);
      this.coerce(cast.operand, found, type, "explicit", level);
    }
    return target;
  }

  /** The values of a row that is made one of a composite type. */
  protected fields(items: readonly Expression[], { kind, fields }: PgType, level: Level): void {
    if (kind !== "c" || fields?.length !== items.length) return;
    for (const [index, item] of items.entries()) {
      const typed = fields[index]?.typed;
      const found = this.expression(item, level);
      if (typed && isKnown(found) && found.type === this.unknown)
        this.coerce(item, found, typed.type, "explicit", level);
    }
  }

  /** ARRAY[…]; `wanted` is the array type that a cast says. */
  protected array(items: readonly Expression[], wanted: PgType | null, level: Level): Found {
    const found = items.map((item) =>
      item.kind === "array" ? this.nested(item, wanted, level) : this.expression(item, level),
    );
    const unclear = found.find((one) => !isKnown(one));
    const known = found.filter(isKnown);
    const isNested =
      items.some(({ kind }) => kind === "array") ||
      known.some(({ type }) => this.system.arrayElementOf(this.system.baseOf(type)));
    if (wanted) {
      const each = isNested ? wanted : this.system.elementOf(wanted);
      for (const [index, item] of items.entries()) {
        const one = found[index];
        if (each && one && item.kind !== "array") this.coerce(item, one, each, "explicit", level);
      }
      return this.plain(wanted);
    }
    if (unclear) return unclear;
    if (items.length === 0) return unknownBecause("an empty array");
    const common = this.system.commonType(known.map((one) => one.type));
    if (!common) return this.unmatched("ARRAY", items, known);
    for (const [index, item] of items.entries()) {
      const one = known[index];
      if (one) this.coerce(item, one, common, "implicit", level);
    }
    const type = isNested ? common : this.system.arrayOf(common);
    return type ? this.plain(type, sharedModifier(known, common)) : unknownBecause("an array of a type without arrays");
  }

  protected nested(item: Expression & { readonly kind: "array" | "row" }, wanted: PgType | null, level: Level): Found {
    const found = this.array(item.items, wanted, level);
    this.found.set(item, found);
    return found;
  }

  protected case({ operand, branches, otherwise }: Case, level: Level): Found {
    if (operand) {
      const found = this.expression(operand, level);
      if (isKnown(found) && found.type === this.unknown) this.coerce(operand, found, this.text, "implicit", level);
    }
    for (const { when, then } of branches) {
      if (operand) this.compared("=", operand, when, when, level);
      else this.condition(when, level, "CASE/WHEN");
      this.expression(then, level);
    }
    if (otherwise) this.expression(otherwise, level);
    const results = [...(otherwise ? [otherwise] : []), ...branches.map(({ then }) => then)];
    const found = this.common(results, level, "CASE", otherwise ? [] : [this.unknown]);
    return otherwise || !isKnown(found) ? found : this.plain(found.type);
  }

  /** The type that several values have in common, each made one of it; `first` are further types that come before theirs. */
  protected common(values: readonly Expression[], level: Level, what: string, first: readonly PgType[] = []): Found {
    const found = values.map((value) => this.expression(value, level));
    const unclear = found.find((one) => !isKnown(one));
    if (unclear) return unclear;
    const known = found.filter(isKnown);
    const types = [...first, ...known.map((one) => one.type)];
    const type = this.system.verifiedCommonType(types);
    if (!type) return this.unmatched(what, values, known);
    for (const [index, value] of values.entries()) {
      const one = known[index];
      if (one) this.coerce(value, one, type, "implicit", level);
    }
    return this.plain(type, sharedModifier(known, type));
  }

  /** PostgreSQL names the first two types that do not go together. */
  protected unmatched(what: string, values: readonly Expression[], found: readonly Typed[]): Unknown {
    let before: PgType[] = [];
    for (const [index, { type }] of found.entries()) {
      const chosen = this.system.commonType(before);
      const value = values[index];
      if (before.length > 0 && chosen && value && !this.system.commonType([...before, type])) {
        this.fault(value, "42804", `${what} types ${chosen.shown} and ${type.shown} cannot be matched`);
        break;
      }
      before = [...before, type];
    }
    return unknownBecause(`${what} types cannot be matched`);
  }

  protected subquery(expression: Expression & { readonly kind: "subquery" }, level: Level): Found {
    const inner = this.query(expression.query, level);
    const outputs = inner?.outputs.complete ? inner.outputs.columns : null;
    const [first] = outputs ?? [];
    switch (expression.form) {
      case "exists":
        return this.plain(this.boolean);
      case "scalar":
        return first ? this.output(first) : unknownBecause("a subquery whose columns are not known");
      case "array": {
        const found = first ? this.output(first) : unknownBecause("a subquery whose columns are not known");
        if (!isKnown(found)) return found;
        const list = this.system.arrayElementOf(found.type) ? found.type : this.system.arrayOf(found.type);
        return list ? this.plain(list, found.modifier) : unknownBecause("an array of a type without arrays");
      }
      case "any":
      case "all": {
        const { operand, operator } = expression;
        if (!operand) return this.plain(this.boolean);
        const operands = operand.kind === "row" ? operand.items : [operand];
        for (const [index, one] of operands.entries()) {
          const found = this.expression(one, level);
          const output = outputs?.[index];
          if (output) this.applied(spelt(operator ?? "="), [one], [found, this.output(output)], expression, level);
        }
        return this.plain(this.boolean);
      }
    }
  }
}

/** Whether a row has more values than a composite type has fields, or fewer; a star may be any number of them. */
const hasOtherWidth = (items: readonly Expression[], { kind, fields }: PgType): boolean =>
  kind === "c" &&
  fields !== null &&
  items.length !== fields.length &&
  items.every((item) => item.kind !== "unknown" && !("name" in item && (item.name === "*" || item.name === ".*")));
