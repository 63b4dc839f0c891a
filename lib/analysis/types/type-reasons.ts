import type { Catalog } from "../../catalog/catalog.ts";
import type { Expression } from "../../model/expression.ts";
import type { Statement } from "../../model/statement.ts";
import type { Bound, OutputColumn } from "../level.ts";
import { scopesOf } from "../scopes.ts";
import { shownType } from "./pg-type.ts";
import { Typing } from "./typing.ts";

/** How each column of a statement's rows got its type, in their order: the ends of sentences. Null where they are not all known. */
export function typeReasons(statement: Statement, catalog: Catalog): readonly string[] | null {
  const { top } = scopesOf(statement, catalog);
  if (!top?.outputs.complete) return null;
  const reasons = new TypeReasons(new Typing(catalog));
  reasons.typing.statement(top);
  return top.outputs.columns.map((output) => reasons.ofOutput(output));
}

const deepest = 20;

class TypeReasons {
  readonly typing: Typing;

  constructor(typing: Typing) {
    this.typing = typing;
  }

  ofOutput(output: OutputColumn, depth = 0): string {
    const found = this.typing.output(output);
    if (found.type === null) return `not known: ${found.reason}`;
    if (output.arms.length > 1) {
      const types = output.arms.map((arm) => this.#shown(this.typing.output(arm)));
      return `what ${listed([...new Set(types)])} of its arms have in common`;
    }
    const [arm] = output.arms;
    if (output.expression) return this.#of(output.expression, output.bound, depth);
    if (output.bound) return this.#ofBound(output.bound, depth);
    return arm && depth < deepest ? this.ofOutput(arm, depth + 1) : "its own";
  }

  #ofBound({ relation, of, column, merged }: Bound, depth: number): string {
    if (merged.length > 1) return `what the columns "${column}" that USING joins have in common`;
    if (of?.column) {
      const { name, type } = of.column;
      const system = this.typing.system;
      const found = system.ofColumn(of.column);
      const base = found && system.baseOf(found.type);
      const table = relation.source.kind === "table" ? relation.source.table.name : relation.name;
      return `"${name}" of "${table ?? ""}" is ${type}${base && base !== found.type ? `, a domain over ${base.shown}` : ""}`;
    }
    if (of?.output && depth < deepest) return this.ofOutput(of.output, depth + 1);
    return `"${column}" of "${relation.name ?? ""}"`;
  }

  #of(expression: Expression, bound: Bound | null, depth: number): string {
    switch (expression.kind) {
      case "column":
        return bound ? this.#ofBound(bound, depth) : "a name that is not known";
      case "constant":
        return expression.type === "unknown" || expression.type === "null"
          ? "a literal without a type is text"
          : "the type of the literal";
      case "parameter":
        return this.typing.foundFor(expression)?.type?.key === "unknown"
          ? `nothing says a type for $${expression.number}, which is text`
          : `the type of $${expression.number}`;
      case "cast":
        return `a cast to ${expression.type}`;
      case "call": {
        const taken = this.typing.calls.get(expression)?.arguments.map(({ shown }) => shown) ?? [];
        const types = taken.length > 0 ? taken : expression.arguments.map((one) => this.#typeOf(one));
        return `${expression.name}(${expression.star ? "*" : types.join(", ")}) gives it`;
      }
      case "operator": {
        const sides = [expression.left, expression.right].map((side) => (side ? this.#typeOf(side) : null));
        const [left, right] = sides;
        return `${[left, expression.operator, right].filter((one) => one !== null).join(" ")} gives it`;
      }
      case "case":
        return "what its branches have in common";
      case "array":
        return "what its elements have in common, as an array";
      case "subquery":
        return "what the subquery gives";
      case "row":
        return "a row";
      case "unknown":
        return expression.reason;
      default:
        return "a condition is boolean";
    }
  }

  #typeOf(expression: Expression): string {
    const found = this.typing.foundFor(expression);
    return found ? this.#shown(found) : "?";
  }

  #shown(found: ReturnType<Typing["output"]>): string {
    if (found.type === null) return "?";
    return found.type.key === "unknown" ? "a literal" : shownType(found);
  }
}

const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}` : names.join("");
