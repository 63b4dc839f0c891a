import type { Call, Expression } from "../../model/expression.ts";
import type { Level } from "../level.ts";
import { calledFunction, type CalledFunction } from "./called.ts";
import { isKnown, unknownBecause, type Found } from "./found.ts";
import type { Candidate } from "./fitted-candidates.ts";
import type { Field, PgType, Typed } from "./pg-type.ts";
import { vectorElement } from "./vectors.ts";
import { TypedOperators } from "./typed-operators.ts";

/** The types of calls, and of what is written like one. */
export abstract class TypedCalls extends TypedOperators {
  protected override call(call: Call, level: Level): { readonly found: Found; readonly candidate: Candidate | null } {
    const alone = (found: Found) => ({ found, candidate: null });
    const made = this.construct(call, level);
    if (made) return alone(made);
    const ordered = call.withinGroup === undefined ? [] : call.keys.slice(0, call.withinGroup);
    const values = [...call.arguments, ...ordered];
    const found = values.map((value) => this.expression(value, level));
    if (call.filter) this.condition(call.filter, level, "FILTER");
    const keys = (): void => {
      for (const [index, key] of call.keys.entries()) {
        if (index >= call.keys.length - (call.frameOffsets ?? 0)) this.aside(key, level);
        else if (call.withinGroup === undefined) this.callKey(key, call, level);
      }
    };
    // PostgreSQL looks at windows when it has been through all clauses (`transformWindowDefinitions` in parse_clause.c).
    if (call.window && level.node.kind === "select-query") this.#windows.set(level, [...this.windowsOf(level), keys]);
    else keys();
    const unclear = found.find((one) => !isKnown(one));
    if (unclear) return alone(unclear);
    const types = found.filter(isKnown).map((one) => one.type);
    const what = calledFunction(call, types, this.system);
    return this.called(call, values, found.filter(isKnown), what, level);
  }

  readonly #windows = new Map<Level, readonly (() => void)[]>();

  /** What is still to be looked at of the windows of a level. */
  protected windowsOf(level: Level): readonly (() => void)[] {
    return this.#windows.get(level) ?? [];
  }

  /** Looks at the windows of a level, and forgets them. */
  protected windows(level: Level): void {
    const waiting = this.windowsOf(level);
    this.#windows.delete(level);
    for (const look of waiting) look();
  }

  /** What a call is ordered or partitioned by. */
  protected callKey(key: Expression, { window }: Call, level: Level): void {
    const found = this.expression(key, level);
    if (isKnown(found) && found.type === this.unknown) this.coerce(key, found, this.text, "implicit", level);
    else if (!window) this.requireComparable(found, "order", key);
  }

  protected called(
    call: Call,
    values: readonly Expression[],
    found: readonly Typed[],
    what: CalledFunction,
    level: Level,
  ): { readonly found: Found; readonly candidate: Candidate | null } {
    switch (what.kind) {
      case "unknown":
        return { found: unknownBecause(what.reason), candidate: null };
      case "wrong":
        this.fault(call, what.code, what.message, {
          object: "function",
          text: call.name,
          isUnknown: !this.system.hasFunction(call.name),
        });
        return { found: unknownBecause(what.message), candidate: null };
      case "cast": {
        const [value] = values;
        const [one] = found;
        if (value && one) this.coerce(value, one, what.type, "explicit", level);
        return { found: this.plain(what.type), candidate: null };
      }
      case "field":
        return { found: what.typed, candidate: null };
      case "function": {
        const { candidate } = what;
        this.calls.set(call, candidate);
        this.refuseForm(call, candidate);
        const types = found.map((one) => one.type);
        const declared = this.declared(types, candidate.arguments);
        if (!declared) {
          if (types.includes(this.unknown))
            this.fault(call, "42804", "could not determine polymorphic type because input has type unknown");
          return { found: unknownBecause("a polymorphic function"), candidate };
        }
        if (candidate.kind === "o")
          for (const [index, key] of values.slice(call.arguments.length).entries()) {
            const one = found[call.arguments.length + index];
            if (one) this.requireComparable(one, "order", key);
          }
        const isHypothetical = candidate.kind === "h";
        for (const [index, value] of values.entries()) {
          const wanted = declared.types[index];
          const one = found[index];
          if (!wanted || !one) continue;
          // DISTINCT compares what nothing else has told a type as text (`addTargetToGroupList` in parse_clause.c).
          const isCompared = call.distinct && one.type === this.unknown && wanted.key === "any";
          this.coerce(value, one, isCompared ? this.text : wanted, "implicit", level);
        }
        if (isHypothetical) this.unifyHypothetical(values, found, call, level);
        const result = this.concrete(candidate.result, declared.generic);
        return {
          found: result ? this.plain(result) : unknownBecause("a polymorphic function"),
          candidate: declared.generic && candidate.columns ? this.withColumns(candidate, declared.generic) : candidate,
        };
      }
    }
  }

  /** Aggregates and window functions have words of their own around their arguments. */
  protected refuseForm(call: Call, { kind }: Candidate): void {
    const { name, window, withinGroup, filter, distinct, star } = call;
    const isAggregate = /^[noh]$/.test(kind);
    const message =
      kind === "w" && !window
        ? `window function ${name} requires an OVER clause`
        : /^[oh]$/.test(kind) && withinGroup === undefined && !(kind === "h" && window)
          ? `WITHIN GROUP is required for ordered-set aggregate ${name}`
          : kind === "f" && window
            ? `OVER specified, but ${name} is not a window function nor an aggregate function`
            : kind === "n" && call.arguments.length === 0 && !star
              ? `${name}(*) must be used to call a parameterless aggregate function`
              : kind === "f" && distinct
                ? `DISTINCT specified, but ${name} is not an aggregate function`
                : !isAggregate && filter
                  ? `FILTER specified, but ${name} is not an aggregate function`
                  : null;
    if (message !== null && call.schema === null) this.fault(call, "42809", message);
  }

  protected withColumns(candidate: Candidate, generic: ReadonlyMap<string, PgType>): Candidate {
    const columns = (candidate.columns ?? []).map(({ name, typed }): Field => {
      const type = typed && this.concrete(typed.type, generic);
      return { name, typed: type && { ...typed, type } };
    });
    return { ...candidate, columns };
  }

  /** `rank(1) WITHIN GROUP (ORDER BY x)`: each direct argument is of the type of its key. */
  protected unifyHypothetical(values: readonly Expression[], found: readonly Typed[], call: Call, level: Level): void {
    const direct = call.arguments.length;
    for (let index = 0; index < direct; index++) {
      const pair = [found[index], found[index + direct]].flatMap((one) => one ?? []);
      const common = pair.length === 2 ? this.system.commonType(pair.map((one) => one.type)) : null;
      for (const at of [index, index + direct]) {
        const value = values[at];
        const one = found[at];
        if (common && value && one) this.coerce(value, one, common, "implicit", level);
      }
    }
  }

  /** An operand of a construct that wants a type which is not looked at here. */
  protected aside(operand: Expression, level: Level): Found {
    const found = this.expression(operand, level);
    if (isKnown(found) && found.type === this.unknown && operand.kind !== "constant") this.isUnsure = true;
    return found;
  }

  /** What the grammar itself makes of a call; null for a function. */
  protected construct(call: Call, level: Level): Found | null {
    const { name, schema, arguments: args, returning } = call;
    if (schema !== null) return null;
    if (returning !== undefined) return this.json(call, level);
    const each = (found: Found): Found => {
      for (const argument of args) this.aside(argument, level);
      return found;
    };
    if (Object.hasOwn(valueFunctions, name) && args.length === 0) {
      const modifier = call.precision === undefined ? "" : `(${call.precision})`;
      return this.plain(this.system.of(valueFunctions[name] ?? ""), modifier);
    }
    switch (name) {
      case "coalesce":
      case "greatest":
      case "least":
        for (const argument of args) this.expression(argument, level);
        return this.common(args, level, name.toUpperCase());
      case "nullif":
        return this.nullIf(call, level);
      case "grouping":
        return each(this.named("int4"));
      case "merge_action":
        return this.plain(this.text);
      case "current of":
      case "is document":
      case "is json":
        return each(this.plain(this.boolean));
      case "default":
        return unknownBecause("DEFAULT");
      case "collate": {
        const [operand] = args;
        return operand ? this.expression(operand, level) : null;
      }
      case "[]":
        return this.subscript(call, level);
      case ".*":
        return each(unknownBecause("a star"));
      case "xmlconcat":
      case "xmlelement":
      case "xmlforest":
      case "xmlparse":
      case "xmlpi":
      case "xmlroot":
        return each(this.named("xml"));
      default:
        return name.startsWith(".") ? this.field(call, level) : null;
    }
  }

  protected nullIf({ arguments: args }: Call, level: Level): Found {
    const [left, right] = args;
    if (!left || !right) return unknownBecause("nullif");
    const before = this.expression(left, level);
    const other = this.expression(right, level);
    if (!isKnown(before)) return before;
    if (!isKnown(other)) return other;
    const chosen = this.chosenOperator("=", [before.type, other.type]);
    if (typeof chosen === "string") {
      this.applied("=", [left, right], [before, other], left, level);
      return unknownBecause("nullif of types that do not compare");
    }
    const declared = this.declared([before.type, other.type], chosen.arguments);
    const [first, second] = declared?.types ?? [];
    if (!first || !second) return unknownBecause("nullif of polymorphic types");
    this.coerce(left, before, first, "implicit", level);
    this.coerce(right, other, second, "implicit", level);
    return before.type === first ? before : this.plain(first);
  }

  protected subscript(call: Call, level: Level): Found {
    const [of, ...bounds] = call.arguments;
    if (!of) return unknownBecause("a subscript");
    const found = this.expression(of, level);
    const parts = bounds.map((bound) => this.expression(bound, level));
    if (!isKnown(found)) return found;
    const base = this.system.baseOf(found.type);
    if (base.key === "jsonb") {
      for (const [index, bound] of bounds.entries()) {
        const one = parts[index];
        if (one && isKnown(one) && one.type === this.unknown) this.coerce(bound, one, this.text, "implicit", level);
      }
      return this.plain(base);
    }
    const element = this.system.arrayElementOf(base) ?? vectorElement(base, this.system);
    if (!element) return unknownBecause("a subscript of what is no array");
    for (const [index, bound] of bounds.entries()) {
      const one = parts[index];
      if (one) this.coerce(bound, one, this.system.of("int4"), "assignment", level);
    }
    if (call.slice) return this.plain(base, found.modifier);
    // `x[1][2]` is an element of one array with two dimensions, or a part of it.
    const isSliced = of.kind === "call" && of.name === "[]" && of.schema === null && of.slice === true;
    return isSliced ? unknownBecause("a subscript of a slice") : this.plain(element, found.modifier);
  }

  protected field(call: Call, level: Level): Found {
    const [of] = call.arguments;
    if (!of) return unknownBecause("a field");
    const found = this.expression(of, level);
    if (!isKnown(found)) return found;
    const base = this.system.baseOf(found.type);
    const name = call.name.slice(1);
    if (base.kind !== "c") return unknownBecause("a field of a record");
    return base.fields?.find((field) => field.name === name)?.typed ?? unknownBecause("a field that is not known");
  }

  /** Constructors and query functions of SQL/JSON, and xmlserialize. */
  protected json(call: Call, level: Level): Found {
    const found = call.arguments.map((argument) => this.aside(argument, level));
    if (call.filter) this.condition(call.filter, level, "FILTER");
    for (const key of call.keys) this.expression(key, level);
    if (call.returning != null)
      return this.system.named(call.returning) ?? unknownBecause(`the type ${call.returning} is not known`);
    switch (call.name) {
      case "json_exists":
        return this.plain(this.boolean);
      case "json_value":
      case "json_serialize":
        return this.plain(this.text);
      case "json_query":
        return this.named("jsonb");
      case "json":
      case "json_scalar":
        return this.named("json");
      default: {
        const isBinary = found.some((one) => isKnown(one) && one.type.key === "jsonb");
        if (!isBinary && found.some((one) => !isKnown(one))) return unknownBecause("an argument that is not known");
        return this.named(isBinary ? "jsonb" : "json");
      }
    }
  }
}

const valueFunctions: Readonly<Record<string, string>> = {
  current_date: "date",
  current_time: "timetz",
  current_timestamp: "timestamptz",
  localtime: "time",
  localtimestamp: "timestamp",
  current_role: "name",
  current_user: "name",
  user: "name",
  session_user: "name",
  current_catalog: "name",
  current_schema: "name",
};
