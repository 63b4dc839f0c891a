import type { Call, Expression } from "../../model/expression.ts";
import type { TableFunction } from "../../model/statement.ts";
import type { Bound, Level, OutputColumn, Relation } from "../level.ts";
import { systemColumns } from "../namespace.ts";
import { isKnown, sharedModifier, unknownBecause, type Found, type Unknown } from "./found.ts";
import type { Candidate } from "./fitted-candidates.ts";
import type { Field } from "./pg-type.ts";
import { Coercions } from "./coercions.ts";

/** The types of columns: of tables, views, functions in FROM, outputs. */
export abstract class TypedColumns extends Coercions {
  protected abstract level(level: Level): void;

  protected abstract call(call: Call, level: Level): { readonly found: Found; readonly candidate: Candidate | null };

  protected bound(bound: Bound): Found {
    if (bound.merged.length > 1) {
      const sides = bound.merged.map((side) => this.bound({ ...side, merged: [] }));
      const unclear = sides.find((one) => !isKnown(one));
      if (unclear) return unclear;
      const known = sides.filter(isKnown);
      const type = this.system.commonType(known.map((one) => one.type));
      return type ? this.plain(type, sharedModifier(known, type)) : unknownBecause("types that do not match");
    }
    const { relation, column, of } = bound;
    if (column === "*") return this.wholeRow(relation);
    if (!of && systemColumns.has(column) && relation.source.kind === "table")
      return this.named(systemTypes[column] ?? "oid");
    if (relation.source.kind === "function") return this.functionColumn(relation, column, of);
    if (of?.column) return this.system.ofColumn(of.column) ?? unknownBecause(`the type ${of.column.type} is not known`);
    if (of?.output) return this.relationOutput(relation, of.output);
    return unknownBecause(
      relation.source.kind === "unknown"
        ? `"${relation.name ?? ""}" is not in the schema`
        : "a column that is not known",
    );
  }

  protected relationOutput(relation: Relation, output: OutputColumn): Found {
    const { source } = relation;
    if (source.kind === "view" && source.level) this.level(source.level);
    return this.output(output);
  }

  protected wholeRow({ source, item }: Relation): Found {
    if (source.kind === "table" || source.kind === "view")
      return this.plain(this.system.rowOf(source.kind === "table" ? source.table : source.view));
    if (source.kind === "function" && item?.kind === "function") {
      const relation = [...this.functions].find(([one]) => one.item === item);
      const fields = relation?.[1];
      const [only] = Array.isArray(fields) ? (fields as readonly Field[]) : [];
      // One that gives single values stands for them, not for rows.
      return only?.typed ?? unknownBecause("a row of a function");
    }
    return source.kind === "unknown" ? unknownBecause("a row that is not known") : this.named("record");
  }

  protected functionColumn(relation: Relation, name: string, of: Bound["of"]): Found {
    const fields = this.functions.get(relation);
    if (!fields) return unknownBecause("a function in FROM");
    if (!Array.isArray(fields)) return fields as Unknown;
    const index = of ? relation.columns.indexOf(of) : -1;
    const all = fields as readonly Field[];
    const found = (index >= 0 ? all[index] : null) ?? all.find((field) => field.name === name);
    if (!found && all.length === 1 && relation.name === name)
      return all[0]?.typed ?? unknownBecause("a function in FROM");
    return found?.typed ?? unknownBecause("a column of a function in FROM");
  }

  /** The columns that a function in FROM gives. */
  protected tableFunction(item: TableFunction, level: Level): readonly Field[] | Unknown {
    const { name, called, columns, ordinality } = item;
    const ordinal: readonly Field[] = ordinality ? [{ name: "ordinality", typed: this.named("int8") }] : [];
    if (columns && !called) {
      for (const argument of item.arguments) this.expression(argument, level);
      return columns.map((column) => this.written(column));
    }
    if (!called) {
      // ROWS FROM: the columns of each, one after the other.
      const all: Field[] = [];
      for (const argument of item.arguments) {
        if (argument.kind !== "call") return this.unreadItem(item, level);
        const fields = this.fieldsOfCall(this.call(argument, level), argument.name, null);
        if (!Array.isArray(fields)) return fields;
        all.push(...(fields as Field[]));
      }
      return [...all, ...ordinal];
    }
    if (name === "unnest" && item.arguments.length > 1) {
      const each = item.arguments.map((argument) => this.unnested(argument, level));
      return [...each.map((one) => ({ name: "unnest", typed: isKnown(one) ? one : null })), ...ordinal];
    }
    const call: Call = {
      kind: "call",
      name,
      arguments: item.arguments,
      ...{ star: false, distinct: false, filter: null, window: false, framesItself: false, keys: [] },
      span: item.span,
      ...called,
    };
    const fields = this.fieldsOfCall(this.call(call, level), item.alias ?? name, columns ?? null);
    return Array.isArray(fields) ? [...(fields as readonly Field[]), ...ordinal] : fields;
  }

  protected unreadItem(item: TableFunction, level: Level): Unknown {
    for (const argument of item.arguments) this.expression(argument, level);
    return unknownBecause("a function in FROM");
  }

  protected unnested(argument: Expression, level: Level): Found {
    const found = this.expression(argument, level);
    if (!isKnown(found)) return found;
    const element = this.system.arrayElementOf(this.system.baseOf(found.type));
    return element && element.kind !== "c" ? this.plain(element) : unknownBecause("an argument of unnest");
  }

  protected written({ name, type }: { readonly name: string; readonly type: string | null }): Field {
    return { name, typed: type === null ? null : this.system.named(type) };
  }

  protected fieldsOfCall(
    called: { readonly found: Found; readonly candidate: Candidate | null },
    name: string,
    columns: TableFunction["columns"] | null,
  ): readonly Field[] | Unknown {
    const { found, candidate } = called;
    if (columns) return columns.map((column) => this.written(column));
    if (!isKnown(found)) return found;
    if (candidate?.columns) return candidate.columns;
    const base = this.system.baseOf(found.type);
    if (base.kind === "c") return base.fields ?? unknownBecause("a row type that is not known");
    return base.key === "record" ? unknownBecause("a function that gives records") : [{ name, typed: found }];
  }

  /** The type that an output has in the end: an untyped literal is text. */
  output(output: OutputColumn): Found {
    const found = this.outputs.get(output) ?? this.outputOf(output);
    return isKnown(found) && found.type === this.unknown ? this.plain(this.text) : found;
  }

  /** The type that an expression of the statement was given; null for one that was not looked at. */
  foundFor(expression: Expression): Found | null {
    return this.found.get(expression) ?? null;
  }

  protected outputOf(output: OutputColumn): Found {
    if (output.bound && output.expression === null) return this.bound(output.bound);
    if (output.expression) return this.found.get(output.expression) ?? this.expression(output.expression, output.level);
    const [only] = output.arms;
    if (output.arms.length === 1 && only) return this.output(only);
    return unknownBecause("an arm of the query is not known");
  }
}

const systemTypes: Readonly<Record<string, string>> = {
  ctid: "tid",
  xmin: "xid",
  xmax: "xid",
  cmin: "cid",
  cmax: "cid",
  tableoid: "oid",
};
