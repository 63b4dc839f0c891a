import type { Catalog } from "../../catalog/catalog.ts";
import type { Clause } from "../../model/clause.ts";
import type { Call, Constant, Expression, Parameter } from "../../model/expression.ts";
import { clauseExpressions } from "../expressions.ts";
import type { Level, OutputColumn, Relation } from "../level.ts";
import { isComparable } from "./comparable.ts";
import { isKnown, type Found, type MissingName, type TypeFault, type Unknown } from "./found.ts";
import { literalFault } from "./literals.ts";
import type { CoercionContext } from "./conversions.ts";
import type { Candidate } from "./fitted-candidates.ts";
import type { Field, PgType, Typed } from "./pg-type.ts";
import { typeSystemOf, type TypeSystem } from "./type-system.ts";

/** What is known of the types of a statement, and the values that are made ones of a type by where they stand. */
export abstract class Coercions {
  readonly system: TypeSystem;
  readonly faults: TypeFault[] = [];
  readonly parameters = new Map<number, Found>();
  protected readonly found = new Map<Expression, Found>();
  protected readonly outputs = new Map<OutputColumn, Found>();
  protected readonly functions = new Map<Relation, readonly Field[] | Unknown>();
  protected readonly analysed = new Set<Level>();
  /** Something that is not known may tell the type of a parameter. */
  protected isUnsure = false;
  /** Where each parameter is met first. */
  protected readonly places = new Map<number, Parameter>();
  protected readonly unknown: PgType;
  protected readonly text: PgType;
  protected readonly boolean: PgType;

  constructor(catalog: Catalog) {
    this.system = typeSystemOf(catalog);
    this.unknown = this.system.of("unknown");
    this.text = this.system.of("text");
    this.boolean = this.system.of("bool");
  }

  /** The functions that calls are of, as far as they are known. */
  readonly calls = new Map<Call, Candidate>();

  protected abstract expression(expression: Expression, level: Level): Found;

  protected requireComparable(found: Found, by: "order" | "equality", at: Expression): void {
    if (!isKnown(found) || isComparable(found.type, by, this.system)) return;
    const kind = by === "order" ? "ordering" : "equality";
    this.fault(at, "42883", `could not identify an ${kind} operator for type ${found.type.shown}`);
  }

  protected conditions(level: Level, ...clauses: readonly Clause<{ readonly condition: Expression }>[]): void {
    for (const condition of clauseExpressions(...clauses)) this.condition(condition, level);
  }

  protected condition(condition: Expression, level: Level, clause = "WHERE"): void {
    this.wanted(condition, this.boolean, level, clause);
  }

  /** Analyses an expression where a type is wanted of it. */
  protected wanted(expression: Expression, type: PgType, level: Level, clause: string): void {
    const found = this.expression(expression, level);
    this.coerce(expression, found, type, "assignment", level);
    if (!isKnown(found) || found.type === this.unknown || this.system.hasOwnCasts()) return;
    if (!this.system.canCoerce([found.type], [type], "assignment"))
      this.fault(expression, "42804", `argument of ${clause} must be type ${type.shown}, not type ${found.type.shown}`);
  }

  /** Makes a value one of a type: an untyped parameter has this type from now on. */
  protected coerce(
    expression: Expression,
    found: Found,
    target: PgType,
    context: CoercionContext,
    level: Level,
    column: string | null = null,
  ): void {
    if (!isKnown(found)) return;
    if (found.type !== this.unknown) {
      if (context === "assignment" && !this.system.canCoerce([found.type], [target], context))
        this.refuseAssignment(expression, found.type, target, column);
      return;
    }
    if (target.key === "any" || target.key === "unknown" || this.system.isPolymorphic(target)) return;
    const text = expression.kind === "constant" ? literalText(expression) : null;
    if (text !== null) {
      const fault = literalFault(text, target, this.system);
      if (fault) this.fault(expression, fault.code, fault.message);
      return;
    }
    switch (expression.kind) {
      case "parameter": {
        const before = this.parameters.get(expression.number);
        if (!before || !isKnown(before)) return;
        if (before.type === this.unknown) this.parameters.set(expression.number, this.plain(target));
        else if (before.type !== target)
          this.fault(expression, "42P08", `inconsistent types deduced for parameter $${expression.number}`);
        return;
      }
      case "call": {
        const [operand] = expression.arguments;
        if (expression.name === "collate" && operand) this.coerce(operand, found, target, context, level);
        return;
      }
      default:
    }
  }

  protected refuseAssignment(expression: Expression, from: PgType, to: PgType, column: string | null): void {
    if (this.system.hasOwnCasts()) return;
    if (column !== null)
      this.fault(
        expression,
        "42804",
        `column "${column}" is of type ${to.shown} but expression is of type ${from.shown}`,
      );
  }

  protected fault(expression: Expression, code: string, message: string, name: MissingName | null = null): void {
    if (this.faults.some((fault) => fault.expression === expression && fault.code === code)) return;
    this.faults.push({ code, message, expression, ...(name && { name }) });
  }

  protected plain(type: PgType, modifier = ""): Typed {
    return { type, modifier };
  }

  protected named(name: string): Typed {
    return this.plain(this.system.of(name));
  }
}

/** The text of a literal, or of a value that is sent as one; null where it has none. */
const literalText = ({ value, sent }: Constant): string | null =>
  typeof value === "string" ? value : sent && value !== null ? String(value) : null;
